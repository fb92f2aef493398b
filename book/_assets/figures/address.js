/* The state of a page's figures in its address, behind the question mark: what stands behind # leads
   to a place of the page and is left alone, and so are other parts of the question.

   `?interval-width.w=12` turns the knob `w` of the figure `interval-width`. Only what differs from
   the first state is written; what a knob cannot take is ignored. */

const figuresAddress = (() => {
  "use strict";

  /**
   * The state of a figure that a question asks for.
   * @param {string} name
   * @param {FigureSome} model
   * @param {string} question
   */
  function read(name, model, question) {
    const asked = new URLSearchParams(question);
    const state = figuresFigure.first(model);
    for (const knob of model.knobs) {
      const text = asked.get(`${name}.${knob.key}`);
      const found = knob.values.find((value) => String(value) === text);
      if (found !== undefined) state[knob.key] = found;
    }
    return state;
  }

  /**
   * The question with the state of a figure in it.
   * @param {string} name
   * @param {FigureSome} model
   * @param {FigureState} state
   * @param {string} question
   */
  function write(name, model, state, question) {
    const asked = new URLSearchParams(question);
    for (const knob of model.knobs) {
      const key = `${name}.${knob.key}`;
      if (state[knob.key] === knob.first) asked.delete(key);
      else asked.set(key, String(state[knob.key]));
    }
    const text = asked.toString();
    return text && `?${text}`;
  }

  return { read, write };
})();
