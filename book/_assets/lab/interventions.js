/* What can be done to a digit before a network sees it: shifted, turned, pixels missing, pixels
   white. Digits are 28 by 28, from 0 to 1; what moves in is background, what moves out is lost.
   And what can be done within a network: values dropped. */
const labInterventions = (() => {
  "use strict";
  const { Random } = workedoutRandom;
  const { SIDE } = labNetworks;

  /** Where each pixel of a digit comes from, by a function of its row and column.
   * @param {(row: number, column: number) => number} shade */
  function overPixels(shade) {
    return Float64Array.from({ length: SIDE * SIDE }, (_, at) =>
      shade(Math.floor(at / SIDE), at % SIDE),
    );
  }

  /** @param {Float64Array} digit @param {number} row @param {number} column */
  function shadeAt(digit, row, column) {
    const inside = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
    return inside ? digit[row * SIDE + column] : 0;
  }

  /** Moved by whole pixels, as workedout.data.augmentation.shifted does.
   * @type {WorkedoutLab["shifted"]} */
  const shifted = (digit, down, right) =>
    overPixels((row, column) => shadeAt(digit, row - down, column - right));

  /** Turned about the middle, clockwise, between pixels by bilinear interpolation.
   * @type {WorkedoutLab["turned"]} */
  function turned(digit, degrees) {
    const [cos, sin] = [Math.cos, Math.sin].map((f) => f((degrees * Math.PI) / 180));
    const middle = (SIDE - 1) / 2;
    return overPixels((row, column) => {
      const [y, x] = [row - middle, column - middle];
      return between(digit, cos * y - sin * x + middle, cos * x + sin * y + middle);
    });
  }

  /** The shade between four pixels, weighted by how near they are.
   * @param {Float64Array} digit @param {number} row @param {number} column */
  function between(digit, row, column) {
    const [top, left] = [Math.floor(row), Math.floor(column)];
    const [down, right] = [row - top, column - left];
    return (
      (1 - down) * (1 - right) * shadeAt(digit, top, left) +
      (1 - down) * right * shadeAt(digit, top, left + 1) +
      down * (1 - right) * shadeAt(digit, top + 1, left) +
      down * right * shadeAt(digit, top + 1, left + 1)
    );
  }

  /** Each pixel is hit with a probability, by itself; whoever is hit by a small one is hit by a
   * larger one. With seed 0 the pixels are those of workedout.data.disturbances.
   * @param {Float64Array} digit @param {number} share @param {number} seed @param {number} shade */
  function hit(digit, share, seed, shade) {
    const random = new Random(seed, "disturbance");
    return digit.map((each) => (random.uniform() < share ? shade : each));
  }

  /** @type {WorkedoutLab["missing"]} */
  const missing = (digit, share, seed) => hit(digit, share, seed, 0);

  /** @type {WorkedoutLab["white"]} */
  const white = (digit, share, seed) => hit(digit, share, seed, 1);

  /** Which values of a layer one draw of dropout keeps.
   * @type {WorkedoutLab["dropoutMask"]} */
  function dropoutMask(seed, draw, layer, count, p) {
    const random = new Random(seed, `dropout:${draw}:${layer}`);
    return { keep: Uint8Array.from({ length: count }, () => +(random.uniform() >= p)), p };
  }

  return { dropoutMask, shifted, turned, missing, white };
})();
