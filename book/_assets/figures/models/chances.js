/* The chance that Student's test shows a difference of two recipes, by the number of seeds. */

const figuresChances = (() => {
  "use strict";

  const { define, shown, steps, written } = figuresFigure;
  const { below, integral } = figuresDistributions;

  /** @typedef {{ difference: number, seeds: number }} ChanceState */
  /** @typedef {{ deviation: number, critical: number[] }} ChanceGiven */

  /**
   * That a noncentral t exceeds its critical value: a mean over what the deviation may come out as.
   * @param {number} freedom
   * @param {number} critical
   * @param {number} shift
   */
  function chance(freedom, critical, shift) {
    const weight = (/** @type {number} */ u) =>
      u === 0 ? 0 : Math.exp((freedom - 1) * Math.log(u) - (freedom * (u * u - 1)) / 2);
    const most = 1 + 8 / Math.sqrt(freedom);
    const all = integral(weight, 0, most, 400);
    const beyond = integral((u) => weight(u) * below(shift - critical * u), 0, most, 400);
    return beyond / all;
  }

  /** A chance is never 1, whatever rounding says.
   * @param {number} chance */
  const nearly = (chance) => (chance > 0.995 ? "above 0.995" : written(chance, 2));

  return define("chances", {
    knobs: [
      {
        key: "difference",
        label: "difference, in points",
        values: steps(0.02, 0.3, 0.01),
        first: 0.15,
      },
      { key: "seeds", label: "seeds of each arm", values: steps(2, 30, 1), first: 10 },
    ],
    answer: (
      /** @type {ChanceState} */ { difference, seeds },
      /** @type {ChanceGiven} */ { deviation, critical },
    ) => {
      const chances = critical.map((value, at) => {
        const shift = (difference / deviation) * Math.sqrt((at + 2) / 2);
        return chance(2 * (at + 1), value, shift);
      });
      const enough = chances.findIndex((each) => each >= 0.8);
      return {
        chances,
        chance: chances[seeds - 2],
        enough: enough < 0 ? null : enough + 2,
      };
    },
    marks: ({ chances, chance: here }, { seeds }) => ({
      yours: { on: 0, line: chances.map((each, at) => [at + 2, each]) },
      here: { on: 0, dots: [[seeds, here]], radius: 4 },
    }),
    say: ({ chance: here, enough }, { difference, seeds }) =>
      `${seeds} seeds of each show a difference of ${shown(difference)} points with the chance ` +
      `${nearly(here)}. For a chance of 0.8 it takes ${enough ?? "more than 30"} of each.`,
  });
})();
