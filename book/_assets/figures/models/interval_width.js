/* One factor of a gradient, |w| σ'(w a + b): where it is at least 1, and how wide that is. The bias
   is −w/2, which puts the middle of the interval at a = 1/2. */

const figuresIntervalWidth = (() => {
  "use strict";

  const { define, evenly, shown, steps, written } = figuresFigure;

  /**
   * The slope of the sigmoid, in a form that does not overflow.
   * @param {number} sum
   */
  function slope(sum) {
    const odds = Math.exp(-Math.abs(sum));
    return odds / (1 + odds) ** 2;
  }

  /**
   * The width of the interval on which the factor is at least 1.
   * @param {number} w
   */
  function width(w) {
    if (w < 4) return 0;
    return (2 / w) * Math.log((w * (1 + Math.sqrt(1 - 4 / w))) / 2 - 1);
  }

  return define("interval-width", {
    knobs: [
      { key: "w", label: "size of the weight, |w|", values: steps(0.5, 20, 0.1), first: 6.9 },
    ],
    answer: (/** @type {{ w: number }} */ { w }) => ({ width: width(w), largest: w / 4 }),
    marks: (answer, { w }) => {
      const factor = (/** @type {number} */ a) => w * slope(w * (a - 0.5));
      const half = answer.width / 2;
      return {
        factor: { on: 0, line: evenly(0, 1, 201).map((a) => [a, factor(a)]) },
        inside: { on: 0, area: evenly(0.5 - half, 0.5 + half, 101).map((a) => [a, 0, factor(a)]) },
        here: { on: 1, dots: [[w, answer.width]], radius: 4 },
      };
    },
    say: (answer, { w }) => {
      const most = `With |w| = ${shown(w)} the factor is at most ${written(answer.largest)}`;
      return w < 4
        ? `${most}: below 1 for every input.`
        : `${most}, and at least 1 on an interval of width ${written(answer.width)}.`;
    },
  });
})();
