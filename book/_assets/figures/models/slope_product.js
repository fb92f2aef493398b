/* A chain of sigmoid units, one in each layer, all with the weight w and the bias −w/2: the factors
   w σ'(s) that a gradient gets on its way, and their product. */

const figuresSlopeProduct = (() => {
  "use strict";

  const { define, shown, steps, written } = figuresFigure;
  const DEPTH = 12;
  /** @type {[number, string][]} */
  const FATES = [
    [1e-3, "it vanishes"],
    [0.5, "it shrinks"],
    [2, "it is about kept"],
    [1e3, "it grows"],
    [Number.POSITIVE_INFINITY, "it explodes"],
  ];

  /**
   * The factor of each unit of a chain that is fed x.
   * @param {number} w
   * @param {number} x
   */
  function factors(w, x) {
    const found = [];
    for (let layer = 0; layer < DEPTH; layer++) {
      x = 1 / (1 + Math.exp(-w * (x - 0.5)));
      found.push(w * x * (1 - x));
    }
    return found;
  }

  return define("slope-product", {
    knobs: [
      { key: "w", label: "weight of every unit, w", values: steps(1, 12, 0.5), first: 3 },
      { key: "x", label: "input of the first unit", values: steps(0, 1, 0.05), first: 0.2 },
    ],
    answer: (/** @type {{ w: number, x: number }} */ { w, x }) => {
      const each = factors(w, x);
      let product = 1;
      const products = each.map((factor) => {
        product *= factor;
        return product;
      });
      return { factors: each, products };
    },
    marks: ({ products }) => {
      const points = [1, ...products].map(
        (product, depth) => /** @type {FigurePoint} */ ([depth, product]),
      );
      return { path: { on: 0, line: points }, layers: { on: 0, dots: points, radius: 2.5 } };
    },
    say: ({ factors: each, products }, { w, x }) => {
      const last = products[DEPTH - 1];
      const fate = FATES.find(([most]) => last < most)?.[1];
      return (
        `With w = ${shown(w)} and the input ${shown(x)} the factors lie between ` +
        `${written(Math.min(...each))} and ${written(Math.max(...each))}. ${DEPTH} units multiply ` +
        `the gradient by ${written(last)}: ${fate}.`
      );
    },
  });
})();
