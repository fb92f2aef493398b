/* A training of the page as Python: the same run with the book's package. */
const labPython = (() => {
  "use strict";
  const { CHANNELS } = labTraining;

  /** @param {string[]} lines */
  const joined = (lines) => lines.join("\n");

  /** @param {TrainingSettings} settings */
  function networkLines({ architecture, units, start, softmax }) {
    const two = softmax === "two";
    if (architecture === "hidden") {
      const more = `, start="${start}"${two ? ", softmax=True" : ""}`;
      return [`network = Mlp((${units},)${more})`];
    }
    const bench = `Bench((${CHANNELS.join(", ")}), dropout=0.0, batch_norm=False)`;
    if (start === "pytorch" && !two) return [`network = ${bench}`];
    return [
      "@torch.no_grad()",
      "def network():",
      `    layers = ${bench}()`,
      "    for layer in layers:",
      "        if isinstance(layer, nn.Conv2d | nn.Linear):",
      `            DIGIT_STARTS["${start}"](layer.weight, layer.bias)`,
      two ? "    return nn.Sequential(*layers, nn.Softmax(dim=-1))" : "    return layers",
    ];
  }

  /** @param {TrainingSettings} settings */
  function imports({ architecture, pixels }) {
    const hidden = architecture === "hidden";
    return [
      ...(hidden ? [] : ["import torch", "from torch import nn", ""]),
      ...(pixels === "raw"
        ? [
            "from workedout.data.examples import Examples, Split",
            "from workedout.data.mnist import pocket_pixels",
          ]
        : ["from workedout.data.mnist import pocket"]),
      `from workedout.networks.models import ${hidden ? "Mlp" : "Bench"}`,
      ...(hidden ? [] : ["from workedout.networks.starts import DIGIT_STARTS"]),
      "from workedout.training.loop import fit",
      "from workedout.training.recipes import Recipe",
    ];
  }

  /** @type {WorkedoutLab["python"]} */
  function python(settings) {
    const { rate, batch, order, optimizer, decay, epochs, pixels, seed } = settings;
    const digits =
      pixels === "raw"
        ? "Split(*(Examples(images[:, None].float(), labels.long())\n" +
          "                for images, labels in pocket_pixels()))"
        : "pocket()";
    return joined([
      ...imports(settings),
      "",
      ...networkLines(settings),
      "",
      `digits = ${digits}`,
      `recipe = Recipe(epochs=${epochs}, batch_size=${batch}, learning_rate=${rate},`,
      `                optimizer="${optimizer}", weight_decay=${decay},`,
      `                order="${order}", precision="float64")`,
      ...(settings.gradients === "kept"
        ? ["# fit sets gradients to zero before each step, and the page does not: another run."]
        : []),
      `history = fit(network, digits, recipe, seed=${seed})`,
      "print(history.observations[-1])",
    ]);
  }

  return { python };
})();
