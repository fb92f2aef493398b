/* The exponential, the logarithm, sine and cosine of floats, and pi. Each is computed with GUARD
   more digits than are asked for, and then rounded. */
const answersFunctions = (() => {
  "use strict";

  const { bits } = answersFractions;
  const { ONE, ZERO, minus, negative, round, shift, sign, top, wholeRoot } = answersFloats;

  const GUARD = 64;

  // Numbers in fixed point are whole numbers of 2^-places.

  /** @type {(a: AnswersFloat, places: number) => bigint} */
  const fixed = (a, places) => shift(a.m, a.e + places);
  /** @type {(a: bigint, b: bigint, places: number) => bigint} */
  const times = (a, b, places) => (a * b) >> BigInt(places);

  // ---- Constants -------------------------------------------------------------------------------

  /** A constant in fixed point; the longest that was asked for is kept.
   * @param {(places: number) => bigint} compute
   * @returns {(places: number) => bigint} */
  function kept(compute) {
    let known = 0;
    let value = 0n;
    return (places) => {
      if (places > known) {
        known = places + GUARD;
        value = compute(known + GUARD) >> BigInt(GUARD);
      }
      return value >> BigInt(known - places);
    };
  }

  /** The inverse tangent of 1/q, or with no turns of sign the hyperbolic one.
   * @param {bigint} q
   * @param {number} places
   * @param {boolean} turns */
  function inverse(q, places, turns) {
    const square = turns ? -q * q : q * q;
    let power = shift(1n, places) / q;
    let sum = power;
    for (let odd = 3n; power; odd += 2n) {
      power /= square;
      sum += power / odd;
    }
    return sum;
  }

  // Machin 1706, and Gauss's like for the logarithm.
  const pi = kept((places) => 16n * inverse(5n, places, true) - 4n * inverse(239n, places, true));
  const ln2 = kept(
    (places) =>
      18n * inverse(26n, places, false) -
      2n * inverse(4801n, places, false) +
      8n * inverse(8749n, places, false),
  );

  // ---- Series ----------------------------------------------------------------------------------

  /** The sum of z^i / (d(1) d(2) ... d(i)) over all i from 0, for |z| < 1/4 in fixed point.
   *
   * Powers up to a width are computed once, and the rest in Horner's way by blocks of that width
   * (Smith 1989): few products of two long numbers, many by a short one.
   * @param {bigint} z
   * @param {number} places
   * @param {(i: number) => bigint} d */
  function series(z, places, d) {
    const count = terms(z, places, d);
    const width = Math.max(2, Math.round(Math.sqrt(count)));
    const powers = [shift(1n, places)];
    for (let i = 1; i <= width; i++) powers.push(times(powers[i - 1], z, places));
    let sum = 0n;
    for (let start = width * Math.floor(count / width); start >= 0; start -= width) {
      let factor = 1n;
      for (let i = 2 * width - 1; i >= width; i--) factor *= d(start + i);
      sum = times(sum, powers[width], places) / factor;
      factor = 1n;
      for (let i = width - 1; i >= 0; i--) {
        sum += powers[i] * factor;
        factor *= d(start + i);
      }
    }
    let below = 1n;
    for (let i = 1; i < width; i++) below *= d(i);
    return sum / below;
  }

  /** How many terms of a series count.
   * @param {bigint} z
   * @param {number} places
   * @param {(i: number) => bigint} d */
  function terms(z, places, d) {
    const step = places - bits(z);
    let left = places + 2;
    let count = 0;
    while (left > 0) {
      count += 1;
      left -= step + bits(d(count)) - 1;
    }
    return count;
  }

  // ---- The exponential and the logarithm -------------------------------------------------------

  /** e^t for |t| < 1: the series of t / 2^halvings, squared as often.
   * @param {bigint} t
   * @param {number} places */
  function exponentialFixed(t, places) {
    const halvings = Math.ceil(Math.sqrt(places) / 3);
    const more = places + 2 * halvings + 8;
    let power = series(shift(t, more - places - halvings), more, BigInt);
    for (let i = 0; i < halvings; i++) power = times(power, power, more);
    return shift(power, places - more);
  }

  /** @param {AnswersFloat} a
   * @param {number} precision
   * @param {boolean} up */
  function exponential(a, precision, up) {
    if (!a.m) return ONE;
    if (top(a) < -precision - 10) return nearOne(sign(a), precision, up);
    const places = precision + GUARD;
    const t = fixed(a, places);
    const two = ln2(places);
    const n = floor(2n * t + two, 2n * two);
    return round(exponentialFixed(t - n * two, places), Number(n) - places, precision, up);
  }

  /** A quotient, rounded downwards.
   * @param {bigint} above
   * @param {bigint} below */
  function floor(above, below) {
    const whole = above / below;
    return whole * below > above ? whole - 1n : whole;
  }

  /** A number a little larger than one, or smaller.
   * @param {number} off
   * @param {number} precision
   * @param {boolean} up */
  function nearOne(off, precision, up) {
    return round(shift(1n, precision + 4) + BigInt(off), -precision - 4, precision, up);
  }

  /** The logarithm of a positive number f * 2^n, f near 1: Newton's way to that of f.
   * @param {AnswersFloat} a
   * @param {number} precision
   * @param {boolean} up */
  function logarithm(a, precision, up) {
    let n = top(a);
    let f = { m: a.m, e: a.e - n };
    if (f.m ** 2n * 2n < shift(1n, -2 * f.e)) {
      n -= 1; // f is between the roots of 1/2 and of 2
      f = { m: f.m, e: f.e + 1 };
    }
    const off = minus(f, ONE);
    if (!off.m && !n) return ZERO;
    const places = precision + GUARD + (n ? 0 : -top(off));
    const sum = (off.m ? nearLogarithm(f, off, places) : 0n) + BigInt(n) * ln2(places);
    return round(sum, -places, precision, up);
  }

  /** ln f = y + ln(f e^-y), where y is near and the rest a short series.
   * @param {AnswersFloat} f
   * @param {AnswersFloat} off
   * @param {number} places */
  function nearLogarithm(f, off, places) {
    const sure = Math.max(48, -2 * top(off));
    const steps = [places];
    while (steps[0] > sure) steps.unshift(Math.ceil(steps[0] / 5) + 16);
    let [digits] = steps;
    let y = sure > 48 ? fixed(off, digits) : first(f, digits);
    for (const next of steps.slice(1)) {
      y = shift(y, next - digits);
      digits = next;
      const u = times(fixed(f, digits), exponentialFixed(-y, digits), digits) - shift(1n, digits);
      const u2 = times(u, u, digits);
      const u3 = times(u2, u, digits);
      y += u - u2 / 2n + u3 / 3n - times(u2, u2, digits) / 4n;
    }
    return y;
  }

  /** A logarithm as floating point has it.
   * @param {AnswersFloat} f
   * @param {number} digits */
  function first(f, digits) {
    const value = Number(fixed(f, 60)) / 2 ** 60;
    return shift(BigInt(Math.round(Math.log(value) * 2 ** 52)), digits - 52);
  }

  // ---- Sine and cosine -------------------------------------------------------------------------

  const SMALL = 24; // an angle below 2^-SMALL has short series

  /** {c, s, n}: cosine and sine, cut off to a precision, and in which quarter of a turn the angle
   * is, counted from 0 and to both sides.
   * @param {AnswersFloat} a
   * @param {number} precision */
  function cosineAndSine(a, precision) {
    if (!a.m) return { c: ONE, s: ZERO, n: 0n };
    const below = a.m < 0n;
    const { n, angle, fromEnd } = quarter(below ? negative(a) : a, precision + GUARD);
    const near = angle.m && top(angle) < -SMALL ? ofSmall : ofLarge;
    const found = near(angle, precision + GUARD);
    const { c, s } = fromEnd ? { c: found.s, s: found.c } : found;
    const turned = [
      [c, s],
      [negative(s), c],
      [negative(c), negative(s)],
      [s, negative(c)],
    ][Number(n & 3n)];
    return {
      c: cutOff(turned[0], precision),
      s: cutOff(below ? negative(turned[1]) : turned[1], precision),
      n: below ? -1n - n : n,
    };
  }

  /** @param {AnswersFloat} a
   * @param {number} precision */
  function cutOff(a, precision) {
    return round(a.m, a.e, precision, a.m < 0n);
  }

  /** {n, angle, fromEnd}: the quarter turns of a positive angle, and the rest, or what it lacks to
   * another quarter if that is less; with as many digits as are wanted.
   * @param {AnswersFloat} a
   * @param {number} wanted */
  function quarter(a, wanted) {
    const size = top(a);
    if (size <= 0) return { n: 0n, angle: a, fromEnd: false };
    for (let more = 32; ; ) {
      const places = wanted + size + more;
      const turn = pi(places) >> 1n;
      const t = fixed(a, places);
      const n = t / turn;
      const begun = t - n * turn;
      const fromEnd = turn - begun < begun;
      const rest = fromEnd ? turn - begun : begun;
      const lacking = wanted - (bits(rest) - size);
      if (lacking <= 0) return { n, angle: { m: rest, e: -places }, fromEnd };
      more += lacking + 32;
    }
  }

  /** @type {(i: number) => bigint} */
  const sineDivisors = (i) => -BigInt(2 * i) * BigInt(2 * i + 1);
  /** @type {(i: number) => bigint} */
  const cosineDivisors = (i) => -BigInt(2 * i + 1) * BigInt(2 * i + 2);

  /** By the series themselves.
   * @param {AnswersFloat} angle
   * @param {number} places */
  function ofSmall(angle, places) {
    const square = shift(angle.m ** 2n, 2 * angle.e + places);
    const v = times(square, series(square, places, cosineDivisors), places) / 2n;
    const quotient = series(square, places, sineDivisors);
    return {
      c: { m: shift(1n, places) - v, e: -places },
      s: { m: angle.m * quotient, e: angle.e - places },
    };
  }

  /** With v = 1 - cos, the angle is doubled by v -> 2 v (2 - v), and the sine is the root of
   * v (2 - v).
   * @param {AnswersFloat} angle
   * @param {number} wanted */
  function ofLarge(angle, wanted) {
    const doublings = Math.ceil(Math.sqrt(wanted) / 4);
    const places = wanted + 2 * (doublings + SMALL) + 8;
    const part = fixed(angle, places - doublings);
    const square = times(part, part, places);
    const one = shift(1n, places);
    let v = times(square, series(square, places, cosineDivisors), places) / 2n;
    for (let i = 0; i < doublings; i++) v = 2n * times(v, 2n * one - v, places);
    const s = wholeRoot(v * (2n * one - v));
    return { c: { m: one - v, e: -places }, s: { m: s, e: -places } };
  }

  return { cosineAndSine, exponential, logarithm, pi };
})();
