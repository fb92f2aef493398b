/* Looking at a network: its losses, its units, its gradients, and its answers over the plane. */

/** What examples say about a network.
 * @typedef {{
 *   loss: number,
 *   accuracy: number,
 *   positive: number,
 *   active: Int32Array[],
 * }} PlaygroundLook */

/** @typedef {{ weights: Float64Array, biases: Float64Array, norm: number }} PlaygroundGradients */

const playgroundInspection = (() => {
  "use strict";

  const { forward, gradients } = playgroundNetwork;

  /** Mean loss, share of right answers and share of positive answers over examples; and for each
   * hidden layer, unit by unit, how many of the examples make its sum positive.
   * @param {PlaygroundNetwork} net
   * @param {PlaygroundExamples} data
   * @param {number} middle
   * @returns {PlaygroundLook} */
  function evaluate(net, data, middle) {
    const active = net.layers.slice(0, -1).map((layer) => new Int32Array(layer.units));
    let total = 0,
      right = 0,
      positive = 0;
    for (let row = 0; row < data.count; row++) {
      const answer = forward(net, data.inputs, row),
        target = data.targets[row];
      total += 0.5 * (answer - target) * (answer - target);
      right += +(answer > middle === target > middle);
      positive += +(answer > middle);
      for (let l = 0; l < active.length; l++) {
        const counts = active[l],
          { sums } = net.layers[l];
        for (let j = 0; j < counts.length; j++) if (sums[j] > 0) counts[j]++;
      }
    }
    const { count } = data;
    return { loss: total / count, accuracy: right / count, positive: positive / count, active };
  }

  /** Units of a layer whose weights and bias are not those of a unit before them, bit by bit.
   * @param {PlaygroundLayer} layer */
  function distinctUnits({ units, inputs, weights, biases }) {
    const rows = Array.from({ length: units }, (_, j) =>
      [biases[j], ...weights.subarray(j * inputs, (j + 1) * inputs)].join(),
    );
    return new Set(rows).size;
  }

  /** A copy of the gradients of the mean loss over some rows, layer by layer, and their lengths.
   * @param {PlaygroundNetwork} net
   * @param {PlaygroundExamples} data
   * @param {ArrayLike<number>} rows
   * @returns {PlaygroundGradients[]} */
  function gradientsOver(net, data, rows) {
    gradients(net, data, rows);
    return net.layers.map((layer) => ({
      weights: layer.weightGradients.slice(),
      biases: layer.biasGradients.slice(),
      norm: Math.hypot(...layer.weightGradients, ...layer.biasGradients),
    }));
  }

  /** Call `note(at)` for each place of a grid over a square of the plane, after the network's
   * answer to it: `size` rows of `size`, the highest y first.
   * @param {PlaygroundNetwork} net
   * @param {{ low: number, high: number }} square
   * @param {number} size
   * @param {(at: number) => void} note */
  function overPlane(net, { low, high }, size, note) {
    const step = (high - low) / size,
      place = new Float64Array(2);
    for (let row = 0, at = 0; row < size; row++) {
      place[1] = high - (row + 0.5) * step;
      for (let column = 0; column < size; column++, at++) {
        place[0] = low + (column + 0.5) * step;
        forward(net, place, 0);
        note(at);
      }
    }
  }

  /** Outputs of one unit over a square, into an array of size².
   * @param {PlaygroundNetwork} net
   * @param {{ low: number, high: number }} square
   * @param {number} size
   * @param {Float64Array} values */
  function surface(net, square, size, values, l = net.layers.length - 1, unit = 0) {
    const { outputs } = net.layers[l];
    overPlane(net, square, size, (at) => {
      values[at] = outputs[unit];
    });
  }

  /** The same for all units at once: an array for each layer, unit after unit.
   * @param {PlaygroundNetwork} net
   * @param {{ low: number, high: number }} square
   * @param {number} size
   * @param {Float64Array[]} arrays */
  function surfaces(net, square, size, arrays) {
    const part = size * size;
    overPlane(net, square, size, (at) => {
      for (let l = 0; l < arrays.length; l++) {
        const values = arrays[l],
          { outputs } = net.layers[l];
        for (let j = 0; j < outputs.length; j++) values[j * part + at] = outputs[j];
      }
    });
  }

  return { distinctUnits, evaluate, gradientsOver, surface, surfaces };
})();
