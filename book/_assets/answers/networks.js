/* A small network of exact numbers, as a reader typed it, and whether it computes a truth table:
   {layers: [{weights: [[text, ...], ...], biases: [text, ...], relu}, ...]}, one row of weights a
   unit. This is `workedout.exercises.exact_copies`, which reads Python's own numbers, for texts. */

/** A layer, with a row of weights a unit.
 * @template Entry
 * @typedef {{ weights: Entry[][], biases: Entry[], relu: boolean }} AnswersLayer */

const answersNetworks = (() => {
  "use strict";

  const { limits } = answersTables;
  const { Unread, say, shown, described, ordinal, listed, strangers } = answersWords;
  const { bits, divisor, fraction, reduced, subtract, multiply, text } = answersFractions;
  const { parse, namesIn } = answersGrammar;

  // ---- Reading ---------------------------------------------------------------------------------

  /** The layers of a network, with fractions for texts.
   * @param {unknown} given */
  function copied(given) {
    if (typeof given !== "object" || given === null || Array.isArray(given)) {
      throw unlike("a network", given);
    }
    const layers = items(
      "layers" in given ? given.layers : undefined,
      "layers",
      limits.layers,
      "layers",
    );
    if (!layers.length) throw new Unread(say("no layers"));
    /** @type {AnswersLayer<AnswersFraction>[]} */
    const copies = [];
    layers.forEach((layer, place) => {
      try {
        copies.push(copiedLayer(layer));
        checkFit(copies);
      } catch (unread) {
        if (!(unread instanceof Unread)) throw unread;
        throw new Unread(say("layer", { place: ordinal(place), fault: unread.message }));
      }
    });
    const outputs = copies[copies.length - 1].weights.length;
    if (outputs > 1) throw new Unread(say("one output", { count: outputs }));
    return copies;
  }

  /** @param {unknown} layer
   * @returns {AnswersLayer<AnswersFraction>} */
  function copiedLayer(layer) {
    if (typeof layer !== "object" || layer === null) throw unlike("a layer", layer);
    const { weights, biases: given, relu = true } = /** @type {Record<string, unknown>} */ (layer);
    const rows = items(weights, "rows").map((row) => items(row, "weights"));
    const biases = items(given, "biases");
    if (typeof relu !== "boolean") throw unlike("relu", relu);
    checkCount(rows.reduce((count, row) => count + row.length, biases.length));
    return { weights: rows.map((row) => row.map(number)), biases: biases.map(number), relu };
  }

  /** @param {unknown} given
   * @param {string} what
   * @param {number} [limit]
   * @param {string} [counted]
   * @returns {unknown[]} */
  function items(given, what, limit = limits.numbers, counted = "numbers") {
    if (!Array.isArray(given)) throw unlike(what, given);
    checkCount(given.length, limit, counted);
    return given;
  }

  /** A weight or a bias: what the four operations make of numbers.
   * @param {unknown} given */
  function number(given) {
    try {
      if (typeof given !== "string") throw new Unread(say("got", { given: described(given) }));
      return exact(legible(given), given);
    } catch (unread) {
      if (!(unread instanceof Unread)) throw unread;
      throw new Unread(say("expected", { what: say("a number"), why: unread.message }));
    }
  }

  /** @param {string} given */
  function legible(given) {
    const tree = parse(given);
    const names = namesIn(tree);
    if (names.length) throw new Unread(strangers(names));
    return tree;
  }

  /** @param {AnswersTree} tree
   * @param {string} given
   * @returns {AnswersFraction} */
  function exact(tree, given) {
    if (tree.op === "number") return tree.value;
    const operation = tree.op === "name" ? undefined : OPERATIONS[tree.op];
    if (tree.op === "name" || !operation) {
      throw new Unread(say("not a part", { given: shown(given) }));
    }
    return tree.parts.map((part) => exact(part, given)).reduce(...operation);
  }

  /* The operations, as the arguments of a reduction. */
  const ZERO = fraction(0n);
  /** @typedef {(a: AnswersFraction, b: AnswersFraction) => AnswersFraction} Operation
   * @type {Partial<Record<AnswersOperator, [Operation, AnswersFraction]>>} */
  const OPERATIONS = {
    "+": [(a, b) => short(subtract(a, subtract(ZERO, b))), ZERO],
    "*": [(a, b) => short(multiply(a, b)), fraction(1n)],
    "-": [(a, b) => subtract(a, b), ZERO],
    "/": [(_, a) => inverse(a), ZERO],
  };

  /** @param {AnswersFraction} value */
  function short(value) {
    const lowest = reduced(value);
    if (Math.max(bits(lowest.n), bits(lowest.d)) <= limits.bits) return lowest;
    throw new Unread(say("many digits", { limit: limits.digits }));
  }

  /** @param {AnswersFraction} number */
  function inverse({ n, d }) {
    if (!n) throw new Unread(say("no value"));
    return n < 0n ? fraction(-d, -n) : fraction(d, n);
  }

  /** Refuse a last layer that does not fit the one before, or itself, and too much in all.
   * @param {AnswersLayer<AnswersFraction>[]} layers */
  function checkFit(layers) {
    const { weights, biases } = layers[layers.length - 1];
    const before = layers[layers.length - 2];
    const units = weights.length;
    if (!units || biases.length !== units) {
      throw new Unread(say("units", { units, biases: biases.length }));
    }
    const expected = (before ? before.weights : weights[0]).length || 1;
    for (const row of weights) {
      if (row.length !== expected) {
        throw new Unread(say("ragged", { expected, count: row.length }));
      }
    }
    const numbers = layers.flatMap(numbersOf);
    checkCount(numbers.length);
    checkDigits(numbers);
  }

  /** @type {(layer: AnswersLayer<AnswersFraction>) => AnswersFraction[]} */
  const numbersOf = ({ weights, biases }) => [...weights, biases].flat();

  /** @param {number} count
   * @param {number} [limit]
   * @param {string} [counted] */
  function checkCount(count, limit = limits.numbers, counted = "numbers") {
    if (count > limit) throw new Unread(say("large network", { limit, what: say(counted) }));
  }

  /** Refuse numbers that would grow too long from layer to layer.
   * @param {AnswersFraction[]} numbers */
  function checkDigits(numbers) {
    let common = 1n;
    for (const { n, d } of numbers) {
      common = (common / divisor(common, d)) * d;
      if (Math.max(bits(n), bits(common)) > limits.networkBits) {
        throw new Unread(say("long numbers", { bits: limits.networkBits }));
      }
    }
  }

  /** @param {string} what
   * @param {unknown} given */
  function unlike(what, given) {
    const why = say("got", { given: described(given) });
    return new Unread(say("expected", { what: say(what), why }));
  }

  // ---- Judging ---------------------------------------------------------------------------------

  /** What is wrong with a network, given the key of a gate; empty where nothing is.
   * @param {AnswersGateKey} key
   * @param {unknown} given */
  function fault(key, given) {
    const layers = copied(given);
    const inputs = layers[0].weights[0].length;
    if (!Object.hasOwn(key.truth, inputs)) {
      const expected = listed(Object.keys(key.truth), "or");
      return say("inputs", { expected, count: inputs });
    }
    const sizes = layers.slice(0, -1).map(({ weights }) => weights.length);
    return wrongLayers(key.hidden, inputs, sizes) || wrongRow(layers, key.truth[inputs], inputs);
  }

  /** @param {AnswersHidden} hidden
   * @param {number} inputs
   * @param {number[]} sizes */
  function wrongLayers({ least, most, layers, first, units }, inputs, sizes) {
    if (sizes.length < least || (most !== null && sizes.length > most)) {
      return say(layers, { count: sizes.length });
    }
    const expected = first === "bits" ? inputs : first;
    if (expected === null || !sizes.length || sizes[0] === expected) return "";
    return say(units, { units: sizes[0], bits: inputs });
  }

  /** The first row that a network gets wrong.
   * @param {AnswersLayer<AnswersFraction>[]} layers
   * @param {string} truth
   * @param {number} inputs */
  function wrongRow(layers, truth, inputs) {
    const network = scaled(layers);
    for (const [place, right] of [...truth].entries()) {
      const row = place.toString(2).padStart(inputs, "0");
      const { n, d } = output(network, row);
      const word = right === "1" ? "at least" : "at most";
      if (right === "1" ? n < d : n > 0n) {
        return say(word, { row, output: shown(text({ n, d })) });
      }
    }
    return "";
  }

  /** The same network in whole numbers, and by what each of them was multiplied.
   * @param {AnswersLayer<AnswersFraction>[]} layers */
  function scaled(layers) {
    const by = layers
      .flatMap(numbersOf)
      .reduce((common, { d }) => (common / divisor(common, d)) * d, 1n);
    /** @type {(number: AnswersFraction) => bigint} */
    const whole = ({ n, d }) => n * (by / d);
    return {
      by,
      layers: layers.map(({ weights, biases, relu }) => ({
        weights: weights.map((row) => row.map(whole)),
        biases: biases.map(whole),
        relu,
      })),
    };
  }

  /** What a network gives for a row of bits; each layer multiplies all by the same once more.
   * @param {ReturnType<typeof scaled>} network
   * @param {string} row */
  function output({ by, layers }, row) {
    let values = Array.from(row, BigInt);
    let d = 1n;
    for (const { weights, biases, relu } of layers) {
      const sums = weights.map((line, unit) =>
        line.reduce((sum, weight, input) => sum + weight * values[input], biases[unit] * d),
      );
      values = relu ? sums.map((sum) => (sum > 0n ? sum : 0n)) : sums;
      d *= by;
    }
    return { n: values[0], d };
  }

  return { fault };
})();
