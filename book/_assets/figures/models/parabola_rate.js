/* Plain descent on the parabola λw²/2, from w = 2. */

const figuresParabolaRate = (() => {
  "use strict";

  const { define, evenly, shown, steps, written } = figuresFigure;
  const [START, STEPS] = [2, 20];

  /** @param {number} factor */
  function manner(factor) {
    if (Math.abs(factor) > 1 + 1e-9) return "it runs away";
    if (Math.abs(factor) > 1 - 1e-9) return "it jumps to and fro for ever";
    if (Math.abs(factor) < 1e-9) return "it arrives in one step";
    return factor < 0 ? "it jumps to and fro, and arrives" : "it comes down on one side";
  }

  return define("parabola-rate", {
    knobs: [
      { key: "rate", label: "learning rate, η", values: steps(0.05, 2.5, 0.05), first: 0.3 },
      { key: "curvature", label: "curvature, λ", values: steps(0.5, 2, 0.25), first: 1 },
    ],
    answer: (/** @type {{ rate: number, curvature: number }} */ { rate, curvature }) => {
      const path = [START];
      for (let step = 0; step < STEPS; step++)
        path.push(path[step] - rate * curvature * path[step]);
      return {
        path,
        costs: path.map((w) => (curvature * w * w) / 2),
        factor: 1 - rate * curvature,
      };
    },
    marks: ({ path, costs }, { curvature }) => {
      const points = path.map((w, at) => /** @type {FigurePoint} */ ([w, costs[at]]));
      const falling = costs.map((cost, step) => /** @type {FigurePoint} */ ([step, cost]));
      return {
        parabola: { on: 0, line: evenly(-2.6, 2.6, 105).map((w) => [w, (curvature * w * w) / 2]) },
        path: { on: 0, line: points },
        weights: { on: 0, dots: points, radius: 2.5 },
        costs: { on: 1, line: falling },
        steps: { on: 1, dots: falling, radius: 2 },
      };
    },
    say: ({ factor }, { rate, curvature }) =>
      `With η = ${shown(rate)} and λ = ${shown(curvature)} a step multiplies w by ` +
      `1 − ηλ = ${written(factor)}: ${manner(factor)}. Rates below 2/λ = ` +
      `${written(2 / curvature)} are stable.`,
  });
})();
