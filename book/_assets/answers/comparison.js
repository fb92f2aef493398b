/* What tells a formula from the right one, at points that all keys share. */
(() => {
  "use strict";

  const answers = globalThis.WorkedOutAnswers;
  const { tables } = answers;
  const { say } = answers.words;
  const { written } = answers.fractions;
  const { compare, minus, negative, sign } = answers.floats;
  const intervals = answers.intervals;
  const { NoValue, value } = answers.values;

  const NARROW = written(tables.shares.narrow);
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

  /* The points at which the right formula has a value other than zero, and that value. */
  function pointsOf(key) {
    if (!prepared.has(key)) {
      const right = treeOf(key.right);
      const found = [];
      for (const shared of tables.points[key.signs]) {
        const point = pointOf(shared, key.names);
        point.right = valueOr(right, point);
        if (point.right instanceof NoValue || intervals.hasZero(point.right)) continue;
        found.push(point);
      }
      prepared.set(key, found);
    }
    return prepared.get(key);
  }

  function pointOf(coordinates, names) {
    const numbers = coordinates.map(([, , text], place) => `${names[place]} = ${text}`).join(", ");
    const plain = coordinates.every(([, side]) => !side);
    return {
      text: plain ? numbers : say("about", { point: numbers }),
      at: new Map(coordinates.map((each, place) => [names[place], coordinate(each)])),
    };
  }

  /* A small fraction, or e to a power, with a sign. */
  function coordinate([number, side]) {
    const exact = ofDouble(number);
    const plain = { low: exact, high: exact };
    if (!side) return plain;
    const size = intervals.exponential(plain);
    return side < 0 ? intervals.opposite(size) : size;
  }

  /* A number of JavaScript, exactly. */
  function ofDouble(number) {
    let [m, e] = [number, 0];
    for (; !Number.isInteger(m); m *= 2) e -= 1;
    return { m: BigInt(m), e };
  }

  /* A tree as the grammar makes it, of the lists in a key. */
  function treeOf([op, ...inside]) {
    if (op === "name") return { op, name: inside[0] };
    if (op !== "number") return { op, parts: inside.map(treeOf) };
    const [n, d, decimal] = inside;
    return { op, value: written([n, d]), decimal };
  }

  answers.comparison = { difference };
})();
