/* What the playground says in words: epoch and losses, captions, and the thing that is inspected. */

/** @typedef {{ train: PlaygroundLook, heldOut: PlaygroundLook }} PlaygroundLooks */

const playgroundReadout = (() => {
  "use strict";

  const { gradientsOver } = playgroundInspection;
  const { capital, format, make, percent, plural, setText } = playgroundElements;
  const { parameterOf, unitName } = playgroundDiagram;

  const HINT =
    "Point at a line or a unit to see its value and its gradient. By keyboard: Tab to the " +
    "network, then the arrow keys.";

  /** Epoch and losses, which are the legend of the curve as well. */
  class Numbers {
    constructor() {
      this.epoch = make("b");
      this.train = make("b");
      this.heldOut = make("b");
      /** @type {(name: string) => HTMLElement} */
      const key = (name) => make("span", { class: `wo-pg-key ${name}` });
      this.element = make(
        "p",
        { class: "wo-pg-numbers" },
        make("span", {}, "Epoch ", this.epoch),
        " ",
        make("span", {}, key("train"), " loss ", this.train),
        " ",
        make("span", {}, key("held-out"), " held out ", this.heldOut),
      );
    }

    /** @param {PlaygroundTraining} training
     * @param {PlaygroundLooks} look */
    draw(training, { train, heldOut }) {
      const whole = Math.floor(training.epochs);
      const rest = training.steps % training.stepsPerEpoch;
      setText(this.epoch, `${whole}${rest ? ` + ${plural(rest, "step")}` : ""}`);
      setText(this.train, `${format(train.loss)}, ${percent(train.accuracy)} right`);
      setText(this.heldOut, `${format(heldOut.loss)}, ${percent(heldOut.accuracy)} right`);
    }
  }

  /** What the plane shows: the answer, or the output of a hidden unit.
   * @param {PlaygroundTraining} training
   * @param {PlaygroundSettings["shown"]} shown
   * @param {PlaygroundLook} look at the points trained on
   * @param {PlaygroundItem | null} unit */
  function planeCaption({ network, points, settings }, shown, { positive }, unit) {
    const answer = `The answer, from orange (${points.middle ? "0" : "−1"}) to blue (1)`;
    const sides =
      positive === 0 || positive === 1
        ? "; every point gets the same one"
        : "; the line is where it changes sides";
    const ringed = shown === "both" ? " Dark rims: held out." : "";
    return unit
      ? `The output of ${unitName(network, unit.l, unit.j)}, orange below ` +
          `${settings.activation === "sigmoid" ? "1/2" : "0"}, blue above.`
      : `${answer}${sides}. Discs are positive points, squares negative ones.${ringed}`;
  }

  /** What is inspected: its value, its gradients, and what the next step does to it. */
  class Readout {
    constructor() {
      this.element = make("div", { class: "wo-pg-readout" });
    }

    /** @param {PlaygroundTraining} training
     * @param {PlaygroundItem | null} item
     * @param {PlaygroundGradients[] | null} gradients
     * @param {Int32Array[]} active */
    draw(training, item, gradients, active) {
      if (!item || !gradients) {
        this.element.replaceChildren(make("p", {}, HINT));
        return;
      }
      const { network, points, settings } = training,
        layer = network.layers[item.l];
      const next = gradientsOver(network, points.train, training.batch());
      const value = parameterOf(layer, network, item),
        slope = parameterOf(gradients[item.l], network, item);
      const ahead = parameterOf(next[item.l], network, item);
      const missing = item.i === null && !layer.hasBias;
      const rows = missing
        ? [["value", "0, always"]]
        : [
            ["value", format(value)],
            [`gradient, all ${points.train.count} points`, format(slope)],
            ["gradient, next batch", format(ahead)],
            ["the next step adds", format(-settings.rate * ahead)],
          ];
      if (item.i === null && item.l < active.length) {
        rows.push([
          "points with a positive sum",
          `${active[item.l][item.j]} of ${points.train.count}`,
        ]);
      }
      this.element.replaceChildren(
        make("p", {}, make("b", {}, capital(item.name))),
        make(
          "dl",
          {},
          ...rows.map(([term, text]) =>
            make("div", {}, make("dt", {}, term), make("dd", {}, text)),
          ),
        ),
      );
      item.element.setAttribute(
        "aria-label",
        missing
          ? `${item.name}: none`
          : `${item.name}: value ${format(value)}, gradient ${format(slope)}`,
      );
    }
  }

  /** The state in sentences, for those who do not see the pictures: of all, of the plane, of the
   * curve.
   * @param {PlaygroundTraining} training
   * @param {PlaygroundLooks} look */
  function spoken(training, { train, heldOut }) {
    const epochs = +training.epochs.toFixed(2),
      right = `${percent(train.accuracy)} of the points`;
    return {
      status:
        `Epoch ${epochs}, loss ${format(train.loss)} on the points trained on, ` +
        `${format(heldOut.loss)} on the points held out; ${right} trained on are right.`,
      plane:
        `Decision surface: ${percent(train.positive)} of ` +
        `the points trained on get the positive answer, and ${right} are right.`,
      curve:
        `Loss against epochs: ` +
        `${format(training.curve[0][1])} at first, ${format(train.loss)} after ${epochs} epochs.`,
    };
  }

  return { Numbers, Readout, planeCaption, spoken };
})();
