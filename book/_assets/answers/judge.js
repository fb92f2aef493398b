/* Whether an answer is right, word for word as Python says it (`workedout.exercises.answers`).

   answersJudge.verdict(key, given) gives {right, words}. A key is what
   `workedout.exercises.portable` made of an answer, and `given` is

     number, formula   a text,
     numbers           a list of texts, or one text with all of them,
     choice            a text of letters, or a list of such,
     gate              layers of texts: see `networks.js`.

   What a kind of answer needs alone may be missing where it is not asked for.

   answersJudge.typeset(text, names) gives {mathml, fault}: what was read, or why nothing was.
   answersKeys.opened(label, text) gives the key that was sealed. */
const answersJudge = (() => {
  "use strict";

  const { limits, shares, signs: patterns } = answersTables;
  const { Unread, say, described, ordinal, listed, strangers } = answersWords;
  const { absolute, compare, fraction, larger, multiply, smaller, subtract, written } =
    answersFractions;
  const { parse, namesIn } = answersGrammar;
  const { plain } = answersSigns;
  const { measured, NoValue } = answersValues;

  const [SINGLE, ROUNDED, NOTHING] = [shares.single, shares.rounded, shares.nothing].map(written);
  const BRACKETED = new RegExp(patterns.bracketed);
  const CLEAR = new RegExp(patterns.clear);
  const COMMA = new RegExp(patterns.comma);
  const SURROUNDING = /^[ ,]+|[ ,]+$/g;

  /** What is to be said about an answer.
   * @param {AnswersKey} key
   * @param {unknown} given */
  function verdict(key, given) {
    const fault = faultOf(key, given);
    return { right: !fault, words: fault ? say("not right", { fault }) : say("right") };
  }

  /** @param {AnswersKey} key
   * @param {unknown} given
   * @returns {string} */
  function faultOf(key, given) {
    try {
      return faultOfKind(key, given);
    } catch (unread) {
      if (unread instanceof Unread) return unread.message;
      throw unread;
    }
  }

  /** @type {(what: string, why: string) => string} */
  const expected = (what, why) => say("expected", { what, why });

  /** What a function reads, or an error that says what was expected as well.
   * @template Read
   * @param {string} what
   * @param {() => Read} read */
  function readOr(what, read) {
    try {
      return read();
    } catch (unread) {
      if (!(unread instanceof Unread)) throw unread;
      throw new Unread(expected(what, unread.message));
    }
  }

  /** @param {unknown} given
   * @param {string[]} names */
  function treeOf(given, names) {
    if (typeof given === "string") return parse(given, names);
    throw new Unread(say("got", { given: described(given) }));
  }

  // ---- Numbers ---------------------------------------------------------------------------------

  /** @param {AnswersNumberKey} key
   * @param {unknown} given */
  function numberFault(key, given) {
    const { value, error } = readOr(say("a number"), () => readNumber(given));
    const [right, rounding, within] = [key.value, key.error, key.within].map(written);
    const off = subtract(value, right);
    const wide = compare(within, ROUNDED) > 0;
    const tolerance = toleranceOf(larger(error, rounding), value, right, within);
    if (compare(absolute(off), tolerance) <= 0) return "";
    if (multiply(value, right).n < 0n) return say("wrong sign");
    const fault = say(off.n > 0n ? "too large" : "too small");
    const tenfold = multiply(multiply(fraction(10n), within), absolute(right));
    return wide && compare(absolute(off), tenfold) <= 0 ? say("a little", { fault }) : fault;
  }

  /** By how much an answer may be off: by nothing where both are exact.
   * @param {AnswersFraction} error
   * @param {AnswersFraction} value
   * @param {AnswersFraction} right
   * @param {AnswersFraction} within */
  function toleranceOf(error, value, right, within) {
    const one = fraction(1n);
    const scaled = multiply(error, fraction(1n << BigInt(limits.range)));
    const exact = compare(scaled, larger(absolute(value), one)) <= 0;
    if (exact && !compare(within, ROUNDED)) return error;
    const size = absolute(right);
    const rounded = multiply(larger(within, NOTHING), size);
    return larger(larger(rounded, smaller(error, multiply(SINGLE, size))), NOTHING);
  }

  /** @param {unknown} given */
  function readNumber(given) {
    const tree = treeOf(given, []);
    const names = namesIn(tree);
    if (names.length) throw new Unread(strangers(names));
    try {
      return measured(tree);
    } catch (missing) {
      if (missing instanceof NoValue) throw new Unread(say(missing.message));
      throw missing;
    }
  }

  /** @param {AnswersNumbersKey} key
   * @param {unknown} given */
  function numbersFault(key, given) {
    const numbers = readOr(key.what, () => entries(given));
    if (numbers.length !== key.values.length) {
      return expected(key.what, say("got", { given: numbers.length }));
    }
    const faults = key.values.map((value, place) => {
      const fault = faultOf({ ...value, kind: "number", within: key.within }, numbers[place]);
      return fault && say("one of them", { place: ordinal(place), fault });
    });
    return faults.filter(Boolean).join("; ");
  }

  /** @param {unknown} given */
  function entries(given) {
    if (typeof given === "string") return pieces(given);
    if (!Array.isArray(given)) throw new Unread(say("got", { given: described(given) }));
    if (given.length <= limits.entries) return given;
    throw new Unread(say("many entries", { limit: limits.entries }));
  }

  /** The numbers of a text such as "1, 2" or "(1; 2)" or "[[1, 2], [3, 4]]".
   * @param {string} text */
  function pieces(text) {
    if ([...text].length > limits.signs)
      throw new Unread(say("many signs", { limit: limits.signs }));
    const flat = plain(text);
    const separator = flat.includes("[") ? BRACKETED : CLEAR.test(flat) ? CLEAR : COMMA;
    const split = flat.split(separator).map((piece) => piece.replace(SURROUNDING, ""));
    const found = split.filter(Boolean);
    return found.length > 1 ? unwrapped(unwrapped(found, "(", ")"), "{", "}") : found;
  }

  /** Pieces without a bracket that opens in the first, to be closed in the last.
   * @param {string[]} found
   * @param {string} opening
   * @param {string} closing */
  function unwrapped(found, opening, closing) {
    /** @type {(sign: string) => number} */
    const count = (sign) => found[0].split(sign).length;
    if (count(opening) <= count(closing)) return found;
    const bare = found.slice();
    const end = bare.length - 1;
    if (bare[0].startsWith(opening)) bare[0] = bare[0].slice(1);
    if (bare[end].endsWith(closing)) bare[end] = bare[end].slice(0, -1);
    return bare;
  }

  // ---- Formulas --------------------------------------------------------------------------------

  /** @param {AnswersFormulaKey} key
   * @param {unknown} given */
  function formulaFault(key, given) {
    const known = listed(key.names);
    const tree = readOr(say("a formula", { known }), () => treeOf(given, key.names));
    const strange = namesIn(tree).filter((name) => !key.names.includes(name));
    if (strange.length) return expected(say("only these names", { known }), strangers(strange));
    return answersComparison.difference(tree, key);
  }

  /** @param {AnswersKey} key
   * @param {unknown} given */
  function faultOfKind(key, given) {
    if (key.kind === "number") return numberFault(key, given);
    if (key.kind === "numbers") return numbersFault(key, given);
    if (key.kind === "formula") return formulaFault(key, given);
    if (key.kind === "choice") return answersChoices.fault(key, given);
    return answersNetworks.fault(key, given);
  }

  /** {mathml, fault}: a formula in these names as it was read, or why nothing was.
   * @param {string} text
   * @param {string[]} [names] */
  function typeset(text, names = []) {
    try {
      return { mathml: answersTypeset.math(parse(text, names)), fault: "" };
    } catch (unread) {
      if (!(unread instanceof Unread)) throw unread;
      return { mathml: "", fault: unread.message };
    }
  }

  return { typeset, verdict };
})();
