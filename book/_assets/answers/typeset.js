/* A formula as it was understood, in MathML, which browsers set without fonts or scripts. */
const answersTypeset = (() => {
  "use strict";

  /** How a part is set, how tightly it holds together, and whether it begins with a digit, so that
   * it cannot stand beside another factor without a sign.
   * @typedef {{ xml: string, holds: number, digits?: boolean }} Set */

  const { greek } = answersTables.signs;

  // How tightly what was set holds together.
  const SUM = 0;
  const PRODUCT = 1;
  const POWER = 2;
  const ATOM = 3;

  const LETTERS = new Map();
  for (const [sign, command] of Object.entries(greek)) {
    const name = command.slice(1).trim();
    if (!LETTERS.has(name) || sign !== "ς") LETTERS.set(name, sign);
  }

  /** @type {(...parts: string[]) => string} */
  const row = (...parts) => `<mrow>${parts.join("")}</mrow>`;
  /** @type {(sign: string) => string} */
  const operator = (sign) => `<mo>${sign}</mo>`;
  const BESIDE = operator("\u2062");
  /** @type {(inside: string, open?: string, close?: string) => string} */
  const brackets = (inside, open = "(", close = ")") =>
    row(operator(open), inside, operator(close));

  /** MathML of a tree.
   * @type {(tree: AnswersTree) => string} */
  const math = (tree) => `<math>${set(tree).xml}</math>`;

  /** {xml, holds, digits}: how it is set, how tightly it holds together, and whether it begins with
   * a digit, so that it cannot stand beside another factor without a sign.
   * @param {AnswersTree} tree
   * @returns {Set} */
  function set(tree) {
    if (tree.op === "number") return number(tree.written);
    if (tree.op === "name") return atom(name(tree.name));
    const special = SPECIAL[tree.op];
    if (special) return special(...tree.parts);
    const xml = tree.op === "pi" ? "<mi>π</mi>" : `<mi>${tree.op}</mi>`;
    if (!tree.parts.length) return atom(xml);
    return { xml: row(xml, operator("\u2061"), brackets(set(tree.parts[0]).xml)), holds: POWER };
  }

  /** @type {(xml: string) => Set} */
  const atom = (xml) => ({ xml, holds: ATOM });

  /** What was set, in brackets unless it holds together as tightly as asked.
   * @param {AnswersTree} tree
   * @param {number} asked
   * @returns {Set} */
  function held(tree, asked) {
    const found = set(tree);
    return found.holds >= asked ? found : { xml: brackets(found.xml), holds: ATOM };
  }

  /** @param {string} written
   * @returns {Set} */
  function number(written) {
    const [digits, power] = written.split("e");
    if (power === undefined) return { xml: `<mn>${digits}</mn>`, holds: ATOM, digits: true };
    const raised = `<msup><mn>10</mn>${signed(power)}</msup>`;
    return { xml: row(`<mn>${digits}</mn>`, operator("×"), raised), holds: PRODUCT, digits: true };
  }

  /** @param {string} power */
  function signed(power) {
    return power.startsWith("-")
      ? row(operator("−"), `<mn>${power.slice(1)}</mn>`)
      : `<mn>${power}</mn>`;
  }

  /** A symbol such as sigma, x'_1 or w_max.
   * @param {string} text */
  function name(text) {
    const [, letters, primes, lower] = /^([^'_]*)('*)_?(.*)$/.exec(text) ?? ["", text, "", ""];
    const base = `<mi>${LETTERS.get(letters) ?? letters}</mi>`;
    const marks = `<mo>${"′".repeat(primes.length)}</mo>`;
    const index = lower.replace(/[{}_']/g, "");
    if (!index) return primes ? `<msup>${base}${marks}</msup>` : base;
    const below = /^\d+$/.test(index)
      ? `<mn>${index}</mn>`
      : `<mi>${LETTERS.get(index) ?? index}</mi>`;
    if (!primes) return `<msub>${base}${below}</msub>`;
    return `<msubsup>${base}${below}${marks}</msubsup>`;
  }

  /** @param {...AnswersTree} terms */
  function sum(...terms) {
    const parts = terms.map((term, place) => {
      const minus = term.op === "-";
      const sign = minus ? operator("−") : place ? operator("+") : "";
      return sign + held(minus ? term.parts[0] : term, PRODUCT).xml;
    });
    return { xml: row(...parts), holds: SUM };
  }

  /** Factors from left to right; a divisor takes all that stands left of it above a line.
   * @param {...AnswersTree} factors
   * @returns {Set} */
  function product(...factors) {
    const [first, ...others] = factors;
    let done = held(first, PRODUCT);
    for (const factor of others) {
      if (factor.op === "/") done = fraction(done, set(factor.parts[0]));
      else if (factor.op === "number" && factor.written === "%") done = hundredths(done);
      else done = beside(done, held(factor, POWER));
    }
    return done;
  }

  /** @param {Set} above
   * @returns {Set} */
  function hundredths({ xml, holds, digits }) {
    const tight = holds >= POWER ? xml : brackets(xml);
    return { xml: row(tight, operator("%")), holds: PRODUCT, digits };
  }

  /** @param {Set} above
   * @param {Set} below
   * @returns {Set} */
  function fraction(above, below) {
    return { xml: `<mfrac>${row(above.xml)}${row(below.xml)}</mfrac>`, holds: POWER, digits: true };
  }

  /** @param {Set} left
   * @param {Set} right
   * @returns {Set} */
  function beside(left, right) {
    const between = right.digits ? operator("⋅") : BESIDE;
    const xml = left.holds >= PRODUCT ? left.xml : brackets(left.xml);
    return { xml: row(xml, between, right.xml), holds: PRODUCT, digits: left.digits };
  }

  /** @type {Partial<Record<AnswersOperator, (...parts: AnswersTree[]) => Set>>} */
  const SPECIAL = {
    "+": sum,
    "*": product,
    "-": (part) => ({ xml: row(operator("−"), held(part, PRODUCT).xml), holds: SUM }),
    "/": (part) => fraction(number("1"), set(part)),
    "^": (base, exponent) => ({
      xml: `<msup>${row(held(base, ATOM).xml)}${row(set(exponent).xml)}</msup>`,
      holds: POWER,
      digits: base.op === "number",
    }),
    sqrt: (part) => atom(`<msqrt>${set(part).xml}</msqrt>`),
    abs: (part) => atom(brackets(set(part).xml, "|", "|")),
  };

  return { math };
})();
