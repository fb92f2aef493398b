/* The way from a drawing to 28 by 28 pixels, step by step.

   One global is made, `labWay`. */

const labWay = (() => {
  "use strict";

  const { make } = playgroundElements;
  const { Sheet } = labSheet;

  /** A step as a picture with a line below it.
   * @param {Picture} picture @param {string} text
   * @param {{row: number, column: number, rows: number, columns: number}} [box] */
  function step({ values, height, width }, text, box) {
    const shape = { maps: 1, rows: height, columns: width };
    const sheet = new Sheet(shape, { label: text, scale: "ink" });
    sheet.show(values, 1);
    if (box) sheet.frame([{ map: 0, ...box }]);
    return make("li", {}, sheet.element, make("span", {}, text));
  }

  /** @param {number} value */
  const one = (value) => value.toFixed(1);

  /** The steps of a preparation.
   * @param {Preparation} preparation */
  function steps({ ink, box, small, centre, corner, digit }) {
    const last = { values: digit, height: 28, width: 28 };
    if (!box || !small || !centre || !corner) {
      return [
        step(ink, `The drawing, ${ink.width} × ${ink.height} pixels.`),
        step(last, "Shrunk as a whole to 28 × 28. Nothing is cut out or moved."),
      ];
    }
    const found = { row: box.top, column: box.left, rows: box.height, columns: box.width };
    const [row, column] = [centre.row, centre.column];
    const size = `${small.width} × ${small.height}`;
    const place = {
      row: corner.top,
      column: corner.left,
      rows: small.height,
      columns: small.width,
    };
    return [
      step(
        ink,
        `The ink of the drawing lies in a box of ${box.width} × ${box.height} pixels.`,
        found,
      ),
      step(small, `The box is scaled to ${size}: its longer side has 20 pixels.`),
      step(
        last,
        `In 28 × 28, the centre of mass, row ${one(row)} and column ${one(column)} of the box, goes ` +
          "to row 14 and column 14, or as near as whole pixels allow.",
        place,
      ),
    ];
  }

  class Way {
    constructor() {
      this.list = make("ol", { class: "wo-lab-way" });
      this.element = make("div", {}, this.list);
    }

    /** @param {Preparation} preparation */
    show(preparation) {
      this.list.replaceChildren(...steps(preparation));
    }
  }

  return { Way };
})();
