/* The value of a tree at a point, as an interval in which it surely lies: the same steps, and the
   same bounds, as in `workedout.exercises.formulas.values`. */

/** The intervals of symbols.
 * @typedef {Map<string, AnswersInterval>} AnswersPlaces */

const answersValues = (() => {
  "use strict";

  const { limits, shares } = answersTables;
  const { absolute, fraction, multiply, size, written } = answersFractions;
  const { ZERO, asFraction, compare, minus, negative, plus, shift, sign, top } = answersFloats;
  const intervals = answersIntervals;
  const { UNIT, whole } = intervals;

  const RANGE = { m: BigInt(limits.range), e: 0 };
  const HALF = { m: 1n, e: -1 };
  const FLOOR = { m: 1n, e: -limits.floor };
  const LEAST_WIDTH = { m: 1n, e: -limits.range };
  const FLOATING = written(shares.floating);

  /* At this point there is no real number; or one too large, or too close to zero. */
  class NoValue extends Error {}

  const noValue = () => new NoValue("no value");
  const outOfRange = () => new NoValue("out of range");

  /** The value of a tree; `at` has the intervals of its symbols.
   * @param {AnswersTree} tree
   * @param {AnswersPlaces} at
   * @returns {AnswersInterval} */
  function value(tree, at) {
    if (tree.op === "name") return /** @type {AnswersInterval} */ (at.get(tree.name));
    if (tree.op === "number") return inRange(interval(tree.value, tree.decimal));
    return inRange(OPERATIONS[tree.op](...tree.parts.map((part) => value(part, at))));
  }

  /** {value, error}: the number that a tree without symbols is, and by how much it may be another.
   * @param {AnswersTree} tree */
  function measured(tree) {
    if (tree.op === "number") {
      const share = tree.decimal ? FLOATING : fraction(0n);
      return { value: tree.value, error: absolute(multiply(tree.value, share)) };
    }
    const { low, high } = value(tree, new Map());
    return { value: asFraction(half(plus(low, high))), error: asFraction(half(minus(high, low))) };
  }

  /** @type {(a: AnswersFloat) => AnswersFloat} */
  const half = (a) => ({ m: a.m, e: a.e - 1 });

  /** A number, and if it is a decimal, those that are off by at most its share.
   * @param {AnswersFraction} number
   * @param {boolean} decimal */
  function interval(number, decimal) {
    const exact = intervals.divide(whole(number.n), whole(number.d));
    return decimal ? intervals.multiply(exact, WIDE) : exact;
  }

  const WIDE = intervals.add(
    UNIT,
    intervals.divide(
      intervals.multiply({ low: negative(UNIT.low), high: UNIT.high }, whole(FLOATING.n)),
      whole(FLOATING.d),
    ),
  );

  /** An interval whose numbers are neither too large nor too close to zero, with its ends moved
   * outwards where they are beyond the floor.
   * @param {AnswersInterval} found
   * @returns {AnswersInterval} */
  function inRange(found) {
    const sizes = [found.low, found.high].filter(sign).map(top);
    if (!sizes.length) return found;
    const largest = Math.max(...sizes);
    const tiny = largest < -limits.range && !intervals.hasZero(found);
    if (largest > limits.range || tiny) throw outOfRange();
    if (Math.min(...sizes) >= -limits.floor) return found;
    return { low: negative(floored(negative(found.low))), high: floored(found.high) };
  }

  /** An upper end, at least the floor or zero.
   * @param {AnswersFloat} end */
  function floored(end) {
    if (!sign(end) || top(end) >= -limits.floor) return end;
    return sign(end) > 0 ? FLOOR : ZERO;
  }

  /** A power; one that is not whole, of a positive number alone.
   * @param {AnswersInterval} base
   * @param {AnswersInterval} exponent */
  function power(base, exponent) {
    const { low, high } = exponent;
    refuseLarge(exponent);
    const n = nearest(low);
    const exact = { m: n, e: 0 };
    const inside = compare(low, exact) <= 0 && compare(exact, high) <= 0;
    if (inside && compare(minus(high, low), LEAST_WIDTH) < 0) {
      const found = intervals.power(base, Number(size(n)));
      return n < 0n ? reciprocal(found) : found;
    }
    if (!compare(low, HALF) && !compare(high, HALF)) return root(base);
    return exponential(intervals.multiply(exponent, logarithm(base)));
  }

  /** @param {AnswersInterval} exponent */
  function refuseLarge({ low, high }) {
    if (compare(negative(low), RANGE) > 0 || compare(high, RANGE) > 0) throw outOfRange();
  }

  /** The nearest whole number; of two, the even one.
   * @param {AnswersFloat} a */
  function nearest(a) {
    const twice = shift(a.m, a.e + 1);
    const exact = a.e >= -1 || shift(twice, -a.e - 1) === a.m;
    const rounded = (twice + 1n) >> 1n;
    return exact && twice & 1n && rounded & 1n ? rounded - 1n : rounded;
  }

  /** @param {AnswersInterval} divisor */
  function reciprocal(divisor) {
    if (intervals.hasZero(divisor)) throw noValue();
    return intervals.divide(UNIT, divisor);
  }

  /** @param {AnswersInterval} base */
  function root(base) {
    if (sign(base.low) < 0) throw noValue();
    return intervals.root(base);
  }

  /** @param {AnswersInterval} argument */
  function logarithm(argument) {
    if (sign(argument.low) <= 0) throw noValue();
    return intervals.logarithm(argument);
  }

  /** @param {AnswersInterval} exponent */
  function exponential(exponent) {
    refuseLarge(exponent);
    return intervals.exponential(exponent);
  }

  /** @param {AnswersInterval} argument */
  function hyperbolicTangent(argument) {
    const squared = exponential(intervals.multiply(whole(2n), argument));
    return intervals.divide(intervals.subtract(squared, UNIT), intervals.add(squared, UNIT));
  }

  /** @type {Record<AnswersOperator, (...parts: AnswersInterval[]) => AnswersInterval>} */
  const OPERATIONS = {
    "+": (...terms) => terms.reduce(intervals.add, intervals.NOTHING),
    "*": (...factors) => factors.reduce((a, b) => inRange(intervals.multiply(a, b)), UNIT),
    "-": intervals.opposite,
    "/": reciprocal,
    "^": power,
    sqrt: root,
    exp: exponential,
    ln: logarithm,
    log: logarithm,
    sin: intervals.sine,
    cos: intervals.cosine,
    tan: (angle) => intervals.multiply(intervals.sine(angle), reciprocal(intervals.cosine(angle))),
    tanh: hyperbolicTangent,
    abs: intervals.absolute,
    e: () => intervals.exponential(UNIT),
    pi: intervals.pi,
  };

  return { NoValue, interval, measured, value };
})();
