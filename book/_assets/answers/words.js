/* The sentences about an answer, filled; the sentences themselves are Python's (`tables`). */
const answersWords = (() => {
  "use strict";

  const { words, ordinals, types, limits, unicode } = answersTables;

  /* What was given is no number or formula; the message is the reason. */
  class Unread extends Error {}

  /** A sentence with its places filled.
   * @param {string} sentence
   * @param {Record<string, string | number>} [places]
   * @returns {string} */
  function say(sentence, places = {}) {
    return words[sentence].replace(/\{([a-z]+)\}/g, (_, place) => String(places[place]));
  }

  /** Whether a sign is in a set that is written as lengths of runs, out and in by turns.
   * @param {string} runs
   * @returns {(sign: string) => boolean} */
  function setOf(runs) {
    let end = 0;
    const ends = runs.split(",").map((length) => {
      end += Number.parseInt(length, 36);
      return end;
    });
    return (sign) => {
      const code = sign.codePointAt(0) ?? 0;
      let low = 0;
      let high = ends.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ends[middle] <= code) low = middle + 1;
        else high = middle;
      }
      return low % 2 === 1 && low < ends.length;
    };
  }

  const blank = setOf(unicode.blank);
  const hidden = setOf(unicode.hidden);

  /** What was given, as a sentence can repeat it: short, in one line, every sign visible.
   * @param {string} text */
  function shown(text) {
    const signs = [...text];
    const cut = signs.length > limits.longest ? [...signs.slice(0, limits.longest), "..."] : signs;
    return cut.map((sign) => (hidden(sign) ? named(sign) : sign)).join("");
  }

  /** @param {string} sign */
  function named(sign) {
    return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  }

  /** What was given, by its type.
   * @param {unknown} given */
  function described(given) {
    if (typeof given === "string") return types.text;
    return Array.isArray(given) ? types.list : types.other;
  }

  /** A place as a word, counted from 0.
   * @param {number} place */
  function ordinal(place) {
    if (place < ordinals.length) return ordinals[place];
    const last = place > 19 ? (place + 1) % 10 : 0;
    return `${place + 1}${["th", "st", "nd", "rd"][last] ?? "th"}`;
  }

  /** "a, b and c".
   * @param {string[]} items */
  function listed(items, word = "and") {
    const head = items.slice(0, -1);
    const last = items[items.length - 1];
    return head.length ? `${head.join(", ")} ${word} ${last}` : last;
  }

  /** The names that have no place in an answer; of many, some.
   * @param {string[]} names */
  function strangers(names) {
    const some = names.slice().sort().slice(0, limits.strange).map(shown);
    const many = names.length > limits.strange;
    return say("found", {
      names: many ? say("and others", { names: some.join(", ") }) : listed(some),
    });
  }

  return {
    Unread,
    blank,
    described,
    hidden,
    listed,
    ordinal,
    say,
    setOf,
    shown,
    strangers,
  };
})();
