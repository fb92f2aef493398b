/* The book's colours, light or dark, as pixels for values.

   One global is made, `labColours`. */

const labColours = (() => {
  "use strict";

  const HALF = 255; // steps of a palette on either side of zero
  /** @typedef {"signed" | "ink"} Scale signed: orange below zero, blue above; ink: darker is more */
  const palettes = { signed: new Uint32Array(2 * HALF + 1), ink: new Uint32Array(2 * HALF + 1) };

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const [paper, ink, positive, negative] = ["paper", "ink", "1", "2"].map((name) => {
      const hex = style.getPropertyValue(`--wo-${name}`).trim() || "#808080";
      return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    });
    fill(palettes.ink, paper, ink, ink);
    fill(palettes.signed, paper, negative, positive);
  }

  /** From one end over paper to the other.
   * @param {Uint32Array} palette @param {number[]} paper @param {number[]} low @param {number[]} high */
  function fill(palette, paper, low, high) {
    const bytes = new Uint8ClampedArray(palette.buffer);
    for (let at = 0; at < palette.length; at++) {
      const end = at < HALF ? low : high;
      const share = Math.abs(at - HALF) / HALF;
      const colour = paper.map((part, each) => part + share * (end[each] - part));
      bytes.set([...colour, 255], 4 * at);
    }
  }

  /** Call a function now, and whenever the reader has changed the colours.
   * @param {() => void} draw */
  function withColours(draw) {
    readColours();
    draw();
    new MutationObserver(() => {
      readColours();
      draw();
    }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  }

  /** The pixel for a value between −1 and 1; what is no number is paper.
   * @param {number} value @param {Scale} scale */
  function shade(value, scale) {
    const step = Math.round(HALF * Math.min(1, Math.max(-1, value)));
    return palettes[scale][HALF + (step || 0)];
  }

  /**
   * The largest size among values; what is no number counts for nothing.
   * @param {ArrayLike<number>} values
   */
  function largest(values) {
    let most = 0;
    for (let at = 0; at < values.length; at++) {
      const size = Math.abs(values[at]);
      if (size > most && Number.isFinite(size)) most = size;
    }
    return most;
  }

  return { withColours, shade, largest };
})();
