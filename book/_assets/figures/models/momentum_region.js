/* Momentum on a parabola: the steps of a weight from 1, and the larger eigenvalue of a step. */

const figuresMomentumRegion = (() => {
  "use strict";

  const { define, shown, steps, written } = figuresFigure;
  const STEPS = 40;

  /**
   * Where the weight is after each step: v = µ v + g, w = w − η v, with g = λ w.
   * @param {number} mu
   * @param {number} rate
   */
  function path(mu, rate) {
    let [weight, velocity] = [1, 0];
    const seen = [weight];
    for (let step = 0; step < STEPS; step++) {
      velocity = mu * velocity + rate * weight;
      weight -= velocity;
      seen.push(weight);
    }
    return seen;
  }

  /**
   * The eigenvalues' larger absolute value, whether they are complex, and their sum.
   * @param {number} mu
   * @param {number} rate
   */
  function eigenvalues(mu, rate) {
    const sum = 1 + mu - rate;
    const under = sum ** 2 - 4 * mu;
    const factor = under < 0 ? Math.sqrt(mu) : (Math.abs(sum) + Math.sqrt(under)) / 2;
    return { factor, swings: under < 0, sum };
  }

  /** @param {{ factor: number, swings: boolean, sum: number }} answer */
  function manner({ factor, swings, sum }) {
    if (factor > 1 + 1e-9) return "it runs away";
    if (factor > 1 - 1e-9) return "it does not come to rest";
    if (swings) return "it swings, and comes to rest";
    return sum < 0 ? "it zigzags, and comes to rest" : "it creeps, and comes to rest";
  }

  return define("momentum-region", {
    knobs: [
      { key: "mu", label: "momentum µ", values: steps(-1.1, 1.1, 0.05), first: 0.9 },
      {
        key: "rate",
        label: "rate times curvature, ηλ",
        values: steps(0.05, 4.25, 0.05),
        first: 0.3,
      },
    ],
    answer: (/** @type {{ mu: number, rate: number }} */ { mu, rate }) => ({
      path: path(mu, rate),
      ...eigenvalues(mu, rate),
    }),
    marks: (answer, { mu, rate }) => {
      const points = answer.path.map((weight, step) => /** @type {FigurePoint} */ ([step, weight]));
      return {
        path: { on: 0, line: points },
        steps: { on: 0, dots: points, radius: 1.25 },
        here: { on: 1, dots: [[mu, rate]], radius: 4 },
      };
    },
    say: (answer, { mu, rate }) =>
      `With µ = ${shown(mu)} and ηλ = ${shown(rate)} a step multiplies the weight, in the long ` +
      `run, by ${written(answer.factor)}: ${manner(answer)}.`,
  });
})();
