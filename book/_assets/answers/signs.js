/* The signs of a text: each in its plain form, then cut into tokens. This is
   `workedout.exercises.formulas.signs` once more, with that module's own tables and patterns.

   A token is {kind, text} and, if it is a number, {number}: the leaf of a tree. Its kind is
   "number", "name", "function", "constant", "frac", or one of + - * / ^ % √ ( ). */

/** The leaf of a tree.
 * @typedef {{ op: "number", value: AnswersFraction, decimal: boolean, written: string }}
 * AnswersNumber */

/** @typedef {{ kind: string, text: string, number?: AnswersNumber }} AnswersToken */

const answersSigns = (() => {
  "use strict";

  /** Gives the tokens of a part of a text; some parts need the symbols that are known.
   * @typedef {(text: string, known: Map<string, string>) => Iterable<AnswersToken>}
   * AnswersReader */

  const { signs: table, unicode, limits } = answersTables;
  const { Unread, blank, say, setOf, hidden, shown } = answersWords;
  const { bits, fraction, reduced } = answersFractions;

  /** @type {(pattern: string) => RegExp} */
  const whole = (pattern) => new RegExp(`^(?:${pattern})$`);
  const TOKEN = new RegExp(table.token, "y");
  const THIN = new RegExp(table.thin, "g");
  const FRACTION = new RegExp(table.fraction, "g");
  const SETTING = new RegExp(table.setting, "g");
  const GROUPING = new RegExp(table.grouping);
  const GREEK_NAME = whole(table.greekName);
  const COMMAS = whole(table.commas);
  const PLAIN = new Map(Object.entries(table.plain));
  const GREEK = new Map(Object.entries(table.greek));
  const COMMANDS = new Map(Object.entries(table.commands));
  const FUNCTIONS = new Set(table.functions);
  const CONSTANTS = new Set(table.constants);
  const raised = setOf(unicode.raised);
  const lowered = setOf(unicode.lowered);
  const kept = setOf(unicode.kept);
  const silent = setOf(unicode.silent);

  // ---- Plain signs -----------------------------------------------------------------------------

  /** A text with each sign in its plain form; exponents and subscripts belong together.
   * @param {string} text */
  function plain(text) {
    let flat = "";
    let open = "";
    for (const sign of text) {
      const form = raised(sign) ? "^(" : lowered(sign) ? "_{" : "";
      if (form !== open) flat += closing(open) + form;
      open = form;
      flat += plainSign(sign);
    }
    return (flat + closing(open)).replace(THIN, " ").replace(FRACTION, braced);
  }

  /** @param {string} form */
  function closing(form) {
    return form && (form === "^(" ? ")" : "}");
  }

  /** @param {string} sign */
  function plainSign(sign) {
    const known = kept(sign) ? sign : normal(sign);
    const form = PLAIN.get(known);
    if (form !== undefined) return form;
    if (silent(known)) return "";
    return GREEK.get(known) ?? (blank(known) ? " " : known);
  }

  /** A sign as Unicode normalizes it, if that is one sign. One that only this browser knows, of a
   * later edition than Python's, stays as it is.
   * @param {string} sign */
  function normal(sign) {
    const same = sign.normalize("NFKC");
    const single = [...same].length === 1;
    return single && !(hidden(sign) && !hidden(same)) ? same : sign;
  }

  /** @param {string} _
   * @param {string} command
   * @param {string} above
   * @param {string | undefined} below */
  function braced(_, command, above, below) {
    return `${command}{${above}}${below ? `{${below}}` : ""}`;
  }

  // ---- Tokens ----------------------------------------------------------------------------------

  /** The tokens of a text; `names` are the symbols that a formula may hold.
   * @param {string} text
   * @param {string[]} [names]
   * @returns {AnswersToken[]} */
  function tokens(text, names = []) {
    if ([...text].length > limits.signs)
      throw new Unread(say("many signs", { limit: limits.signs }));
    const known = new Map(names.map((name) => [canonical(plain(name)), name]));
    const found = [...cut(plain(text), known)];
    if (!found.length) throw new Unread(say("empty"));
    if (found.length > limits.parts) throw new Unread(say("many parts", { limit: limits.parts }));
    return found;
  }

  /** @param {string} text
   * @param {Map<string, string>} known
   * @returns {Generator<AnswersToken>} */
  function* cut(text, known) {
    TOKEN.lastIndex = 0;
    let place = 0;
    while (place < text.length) {
      TOKEN.lastIndex = place;
      const match = TOKEN.exec(text);
      if (!match) throw new Unread(strange(text.slice(place)));
      const [kind] =
        Object.entries(match.groups ?? {}).find(([, part]) => part !== undefined) ?? [];
      if (kind) yield* READ[kind](match[0], known);
      place += match[0].length;
    }
  }

  /** What is said about a rest that begins with no sign of ours.
   * @param {string} rest */
  function strange(rest) {
    const [first, second = ""] = rest.slice(0, 4);
    const sign = first === "\\" ? first + second : first;
    return say(sign === "=" ? "equation" : "sign", { sign: shown(sign) });
  }

  /** A name without what only sets it.
   * @param {string} name */
  function canonical(name) {
    return name.replace(SETTING, "");
  }

  /** A symbol, a function, a constant, a command, or a product of symbols.
   * @param {string} text
   * @param {Map<string, string>} known
   * @returns {Generator<AnswersToken>} */
  function* readName(text, known) {
    const command = text.startsWith("\\");
    let name = canonical(text);
    if (command && name.startsWith("var")) name = name.slice(3);
    const symbol = known.get(name);
    const kind = command ? COMMANDS.get(name) : undefined;
    if (symbol !== undefined) yield { kind: "name", text: symbol };
    else if (kind !== undefined) yield { kind, text };
    else if (FUNCTIONS.has(name.toLowerCase()))
      yield { kind: "function", text: name.toLowerCase() };
    else if (CONSTANTS.has(name)) yield { kind: "constant", text: name };
    else if (command && !GREEK_NAME.test(name.toLowerCase())) {
      throw new Unread(say("sign", { sign: shown(text) }));
    } else {
      const parts = factors(name, known) ?? [command ? text.slice(1) : text];
      for (const part of parts) yield { kind: "name", text: part };
    }
  }

  /** The symbols of which a word is made, each as long as it can be; undefined where it is not.
   * @param {string} word
   * @param {Map<string, string>} known */
  function factors(word, known) {
    const longestFirst = [...known.keys()].filter(Boolean).sort((a, b) => b.length - a.length);
    /** @type {string[]} */
    const found = [];
    let rest = word;
    while (rest) {
      const name = longestFirst.find((each) => rest.startsWith(each));
      if (!name) return undefined;
      found.push(known.get(name) ?? name);
      rest = rest.slice(name.length);
    }
    return found.length ? found : undefined;
  }

  /** @param {string} text
   * @returns {Generator<AnswersToken>} */
  function* readNumber(text) {
    const [body, power = ""] = text.split(/e/i);
    const digits = ungrouped(body);
    if (power.length > 4) throw new Unread(say("out of range"));
    const [before, behind = ""] = digits.split(".");
    const value = scaled(BigInt(before + behind), Number(power) - behind.length);
    const written = power ? `${digits}e${Number(power)}` : digits;
    yield {
      kind: "number",
      text,
      number: numeral(value, digits !== before || power !== "", written),
    };
  }

  /** A whole number times a power of ten.
   * @param {bigint} digits
   * @param {number} power */
  function scaled(digits, power) {
    const ten = 10n ** BigInt(Math.abs(power));
    return power < 0 ? fraction(digits, ten) : fraction(digits * ten);
  }

  /** A fraction that is one sign, such as ½.
   * @param {string} text
   * @returns {Generator<AnswersToken>} */
  function* readVulgar(text) {
    const [above, below] = text.normalize("NFKC").split("\u2044").map(BigInt);
    yield { kind: "number", text, number: numeral(fraction(above, below), false, text) };
  }

  /** The leaf of a tree: a number of not too many digits, and whether it is a decimal, which may be
   * off by a share; one that is whole is exact.
   * @param {AnswersFraction} value
   * @param {boolean} decimal
   * @param {string} written
   * @returns {AnswersNumber} */
  function numeral(value, decimal, written) {
    const lowest = reduced(value);
    if (Math.max(bits(lowest.n), bits(lowest.d)) > limits.bits) {
      throw new Unread(say("many digits", { limit: limits.digits }));
    }
    return { op: "number", value: lowest, decimal: decimal && lowest.d !== 1n, written };
  }

  /** The digits of a number with a point where the decimals begin.
   * @param {string} body */
  function ungrouped(body) {
    let [before, point, behind] = partition(body, ".");
    if (before.includes(",") && !point) {
      const thousands = COMMAS.test(before);
      if (thousands && before.split(",").length === 2) {
        throw new Unread(say("comma", { text: shown(body) }));
      }
      if (!thousands) [before, point, behind] = partition(before, ",");
    }
    const [first, ...groups] = before.split(GROUPING);
    const led = first.length >= 1 && first.length <= 3 && first[0] !== "0";
    const uneven = groups.some((group) => group.length !== 3);
    if ((groups.length && !led) || uneven || behind.includes(",")) {
      throw new Unread(say("number", { text: shown(body) }));
    }
    return first + groups.join("") + (point && `.${behind || 0}`);
  }

  /** @param {string} text
   * @param {string} sign */
  function partition(text, sign) {
    const at = text.indexOf(sign);
    return at < 0 ? [text, "", ""] : [text.slice(0, at), sign, text.slice(at + 1)];
  }

  /** A reader of a sign, which is a kind of its own, or one of several forms of a kind.
   * @param {string} kind
   * @returns {AnswersReader} */
  function signOf(kind) {
    return function* (text) {
      yield { kind: kind || text, text };
    };
  }

  /** @type {Record<string, AnswersReader>} */
  const READ = {
    blank: function* () {},
    number: readNumber,
    vulgar: readVulgar,
    name: readName,
    open: signOf("("),
    close: signOf(")"),
    power: signOf("^"),
    percent: signOf("%"),
    sign: signOf(""),
  };

  return { plain, tokens, numeral };
})();
