/* The layers of a network below each other: each layer's values, or derivatives by them, as a
   sheet on which one can be chosen.

   One global is made, `labLayerList`. */

const labLayerList = (() => {
  "use strict";

  const { make, format, plural, setText } = playgroundElements;
  const { Sheet } = labSheet;
  const { placeOf } = workedoutLab;

  const HIDDEN = new Set(["flatten", "dropout"]); // they only hand values on
  const KINDS = {
    flatten: "in a row",
    linear: "weighted sums",
    convolution: "convolution",
    "batch norm": "batch norm",
    relu: "ReLU",
    "max pool": "max pool",
    dropout: "dropout",
    softmax: "softmax",
  };

  /** @param {number[]} shape */
  const sheetShape = (shape) => ({ maps: shape[0], rows: shape[1] ?? 1, columns: shape[2] ?? 1 });

  /** The shape of a layer in words.
   * @param {number[]} shape */
  const sized = (shape) =>
    shape.length > 1
      ? `${plural(shape[0], "map")} of ${shape[1]} × ${shape[2]}`
      : `${shape[0]} values`;

  /** Where a value of a shape is: "unit 7", or "map 2, row 3, column 4"; counted from 1.
   * @param {number[]} shape @param {number} index */
  function placeName(shape, index) {
    const { channel, row, column } = placeOf(shape, index);
    if (shape.length === 1) return `unit ${channel + 1}`;
    const place = `row ${row + 1}, column ${column + 1}`;
    return shape[0] === 1 ? place : `map ${channel + 1}, ${place}`;
  }

  /** The same for a layer, where the last ones are about digits.
   * @param {Network} network @param {number} layer @param {number} index */
  const valueName = (network, layer, index) =>
    layer >= network.layers.length - 1
      ? `digit ${index}`
      : placeName(shapeOf(network, layer), index);

  /** The name of a layer. The input is layer −1, the probabilities come after the last.
   * @param {Network} network @param {number} layer */
  function layerName(network, layer) {
    if (layer < 0) return "the image";
    const { layers } = network;
    if (layer >= layers.length) return "probabilities";
    const last = layer === layers.length - 1 && layers[layer].kind === "linear";
    return last ? "logits" : `layer ${layer}, ${KINDS[layers[layer].kind]}`;
  }

  /** What stands in one list: layers of a network that are shown, by number.
   * @param {Network} network */
  function shownLayers({ layers }) {
    const inner = layers.map((_, at) => at).filter((at) => !HIDDEN.has(layers[at].kind));
    return [-1, ...inner, layers.length];
  }

  /** The shape of a layer's values.
   * @param {Network} network @param {number} layer */
  function shapeOf({ inputShape, layers }, layer) {
    if (layer < 0) return inputShape;
    return layer < layers.length ? layers[layer].shape : [layers[layers.length - 1].count];
  }

  /** The values of a layer.
   * @param {Trace} trace @param {number} layer @returns {ArrayLike<number>} */
  function valuesOf(trace, layer) {
    if (layer < 0) return trace.inputs;
    return layer < trace.layers.length ? trace.layers[layer].values : trace.probabilities;
  }

  class LayerList {
    /** @param {{choose: (layer: number, at: number) => void}} options */
    constructor(options) {
      this.options = options;
      this.element = make("div", { class: "wo-lab-layers" });
      /** @type {Map<number, InstanceType<typeof labSheet.Sheet>>} */
      this.sheets = new Map();
      /** @type {Map<number, Element>} */
      this.notes = new Map();
      /** @type {Map<number, HTMLElement>} */
      this.cards = new Map();
      /** @type {Network | null} */
      this.network = null;
      /** @type {ArrayLike<number>[]} */
      this.shown = [];
    }

    /** @param {Network} network */
    build(network) {
      if (this.network === network) return;
      this.network = network;
      this.sheets.clear();
      this.element.replaceChildren(...shownLayers(network).map((layer) => this.row(layer)));
    }

    /** @param {number} layer */
    row(layer) {
      const network = /** @type {Network} */ (this.network);
      const shape = shapeOf(network, layer);
      const name = layerName(network, layer);
      const sheet = new Sheet(sheetShape(shape), {
        label: `${name}: choose a value`,
        describe: (at) =>
          `${valueName(network, layer, at)}: ${format(this.shown[layer + 1]?.[at] ?? 0)}`,
        choose: (at) => this.options.choose(layer, at),
        across: shape.length === 1 ? 10 * Math.ceil(shape[0] / 160) : undefined,
      });
      const note = make("span", { class: "wo-lab-soft" });
      this.sheets.set(layer, sheet);
      this.notes.set(layer, note);
      const title = make("p", {}, make("b", {}, name), make("br"), `${sized(shape)}, `, note);
      const digits = layer >= network.layers.length - 1 ? [digitRow()] : [];
      const card = make("section", { class: "wo-lab-layer" }, title, sheet.element, ...digits);
      this.cards.set(layer, card);
      return card;
    }

    /** Show values; an image is shown as ink.
     * @param {(layer: number) => ArrayLike<number>} values what each layer shows
     * @param {ArrayLike<number> | null} ink of the image, from 0 to 1; null: it is shown as others */
    show(values, ink) {
      for (const [layer, sheet] of this.sheets) {
        this.shown[layer + 1] = values(layer);
        sheet.options.scale = layer < 0 && ink ? "ink" : "signed";
        if (layer < 0 && ink) sheet.show(ink, 1);
        else sheet.show(this.shown[layer + 1]);
        setText(/** @type {Element} */ (this.notes.get(layer)), span(this.shown[layer + 1]));
      }
    }

    /** Frame the chosen value and, below it, what it is made of.
     * @param {number} layer @param {number} at @param {Explanation | null} explanation */
    choose(layer, at, explanation) {
      for (const [each, sheet] of this.sheets) {
        sheet.choose(each === layer ? at : -1);
        sheet.frame([]);
        this.cards.get(each)?.classList.toggle("chosen", each === layer);
      }
      const network = /** @type {Network} */ (this.network);
      if (!explanation) return;
      const below = this.seen(layer - 1);
      const shape = shapeOf(network, below);
      const sheet = this.sheets.get(below);
      if (!sheet || shape.length < 3) return;
      sheet.frame(windowsOf(network.layers[layer], explanation, shape));
    }

    /** The nearest layer, downwards, that is shown.
     * @param {number} layer @returns {number} */
    seen(layer) {
      return layer < 0 || this.sheets.has(layer) ? Math.max(-1, layer) : this.seen(layer - 1);
    }
  }

  /* Below ten values, which digits they are about. */
  const digitRow = () =>
    make(
      "div",
      { class: "wo-lab-digits", "aria-hidden": "true" },
      ...Array.from({ length: 10 }, (_, digit) => make("span", {}, String(digit))),
    );

  /** The smallest and the largest value.
   * @param {ArrayLike<number>} values */
  function span(values) {
    let low = Infinity;
    let high = -Infinity;
    for (let at = 0; at < values.length; at++) {
      low = Math.min(low, values[at]);
      high = Math.max(high, values[at]);
    }
    return `${format(low)} to ${format(high)}`;
  }

  /** The windows that a value of a convolution or a pooling layer sees; one pixel for the others.
   * @param {Layer | undefined} layer @param {Explanation} explanation @param {number[]} below */
  function windowsOf(layer, { place, input }, below) {
    const { channel, row, column } = place;
    if (layer?.kind === "convolution") {
      const { kernel, padding } = layer;
      const box = { row: row - padding, column: column - padding, rows: kernel, columns: kernel };
      // Where the window hangs over the edge, only what lies inside is framed.
      const cut = {
        row: Math.max(0, box.row),
        column: Math.max(0, box.column),
        rows: Math.min(kernel, box.row + kernel, below[1] - box.row),
        columns: Math.min(kernel, box.column + kernel, below[2] - box.column),
      };
      return Array.from({ length: below[0] }, (_, map) => ({ map, ...cut }));
    }
    if (layer?.kind === "max pool") {
      const { size } = layer;
      return [{ map: channel, row: row * size, column: column * size, rows: size, columns: size }];
    }
    if (input === undefined || layer?.kind === "flatten") return [];
    const at = placeOf(below, input);
    return [{ map: at.channel, row: at.row, column: at.column, rows: 1, columns: 1 }];
  }

  return { LayerList, layerName, placeName, valueName, shapeOf, valuesOf, sheetShape };
})();
