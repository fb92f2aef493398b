/* Figures that answer back: what each one asks, answers and says, without a DOM.

   A figure's script is a model, which `define` keeps under the name of the figure:

     knobs    what can be turned. The values are all that a knob can take, in order, as numbers or
              words; `first` is one of them;
     answer   (state, given) => the numbers that follow from the state;
     marks    (answer, state, given) => what is drawn, by the names that Python gave to the marks of
              the static picture; `axes.js` says what a mark is;
     say      (answer, state, given) => the answer in a sentence.

   A state has a value for each knob, by its key. `given` is what the page knows and the script does
   not, such as a number from a record. */

/** @typedef {[number, number]} FigurePoint */
/**
 * @typedef {object} FigureMark
 * @property {number} on - the number of its axes
 * @property {(FigurePoint | null)[]} [line]
 * @property {[number, number, number][]} [area]
 * @property {FigurePoint[]} [dots]
 * @property {[number, number, number, number][]} [boxes]
 * @property {[number, number, string][]} [words]
 * @property {number} [radius] - of the dots
 */
/**
 * @typedef {object} FigureKnob
 * @property {string} key
 * @property {string} label
 * @property {(number | string)[]} values
 * @property {number | string} first
 */
/** @typedef {Record<string, number | string>} FigureState */
/**
 * @template {FigureState} State
 * @template Answer
 * @template Given
 * @typedef {{
 *   knobs: FigureKnob[],
 *   answer(state: State, given: Given): Answer,
 *   marks(answer: Answer, state: State, given: Given): Record<string, FigureMark>,
 *   say(answer: Answer, state: State, given: Given): string,
 * }} FigureModel
 */
/** @typedef {FigureModel<FigureState, unknown, unknown>} FigureSome - whichever it is */

const figuresFigure = (() => {
  "use strict";

  /** @type {Record<string, FigureSome>} */
  const models = {};

  /**
   * Keep a model under the name of its figure.
   * @template {FigureState} State
   * @template Answer
   * @template Given
   * @param {string} name
   * @param {FigureModel<State, Answer, Given>} model
   */
  function define(name, model) {
    models[name] = model;
    return model;
  }

  /**
   * From low to high, both included, without the rounding errors of repeated addition.
   * @param {number} low
   * @param {number} high
   * @param {number} step
   */
  function steps(low, high, step) {
    const count = Math.round((high - low) / step);
    const digits = String(step).split(".")[1]?.length ?? 0;
    return Array.from({ length: count + 1 }, (_, at) => Number((low + at * step).toFixed(digits)));
  }

  /**
   * So many numbers from low to high, evenly.
   * @param {number} low
   * @param {number} high
   * @param {number} count
   */
  function evenly(low, high, count) {
    return Array.from({ length: count }, (_, at) => low + ((high - low) * at) / (count - 1));
  }

  /**
   * A number in a sentence: rounded to so many digits, and with a real minus sign.
   * @param {number} value
   */
  function written(value, digits = 3) {
    const size = Math.abs(value);
    if (size === 0) return "0";
    if (size === Number.POSITIVE_INFINITY) return value > 0 ? "∞" : "−∞";
    const power = Math.floor(Math.log10(size));
    const far = power < -4 || power > 5;
    const digit = far ? `${(size / 10 ** power).toPrecision(2)} · 10${raised(power)}` : "";
    const text = digit || String(Number(size.toPrecision(Math.max(digits, power + 1))));
    return (value < 0 ? `-${text}` : text).replaceAll("-", "−");
  }

  /**
   * An exponent.
   * @param {number} power
   */
  function raised(power) {
    return [...String(power)].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)] ?? "⁻").join("");
  }

  /**
   * A knob's value as a reader sees it.
   * @param {number | string} value
   */
  function shown(value) {
    const text = String(value);
    if (/^\d{4,}$/.test(text)) return text.replace(/\B(?=(\d{3})+$)/g, ",");
    return text.replace("-", "−");
  }

  /**
   * The state before anything is turned.
   * @param {FigureSome} model
   * @returns {FigureState}
   */
  function first(model) {
    return Object.fromEntries(model.knobs.map((knob) => [knob.key, knob.first]));
  }

  /**
   * Everything that follows from a state.
   * @param {FigureSome} model
   * @param {FigureState} state
   * @param {unknown} given
   */
  function told(model, state, given) {
    const answer = model.answer(state, given);
    return {
      answer,
      marks: model.marks(answer, state, given),
      said: model.say(answer, state, given),
    };
  }

  return { models, define, steps, evenly, written, shown, first, told };
})();
