/* A bright stroke in a row of pixels, pooled: how far the largest values and the means change when it
   moves and noise comes to it. */

const figuresPooledShift = (() => {
  "use strict";

  const { define, shown, steps } = figuresFigure;
  const STROKE = [0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0];

  /** @typedef {{ shift: number, noise: number, window: number }} PoolState */

  /**
   * What a function makes of each window; windows lie side by side.
   * @param {number[]} pixels
   * @param {number} window
   * @param {(values: number[]) => number} pooled
   */
  function pool(pixels, window, pooled) {
    return steps(0, pixels.length / window - 1, 1).map((u) =>
      pooled(pixels.slice(u * window, (u + 1) * window)),
    );
  }

  const largest = (/** @type {number[]} */ values) => Math.max(...values);
  const mean = (/** @type {number[]} */ values) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;

  /**
   * The length of the difference, as a share of the length of what was there before.
   * @param {number[]} before
   * @param {number[]} after
   */
  function change(before, after) {
    const away = Math.hypot(...before.map((value, at) => after[at] - value));
    return away / Math.hypot(...before);
  }

  /**
   * Bars side by side over the pixels.
   * @param {number[]} values
   * @param {number} window
   * @returns {[number, number, number, number][]}
   */
  function bars(values, window) {
    return values.map((value, at) => [at * window + 0.1, 0, (at + 1) * window - 0.1, value]);
  }

  return define("pooled-shift", {
    knobs: [
      { key: "shift", label: "moved to the right by", values: steps(0, 4, 1), first: 1 },
      { key: "noise", label: "strength of the noise", values: steps(0, 1, 0.1), first: 0 },
      { key: "window", label: "pixels of a window", values: [1, 2, 3, 4, 6], first: 2 },
    ],
    answer: (
      /** @type {PoolState} */ { shift, noise, window },
      /** @type {{ noise: number[] }} */ given,
    ) => {
      const after = STROKE.map((_, at) => (STROKE[at - shift] ?? 0) + noise * given.noise[at]);
      const [max, maxBefore] = [after, STROKE].map((pixels) => pool(pixels, window, largest));
      const [means, meansBefore] = [after, STROKE].map((pixels) => pool(pixels, window, mean));
      return {
        after,
        max,
        maxBefore,
        means,
        meansBefore,
        changes: [change(STROKE, after), change(maxBefore, max), change(meansBefore, means)],
      };
    },
    marks: ({ after, max, maxBefore, means, meansBefore }, { window }) => ({
      "pixels-before": { on: 0, boxes: bars(STROKE, 1) },
      pixels: { on: 0, boxes: bars(after, 1) },
      "largest-before": { on: 1, boxes: bars(maxBefore, window) },
      largest: { on: 1, boxes: bars(max, window) },
      "means-before": { on: 2, boxes: bars(meansBefore, window) },
      means: { on: 2, boxes: bars(means, window) },
    }),
    say: ({ changes }, { shift, noise, window }) => {
      const [pixels, max, means] = changes.map((share) => `${Math.round(100 * share)} %`);
      return (
        `Moved by ${shown(shift)}, with noise ${shown(noise)}, the pixels change by ${pixels}; in ` +
        `windows of ${shown(window)} the largest by ${max}, the means by ${means}.`
      );
    },
  });
})();
