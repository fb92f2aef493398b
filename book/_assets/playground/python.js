/* A run of the playground as Python. */

const playgroundPython = (() => {
  "use strict";

  const { GATES } = playgroundPoints;

  /** The same run as Python, to the end of that epoch: `fit` of the book's package. (Its recipes
   * are sorted for the first half of their epochs, then shuffled: such a run has a fixed end.)
   * @param {PlaygroundSettings} settings
   * @param {number} epochs */
  function python(settings, epochs) {
    const { points: name, count, draw, hidden, activation, start, output, bias, until } = settings;
    const sortedOnly = settings.order !== "sorted-then-shuffled" || epochs <= until;
    const order = sortedOnly && settings.order !== "shuffled" ? "sorted" : settings.order;
    const tuple = hidden.length === 1 ? `(${hidden[0]},)` : `(${hidden.join(", ")})`;
    const gate = name in GATES;
    const drawn =
      name === "circles" ? "two_circles" : name === "mirrored" ? "mirrored_circles" : name;
    const plane = [tuple, `activation="${activation}"`, `start="${start}"`, `output="${output}"`];
    if (bias === "output" || bias === "none") plane.push("hidden_bias=False");
    if (bias === "hidden" || bias === "none") plane.push("output_bias=False");
    return [
      gate
        ? "from workedout.data.sources import TruthTable"
        : `from workedout.data.points import ${drawn}`,
      "from workedout.networks.models import Plane",
      "from workedout.training.loop import fit",
      "from workedout.training.recipes import Recipe",
      "",
      `network = Plane(${plane.join(", ")})`,
      `points = ${gate ? `TruthTable("${name}").split()` : `${drawn}(count=${count}, draw=${draw})`}`,
      `recipe = Recipe(epochs=${sortedOnly ? epochs : 2 * until}, batch_size=${settings.batch}, ` +
        `learning_rate=${settings.rate}, order="${order}",`,
      `                loss="${gate ? "truth" : "squared"}", precision="float64")`,
      `history = fit(network, points, recipe, seed=${settings.seed})`,
      "print(history.network.state_dict())",
      "print(history.observations[-1])",
    ].join("\n");
  }

  return { python };
})();
