/* Intervals {low, high} of floats, in which a number surely lies. Ends are rounded as mpmath rounds
   them, to the same precision, so that what Python can tell apart is told apart here. */

/** @typedef {{ low: AnswersFloat, high: AnswersFloat }} AnswersInterval */

const answersIntervals = (() => {
  "use strict";

  const { limits } = answersTables;
  const floats = answersFloats;
  const functions = answersFunctions;
  const { ONE, ZERO, compare, negative, rounded, sign } = floats;

  const PRECISION = limits.precision;
  const MORE = PRECISION + 20; // of sine and cosine before they are widened

  /** @type {(a: AnswersFloat) => AnswersInterval} */
  const both = (a) => ({ low: a, high: a });
  const NOTHING = both(ZERO);
  const UNIT = both(ONE);

  /** An interval of what a function of floats gives for two ends.
   * @template {unknown[]} Ends
   * @param {(...given: [...Ends, precision: number, up: boolean]) => AnswersFloat} operation
   * @param {Ends} lowest
   * @param {Ends} highest
   * @returns {AnswersInterval} */
  function outwards(operation, lowest, highest) {
    return {
      low: operation(...lowest, PRECISION, false),
      high: operation(...highest, PRECISION, true),
    };
  }

  /** @type {(a: AnswersFloat, b: AnswersFloat) => AnswersFloat} */
  const least = (a, b) => (compare(a, b) <= 0 ? a : b);
  /** @type {(a: AnswersFloat, b: AnswersFloat) => AnswersFloat} */
  const most = (a, b) => (compare(a, b) >= 0 ? a : b);

  /** @type {(n: bigint) => AnswersInterval} */
  const whole = (n) => outwards(rounded, [{ m: n, e: 0 }], [{ m: n, e: 0 }]);
  /** @type {(a: AnswersInterval) => AnswersInterval} */
  const opposite = (a) => ({ low: negative(a.high), high: negative(a.low) });
  /** @type {(a: AnswersInterval, b: AnswersInterval) => AnswersInterval} */
  const add = (a, b) => outwards(floats.add, [a.low, b.low], [a.high, b.high]);
  /** @type {(a: AnswersInterval, b: AnswersInterval) => AnswersInterval} */
  const subtract = (a, b) => add(a, opposite(b));
  /** @type {(a: AnswersInterval) => boolean} */
  const hasZero = (a) => sign(a.low) <= 0 && sign(a.high) >= 0;

  /** @param {AnswersInterval} a
   * @param {AnswersInterval} b
   * @returns {AnswersInterval} */
  function multiply(a, b) {
    if (sign(a.low) < 0 && sign(a.high) > 0) return crossed(a, b);
    if (sign(a.low) < 0) return opposite(multiply(opposite(a), b));
    const lowest = sign(b.low) < 0 ? a.high : a.low;
    const highest = sign(b.high) > 0 ? a.high : a.low;
    return outwards(floats.multiply, [lowest, b.low], [highest, b.high]);
  }

  /** A product of which neither factor has a sign.
   * @param {AnswersInterval} a
   * @param {AnswersInterval} b */
  function crossed(a, b) {
    /** @type {(x: AnswersFloat, y: AnswersFloat) => AnswersFloat} */
    const exact = (x, y) => ({ m: x.m * y.m, e: x.e + y.e });
    const products = [a.low, a.high].flatMap((x) => [exact(x, b.low), exact(x, b.high)]);
    return outwards(rounded, [products.reduce(least)], [products.reduce(most)]);
  }

  /** A quotient; the divisor is not zero.
   * @param {AnswersInterval} a
   * @param {AnswersInterval} b
   * @returns {AnswersInterval} */
  function divide(a, b) {
    if (sign(b.low) < 0) return divide(opposite(a), opposite(b));
    const lowest = sign(a.low) < 0 ? b.low : b.high;
    const highest = sign(a.high) > 0 ? b.low : b.high;
    return outwards(floats.divide, [a.low, lowest], [a.high, highest]);
  }

  /** A power whose exponent is whole and not below 0.
   * @param {AnswersInterval} a
   * @param {number} exponent */
  function power(a, exponent) {
    if (exponent === 0) return UNIT;
    if (exponent === 1) return a;
    if (exponent % 2 || sign(a.low) >= 0) return powers(a.low, a.high, exponent);
    if (sign(a.high) <= 0) return powers(a.high, a.low, exponent);
    const largest = most(negative(a.low), a.high);
    return { low: ZERO, high: powers(largest, largest, exponent).high };
  }

  /** @param {AnswersFloat} lowest
   * @param {AnswersFloat} highest
   * @param {number} exponent */
  function powers(lowest, highest, exponent) {
    return outwards(floats.power, [lowest, exponent], [highest, exponent]);
  }

  /** @param {AnswersInterval} a */
  function absolute(a) {
    if (sign(a.low) >= 0) return a;
    if (sign(a.high) < 0) return opposite(a);
    return { low: ZERO, high: most(negative(a.low), a.high) };
  }

  /** An interval of a function that grows.
   * @param {(a: AnswersFloat, precision: number, up: boolean) => AnswersFloat} operation
   * @returns {(a: AnswersInterval) => AnswersInterval} */
  const growing = (operation) => (a) => outwards(operation, [a.low], [a.high]);

  // ---- Sine and cosine -------------------------------------------------------------------------

  /** @type {{ of: AnswersInterval, found: ReturnType<typeof circular> } | undefined} */
  let last; // a tangent asks for both

  /** {c, s}: the intervals of cosine and sine.
   * @param {AnswersInterval} a */
  function cosineAndSine(a) {
    if (last?.of !== a) last = { of: a, found: circular(a) };
    return last.found;
  }

  /** @param {AnswersInterval} a */
  function circular(a) {
    if (!sign(a.low) && !sign(a.high)) return { c: UNIT, s: NOTHING };
    const one = functions.cosineAndSine(a.low, MORE);
    const other = compare(a.low, a.high) ? functions.cosineAndSine(a.high, MORE) : one;
    return {
      c: extremes(one.c, other.c, one.n, other.n, 0n),
      s: extremes(one.s, other.s, one.n, other.n, 1n),
    };
  }

  /** From the values at two ends, and the quarters in which these lie: a maximum is in between
   * where a multiple of four quarters is, counted from the quarter in which the function has it.
   * @param {AnswersFloat} one
   * @param {AnswersFloat} other
   * @param {bigint} from
   * @param {bigint} to
   * @param {bigint} maximum */
  function extremes(one, other, from, to, maximum) {
    const full = to - from >= 4n;
    /** @type {(quarter: bigint) => boolean} */
    const passes = (quarter) => full || (from - quarter) >> 2n !== (to - quarter) >> 2n;
    const low = passes(maximum + 2n) ? negative(ONE) : least(one, other);
    const high = passes(maximum) ? ONE : most(one, other);
    return { low: widened(low, false), high: widened(high, true) };
  }

  /** An end moved outwards by what may be its error, at most to one.
   * @param {AnswersFloat} end
   * @param {boolean} up */
  function widened(end, up) {
    const slack = sign(end) < 0 === up ? -1n : 1n;
    const factor = { m: (1n << BigInt(MORE)) + (slack << 10n), e: -MORE };
    const moved = floats.multiply(end, factor, PRECISION, up);
    if (compare(moved, ONE) >= 0) return ONE;
    return compare(moved, negative(ONE)) <= 0 ? negative(ONE) : moved;
  }

  function pi() {
    const fixed = { m: functions.pi(MORE), e: -MORE };
    return outwards(rounded, [fixed], [fixed]);
  }

  return {
    NOTHING,
    UNIT,
    absolute,
    add,
    cosine: (/** @type {AnswersInterval} */ a) => cosineAndSine(a).c,
    divide,
    exponential: growing(functions.exponential),
    hasZero,
    logarithm: growing(functions.logarithm),
    multiply,
    opposite,
    pi,
    power,
    root: growing(floats.root),
    sine: (/** @type {AnswersInterval} */ a) => cosineAndSine(a).s,
    subtract,
    whole,
  };
})();
