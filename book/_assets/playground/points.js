/* Points of the plane with two labels: those of `workedout.data.points`, and truth tables. */

/** Inputs as (x, y) after (x, y), and a target each.
 * @typedef {{ count: number, inputs: Float64Array, targets: Float64Array }} PlaygroundExamples */

/** What a network learns, what divides the two answers, and the square of the plane in which the
 * points lie.
 * @typedef {{
 *   train: PlaygroundExamples,
 *   heldOut: PlaygroundExamples,
 *   middle: number,
 *   low: number,
 *   high: number,
 * }} PlaygroundPoints */

const playgroundPoints = (() => {
  "use strict";

  const { Random } = workedoutRandom;

  /** A point and its target.
   * @typedef {[x: number, y: number, target: number]} Pair */

  const RADIUS = 5;
  /** @type {Record<string, number[]>} */
  const GATES = { or: [0, 1, 1, 1], and: [0, 0, 0, 1], xor: [0, 1, 1, 0] };

  /** @param {Pair[]} pairs
   * @returns {PlaygroundExamples} */
  function examples(pairs) {
    return {
      count: pairs.length,
      inputs: Float64Array.from(pairs.flatMap((pair) => pair.slice(0, 2))),
      targets: Float64Array.from(pairs, ([, , target]) => target),
    };
  }

  /** `workedout.data.points.two_circles`: a disc of label +1 inside a ring of label −1.
   * @param {number} count
   * @param {number} draw
   * @returns {Pair[]} */
  function twoCircles(count, draw) {
    const random = new Random(draw, "two-circles");
    const uniform = Array.from({ length: 2 * count }, () => random.uniform());
    /** @type {Pair[]} */
    const pairs = Array.from({ length: count }, (_, i) => {
      const inner = i < count / 2;
      const low = inner ? 0 : 0.7 * RADIUS,
        high = inner ? 0.5 * RADIUS : RADIUS;
      const radius = low + (high - low) * uniform[i],
        angle = 2 * Math.PI * uniform[count + i];
      return [radius * Math.sin(angle), radius * Math.cos(angle), inner ? 1 : -1];
    });
    return Array.from(random.permutation(count), (row) => pairs[row]);
  }

  /** `workedout.data.points.quadrants`: +1 where x and y have the same sign, with a gap along the
   * axes.
   * @param {number} count
   * @param {number} draw
   * @returns {Pair[]} */
  function quadrants(count, draw) {
    const random = new Random(draw, "quadrants");
    const uniform = Array.from({ length: 2 * count }, () => random.uniform());
    /** @type {(u: number) => number} */
    const apart = (u) => 2 * RADIUS * u - RADIUS + (u > 0.5 ? 0.3 : -0.3);
    return Array.from({ length: count }, (_, i) => {
      const [x, y] = [apart(uniform[i]), apart(uniform[count + i])];
      return [x, y, x * y > 0 ? 1 : -1];
    });
  }

  /** `workedout.data.points.with_opposites`: the first half of some points, and these mirrored.
   * @param {Pair[]} pairs
   * @returns {Pair[]} */
  function withOpposites(pairs) {
    const half = pairs.slice(0, Math.floor(pairs.length / 2));
    return [...half, ...half.map(/** @returns {Pair} */ ([x, y, target]) => [-x, -y, target])];
  }

  /** The points of some settings.
   * @param {PlaygroundSettings} settings
   * @returns {PlaygroundPoints} */
  function points({ points: name, count, draw }) {
    if (name in GATES) {
      const rows = examples(GATES[name].map((target, i) => [i >> 1, i & 1, target]));
      return { train: rows, heldOut: rows, middle: 0.5, low: -0.5, high: 1.5 };
    }
    const pairs = name === "quadrants" ? quadrants(count, draw) : twoCircles(count, draw);
    const [train, heldOut] = [pairs.slice(0, count / 2), pairs.slice(count / 2)].map((part) =>
      examples(name === "mirrored" ? withOpposites(part) : part),
    );
    return { train, heldOut, middle: 0, low: -6, high: 6 };
  }

  return { GATES, points };
})();
