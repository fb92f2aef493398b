/* Exact fractions of whole numbers of any size: {n, d}, d positive, in lowest terms only where
   `reduced` made them so. */

/** Not always in lowest terms; `d` is positive.
 * @typedef {{ n: bigint, d: bigint }} AnswersFraction */

const answersFractions = (() => {
  "use strict";

  /** @type {(n: bigint) => bigint} */
  const size = (n) => (n < 0n ? -n : n);

  /** How many binary digits a whole number has.
   * @param {bigint} n */
  function bits(n) {
    if (n === 0n) return 0;
    const digits = size(n).toString(16);
    return 4 * digits.length - 4 + 32 - Math.clz32(Number.parseInt(digits[0], 16));
  }

  /** @param {bigint} a
   * @param {bigint} b */
  function divisor(a, b) {
    let [large, small] = [size(a), size(b)];
    while (small) [large, small] = [small, large % small];
    return large;
  }

  /** @param {AnswersFraction} fraction
   * @returns {AnswersFraction} */
  function reduced({ n, d }) {
    const common = divisor(n, d);
    return common > 1n ? { n: n / common, d: d / common } : { n, d };
  }

  /** @type {(n: bigint, d?: bigint) => AnswersFraction} */
  const fraction = (n, d = 1n) => ({ n, d });
  /** @type {(a: AnswersFraction, b: AnswersFraction) => AnswersFraction} */
  const subtract = (a, b) => ({ n: a.n * b.d - b.n * a.d, d: a.d * b.d });
  /** @type {(a: AnswersFraction, b: AnswersFraction) => AnswersFraction} */
  const multiply = (a, b) => ({ n: a.n * b.n, d: a.d * b.d });
  /** @type {(a: AnswersFraction) => AnswersFraction} */
  const absolute = (a) => ({ n: size(a.n), d: a.d });

  /** Below 0 where a is the smaller one, above where it is the larger.
   * @param {AnswersFraction} a
   * @param {AnswersFraction} b */
  function compare(a, b) {
    const off = a.n * b.d - b.n * a.d;
    return off > 0n ? 1 : off < 0n ? -1 : 0;
  }

  /** @type {(a: AnswersFraction, b: AnswersFraction) => AnswersFraction} */
  const larger = (a, b) => (compare(a, b) >= 0 ? a : b);
  /** @type {(a: AnswersFraction, b: AnswersFraction) => AnswersFraction} */
  const smaller = (a, b) => (compare(a, b) <= 0 ? a : b);

  /** A fraction that was written as two texts.
   * @type {(texts: string[]) => AnswersFraction} */
  const written = ([n, d]) => ({ n: BigInt(n), d: BigInt(d) });

  /** As Python writes it.
   * @param {AnswersFraction} a */
  function text(a) {
    const { n, d } = reduced(a);
    return d === 1n ? String(n) : `${n}/${d}`;
  }

  return {
    absolute,
    bits,
    compare,
    divisor,
    fraction,
    larger,
    multiply,
    reduced,
    size,
    smaller,
    subtract,
    text,
    written,
  };
})();
