/* Values as pixels: the maps of a layer side by side, one of whose values can be chosen with the
   mouse, a finger, or the arrow keys.

   One global is made, `labSheet`. */

const labSheet = (() => {
  "use strict";

  const { make } = playgroundElements;
  const { shade, largest } = labColours;

  /**
   * @typedef {object} Shape
   * @property {number} maps how many there are
   * @property {number} rows of each map
   * @property {number} columns of each map
   */

  /** @typedef {{map: number, row: number, column: number, rows: number, columns: number}} Window */

  /**
   * @typedef {object} SheetOptions
   * @property {string} label what the values are
   * @property {"signed" | "ink"} [scale]
   * @property {number} [across] maps in a row
   * @property {(at: number) => string} [describe] one value in words, for screen readers
   * @property {(at: number) => void} [choose] called with the number of the value; else nothing
   *     can be chosen
   */

  /** How many maps stand in a row: the sheet is to be about as high as wide.
   * @param {Shape} shape */
  function usualAcross({ maps, rows, columns }) {
    return Math.max(1, Math.min(maps, Math.ceil(Math.sqrt((maps * rows) / columns))));
  }

  /** A canvas of as many pixels as there are values, with gaps between maps; CSS makes it large. */
  class Sheet {
    /**
     * @param {Shape} shape
     * @param {SheetOptions} options
     */
    constructor(shape, options) {
      this.shape = shape;
      this.options = options;
      this.across = options.across ?? usualAcross(shape);
      const { maps, rows, columns } = shape;
      this.single = rows * columns === 1; // units: each a square, with a fine gap
      this.cell = this.single ? 6 : 1;
      this.gap = maps > 1 ? (this.single ? 1 : Math.max(1, Math.round(rows / 12))) : 0;
      this.width = this.across * (columns * this.cell + this.gap) - this.gap;
      const down = Math.ceil(maps / this.across);
      this.height = down * (rows * this.cell + this.gap) - this.gap;
      this.canvas = make("canvas", { width: this.width, height: this.height });
      this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
      this.image = this.pen.createImageData(this.width, this.height);
      this.pixels = new Uint32Array(this.image.data.buffer);
      this.mark = make("span", { class: "wo-lab-mark", hidden: true });
      /** @type {HTMLElement[]} */
      this.windows = [];
      this.element = make("div", { class: "wo-lab-sheet" }, this.canvas, this.mark);
      this.element.style.aspectRatio = `${this.width} / ${this.height}`;
      this.chosen = -1;
      if (options.choose) this.listen();
      else this.asPicture();
    }

    get count() {
      return this.shape.maps * this.shape.rows * this.shape.columns;
    }

    asPicture() {
      this.canvas.setAttribute("role", "img");
      this.canvas.setAttribute("aria-label", this.options.label);
    }

    /* One of many values in order: what a slider is, for a screen reader. */
    listen() {
      const { element, options } = this;
      element.setAttribute("role", "slider");
      element.setAttribute("tabindex", "0");
      element.setAttribute("aria-label", options.label);
      element.setAttribute("aria-valuemin", "0");
      element.setAttribute("aria-valuemax", String(this.count - 1));
      element.classList.add("chosen-from");
      element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.key(event));
      element.addEventListener("click", (/** @type {MouseEvent} */ event) => {
        const at = this.under(event);
        if (at !== null) options.choose?.(at);
      });
      this.spoken(0);
    }

    /** The number of the value below a pointer, or null.
     * @param {MouseEvent} event */
    under({ clientX, clientY }) {
      const box = this.canvas.getBoundingClientRect();
      const x = ((clientX - box.left) / box.width) * this.width;
      const y = ((clientY - box.top) / box.height) * this.height;
      const { rows, columns, maps } = this.shape;
      const wide = columns * this.cell + this.gap;
      const high = rows * this.cell + this.gap;
      const map = Math.floor(y / high) * this.across + Math.floor(x / wide);
      const column = Math.floor((x % wide) / this.cell);
      const row = Math.floor((y % high) / this.cell);
      if (map >= maps || map < 0 || column >= columns || row >= rows) return null;
      return (map * rows + row) * columns + column;
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      const to = this.moved(event.key, Math.max(0, this.chosen));
      if (to === null) return;
      event.preventDefault();
      this.options.choose?.(to);
    }

    /** Where a key leads from a value; null where the key means nothing.
     * @param {string} key @param {number} at */
    moved(key, at) {
      const { rows, columns, maps } = this.shape;
      const size = rows * columns;
      const map = Math.floor(at / size);
      const within = at % size;
      const row = Math.floor(within / columns);
      const column = within % columns;
      /** @type {(value: number, count: number) => number} */
      const inside = (value, count) => Math.min(count - 1, Math.max(0, value));
      /** @type {(m: number, r: number, c: number) => number} */
      const place = (m, r, c) =>
        (inside(m, maps) * rows + inside(r, rows)) * columns + inside(c, columns);
      if (key === "Home") return 0;
      if (key === "End") return this.count - 1;
      if (key === "PageUp") return place(map - 1, row, column);
      if (key === "PageDown") return place(map + 1, row, column);
      /** @type {Record<string, number[]>} */
      const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
      const step = steps[key];
      if (!step) return null;
      if (!this.single) return place(map, row + step[0], column + step[1]);
      const to = map + step[0] * this.across + step[1];
      return to < 0 || to >= maps ? at : to;
    }

    /** @param {number} at */
    spoken(at) {
      this.element.setAttribute("aria-valuenow", String(at));
      this.element.setAttribute("aria-valuetext", this.options.describe?.(at) ?? String(at));
    }

    /**
     * Draw values; the largest gets the full colour, unless a gain says otherwise.
     * @param {ArrayLike<number>} values
     * @param {number} [gain] what a value of 1 counts
     */
    show(values, gain) {
      const factor = gain ?? 1 / (largest(values) || 1);
      const { maps, rows, columns } = this.shape;
      const scale = this.options.scale ?? "signed";
      for (let at = 0, map = 0; map < maps; map++) {
        const [left, top] = this.corner(map);
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++, at++) {
            const colour = shade(values[at] * factor, scale);
            this.fill(left + column * this.cell, top + row * this.cell, colour);
          }
        }
      }
      this.pen.putImageData(this.image, 0, 0);
      if (this.options.choose && this.chosen >= 0) this.spoken(this.chosen);
    }

    /** @param {number} left @param {number} top @param {number} colour */
    fill(left, top, colour) {
      for (let y = top; y < top + this.cell; y++) {
        const start = y * this.width + left;
        this.pixels.fill(colour, start, start + this.cell);
      }
    }

    /** Left and top of a map, in pixels of the canvas.
     * @param {number} map */
    corner(map) {
      const { rows, columns } = this.shape;
      return [
        (map % this.across) * (columns * this.cell + this.gap),
        Math.floor(map / this.across) * (rows * this.cell + this.gap),
      ];
    }

    /** Frame the chosen value; −1: none. @param {number} at */
    choose(at) {
      this.chosen = at;
      this.mark.hidden = at < 0;
      if (at < 0) return;
      const size = this.shape.rows * this.shape.columns;
      this.place(this.mark, Math.floor(at / size), at % size, 1, 1);
      if (this.options.choose) this.spoken(at);
    }

    /** Frame a window in some maps; none takes the frames away.
     * @param {Window[]} windows */
    frame(windows) {
      for (const old of this.windows) old.remove();
      const { rows, columns } = this.shape;
      this.windows = windows.map(({ map, ...box }) => {
        const frame = make("span", { class: "wo-lab-window" });
        const top = Math.max(0, box.row);
        const left = Math.max(0, box.column);
        const high = Math.min(rows, box.row + box.rows) - top;
        const wide = Math.min(columns, box.column + box.columns) - left;
        this.place(frame, map, top * columns + left, high, wide);
        this.element.append(frame);
        return frame;
      });
    }

    /** @param {HTMLElement} element @param {number} map @param {number} within
     * @param {number} high @param {number} wide */
    place(element, map, within, high, wide) {
      const { columns } = this.shape;
      const [left, top] = this.corner(map);
      const x = left + (within % columns) * this.cell;
      const y = top + Math.floor(within / columns) * this.cell;
      /** @type {(value: number, of: number) => string} */
      const share = (value, of) => `${(100 * value) / of}%`;
      Object.assign(element.style, {
        left: share(x, this.width),
        top: share(y, this.height),
        width: share(wide * this.cell, this.width),
        height: share(high * this.cell, this.height),
      });
    }
  }

  return { Sheet };
})();
