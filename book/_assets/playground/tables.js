/* The tables of the playground: its layers, and all weights. */

const playgroundTables = (() => {
  "use strict";

  const { distinctUnits } = playgroundInspection;
  const { capital, format, make, setText } = playgroundElements;
  const { parameterOf } = playgroundDiagram;

  /** A table whose rows begin with their name.
   * @param {string} caption
   * @param {string[]} headings
   * @param {[name: string, ...cells: (Node | string)[]][]} rows */
  function table(caption, headings, rows) {
    /** @type {(text: string, scope: string) => HTMLElement} */
    const heading = (text, scope) => make("th", { scope }, text);
    return make(
      "table",
      { class: "wo-table" },
      make("caption", {}, make("span", { class: "wo-sr" }, caption)),
      make("thead", {}, make("tr", {}, ...headings.map((text) => heading(text, "col")))),
      make(
        "tbody",
        {},
        ...rows.map(([name, ...cells]) =>
          make("tr", {}, heading(name, "row"), ...cells.map((cell) => make("td", {}, cell))),
        ),
      ),
    );
  }

  const LAYERS =
    "Different: units whose weights and bias are not those of a unit above. " +
    "Dead: ReLU units that no point of the training set activates. " +
    "Gradient: the length of the layer’s part of it, over the training set.";

  /** A line for each layer: how many units, how many of them differ, are dead, and the gradient. */
  class LayersTable {
    constructor() {
      this.element = make("div", { class: "wo-scroll" });
      this.caption = make("p", { class: "wo-pg-caption" }, LAYERS);
      this.text = "";
    }

    /** @param {PlaygroundTraining} training
     * @param {PlaygroundGradients[]} gradients
     * @param {Int32Array[]} active */
    draw(training, gradients, active) {
      const { layers } = training.network,
        relu = training.settings.activation === "relu";
      const rows = layers.map(
        /** @returns {[string, ...string[]]} */ (layer, l) => {
          const last = l === layers.length - 1;
          const dead = last || !relu ? "–" : active[l].filter((count) => count === 0).length;
          return [
            last ? "output" : `layer ${l + 1}`,
            String(layer.units),
            String(distinctUnits(layer)),
            String(dead),
            format(gradients[l].norm),
          ];
        },
      );
      const text = JSON.stringify(rows);
      if (text === this.text) return;
      this.text = text;
      this.element.replaceChildren(
        table("The layers", ["Layer", "Units", "Different", "Dead", "Gradient"], rows),
      );
    }
  }

  /** Every weight and bias with its gradient; each cell also holds the exact number. */
  class WeightsTable {
    /** @param {() => void} onOpen */
    constructor(onOpen) {
      this.box = make("div", {
        class: "wo-pg-weights",
        tabindex: "0",
        role: "region",
        "aria-label": "Weights and gradients",
      });
      this.element = make(
        "details",
        { toggle: onOpen },
        make("summary", {}, "All weights and gradients"),
        this.box,
      );
      /** @type {PlaygroundItem[]} */
      this.items = [];
      /** @type {[value: HTMLDataElement, gradient: HTMLDataElement][]} */
      this.cells = [];
    }

    /** @param {PlaygroundItem[]} items */
    build(items) {
      this.items = items;
      this.cells = items.map(() => [make("data"), make("data")]);
      this.box.replaceChildren(
        table(
          "Weights, biases and gradients",
          ["Parameter", "Value", "Gradient"],
          items.map((item, at) => [capital(item.name), ...this.cells[at]]),
        ),
      );
    }

    /** @param {PlaygroundNetwork} net
     * @param {PlaygroundGradients[]} gradients */
    draw(net, gradients) {
      if (!this.element.open) return;
      this.items.forEach((item, at) => {
        [net.layers[item.l], gradients[item.l]].forEach((from, column) => {
          const value = parameterOf(from, net, item),
            cell = this.cells[at][column];
          cell.value = String(value);
          setText(cell, format(value));
        });
      });
    }
  }

  return { LayersTable, WeightsTable };
})();
