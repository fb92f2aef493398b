/* The best of k equally good networks on n images: how its accuracy is distributed, in standard
   deviations of one, and by how much it is too good. */

const figuresBestOfRuns = (() => {
  "use strict";

  const { define, evenly, shown, steps, written } = figuresFigure;
  const { below, density, integral } = figuresDistributions;

  /**
   * The density of the largest of k standard normal draws.
   * @param {number} k
   * @param {number} x
   */
  function largest(k, x) {
    return k * density(x) * below(x) ** (k - 1);
  }

  return define("best-of-runs", {
    knobs: [
      {
        key: "k",
        label: "candidates, k",
        values: [...steps(1, 20, 1), 30, 50, 100, 200, 500, 1000],
        first: 10,
      },
      { key: "n", label: "images, n", values: [1000, 2000, 5000, 10_000, 50_000], first: 10_000 },
    ],
    answer: (
      /** @type {{ k: number, n: number }} */ { k, n },
      /** @type {{ apart: number }} */ { apart },
    ) => {
      const above = integral((x) => x * largest(k, x), -9, 9, 400);
      return { above, points: 100 * above * Math.sqrt(apart / (2 * n)) };
    },
    marks: ({ above }, { k }) => ({
      best: { on: 0, line: evenly(-4, 6, 201).map((x) => [x, largest(k, x)]) },
      mean: {
        on: 0,
        line: [
          [above, 0],
          [above, 1.4],
        ],
      },
    }),
    say: ({ above, points }, { k, n }) =>
      `The best of ${shown(k)} equally good networks is expected ${written(above)} standard deviations ` +
      `too high: on ${shown(n)} images, ${written(points, 2)} percentage points.`,
  });
})();
