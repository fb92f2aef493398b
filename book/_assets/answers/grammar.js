/* From a text to a tree, as `workedout.exercises.formulas.grammar` reads it; nothing is evaluated.

   A tree is a number {op: "number", value, decimal, written}, a symbol {op: "name", name}, or an
   operation {op, parts}: + and * of any number of parts, - of one, / of one (one by it), ^ of two,
   a function of one, a constant of none. */

/** @typedef {"+" | "*" | "-" | "/" | "^" | "sqrt" | "exp" | "ln" | "log" | "sin" | "cos" | "tan"
 * | "tanh" | "abs" | "e" | "pi"} AnswersOperator */

/** @typedef {{ op: "name", name: string }} AnswersName
 * @typedef {{ op: AnswersOperator, parts: AnswersTree[] }} AnswersOperation
 * @typedef {AnswersNumber | AnswersName | AnswersOperation} AnswersTree */

const answersGrammar = (() => {
  "use strict";

  const { grammar, limits, signs } = answersTables;
  const { Unread, say, shown } = answersWords;
  const { fraction } = answersFractions;
  const { tokens, numeral } = answersSigns;

  const PAIRS = new Map(Object.entries(grammar.pairs));
  const BEGINS = new Set(grammar.begins);
  const FUNCTIONS = new Set(signs.functions);

  /** @type {(op: AnswersOperator, ...parts: AnswersTree[]) => AnswersOperation} */
  const apply = (op, ...parts) => ({ op, parts });

  /** A formula written as text; other symbols than `names` are for the caller to refuse.
   * @param {string} text
   * @param {string[]} [names]
   * @returns {AnswersTree} */
  function parse(text, names = []) {
    const reader = new Reader(tokens(text, names));
    const tree = reader.sum();
    if (reader.kind) {
      const word = reader.kind === ")" ? "not opened" : "sign";
      throw new Unread(say(word, { text: reader.text, sign: reader.text }));
    }
    return bounded(tree);
  }

  /* Reads tokens from left to right, each rule of the grammar by a method. */
  class Reader {
    /** @param {AnswersToken[]} found */
    constructor(found) {
      this.tokens = found;
      this.place = 0;
      this.level = 0;
    }

    get kind() {
      return this.tokens[this.place]?.kind ?? "";
    }

    get text() {
      return shown(this.tokens[this.place].text);
    }

    take() {
      return this.tokens[this.place++];
    }

    /** @returns {AnswersTree} */
    sum() {
      const terms = [this.product()];
      while (this.kind === "+" || this.kind === "-") {
        const minus = this.take().kind === "-";
        const term = this.product();
        terms.push(minus ? apply("-", term) : term);
      }
      return terms.length > 1 ? apply("+", ...terms) : terms[0];
    }

    /** @returns {AnswersTree} */
    product() {
      const factors = [this.signed()];
      let divided = false;
      while (this.kind === "*" || this.kind === "/" || BEGINS.has(this.kind)) {
        if (BEGINS.has(this.kind)) {
          this.refuseUnclear(divided);
          factors.push(this.power());
          continue;
        }
        divided = this.take().kind === "/";
        const factor = this.signed();
        factors.push(divided ? apply("/", factor) : factor);
      }
      return factors.length > 1 ? apply("*", ...factors) : factors[0];
    }

    /** Refuse a factor that stands without a sign where it can be read in two ways.
     * @param {boolean} divided */
    refuseUnclear(divided) {
      if (this.kind === "number") {
        const two = this.tokens[this.place - 1].kind === "number";
        throw new Unread(say(two ? "two numbers" : "number behind", { text: this.text }));
      }
      if (divided) throw new Unread(say("slash", { text: this.text }));
    }

    /** @returns {AnswersTree} */
    signed() {
      let minus = false;
      while (this.kind === "+" || this.kind === "-") {
        if (this.take().kind === "-") minus = !minus;
      }
      const tree = this.power();
      return minus ? apply("-", tree) : tree;
    }

    /** @returns {AnswersTree} */
    power() {
      const base = this.percent();
      if (this.kind !== "^") return base;
      this.take();
      this.deeper();
      const exponent = this.signed();
      this.level -= 1;
      return apply("^", base, exponent);
    }

    /** @returns {AnswersTree} */
    percent() {
      const tree = this.primary();
      if (this.kind !== "%") return tree;
      this.take();
      return apply("*", tree, numeral(fraction(1n, 100n), false, "%"));
    }

    /** @returns {AnswersTree} */
    primary() {
      if (!BEGINS.has(this.kind)) {
        const word = this.kind ? "missing" : "missing at the end";
        throw new Unread(say(word, { text: this.kind && this.text }));
      }
      if (this.kind === "(") return this.bracket();
      const token = this.take();
      if (token.number) return token.number;
      if (token.kind === "name") return { op: "name", name: token.text };
      const op = /** @type {AnswersOperator} */ (token.text);
      if (token.kind === "constant") return apply(op);
      if (token.kind === "√") return apply("sqrt", this.rooted());
      const argument = this.argument(token);
      if (token.kind === "frac") return apply("*", argument, apply("/", this.argument(token)));
      return apply(op, argument);
    }

    /** What a root is of; a square bracket says which root, and we know one.
     * @returns {AnswersTree} */
    rooted() {
      if (this.kind === "(" && this.text === "[") throw new Unread(say("sign", { sign: "[" }));
      this.deeper();
      const tree = this.primary();
      this.level -= 1;
      return tree;
    }

    /** @param {AnswersToken} of
     * @returns {AnswersTree} */
    argument(of) {
      if (this.kind !== "(") throw new Unread(say("brackets", { text: shown(of.text) }));
      return this.bracket();
    }

    /** @returns {AnswersTree} */
    bracket() {
      const opening = this.take().text;
      this.deeper();
      const tree = this.sum();
      const closing = this.kind ? this.take() : { kind: "", text: "" };
      if (closing.kind !== ")" || closing.text.slice(-1) !== PAIRS.get(opening.slice(-1))) {
        throw new Unread(say("not closed", { text: shown(opening) }));
      }
      this.level -= 1;
      return tree;
    }

    deeper() {
      this.level += 1;
      if (this.level > limits.brackets) throw new Unread(say("deep", { limit: limits.brackets }));
    }
  }

  /** A tree and all that is in it.
   * @param {AnswersTree} tree
   * @returns {Generator<AnswersTree>} */
  function* partsOf(tree) {
    yield tree;
    for (const part of "parts" in tree ? tree.parts : []) yield* partsOf(part);
  }

  /** The symbols of a tree.
   * @param {AnswersTree} tree */
  function namesIn(tree) {
    /** @type {Set<string>} */
    const names = new Set();
    for (const part of partsOf(tree)) if (part.op === "name") names.add(part.name);
    return [...names];
  }

  /** A tree of not too many parts that take long to evaluate.
   * @param {AnswersTree} tree */
  function bounded(tree) {
    let count = 0;
    for (const part of partsOf(tree)) count += costly(part) ? 1 : 0;
    if (count > limits.costly) throw new Unread(say("many functions", { limit: limits.costly }));
    return tree;
  }

  /** Whether a part is a function, or a power that may be no whole one.
   * @param {AnswersTree} tree */
  function costly(tree) {
    if (tree.op !== "^") return FUNCTIONS.has(tree.op);
    const [, power] = tree.parts;
    const exponent = power.op === "-" ? power.parts[0] : power;
    return !(exponent.op === "number" && exponent.value.d === 1n);
  }

  return { parse, namesIn };
})();
