/* A ReLU unit with four inputs, all 1, under dropout: its mean over masks that were drawn, its mean
   over all sixteen, and what it gives in evaluation. */

const figuresMaskAverages = (() => {
  "use strict";

  const { define, shown, steps, written } = figuresFigure;
  const WEIGHTS = [1, -1, 2, -1.5];
  const ALL = steps(0, 15, 1).map((mask) => WEIGHTS.map((_, input) => (mask >> input) & 1));

  /** @typedef {{ p: number, b: number }} MaskState */

  /**
   * The unit's output with a mask.
   * @param {number[]} mask
   * @param {number} p
   * @param {number} b
   */
  function output(mask, p, b) {
    const sum = mask.reduce((total, kept, input) => total + (kept * WEIGHTS[input]) / (1 - p), b);
    return Math.max(0, sum);
  }

  return define("mask-averages", {
    knobs: [
      { key: "p", label: "share that is dropped, p", values: steps(0, 0.8, 0.1), first: 0.5 },
      { key: "b", label: "bias of the unit, b", values: steps(-4, 5, 0.5), first: 0 },
    ],
    answer: (/** @type {MaskState} */ { p, b }, /** @type {{ draws: number[][] }} */ { draws }) => {
      let sum = 0;
      const averages = draws.map((draw, at) => {
        const mask = draw.map((number) => (number >= p ? 1 : 0));
        sum += output(mask, p, b);
        return sum / (at + 1);
      });
      const mean = ALL.reduce((total, mask) => {
        const kept = mask.reduce((count, one) => count + one, 0);
        return total + p ** (4 - kept) * (1 - p) ** kept * output(mask, p, b);
      }, 0);
      return { averages, mean, evaluated: output([1, 1, 1, 1], 0, b) };
    },
    marks: ({ averages, mean, evaluated }) => {
      /** @type {(height: number) => FigurePoint[]} */
      const across = (height) => [
        [1, height],
        [averages.length, height],
      ];
      return {
        averages: { on: 0, line: averages.map((value, at) => [at + 1, value]) },
        mean: { on: 0, line: across(mean) },
        evaluated: { on: 0, line: across(evaluated) },
      };
    },
    say: ({ averages, mean, evaluated }, { p, b }) => {
      const same = Math.abs(mean - evaluated) < 1e-9;
      return (
        `With p = ${shown(p)} and b = ${shown(b)} the mean over all 16 masks is ${written(mean)}, ` +
        `over ${averages.length} drawn ones ${written(averages[averages.length - 1])}. Evaluation ` +
        `gives ${written(evaluated)}: ${same ? "the same" : "another number"}.`
      );
    },
  });
})();
