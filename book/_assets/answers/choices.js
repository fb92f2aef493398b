/* Letters that a reader chose among statements. */
const answersChoices = (() => {
  "use strict";

  const { limits, signs } = answersTables;
  const { Unread, blank, say, shown, described, listed } = answersWords;

  // Python's blanks are made one blank before the text is cut.
  const BETWEEN = new RegExp(signs.between.replace("\\s", " "));
  const UNSAID = new Set(signs.unsaid);

  /** What is wrong with letters, and never which; empty where nothing is.
   * @param {AnswersChoiceKey} key
   * @param {unknown} given */
  function fault({ letters, right }, given) {
    const chosen = chosenOf(given, letters, right.length === 1);
    const missing = [...right].filter((letter) => !chosen.has(letter)).length;
    const more = [...chosen].filter((letter) => !right.includes(letter)).length;
    if (!missing && !more) return "";
    if (right.length === 1) return say(chosen.size === 1 ? "another letter" : "one letter");
    if (!more) return say("letters missing");
    return say(missing ? "other letters" : "letters too many");
  }

  /** @param {unknown} given
   * @param {string} letters
   * @param {boolean} one */
  function chosenOf(given, letters, one) {
    try {
      return lettersIn(given, letters);
    } catch (unread) {
      if (!(unread instanceof Unread)) throw unread;
      const asked = one ? "one of the letters" : "some of the letters";
      const what = say(asked, { letters: listed([...letters]) });
      throw new Unread(say("expected", { what, why: unread.message }));
    }
  }

  /** @param {unknown} given
   * @param {string} letters */
  function lettersIn(given, letters) {
    const texts = Array.isArray(given) ? given : [given];
    if (texts.length > limits.entries) {
      throw new Unread(say("many entries", { limit: limits.entries }));
    }
    const chosen = new Set(texts.flatMap((text) => lettersOf(text, letters)));
    if (!chosen.size) throw new Unread(say("empty"));
    return chosen;
  }

  /** @param {unknown} text
   * @param {string} letters */
  function lettersOf(text, letters) {
    if (typeof text !== "string") throw new Unread(say("got", { given: described(text) }));
    const signs = [...text];
    if (signs.length > limits.signs) throw new Unread(say("many signs", { limit: limits.signs }));
    const flat = [...text.toLowerCase()].map((sign) => (blank(sign) ? " " : sign)).join("");
    const words = flat.split(BETWEEN).filter((word) => !UNSAID.has(word));
    const strange = words.find((word) => [...word].some((letter) => !letters.includes(letter)));
    if (strange !== undefined) throw new Unread(say("got", { given: shown(strange) }));
    return [...words.join("")];
  }

  return { fault };
})();
