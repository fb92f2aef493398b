/* What tells a formula from the right one, from values of the right one that the key holds. */
(() => {
  "use strict";

  const answers = globalThis.WorkedOutAnswers;
  const { shares } = answers.tables;
  const { say } = answers.words;
  const { written } = answers.fractions;
  const { compare, minus, negative, sign } = answers.floats;
  const intervals = answers.intervals;
  const { NoValue, interval, value } = answers.values;

  const NARROW = written(shares.narrow);
  const prepared = new WeakMap(); // the points of keys that were asked for

  /* Of two formulas, what tells them apart; empty where nothing does. */
  function difference(tree, key) {
    let apart = "";
    let rough = false;
    let factors = null; // in which all quotients by the right one lie
    for (const point of pointsOf(key)) {
      const found = valueOr(tree, point);
      if (found instanceof NoValue) {
        return apart ? say("differs", { point: apart }) : said(found, point);
      }
      const off = intervals.subtract(found, point.right);
      if (!intervals.hasZero(off)) apart ||= point.text;
      rough ||= isRough(off, point.right);
      factors = common(factors, intervals.divide(found, point.right));
      // Two quotients that surely differ are no one factor, whatever the other points say.
      if (apart && compare(factors.low, factors.high) > 0) break;
    }
    if (!apart) return rough ? say("rough") : "";
    return isFactor(factors) ? say("wrong factor") : say("differs", { point: apart });
  }

  function valueOr(tree, point) {
    try {
      return value(tree, point.at);
    } catch (missing) {
      if (missing instanceof NoValue) return missing;
      throw missing;
    }
  }

  function said(missing, point) {
    return say(`${missing.message} at`, { point: point.text });
  }

  function common(one, other) {
    if (!one) return other;
    return {
      low: compare(one.low, other.low) > 0 ? one.low : other.low,
      high: compare(one.high, other.high) < 0 ? one.high : other.high,
    };
  }

  function isFactor(factors) {
    return compare(factors.low, factors.high) <= 0 && !intervals.hasZero(factors);
  }

  /* Whether two values are too uncertain to be called one. */
  function isRough(off, right) {
    const [one, other] = [right.low, right.high].map((end) =>
      sign(end) < 0 ? negative(end) : end,
    );
    const smaller = compare(one, other) < 0 ? one : other;
    const width = minus(off.high, off.low);
    const limit = { m: smaller.m * NARROW.n, e: smaller.e };
    return compare({ m: width.m * NARROW.d, e: width.e }, limit) > 0;
  }

  // ---- The points of a key ---------------------------------------------------------------------

  function pointsOf(key) {
    if (!prepared.has(key))
      prepared.set(
        key,
        key.points.map((point) => pointOf(point, key.names)),
      );
    return prepared.get(key);
  }

  function pointOf({ text, at, right }, names) {
    return {
      text,
      at: new Map(names.map((name, place) => [name, coordinate(at[place])])),
      right: rightValue(right),
    };
  }

  /* A small fraction, or e to a power, with a sign. */
  function coordinate([n, d, side]) {
    const number = interval({ n: BigInt(n), d: BigInt(d) }, false);
    if (!side) return number;
    const size = intervals.exponential(number);
    return side < 0 ? intervals.opposite(size) : size;
  }

  /* The lower end in base 64, how far the upper one is above it, and the exponent of both. */
  function rightValue([low, width, e]) {
    const m = bigIntOf(low);
    return { low: { m, e }, high: { m: m + BigInt(width), e } };
  }

  function bigIntOf(text) {
    const below = text.startsWith("-");
    const hex = [...answers.keys.bytes(below ? text.slice(1) : text)];
    const n = BigInt(`0x0${hex.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
    return below ? -n : n;
  }

  answers.comparison = { difference };
})();
