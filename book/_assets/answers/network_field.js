/* Fields for the weights and biases of a small network: how many inputs, how many units in each
   hidden layer, and a row of numbers a unit. Hidden layers have ReLU; the output has it or not. */
const answersNetworkField = (() => {
  "use strict";

  const MOST = { layers: 3, units: 8 };

  /** @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {Record<string, string | number | boolean>} [properties]
   * @param {(Node | string)[]} children */
  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  /** @param {string} name */
  function number(name) {
    const input = element("input", { type: "text", maxLength: 60, spellcheck: false });
    input.setAttribute("aria-label", name);
    input.autocapitalize = "off";
    return input;
  }

  /** "3, 2" as [3, 2]; what is no such list, or too large, is cut to what there is room for.
   * @param {string} text */
  function sizesIn(text) {
    const sizes = (text.match(/\d+/g) ?? []).slice(0, MOST.layers).map(Number);
    return sizes.filter((size) => size > 0).map((size) => Math.min(size, MOST.units));
  }

  /** The entries of a list in a layer that was kept, of whatever form.
   * @param {unknown} layer
   * @param {"weights" | "biases"} name
   * @returns {unknown[]} */
  function listIn(layer, name) {
    const found = /** @type {Record<string, unknown> | null | undefined} */ (layer)?.[name];
    return Array.isArray(found) ? found : [];
  }

  /** @param {unknown} layer */
  const rowsOf = (layer) => /** @type {unknown[][]} */ (listIn(layer, "weights"));

  /** @typedef {{ weights: HTMLInputElement[], bias: HTMLInputElement, line: HTMLElement }} Row */

  class NetworkField {
    /** @param {Element} place
     * @param {number[]} inputs */
    constructor(place, inputs) {
      /** @type {Row[][]} */
      this.fields = [];
      this.inputs = element("select");
      for (const count of inputs) this.inputs.append(new Option(String(count)));
      this.hidden = element("input", { type: "text", maxLength: 20, size: 6 });
      this.relu = element("input", { type: "checkbox" });
      this.layers = element("div", { className: "wo-field-layers" });
      place.append(
        element(
          "p",
          { className: "wo-field-row" },
          element("label", {}, "Inputs ", this.inputs),
          element("label", {}, "Units of each hidden layer (3, 2 or none) ", this.hidden),
          element("label", {}, this.relu, " ReLU at the output"),
        ),
        this.layers,
      );
      for (const control of [this.inputs, this.hidden]) {
        control.addEventListener("change", () => this.build());
      }
      this.build();
    }

    // Rows for the layers as they are asked for; numbers that have a place in them stay.
    build() {
      const kept = this.given().layers;
      const sizes = [Number(this.inputs.value), ...sizesIn(this.hidden.value), 1];
      this.layers.replaceChildren();
      this.fields = sizes.slice(1).map((units, layer) => {
        const last = layer === sizes.length - 2;
        const title = last ? "Output" : `Hidden layer ${layer + 1}`;
        const rows = Array.from({ length: units }, (_, unit) =>
          this.row(title, last ? "" : `, unit ${unit + 1}`, sizes[layer]),
        );
        const group = element("div", { className: "wo-field-layer" }, element("p", {}, title));
        for (const row of rows) group.append(row.line);
        this.layers.append(group);
        return rows;
      });
      this.write(kept);
    }

    /** @param {string} title
     * @param {string} unit
     * @param {number} count */
    row(title, unit, count) {
      /** @type {(what: string) => string} */
      const name = (what) => `${title}${unit}, ${what}`;
      const weights = Array.from({ length: count }, (_, at) => number(name(`weight ${at + 1}`)));
      const bias = number(name("bias"));
      const line = element("div", { className: "wo-field-row" });
      line.append("weights ", ...weights, " bias ", bias);
      return { weights, bias, line };
    }

    /** @param {unknown[]} layers */
    write(layers) {
      this.fields.forEach((rows, layer) => {
        rows.forEach(({ weights, bias }, unit) => {
          weights.forEach((field, at) => {
            field.value = String(rowsOf(layers[layer])[unit]?.[at] ?? "");
          });
          bias.value = String(listIn(layers[layer], "biases")[unit] ?? "");
        });
      });
    }

    given() {
      const layers = this.fields.map((rows, layer) => ({
        weights: rows.map(({ weights }) => weights.map((field) => field.value.trim())),
        biases: rows.map(({ bias }) => bias.value.trim()),
        relu: layer < this.fields.length - 1 || this.relu.checked,
      }));
      return { layers };
    }

    /** What was given before, of whatever form it was kept in.
     * @param {WorkedoutNetwork} given */
    fill({ layers }) {
      this.inputs.value = String(rowsOf(layers[0])[0]?.length);
      if (this.inputs.selectedIndex < 0) this.inputs.selectedIndex = 0;
      this.hidden.value = layers
        .slice(0, -1)
        .map((layer) => rowsOf(layer).length)
        .join(", ");
      const last = layers.at(-1);
      this.relu.checked = last !== undefined && "relu" in last && last.relu === true;
      this.build();
      this.write(layers);
    }
  }

  return { NetworkField };
})();
