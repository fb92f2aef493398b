/* From a picture of a digit to what a network reads, by MNIST's own way, step by step: the same as
   workedout.data.own_digits, and held against it.

   The digit is scaled, its shape kept, until it fits into 20 by 20 pixels, and stands in 28 by 28
   with its centre of mass in the middle. Or that is left out, and the whole picture is shrunk. */
const labPreparation = (() => {
  "use strict";

  const BOX = 20,
    FIELD = 28,
    MIDDLE = 14, // row and column, counted from 0, of the centre of mass: so it is in MNIST
    PALE = 0.1, // of black against white: what differs less from the paper is no ink at all
    FAINT = 0.15, // of the strongest ink: less is a shadow, or the grain of the paper
    TIE = 1e9; // parts of a pixel to which a centre of mass is told, so that halves are halves

  /** Python's round: a half goes to the even side.
   * @param {number} x */
  function rounded(x) {
    const low = Math.floor(x),
      part = x - low;
    if (part !== 0.5) return part < 0.5 ? low : low + 1;
    return low % 2 ? low + 1 : low;
  }

  /** @param {ArrayLike<number>} values */
  const largest = (values) => {
    let found = values[0];
    for (let i = 1; i < values.length; i++) found = Math.max(found, values[i]);
    return found;
  };

  /** How much ink each pixel has, from 0 for paper to 1; the paper is what most of the edge shows.
   * @param {Picture} picture @returns {Picture} */
  function inkOf({ values, height, width }) {
    const edge = [];
    for (let c = 0; c < width; c++) edge.push(values[c], values[(height - 1) * width + c]);
    for (let r = 0; r < height; r++) edge.push(values[r * width], values[(r + 1) * width - 1]);
    edge.sort((a, b) => a - b);
    const paper = (edge[edge.length / 2 - 1] + edge[edge.length / 2]) / 2;
    const apart = values.map((shade) => Math.abs(shade - paper));
    const strongest = largest(apart);
    if (!(strongest >= PALE)) {
      throw new Error("the picture shows no digit: it has one shade all over");
    }
    const ink = apart.map((each) => (each / strongest < FAINT ? 0 : each / strongest));
    return { values: ink, height, width };
  }

  /** The smallest box with all ink in it.
   * @param {Picture} ink */
  function surrounding({ values, width }) {
    let [top, left, bottom, right] = [Infinity, Infinity, -1, -1];
    values.forEach((each, at) => {
      if (!each) return;
      const [row, column] = [Math.floor(at / width), at % width];
      [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
      [left, right] = [Math.min(left, column), Math.max(right, column)];
    });
    return { top, left, height: bottom + 1 - top, width: right + 1 - left };
  }

  /** @typedef {{first: number, weights: number[]}[]} Shares */

  /** Which share of each new pixel the old ones have along one side: these from the first on.
   * @param {number} old @param {number} count @returns {Shares} */
  function shares(old, count) {
    const length = old / count;
    return Array.from({ length: count }, (_, i) => {
      const start = length * i,
        end = start + length;
      const first = Math.floor(start),
        weights = [];
      for (let j = first; j < Math.min(old, end); j++) {
        weights.push(Math.max(0, Math.min(end, j + 1) - Math.max(start, j)) / length);
      }
      return { first, weights };
    });
  }

  /** A picture in another number of pixels: each is the mean of the area that it covers.
   * @param {Picture} picture @param {number} height @param {number} width @returns {Picture} */
  function averaged(picture, height, width) {
    const rows = shares(picture.height, height),
      columns = shares(picture.width, width);
    const narrow = new Float64Array(picture.height * width);
    for (let r = 0; r < picture.height; r++) {
      columns.forEach(({ first, weights }, c) => {
        let sum = 0;
        for (let j = 0; j < weights.length; j++) {
          sum += weights[j] * picture.values[r * picture.width + first + j];
        }
        narrow[r * width + c] = sum;
      });
    }
    const values = new Float64Array(height * width);
    rows.forEach(({ first, weights }, r) => {
      for (let j = 0; j < weights.length; j++) {
        for (let c = 0; c < width; c++) {
          values[r * width + c] += weights[j] * narrow[(first + j) * width + c];
        }
      }
    });
    return { values, height, width };
  }

  /** What lies in a box of a picture.
   * @param {Picture} picture @param {{top: number, left: number, height: number, width: number}} box
   * @returns {Picture} */
  function cut(picture, { top, left, height, width }) {
    const values = new Float64Array(height * width);
    for (let r = 0; r < height; r++) {
      const from = (top + r) * picture.width + left;
      values.set(picture.values.subarray(from, from + width), r * width);
    }
    return { values, height, width };
  }

  /** What is in the box, its longer side 20 pixels, the most ink being 1.
   * @param {Picture} ink @param {{top: number, left: number, height: number, width: number}} box */
  function boxed(ink, box) {
    const longer = Math.max(box.height, box.width);
    const [height, width] = [box.height, box.width].map((side) =>
      Math.max(1, rounded((BOX * side) / longer)),
    );
    const small = averaged(cut(ink, box), height, width);
    const most = largest(small.values);
    return { ...small, values: small.values.map((each) => each / most) };
  }

  /** Its row and column, counted from the middle of the first pixel.
   * @param {Picture} small */
  function centreOfMass({ values, width }) {
    let [mass, row, column] = [0, 0, 0];
    values.forEach((each, at) => {
      mass += each;
      row += each * Math.floor(at / width);
      column += each * (at % width);
    });
    return { row: row / mass, column: column / mass };
  }

  /** Where the first pixel goes, so that the centre of mass comes nearest to the middle; at most to
   * the edge.
   * @param {number} centre @param {number} side */
  function cornerFor(centre, side) {
    const start = rounded(Math.round((MIDDLE - centre) * TIE) / TIE);
    return Math.min(Math.max(start, 0), FIELD - side);
  }

  /** A picture put into a larger, empty field.
   * @param {Picture} small @param {number} top @param {number} left @param {number} side */
  function placed(small, top, left, side) {
    const values = new Float64Array(side * side);
    for (let r = 0; r < small.height; r++) {
      const row = small.values.subarray(r * small.width, (r + 1) * small.width);
      values.set(row, (top + r) * side + left);
    }
    return { values, height: side, width: side };
  }

  /** @param {Picture} ink */
  function shrunk(ink) {
    const side = Math.max(ink.height, ink.width);
    const [top, left] = [ink.height, ink.width].map((each) => Math.floor((side - each) / 2));
    return averaged(placed(ink, top, left, side), FIELD, FIELD).values;
  }

  /** @type {WorkedoutLab["prepared"]} */
  function prepared(picture, plain = false) {
    const ink = inkOf(picture);
    if (plain) {
      return { ink, box: null, small: null, centre: null, corner: null, digit: shrunk(ink) };
    }
    const box = surrounding(ink);
    const small = boxed(ink, box);
    const centre = centreOfMass(small);
    const corner = {
      top: cornerFor(centre.row, small.height),
      left: cornerFor(centre.column, small.width),
    };
    const digit = placed(small, corner.top, corner.left, FIELD).values;
    return { ink, box, small, centre, corner, digit };
  }

  return { prepared };
})();
