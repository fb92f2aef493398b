/* Curves over epochs: of two sets, on an axis that grows with the run.

   One global is made, `labCurves`. */

const labCurves = (() => {
  "use strict";

  const { make, format, percent } = playgroundElements;

  const WIDTH = 360;
  const HEIGHT = 190;
  const LEFT = 46; // of the plot, for the numbers of the axis
  const BELOW = 24;
  const TOP = 8;
  const SETS = /** @type {const} */ (["train", "heldOut"]);

  /** @typedef {{epoch: number, train: Look, heldOut: Look}} Point */

  /** @param {string} tag @param {Record<string, string | number>} attributes @param {string} [text] */
  function svg(tag, attributes, text = "") {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) {
      element.setAttribute(name, String(value));
    }
    element.textContent = text;
    return element;
  }

  /** The distance of the lines of a grid, so that about four of them reach a value: 1, 2 or 5 times
   * a power of ten.
   * @param {number} value */
  function gridStep(value) {
    const least = value / 4;
    const power = 10 ** Math.floor(Math.log10(least));
    return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= least) ?? least;
  }

  class Curves {
    /** @param {{title: string, key: "loss" | "accuracy"}} options */
    constructor({ title, key }) {
      this.key = key;
      this.title = title;
      this.plot = svg("svg", {
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        role: "img",
        class: "wo-lab-plot",
      });
      this.element = make("figure", {}, make("figcaption", {}, title), this.plot);
    }

    /** @param {Point[]} points */
    draw(points) {
      const { key } = this;
      const last = points[points.length - 1];
      const epochs = Math.max(1, Math.ceil(last?.epoch ?? 0));
      const values = points.flatMap((one) => SETS.map((set) => one[set][key]));
      const finite = values.filter(Number.isFinite);
      const most = key === "accuracy" ? 1 : Math.max(0.1, ...finite);
      const step = gridStep(most);
      const lines = Array.from({ length: Math.ceil(most / step) + 1 }, (_, at) => at * step);
      const top = lines[lines.length - 1];
      /** @type {(epoch: number) => number} */
      const x = (epoch) => LEFT + ((WIDTH - LEFT - 8) * epoch) / epochs;
      /** @type {(value: number) => number} */
      const y = (value) => HEIGHT - BELOW - ((HEIGHT - BELOW - TOP) * value) / top;
      this.plot.replaceChildren(
        ...this.axes(x, y, epochs, lines),
        ...SETS.map((set) => {
          const shown = points.filter((one) => Number.isFinite(one[set][key]));
          const path = shown.map(
            (one) => `${x(one.epoch).toFixed(1)},${y(one[set][key]).toFixed(1)}`,
          );
          return svg("polyline", { points: path.join(" "), class: set });
        }),
      );
      this.plot.setAttribute("aria-label", this.said(last));
    }

    /** @param {Point | undefined} last */
    said(last) {
      if (!last) return `${this.title}: nothing yet`;
      const say = this.key === "accuracy" ? percent : format;
      const parts = `${say(last.train[this.key])} on digits trained on, ${say(last.heldOut[this.key])} held out`;
      return `${this.title} after ${format(last.epoch)} epochs: ${parts}`;
    }

    /** @param {(epoch: number) => number} x @param {(value: number) => number} y
     * @param {number} epochs @param {number[]} rows where a line of the grid goes */
    axes(x, y, epochs, rows) {
      const say =
        this.key === "accuracy"
          ? (/** @type {number} */ v) => `${Math.round(100 * v)} %`
          : (/** @type {number} */ v) => `${+v.toPrecision(3)}`;
      const step = Math.max(1, Math.ceil(epochs / 6));
      const columns = Array.from({ length: Math.floor(epochs / step) + 1 }, (_, at) => at * step);
      return [
        ...rows.flatMap((value) => [
          svg("line", { x1: x(0), x2: x(epochs), y1: y(value), y2: y(value), class: "grid" }),
          svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, say(value)),
        ]),
        ...columns.map((epoch) =>
          svg("text", { x: x(epoch), y: HEIGHT - 6, "text-anchor": "middle" }, String(epoch)),
        ),
      ];
    }
  }

  return { Curves };
})();
