/* A unit's sums for a batch of eight examples, before batch norm and after. */

const figuresNormalisedBatch = (() => {
  "use strict";

  const { define, shown, steps, written } = figuresFigure;
  const BATCH = [-1.5, -1, -0.5, -0.25, 0.25, 0.5, 1, 1.5];
  const EPSILON = 1e-5;

  /** @typedef {{ shift: number, scale: number, last: number }} BatchState */

  /**
   * Mean, and the root of the mean square about it.
   * @param {number[]} values
   */
  function moments(values) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, deviation: Math.sqrt(square) };
  }

  return define("normalised-batch", {
    knobs: [
      { key: "scale", label: "all sums, multiplied by", values: steps(0.1, 3, 0.1), first: 1 },
      { key: "shift", label: "all sums, moved by", values: steps(-4, 4, 0.25), first: 2 },
      { key: "last", label: "the last one alone, by", values: steps(0, 8, 0.25), first: 0 },
    ],
    answer: (/** @type {BatchState} */ { shift, scale, last }) => {
      const before = BATCH.map((value) => shift + scale * value);
      before[BATCH.length - 1] += last;
      const { mean, deviation } = moments(before);
      const root = Math.sqrt(deviation ** 2 + EPSILON);
      return { before, mean, deviation, after: before.map((value) => (value - mean) / root) };
    },
    marks: ({ before, after }) => {
      /** @type {(values: number[]) => FigurePoint[]} */
      const points = (values) => values.map((value) => [value, 0]);
      return {
        before: { on: 0, dots: points(before.slice(0, -1)), radius: 3.5 },
        "before-last": { on: 0, dots: points(before.slice(-1)), radius: 3.5 },
        after: { on: 1, dots: points(after.slice(0, -1)), radius: 3.5 },
        "after-last": { on: 1, dots: points(after.slice(-1)), radius: 3.5 },
      };
    },
    say: ({ mean, deviation, after }, { last }) => {
      const was =
        `Before, the sums have mean ${written(mean)} and standard deviation ${written(deviation)}; ` +
        `after it 0 and ${written(moments(after).deviation)}`;
      return last === 0
        ? `${was}, wherever all are moved to.`
        : `${was}. Moving one example by ${shown(last)} has moved all others, too.`;
    },
  });
})();
