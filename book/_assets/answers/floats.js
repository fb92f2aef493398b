/* Numbers {m, e}, that is m * 2^e with a whole m of any size, rounded to a precision in binary
   digits: downwards, or upwards where `up` says so. Each result is the exact one, rounded. */

/** The number m * 2^e.
 * @typedef {{ m: bigint, e: number }} AnswersFloat */

const answersFloats = (() => {
  "use strict";

  const { bits, size } = answersFractions;

  const ZERO = { m: 0n, e: 0 };
  const ONE = { m: 1n, e: 0 };

  /** @type {(n: bigint, by: number) => bigint} */
  const shift = (n, by) => (by < 0 ? n >> BigInt(-by) : n << BigInt(by));

  /** @param {bigint} m
   * @param {number} e
   * @param {number} precision
   * @param {boolean} up */
  function round(m, e, precision, up) {
    if (!m) return ZERO;
    const over = bits(m) - precision;
    if (over <= 0) return { m, e };
    return { m: up ? -shift(-m, -over) : shift(m, -over), e: e + over };
  }

  /** @type {(a: AnswersFloat, precision: number, up: boolean) => AnswersFloat} */
  const rounded = (a, precision, up) => round(a.m, a.e, precision, up);
  /** @type {(a: AnswersFloat) => AnswersFloat} */
  const negative = (a) => ({ m: -a.m, e: a.e });
  /** @type {(a: AnswersFloat) => number} */
  const sign = (a) => (a.m > 0n ? 1 : a.m < 0n ? -1 : 0);

  /** How many binary digits a number has before the point, below 0 for small ones.
   * @type {(a: AnswersFloat) => number} */
  const top = (a) => a.e + bits(a.m);

  /** The exact sum.
   * @param {AnswersFloat} a
   * @param {AnswersFloat} b */
  function plus(a, b) {
    const e = Math.min(a.e, b.e);
    return { m: shift(a.m, a.e - e) + shift(b.m, b.e - e), e };
  }

  /** @type {(a: AnswersFloat, b: AnswersFloat) => AnswersFloat} */
  const minus = (a, b) => plus(a, negative(b));

  /** @param {AnswersFloat} a
   * @param {AnswersFloat} b
   * @param {number} precision
   * @param {boolean} up
   * @returns {AnswersFloat} */
  function add(a, b, precision, up) {
    if (!a.m) return rounded(b, precision, up);
    if (!b.m) return rounded(a, precision, up);
    const gap = top(a) - top(b);
    if (gap < 0) return add(b, a, precision, up);
    // One that is far smaller matters by its sign alone.
    const small = gap > precision + 4 && gap > bits(a.m) + 4;
    const other = small ? { m: BigInt(sign(b)), e: top(a) - precision - bits(a.m) - 8 } : b;
    return rounded(plus(a, other), precision, up);
  }

  /** @param {AnswersFloat} a
   * @param {AnswersFloat} b
   * @param {number} precision
   * @param {boolean} up
   * @returns {AnswersFloat} */
  function multiply(a, b, precision, up) {
    return round(a.m * b.m, a.e + b.e, precision, up);
  }

  /** @param {AnswersFloat} a
   * @param {AnswersFloat} b
   * @param {number} precision
   * @param {boolean} up
   * @returns {AnswersFloat} */
  function divide(a, b, precision, up) {
    const by = Math.max(0, precision + 2 + bits(b.m) - bits(a.m));
    const above = shift(b.m < 0n ? -a.m : a.m, by);
    const below = size(b.m);
    return sticky(above, below, a.e - b.e - by, precision, up);
  }

  /** A quotient with one more digit that says whether anything was left out.
   * @param {bigint} above
   * @param {bigint} below
   * @param {number} e
   * @param {number} precision
   * @param {boolean} up */
  function sticky(above, below, e, precision, up) {
    let whole = above / below;
    const rest = above - whole * below;
    if (rest < 0n) whole -= 1n;
    return round(2n * whole + (rest ? 1n : 0n), e - 1, precision, up);
  }

  /** The whole part of a square root of a whole number.
   * @param {bigint} n */
  function wholeRoot(n) {
    if (n < 2n) return n;
    const half = Math.max(0, (bits(n) - 50) >> 1);
    let root = shift(BigInt(Math.ceil(Math.sqrt(Number(shift(n, -2 * half)) + 1))), half);
    for (;;) {
      const next = (root + n / root) >> 1n;
      if (next >= root) return root;
      root = next;
    }
  }

  /** @param {AnswersFloat} a
   * @param {number} precision
   * @param {boolean} up */
  function root(a, precision, up) {
    let by = Math.max(0, 2 * precision + 4 - bits(a.m));
    if ((a.e - by) % 2) by += 1;
    const square = shift(a.m, by);
    const whole = wholeRoot(square);
    const more = whole * whole === square ? 0n : 1n;
    return round(2n * whole + more, (a.e - by) / 2 - 1, precision, up);
  }

  /** A power of at least one, rounded in one direction on the whole way.
   * @param {AnswersFloat} a
   * @param {number} exponent
   * @param {number} precision
   * @param {boolean} up */
  function power(a, exponent, precision, up) {
    const odd = exponent % 2 === 1;
    const below = a.m < 0n && odd;
    const away = below ? !up : up;
    const working = precision + 4 * (Math.floor(Math.log2(exponent)) + 1) + 4;
    let square = { m: size(a.m), e: a.e };
    let result = ONE;
    for (let left = exponent; left; left = Math.floor(left / 2)) {
      if (left % 2) result = multiply(result, square, working, away);
      if (left > 1) square = multiply(square, square, working, away);
    }
    return rounded(below ? negative(result) : result, precision, up);
  }

  /** Below 0 where a is the smaller one, above where it is the larger.
   * @param {AnswersFloat} a
   * @param {AnswersFloat} b */
  function compare(a, b) {
    if (sign(a) !== sign(b)) return sign(a) - sign(b);
    const gap = sign(a) && top(a) - top(b);
    return gap ? sign(a) * Math.sign(gap) : sign(minus(a, b));
  }

  /** An exact fraction.
   * @param {AnswersFloat} number
   * @returns {AnswersFraction} */
  function asFraction({ m, e }) {
    return e < 0 ? { n: m, d: shift(1n, -e) } : { n: shift(m, e), d: 1n };
  }

  return {
    ONE,
    ZERO,
    add,
    asFraction,
    compare,
    divide,
    minus,
    multiply,
    negative,
    plus,
    power,
    root,
    round,
    rounded,
    shift,
    sign,
    top,
    wholeRoot,
  };
})();
