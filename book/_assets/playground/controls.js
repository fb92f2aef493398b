/* Controls of the playground: one for each row of the table of settings. */

const playgroundControls = (() => {
  "use strict";

  const { fault } = playgroundSettings;
  const { make } = playgroundElements;

  /** A button that shows a sign, and says a text.
   * @param {string} sign
   * @param {string} text
   * @param {() => void} click
   * @param {Record<string, string>} more attributes */
  function signButton(sign, text, click, more = {}) {
    return make(
      "button",
      { type: "button", class: "wo-pg-small", click, ...more },
      make("span", { "aria-hidden": "true" }, sign),
      make("span", { class: "wo-sr" }, text),
    );
  }

  class Control {
    /** @param {PlaygroundParameter} parameter
     * @param {(parameter: PlaygroundParameter, value: PlaygroundSetting, wrong: string | null)
     *   => void} onChange */
    constructor(parameter, onChange) {
      this.parameter = parameter;
      this.onChange = onChange;
      const { key, label, kind, meaning } = parameter;
      const attributes = { id: `pg-${key}`, name: key, change: () => this.changed() };
      if (kind.options) {
        this.input = make(
          "select",
          attributes,
          ...Object.entries(kind.options).map(([value, text]) => make("option", { value }, text)),
        );
      } else if (kind.whole) {
        const { low: min, high: max, multiple: step } = kind;
        this.input = make("input", { ...attributes, type: "number", min, max, step });
      } else {
        const inputmode = kind.most ? null : "decimal"; // a list of layers has commas
        this.input = make("input", { ...attributes, type: "text", inputmode, autocomplete: "off" });
      }
      const row = make("span", { class: "wo-pg-input-row" }, this.input);
      if (kind.most) row.append(...this.layerButtons());
      this.element = make(
        "p",
        { class: "wo-pg-control", title: meaning },
        make("label", { for: `pg-${key}` }, label),
        row,
      );
    }

    /* One layer more or less, for those who would rather not type. */
    layerButtons() {
      const { kind } = this.parameter;
      /** @type {(to: (units: number[]) => number[]) => void} */
      const change = (to) => {
        const units = /** @type {number[]} */ (kind.read(this.input.value.trim()) ?? []);
        this.input.value = kind.write(to(units).slice(0, kind.most));
        this.changed();
      };
      return [
        signButton("−", "One layer less", () => change((units) => units.slice(0, -1))),
        signButton("+", "One layer more", () => change((units) => [...units, units.at(-1) ?? 4])),
      ];
    }

    changed() {
      const text = this.input.value.trim(),
        value = this.parameter.kind.read(text);
      const wrong = value === undefined ? fault(this.parameter, text) : null;
      this.onChange(this.parameter, value ?? this.parameter.default, wrong);
    }

    /** @param {PlaygroundSetting} value */
    show(value) {
      this.input.value = this.parameter.kind.write(value);
    }
  }

  /** Plus and minus above each hidden layer, for pointers; the keyboard has the setting itself. */
  class UnitButtons {
    constructor() {
      this.element = make("div", { class: "wo-pg-units" });
      /** @type {HTMLElement[]} */
      this.parts = [];
    }

    /** @param {number[]} hidden
     * @param {(units: number[]) => void} change is given other hidden layers */
    build(hidden, change) {
      /** @type {(l: number, sign: string, by: number) => HTMLElement} */
      const button = (l, sign, by) => {
        const what = `One unit ${by > 0 ? "more" : "less"} in layer ${l + 1}`;
        const changed = () => change(hidden.map((units, at) => (at === l ? units + by : units)));
        return signButton(sign, what, changed, { tabindex: "-1" });
      };
      this.parts = hidden.map((_, l) => make("span", {}, button(l, "−", -1), button(l, "+", 1)));
      this.element.replaceChildren(...this.parts);
    }

    /** @param {number[]} columns where each layer is, from the left */
    layOut(columns) {
      this.element.classList.toggle("narrow", columns[1] - columns[0] < 60);
      this.parts.forEach((part, l) => {
        part.style.left = `${columns[l] ?? 0}px`;
      });
    }
  }

  return { Control, UnitButtons };
})();
