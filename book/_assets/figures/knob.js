/* A knob: a range input whose places are the values of the knob, and the value beside it. */

const figuresKnob = (() => {
  "use strict";

  /**
   * Connect an input; what is given back sets it to a value.
   * @param {HTMLInputElement} input
   * @param {FigureKnob} knob
   * @param {(value: number | string) => void} turned - at every value on the way
   * @param {() => void} settled
   */
  function connect(input, knob, turned, settled) {
    const beside = input.parentElement?.querySelector("output");

    function show() {
      const text = figuresFigure.shown(knob.values[input.valueAsNumber]);
      input.setAttribute("aria-valuetext", text);
      if (beside) beside.textContent = text;
    }

    input.addEventListener("input", () => {
      show();
      turned(knob.values[input.valueAsNumber]);
    });
    input.addEventListener("change", settled);
    return (/** @type {number | string} */ value) => {
      input.value = String(knob.values.indexOf(value));
      show();
    };
  }

  return { connect };
})();
