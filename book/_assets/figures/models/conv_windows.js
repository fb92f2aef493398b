/* The windows of a convolution along one axis: which pixels each of them looks at. */

const figuresConvWindows = (() => {
  "use strict";

  const { define, shown, steps } = figuresFigure;

  /** @typedef {{ n: number, k: number, s: number, p: number, d: number }} WindowState */

  /**
   * A row of boxes, one for each pixel.
   * @param {number[]} pixels
   * @param {number} row
   * @returns {[number, number, number, number][]}
   */
  function boxes(pixels, row) {
    return pixels.map((at) => [at + 0.08, row + 0.12, at + 0.92, row + 0.88]);
  }

  return define("conv-windows", {
    knobs: [
      { key: "n", label: "pixels, n", values: steps(3, 10, 1), first: 7 },
      { key: "k", label: "kernel, k", values: steps(1, 5, 1), first: 3 },
      { key: "s", label: "stride, s", values: steps(1, 4, 1), first: 2 },
      { key: "p", label: "padding at each end, p", values: steps(0, 2, 1), first: 1 },
      { key: "d", label: "dilation, d", values: steps(1, 3, 1), first: 1 },
    ],
    answer: (/** @type {WindowState} */ { n, k, s, p, d }) => {
      const span = d * (k - 1) + 1;
      const room = n + 2 * p - span;
      const outputs = room < 0 ? 0 : Math.floor(room / s) + 1;
      const windows = steps(0, outputs - 1, 1).map((u) =>
        steps(0, k - 1, 1).map((a) => u * s - p + a * d),
      );
      return { span, outputs, windows, beyond: room < 0 ? null : room % s };
    },
    marks: ({ windows }, { n, p }) => ({
      pixels: { on: 0, boxes: boxes(steps(0, n - 1, 1), 0) },
      padding: {
        on: 0,
        boxes: [...boxes(steps(-p, -1, 1), 0), ...boxes(steps(n, n + p - 1, 1), 0)],
      },
      windows: { on: 0, boxes: windows.flatMap((pixels, u) => boxes(pixels, -1 - u)) },
    }),
    say: ({ span, outputs, beyond }, { n, s, p }) => {
      if (beyond === null) {
        return `A window spans ${span} pixels, and there are ${n + 2 * p}: no window fits.`;
      }
      const count = `⌊(${n} + 2 · ${p} − ${span}) / ${s}⌋ + 1 = ${outputs}`;
      const left =
        ["No pixel is", "One pixel at the end is"][beyond] ?? `${shown(beyond)} pixels are`;
      return `A window spans ${span} of ${n + 2 * p} pixels, so there are ${count} outputs. ${left} left over.`;
    },
  });
})();
