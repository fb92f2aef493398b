/* What tells a formula from the right one, at points that all keys share. */
const answersComparison = (() => {
  "use strict";

  /** A number or an exponent of e, the sign of the power or 0, and how it is said.
   * @typedef {[number: number, side: number, text: string]} Coordinate */

  /** Where symbols have values, and what the right formula has there.
   * @typedef {{ text: string, at: AnswersPlaces }} Point
   * @typedef {Point & { right: AnswersInterval }} Compared */

  const tables = answersTables;
  const { say } = answersWords;
  const { written } = answersFractions;
  const { compare, minus, negative, sign } = answersFloats;
  const intervals = answersIntervals;
  const { NoValue, value } = answersValues;

  const NARROW = written(tables.shares.narrow);
  /** @type {WeakMap<AnswersKey, Compared[]>} */
  const prepared = new WeakMap(); // the points of keys that were asked for

  /** Of two formulas, what tells them apart; empty where nothing does.
   * @param {AnswersTree} tree
   * @param {AnswersFormulaKey} key */
  function difference(tree, key) {
    let apart = "";
    let rough = false;
    /** @type {AnswersInterval | null} */
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
    return factors && isFactor(factors) ? say("wrong factor") : say("differs", { point: apart });
  }

  /** @param {AnswersTree} tree
   * @param {Point} point */
  function valueOr(tree, point) {
    try {
      return value(tree, point.at);
    } catch (missing) {
      if (missing instanceof NoValue) return missing;
      throw missing;
    }
  }

  /** @param {Error} missing
   * @param {Point} point */
  function said(missing, point) {
    return say(`${missing.message} at`, { point: point.text });
  }

  /** @param {AnswersInterval | null} one
   * @param {AnswersInterval} other */
  function common(one, other) {
    if (!one) return other;
    return {
      low: compare(one.low, other.low) > 0 ? one.low : other.low,
      high: compare(one.high, other.high) < 0 ? one.high : other.high,
    };
  }

  /** @param {AnswersInterval} factors */
  function isFactor(factors) {
    return compare(factors.low, factors.high) <= 0 && !intervals.hasZero(factors);
  }

  /** Whether two values are too uncertain to be called one.
   * @param {AnswersInterval} off
   * @param {AnswersInterval} right */
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

  /** The points at which the right formula has a value other than zero, and that value.
   * @param {AnswersFormulaKey} key
   * @returns {Compared[]} */
  function pointsOf(key) {
    const known = prepared.get(key);
    if (known) return known;
    const tree = treeOf(key.right);
    /** @type {Compared[]} */
    const found = [];
    for (const shared of tables.points[key.signs]) {
      const point = pointOf(shared, key.names);
      const right = valueOr(tree, point);
      if (right instanceof NoValue || intervals.hasZero(right)) continue;
      found.push({ ...point, right });
    }
    prepared.set(key, found);
    return found;
  }

  /** @param {Coordinate[]} coordinates
   * @param {string[]} names
   * @returns {Point} */
  function pointOf(coordinates, names) {
    const numbers = coordinates.map(([, , text], place) => `${names[place]} = ${text}`).join(", ");
    const plain = coordinates.every(([, side]) => !side);
    return {
      text: plain ? numbers : say("about", { point: numbers }),
      at: new Map(coordinates.map((each, place) => [names[place], coordinate(each)])),
    };
  }

  /** A small fraction, or e to a power, with a sign.
   * @param {Coordinate} given */
  function coordinate([number, side]) {
    const exact = ofDouble(number);
    const plain = { low: exact, high: exact };
    if (!side) return plain;
    const size = intervals.exponential(plain);
    return side < 0 ? intervals.opposite(size) : size;
  }

  /** A number of JavaScript, exactly.
   * @param {number} number */
  function ofDouble(number) {
    let [m, e] = [number, 0];
    for (; !Number.isInteger(m); m *= 2) e -= 1;
    return { m: BigInt(m), e };
  }

  /** @type {(list: AnswersList) => list is AnswersNumberList} */
  const isNumber = (list) => list[0] === "number";
  /** @type {(list: AnswersList) => list is AnswersNameList} */
  const isName = (list) => list[0] === "name";

  /** A tree as the grammar makes it, of the lists in a key.
   * @param {AnswersList} list
   * @returns {AnswersTree} */
  function treeOf(list) {
    if (isNumber(list)) {
      const [op, n, d, decimal] = list;
      return { op, value: written([n, d]), decimal, written: "" };
    }
    if (isName(list)) return { op: list[0], name: list[1] };
    const [op, ...parts] = list;
    return { op, parts: parts.map(treeOf) };
  }

  return { difference };
})();
