/* Brings the figures of a page to life: a knob that is turned moves the marks, the sentence and the
   address. */

(() => {
  "use strict";

  const { first, models, told } = figuresFigure;

  /** @param {HTMLElement} controls */
  function prepare(controls) {
    const name = controls.dataset.figure ?? "";
    const model = models[name];
    /** @type {{ axes: FigureAxes[], given: unknown }} */
    const { axes, given } = JSON.parse(controls.dataset.facts ?? "");
    /** @type {(selector: string) => any} */
    const part = (selector) => controls.querySelector(selector);
    const hands = figuresMarks.hands(
      /** @type {Element} */ (controls.parentElement?.querySelector("svg")),
    );
    const read = figuresReadout.connect(part(".wo-answer"), part("[role=status]"));
    let state = first(model);

    /**
     * @param {FigureState} shown
     * @param {boolean} isNews
     */
    function draw(shown, isNews) {
      const { marks, said } = told(model, shown, given);
      for (const [mark, again] of hands) again(marks[mark], axes);
      read(said, isNews);
    }

    function keep() {
      const question = figuresAddress.write(name, model, state, location.search);
      if (question !== location.search) {
        history.replaceState(history.state, "", location.pathname + question + location.hash);
      }
    }

    const setters = model.knobs.map((knob) => {
      const turned = (/** @type {number | string} */ value) => {
        state[knob.key] = value;
        draw(state, true);
      };
      return figuresKnob.connect(part(`input[name="${knob.key}"]`), knob, turned, keep);
    });

    /**
     * @param {FigureState} wanted
     * @param {boolean} isNews
     */
    function set(wanted, isNews) {
      state = wanted;
      setters.forEach((turn, at) => {
        turn(state[model.knobs[at].key]);
      });
      draw(state, isNews);
    }

    part("button").addEventListener("click", () => {
      set(first(model), true);
      keep();
    });
    // Once with the first state, from which a text learns how far it stands from its point.
    draw(state, false);
    set(figuresAddress.read(name, model, location.search), false);

    // Paper has the picture that the caption speaks of.
    window.addEventListener("beforeprint", () => draw(first(model), false));
    window.addEventListener("afterprint", () => draw(state, false));
  }

  for (const controls of document.querySelectorAll(".wo-knobs")) {
    prepare(/** @type {HTMLElement} */ (controls));
  }
})();
