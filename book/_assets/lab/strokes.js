/* What a pen drew, as a picture: a stroke is a line of some width through its points. */
const labStrokes = (() => {
  "use strict";

  const FIELD = 100; // the points of a stroke lie in a square of this side

  /** How far a place is from the line between two points.
   * @param {number} x @param {number} y @param {[number, number]} start
   * @param {[number, number]} end */
  function distance(x, y, [x0, y0], [x1, y1]) {
    const [across, down] = [x1 - x0, y1 - y0];
    const length = across * across + down * down;
    const along = length ? ((x - x0) * across + (y - y0) * down) / length : 0;
    const nearest = Math.min(1, Math.max(0, along));
    const [dx, dy] = [x - x0 - nearest * across, y - y0 - nearest * down];
    return Math.sqrt(dx * dx + dy * dy);
  }

  /** The picture of some strokes: ink from 0 to 1, smooth at the edges over one pixel. Later
   * strokes lie over earlier ones, and an eraser takes away what it passes.
   * @type {WorkedoutLab["rendered"]} */
  function rendered(strokes, side, width) {
    const values = new Float64Array(side * side);
    const radius = ((width / 2) * side) / FIELD;
    for (const { erase, points } of strokes) {
      const scaled = points.map(
        ([x, y]) => /** @type {[number, number]} */ ([(x * side) / FIELD, (y * side) / FIELD]),
      );
      const ends = scaled.length > 1 ? scaled.slice(1) : scaled;
      ends.forEach((end, at) => {
        over(values, side, radius, scaled[at], end, erase);
      });
    }
    return { values, height: side, width: side };
  }

  /** Put one piece of a line over a picture.
   * @param {Float64Array} values @param {number} side @param {number} radius
   * @param {[number, number]} start @param {[number, number]} end @param {boolean} erase */
  function over(values, side, radius, start, end, erase) {
    const [left, right, top, bottom] = [0, 1].flatMap((axis) => [
      Math.max(0, Math.floor(Math.min(start[axis], end[axis]) - radius - 1)),
      Math.min(side, Math.ceil(Math.max(start[axis], end[axis]) + radius + 1)),
    ]);
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const far = distance(column + 0.5, row + 0.5, start, end);
        const ink = Math.min(1, Math.max(0, radius + 0.5 - far));
        const at = row * side + column;
        values[at] = erase ? Math.min(values[at], 1 - ink) : Math.max(values[at], ink);
      }
    }
  }

  return { FIELD, rendered };
})();
