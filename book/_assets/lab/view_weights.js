/* Weights of a training as images, while they form: all layers' but the last one's.

   One global is made, `labWeights`. */

const labWeights = (() => {
  "use strict";

  const { make } = playgroundElements;
  const { Sheet } = labSheet;

  const SIDE = 28; // of an image, which is what a hidden unit has a weight for each pixel of
  const ACROSS = { units: 8, kernels: 4 }; // images in a row

  class Weights {
    constructor() {
      this.element = make("div", { class: "wo-lab-weights" });
      /** @type {{layer: Layer, sheet: InstanceType<typeof Sheet>}[]} */
      this.sheets = [];
    }

    /** Make a sheet for each layer.
     * @param {Network} network */
    layOut({ layers }) {
      const weighted = layers.filter(({ weights }) => weights.length).slice(0, -1);
      this.sheets = weighted.map((layer, at) => ({ layer, sheet: sheetFor(layer, at) }));
      this.element.replaceChildren(
        ...this.sheets.map(({ sheet }) =>
          make("figure", {}, make("figcaption", {}, sheet.options.label), sheet.element),
        ),
      );
    }

    draw() {
      for (const { layer, sheet } of this.sheets) sheet.show(layer.weights);
    }
  }

  /** @param {Layer} layer @param {number} at how many such layers stand before it */
  function sheetFor({ kind, weights, kernel }, at) {
    const dense = kind === "linear";
    const side = dense ? SIDE : kernel;
    const maps = weights.length / side ** 2;
    const label = dense
      ? `Weights of the ${maps} hidden units, each as an image`
      : `Kernels of convolution ${at + 1}`;
    const across = dense ? ACROSS.units : ACROSS.kernels;
    return new Sheet({ maps, rows: side, columns: side }, { label, across });
  }

  return { Weights };
})();
