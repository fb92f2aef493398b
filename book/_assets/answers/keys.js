/* A key as a page's script of keys holds it, made legible:
   `workedout.exercises.portable.sealed`, turned around. */

/** A tree as lists.
 * @typedef {["number", n: string, d: string, decimal: boolean]} AnswersNumberList
 * @typedef {["name", string]} AnswersNameList
 * @typedef {AnswersNumberList | AnswersNameList | [AnswersOperator, ...AnswersList[]]}
 * AnswersList */

/** Keys as `workedout.exercises.portable` makes them; a fraction is two texts.
 * @typedef {{ kind: "number", value: string[], error: string[], within: string[] }}
 * AnswersNumberKey
 * @typedef {{
 *   kind: "numbers",
 *   what: string,
 *   values: { value: string[], error: string[] }[],
 *   within: string[],
 * }} AnswersNumbersKey
 * @typedef {{ kind: "formula", names: string[], signs: string, right: AnswersList }}
 * AnswersFormulaKey
 * @typedef {{ kind: "choice", letters: string, right: string }} AnswersChoiceKey
 * @typedef {{
 *   least: number,
 *   most: number | null,
 *   layers: string,
 *   first: number | "bits" | null,
 *   units: string,
 * }} AnswersHidden
 * @typedef {{ kind: "gate", truth: Record<string, string>, hidden: AnswersHidden }} AnswersGateKey
 * @typedef {AnswersNumberKey | AnswersNumbersKey | AnswersFormulaKey | AnswersChoiceKey
 * | AnswersGateKey} AnswersKey */

const answersKeys = (() => {
  "use strict";

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  /** What a text in base 64 stands for.
   * @param {string} text */
  function bytes(text) {
    const digits = text.replace(/=+$/, "");
    const found = new Uint8Array(Math.floor((digits.length * 6) / 8));
    let bits = 0;
    let held = 0;
    let at = 0;
    for (const digit of digits) {
      bits = ((bits << 6) | DIGITS.indexOf(digit)) & 0xffff;
      held += 6;
      if (held < 8) continue;
      held -= 8;
      found[at++] = (bits >> held) & 0xff;
    }
    return found;
  }

  /** Bytes that a label alone decides: FNV-1a of it, and from there xorshift (Marsaglia 2003).
   * @param {string} label
   * @returns {Generator<number, never>} */
  function* stream(label) {
    let state = 0x811c9dc5;
    for (let i = 0; i < label.length; i++) {
      state = Math.imul(state ^ label.charCodeAt(i), 0x01000193) >>> 0;
    }
    state ||= 1;
    for (;;) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      yield state & 0xff;
    }
  }

  /** The key in a text that was sealed with a label.
   * @param {string} label
   * @param {string} text
   * @returns {AnswersKey} */
  function opened(label, text) {
    const mask = stream(label);
    const signs = Array.from(bytes(text), (byte) => String.fromCharCode(byte ^ mask.next().value));
    return JSON.parse(signs.join(""));
  }

  return { bytes, opened };
})();
