/* Canvases of the playground, and the colours on them: those of the book's style sheet, light or
   dark. */

const playgroundCanvas = (() => {
  "use strict";

  const { ACTIVATIONS } = playgroundNetwork;
  const { make } = playgroundElements;

  /** @param {HTMLCanvasElement} canvas */
  function pen(canvas) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas can be drawn on here");
    return context;
  }

  /** A canvas as wide as its element, sharp on every screen; drawn in CSS pixels.
   * @param {HTMLCanvasElement} canvas
   * @param {number} width
   * @param {number} height */
  function sized(canvas, width, height) {
    const scale = Math.min(devicePixelRatio || 1, 2);
    if (
      canvas.width !== Math.round(width * scale) ||
      canvas.height !== Math.round(height * scale)
    ) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    const context = pen(canvas);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }

  const colours = {
    paper: "",
    ink: "",
    soft: "",
    grid: "",
    positive: "",
    negative: "",
    train: "",
    heldOut: "",
    font: "",
    scale: new Uint32Array(255), // from −1 to 1; the middle is paper
  };

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    /** @type {(name: string, otherwise: string) => string} */
    const of = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
    /** @type {(hex: string) => number[]} */
    const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    Object.assign(colours, {
      paper: of("--wo-paper", "#fdfcf9"),
      ink: of("--wo-ink", "#23262c"),
      soft: of("--wo-ink-soft", "#575d67"),
      grid: of("--wo-grid", "#e4e0d6"),
      positive: of("--wo-1", "#1a2fc0"),
      negative: of("--wo-2", "#cb4f1a"),
      train: of("--wo-3", "#2f848c"),
      heldOut: of("--wo-6", "#86106f"),
      font: `13px ${of("--wo-sans", "sans-serif")}`,
    });
    const paper = rgb(colours.paper),
      ends = [rgb(colours.negative), rgb(colours.positive)];
    const bytes = new Uint8Array(colours.scale.buffer);
    for (let i = 0; i < 255; i++) {
      const share = (0.72 * Math.abs(i - 127)) / 127,
        end = ends[i > 127 ? 1 : 0];
      for (let c = 0; c < 3; c++) bytes[4 * i + c] = paper[c] + share * (end[c] - paper[c]);
      bytes[4 * i + 3] = 255;
    }
  }

  /** A picture of single pixels, to be drawn at any size.
   * @param {number} width
   * @param {number} height */
  function raster(width, height) {
    const canvas = make("canvas", { width, height }),
      context = pen(canvas);
    const image = context.createImageData(width, height);
    return { canvas, context, image, pixels: new Uint32Array(image.data.buffer) };
  }

  /** Fill pixels with values that are between −1 and 1 after (v − middle) * gain.
   * @param {Uint32Array} pixels
   * @param {Float64Array} values
   * @param {number} middle
   * @param {number} gain */
  function paint(pixels, values, middle, gain) {
    const { scale } = colours;
    for (let i = 0; i < pixels.length; i++) {
      const level = Math.round(127 + 127 * gain * (values[i] - middle));
      pixels[i] = scale[level < 0 ? 0 : level > 254 ? 254 : level || 0];
    }
  }

  /** Which output of a unit is paper, and how much one unit of output counts.
   * @param {PlaygroundActivation} activation
   * @param {Float64Array} values */
  function scaleOf(activation, values) {
    if (activation === ACTIVATIONS.sigmoid) return [0.5, 2];
    if (activation === ACTIVATIONS.tanh) return [0, 1];
    let largest = 0;
    for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
    return [0, largest && 1 / largest];
  }

  /** The same of the network's answer.
   * @param {PlaygroundPoints} points */
  const answerScale = (points) => (points.middle ? [0.5, 2] : [0, 1]);

  return { answerScale, colours, paint, raster, readColours, scaleOf, sized };
})();
