/* A control for each setting that a reader changes by hand, made from the table of settings.

   One global is made, `labControls`. */

const labControls = (() => {
  "use strict";

  const { make, setText } = playgroundElements;

  /** @typedef {typeof labState.PARAMETERS[number]} Parameter */
  /** @typedef {(change: Partial<LabSettings>, fault: string | null) => void} Changed */

  class Control {
    /** @param {Parameter} parameter @param {Changed} changed
     * @param {boolean} slides a slider, where the value is a number */
    constructor(parameter, changed, slides) {
      this.parameter = parameter;
      this.changed = changed;
      const id = `lab-${parameter.key}`;
      this.shown = make("output", { for: id });
      this.input = this.make(id, slides);
      this.element = make(
        "div",
        { class: "wo-lab-control" },
        make("label", { for: id }, parameter.label ?? parameter.key),
        this.input,
        ...(slides ? [this.shown] : []),
      );
    }

    /** @param {string} id @param {boolean} slides */
    make(id, slides) {
      const { options, low, high, step = 1 } = this.parameter.kind;
      if (options) {
        const choices = Object.entries(options).map(([value, label]) =>
          make("option", { value }, label),
        );
        return make("select", { id, change: () => this.read() }, ...choices);
      }
      const attributes = { id, min: low, max: high, step: slides ? step : "any" };
      return slides
        ? make("input", { ...attributes, type: "range", input: () => this.read() })
        : make("input", { ...attributes, type: "number", change: () => this.read() });
    }

    /* What does not count as a value gives the default, and a line that says so. */
    read() {
      const { key, kind, default: usual } = this.parameter;
      const text = this.input.value.trim();
      const value = kind.read(text);
      const fault = value === undefined ? labState.fault(this.parameter, text) : null;
      this.changed({ [key]: value ?? usual }, fault);
    }

    /** @param {LabSettings} settings */
    show(settings) {
      const { key, kind } = this.parameter;
      const text = kind.write(settings[key]);
      if (this.input.value !== text) this.input.value = text;
      setText(this.shown, text);
    }
  }

  /** Controls of some settings, by their keys.
   * @param {readonly string[]} keys @param {Changed} changed
   * @param {boolean} [slides] */
  function controls(keys, changed, slides = false) {
    return Object.fromEntries(
      keys.map((key) => {
        const parameter = labState.PARAMETERS.find((one) => one.key === key);
        if (!parameter) throw new RangeError(`no setting ${key}`);
        return [key, new Control(parameter, changed, slides)];
      }),
    );
  }

  /** @param {string} label @param {() => void} press @param {Record<string, unknown>} [more] */
  const button = (label, press, more = {}) =>
    make("button", { type: "button", click: press, ...more }, label);

  return { controls, button };
})();
