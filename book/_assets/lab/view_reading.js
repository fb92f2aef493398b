/* One value, taken apart: window and kernel (or row of weights), every product, the sum, the bias;
   the numbers of a pooling window, of batch norm, of softmax. And, backwards, the derivatives.

   One global is made, `labReading`. */

const labReading = (() => {
  "use strict";

  const { make, format } = playgroundElements;
  const { Sheet } = labSheet;
  const { placeName, shapeOf, sheetShape } = labLayerList;

  const FIRST = 10; // rows of a table that are shown at once

  /** @typedef {{network: Network, trace: Trace, layer: number, at: number}} Asked */

  /** A table of numbers; the first column heads its rows.
   * @param {string} caption @param {string[]} headings @param {(string | Node)[][]} rows */
  function table(caption, headings, rows) {
    const head = make("tr", {}, ...headings.map((each) => make("th", { scope: "col" }, each)));
    const body = rows.map(([first, ...rest]) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, first),
        ...rest.map((each) => make("td", {}, each)),
      ),
    );
    return make(
      "div",
      { class: "wo-lab-scroll", tabindex: "0", role: "region", "aria-label": caption },
      make(
        "table",
        { class: "wo-lab-numbers" },
        make("caption", {}, caption),
        make("thead", {}, head),
        make("tbody", {}, ...body),
      ),
    );
  }

  /** The first rows of a table, and all of them behind a fold, which makes them when it opens.
   * @template Item
   * @param {string} what @param {string[]} headings @param {Item[]} items
   * @param {(item: Item) => string[]} cells @param {Item[]} inOrder all, in the order of the sum */
  function long(what, headings, items, cells, inOrder) {
    /** @param {Item} item */
    const short = (item) =>
      cells(item).map((text, at) => (at ? text : text.replace("column", "col.")));
    const first = table(`The largest ${what}`, headings, items.slice(0, FIRST).map(short));
    if (items.length <= FIRST) return [first];
    const fold = make(
      "details",
      {
        toggle: () => {
          if (fold.open && fold.children.length === 1) {
            fold.append(table(`All ${what}, in order`, headings, inOrder.map(short)));
          }
        },
      },
      make("summary", {}, `All ${items.length} ${what}`),
    );
    return [first, fold];
  }

  /** @param {[string, string][]} rows terms and their values */
  const listed = (rows) =>
    make(
      "dl",
      {},
      ...rows.map(([term, value]) => make("div", {}, make("dt", {}, term), make("dd", {}, value))),
    );

  /** Small sheets with a word above each.
   * @param {[string, number[], ArrayLike<number>][]} parts name, shape and values */
  function pictures(parts) {
    const figures = parts.map(([name, shape, values]) => {
      const sheet = new Sheet(sheetShape(shape), { label: `${name}, as an image` });
      sheet.show(values);
      return make("figure", {}, make("figcaption", {}, name), sheet.element);
    });
    return make("div", { class: "wo-lab-trio" }, ...figures);
  }

  // ---- Forwards ----------------------------------------------------------------------------------

  /** @param {Asked} asked @param {Explanation} explanation */
  function sumParts({ network, layer }, { kind, terms = [], largest = [], bias = 0, before }) {
    const shape = source(network, layer);
    const { kernel = 1 } = network.layers[layer];
    const flat = kind === "linear";
    const pictured = flat ? shape : [shape[0], kernel, kernel];
    const products = terms.reduce((sum, { product }) => sum + product, 0);
    /** @param {Term} term */
    const cells = ({ input, place, weight, value, product }) => [
      input < 0 ? "padding" : placeName(shape, flat ? input : indexOf(shape, place)),
      format(value),
      format(weight),
      format(product),
    ];
    return [
      pictures([
        [flat ? "inputs" : "window", pictured, terms.map(({ value }) => value)],
        [flat ? "row of weights" : "kernel", pictured, terms.map(({ weight }) => weight)],
        ["products", pictured, terms.map(({ product }) => product)],
      ]),
      listed([
        [`sum of ${terms.length} products`, format(products)],
        ["bias", format(bias)],
        ["together", format(before)],
      ]),
      ...long("products", ["where", "input", "weight", "product"], largest, cells, terms),
    ];
  }

  /** The shape in which a layer's inputs are best looked at: through what only lays them in a row.
   * @param {Network} network @param {number} layer @returns {number[]} */
  function source(network, layer) {
    const below = network.layers[layer - 1];
    if (below && (below.kind === "flatten" || below.kind === "dropout")) {
      return source(network, layer - 1);
    }
    return shapeOf(network, layer - 1);
  }

  /** @param {number[]} shape @param {Place} place */
  const indexOf = ([, rows, columns], { channel, row, column }) =>
    (channel * rows + row) * columns + column;

  /** @param {Asked} asked @param {Explanation} explanation */
  function softmaxParts({ trace }, { exponentials = [], total = 0, value }) {
    const rows = exponentials.map(({ logit, shifted, exponential }, unit) => [
      String(unit),
      format(logit),
      format(shifted),
      format(exponential),
      format(exponential / total),
    ]);
    const largest = format(Math.max(...trace.outputs));
    return [
      listed([
        ["its exponential", format(value * total)],
        ["sum of all exponentials", format(total)],
        ["quotient", format(value)],
      ]),
      table(
        `Softmax: less the largest logit, ${largest}, which changes no quotient`,
        ["class", "logit", "shifted", "exponential", "probability"],
        rows,
      ),
    ];
  }

  /** @param {Asked} asked @param {Explanation} explanation */
  function poolParts({ network, layer }, { window = [] }) {
    const shape = source(network, layer);
    const rows = window.map(({ place, value, chosen }) => [
      placeName(shape, indexOf(shape, place)),
      format(value),
      chosen ? "the largest" : "",
    ]);
    return [table("The window; the largest goes on", ["value", "", "chosen"], rows)];
  }

  /** @param {Explanation} explanation */
  function normParts({ parts = {}, value }) {
    const { x, mean, variance, epsilon, scale, shift } = parts;
    const normed = (x - mean) / Math.sqrt(variance + epsilon);
    return [
      listed([
        ["value before", format(x)],
        ["less the mean", format(mean)],
        ["over the root of the variance", format(variance)],
        ["that is", format(normed)],
        ["times the scale", format(scale)],
        ["plus the shift", format(shift)],
        ["together", format(value)],
      ]),
    ];
  }

  /** @param {Explanation} explanation */
  const reluParts = ({ below = 0, value }) => [
    listed([
      ["sum before", format(below)],
      [below > 0 ? "positive: it stays" : "not positive: it becomes 0", format(value)],
    ]),
  ];

  /** What a value was made of, as elements.
   * @param {Asked} asked @param {Explanation} explanation */
  function forwards(asked, explanation) {
    switch (explanation.kind) {
      case "linear":
      case "convolution":
        return sumParts(asked, explanation);
      case "softmax":
        return softmaxParts(asked, explanation);
      case "max pool":
        return poolParts(asked, explanation);
      case "batch norm":
        return normParts(explanation);
      case "relu":
        return reluParts(explanation);
      default:
        return [];
    }
  }

  // ---- Backwards ---------------------------------------------------------------------------------

  /** The derivatives by one row of weights, or one kernel, as image and as numbers.
   * @param {Asked} asked @param {Explanation} explanation @param {Gradients} gradients */
  function weightParts({ network, layer, at }, { kind, terms = [], place }, gradients) {
    const { weights = [], biases = [], values } = gradients.layers[layer];
    const flat = kind === "linear";
    const { kernel = 1 } = network.layers[layer];
    const shape = source(network, layer);
    const pictured = flat ? shape : [shape[0], kernel, kernel];
    const items = terms.map((term, index) => ({
      ...term,
      slope: weights[term.weightIndex],
      name: placeName(pictured, flat ? term.input : index),
    }));
    const sorted = [...items].sort((one, other) => Math.abs(other.slope) - Math.abs(one.slope));
    /** @param {{name: string, value: number, weight: number, slope: number}} item */
    const cells = ({ name, value, weight, slope }) =>
      flat
        ? [name, format(value), format(weight), format(slope)]
        : [name, format(weight), format(slope)];
    const why = flat
      ? "The derivative by a weight is its input times the derivative by the sum."
      : "A kernel is used at every place of its map: the derivative by one of its weights is a sum over them.";
    return [
      pictures([
        [flat ? "row of weights" : "kernel", pictured, items.map(({ weight }) => weight)],
        ["derivatives by them", pictured, items.map(({ slope }) => slope)],
      ]),
      listed([
        ["derivative by this sum", format(values[at])],
        ["derivative by the bias", format(biases[place.channel])],
      ]),
      make("p", {}, why),
      ...long(
        "derivatives",
        flat ? ["weight of", "input", "weight", "derivative"] : ["place", "weight", "derivative"],
        sorted,
        cells,
        items,
      ),
    ];
  }

  return { forwards, weightParts, source, table, listed };
})();
