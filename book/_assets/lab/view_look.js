/* The first half of the lab: a digit, what both networks answer, and all values of one of them.

   One global is made, `labLook`. */

const labLook = (() => {
  "use strict";

  const { make, format, percent, capital, setText } = playgroundElements;
  const { controls, button } = labControls;
  const { forward, backward, explain, explainProbability, standardised, placeOf } = workedoutLab;
  const { layerName, valueName, shapeOf, valuesOf } = labLayerList;

  const narrow = matchMedia("(max-width: 700px)");
  const PASSING = new Set(["relu", "batch norm", "dropout"]); // one value of each goes to one value

  class Look {
    /** @param {LabOptions} options */
    constructor(options) {
      this.options = options;
      this.input = new labInput.Input(options);
      this.answers = new labAnswers.Answers();
      this.list = new labLayerList.LayerList({
        choose: (layer, at) => options.change({ value: [layer, at] }),
      });
      this.masks = new labMasks.Masks(options);
      this.reading = make("div", { class: "wo-lab-reading" });
      this.summary = make("p", { class: "wo-lab-summary", role: "status" });
      this.off = make("div", { class: "wo-lab-row" });
      const keys = ["network", "show", "target", "class"];
      this.controls = controls(keys, (change, fault) => {
        options.say(fault ? [fault] : []);
        // Layers and units of one network say nothing about the other.
        options.change("network" in change ? { ...change, value: null, off: [] } : change);
      });
      /** @type {Record<string, Network>} */
      this.networks = {};
      /** @type {Record<string, Trace>} */
      this.traces = {};
      this.settings = labState.defaults();
      /** @type {number | null} */
      this.label = null;
      /** @type {Float64Array} */
      this.digit = new Float64Array(0);
      this.inside = make("div", { class: "wo-lab-inside" }, this.list.element);
      narrow.addEventListener("change", () => this.placeReading());
      this.element = this.build();
    }

    build() {
      const bar = Object.values(this.controls).map((each) => each.element);
      return make(
        "div",
        { class: "wo-lab-look" },
        make(
          "div",
          { class: "wo-lab-top" },
          this.input.element,
          make("div", {}, this.answers.element, this.summary),
        ),
        this.input.wayFold,
        this.input.changeFold,
        make("h2", {}, "Inside"),
        make("div", { class: "wo-lab-bar-of-controls" }, ...bar),
        this.off,
        this.inside,
        this.masks.element,
      );
    }

    async ready(/** @type {LabSettings} */ settings) {
      const names = Object.keys(labAnswers.NAMES);
      const loaded = names.map(async (name) => {
        this.networks[name] ??= await labRecorded.recorded(name);
      });
      await Promise.all([...loaded, this.input.ready(settings)]);
    }

    /** What is switched off in the network that is looked into.
     * @param {LabSettings} settings */
    switchedOff({ off }) {
      /** @type {Record<number, number[]>} */
      const layers = {};
      for (const [layer, unit] of off) {
        layers[layer] ??= [];
        layers[layer].push(unit);
      }
      return layers;
    }

    /** @param {LabSettings} settings */
    show(settings) {
      this.settings = settings;
      const { digit, label } = this.input.show(settings);
      this.label = label;
      this.digit = digit;
      const inputs = standardised(digit);
      /** @type {Record<string, Trace>} */
      const traces = {};
      for (const [name, network] of Object.entries(this.networks)) {
        const chosen = name === settings.network;
        const switchedOff = chosen ? this.switchedOff(settings) : {};
        traces[name] = forward(network, inputs, { precision: "float32", switchedOff });
      }
      this.traces = traces;
      this.answers.show(traces);
      for (const control of Object.values(this.controls)) control.show(settings);
      this.showInside();
      this.masks.show(this.networks[settings.network], traces[settings.network], settings);
      this.announce();
    }

    // ---- Inside ------------------------------------------------------------------------------------

    showInside() {
      const { settings } = this;
      const network = this.networks[settings.network];
      const trace = this.traces[settings.network];
      this.list.build(network);
      const backwards = settings.show === "gradients";
      const gradients = backwards ? backward(network, trace, this.target(trace)) : null;
      this.list.show(
        (layer) => (gradients ? derivativesOf(gradients, trace, layer) : valuesOf(trace, layer)),
        gradients ? null : this.digit,
      );
      for (const key of ["target", "class"]) {
        this.controls[key].element.hidden = !backwards;
      }
      const last = this.list.cards.get(network.layers.length);
      if (last) last.hidden = backwards;
      this.showReading(network, trace, gradients);
      this.showOff(network);
    }

    /** What is differentiated: of the loss, for the label that the digit has, or the one asked for.
     * @param {Trace} trace @returns {Target} */
    target({ answer }) {
      const { target, class: asked } = this.settings;
      const usual = target === "loss" ? (this.label ?? answer) : answer;
      const digit = asked === "usual" ? usual : Number(asked);
      return target === "loss" ? { loss: digit } : { logit: digit };
    }

    /* Beside the layers; on a phone, below the one that it is about. */
    placeReading() {
      const { value } = this.settings;
      const card = value && narrow.matches && this.list.cards.get(value[0]);
      if (card) {
        if (this.reading.previousElementSibling !== card) card.after(this.reading);
      } else if (this.reading.parentElement !== this.inside) this.inside.append(this.reading);
    }

    /** @param {Network} network @param {Trace} trace @param {Gradients | null} gradients */
    showReading(network, trace, gradients) {
      this.placeReading();
      const { value } = this.settings;
      if (!value || !within(network, value)) {
        this.list.choose(-2, -1, null);
        this.reading.replaceChildren(make("p", { class: "wo-lab-soft" }, HINT));
        return;
      }
      const [layer, at] = value;
      const chain = chainOf(network, trace, layer, at);
      this.list.choose(layer, at, chain.at(-1) ?? null);
      const title = `${capital(layerName(network, layer))}: ${valueName(network, layer, at)}`;
      const shown = gradients
        ? this.backwards(network, trace, gradients, layer, at, chain)
        : forwards(network, trace, layer, at, chain);
      const open = [...this.reading.querySelectorAll("details[open]")].length > 0;
      this.reading.replaceChildren(
        make("h3", {}, title),
        ...shown,
        ...this.switchFor(network, layer, at),
      );
      if (open) for (const fold of this.reading.querySelectorAll("details")) fold.open = true;
    }

    /** @param {Network} network @param {Trace} trace @param {Gradients} gradients
     * @param {number} layer @param {number} at @param {Explanation[]} chain */
    backwards(network, trace, gradients, layer, at, chain) {
      const { target, class: asked } = this.settings;
      const of = this.target(trace);
      const what = "loss" in of ? `the loss for label ${of.loss}` : `the logit of ${of.logit}`;
      const slope = derivativesOf(gradients, trace, layer)[at];
      /** @type {HTMLElement[]} */
      const parts = [
        labReading.listed([
          [`${what} is`, format(gradients.value)],
          ["its derivative by this value", format(slope)],
        ]),
      ];
      if (target === "loss" && asked === "usual" && this.label === null) {
        parts.push(make("p", { class: "wo-lab-soft" }, UNLABELLED));
      }
      const made = chain[0];
      if (made?.terms) {
        const asking = { network, trace, layer: made.layer, at: made.index };
        parts.push(...labReading.weightParts(asking, made, gradients));
      }
      return parts;
    }

    // ---- Units that are switched off ---------------------------------------------------------------

    /** @param {Network} network @param {number} layer @param {number} at */
    switchFor(network, layer, at) {
      const [target, unit] = switchPlace(network, layer, at);
      if (target < 0) return [];
      const { off } = this.settings;
      /** @param {number[]} one */
      const same = ([l, u]) => l === target && u === unit;
      const isOff = off.some(same);
      const what = network.layers[target].shape.length > 1 ? "map" : "unit";
      const press = () =>
        this.options.change({
          off: isOff
            ? off.filter((/** @type {number[]} */ one) => !same(one))
            : [...off, [target, unit]],
        });
      return [button(`Switch ${what} ${unit + 1} ${isOff ? "on again" : "off"}`, press)];
    }

    /** @param {Network} network */
    showOff(network) {
      const { off } = this.settings;
      this.off.hidden = !off.length;
      if (!off.length) return;
      const names = off.map((/** @type {number[]} */ [layer, unit]) => {
        const many = (network.layers[layer]?.shape.length ?? 1) > 1;
        return `${many ? "map" : "unit"} ${unit + 1} of layer ${layer}`;
      });
      this.off.replaceChildren(
        make("span", {}, `Switched off: ${names.join(", ")}.`),
        button("Switch all on", () => this.options.change({ off: [] })),
      );
    }

    // ---- In words ----------------------------------------------------------------------------------

    announce() {
      const { ink, source } = this.settings;
      if (source === "drawing" && !ink.length) {
        setText(this.summary, "Draw a digit. Until then, both networks see an empty image.");
        return;
      }
      const parts = Object.entries(labAnswers.NAMES).map(
        ([name, title]) => `${title}: ${labAnswers.said(this.traces[name])}`,
      );
      setText(this.summary, `${parts.join("; ")}.`);
    }
  }

  const HINT =
    "Choose a value: click on a pixel of a layer, or go to a layer with the Tab key and move with " +
    "the arrow keys; Page Up and Page Down change the map.";
  const UNLABELLED = "A drawing has no label: the loss is that of the network’s own answer.";

  /** @param {Network} network @param {number[]} value */
  function within(network, [layer, at]) {
    if (layer > network.layers.length) return false;
    return at < shapeOf(network, layer).reduce((count, side) => count * side, 1);
  }

  /** Derivatives as the list shows them; there are none by the probabilities.
   * @param {Gradients} gradients @param {Trace} trace @param {number} layer */
  function derivativesOf(gradients, trace, layer) {
    if (layer < 0) return gradients.inputs;
    if (layer >= gradients.layers.length) return new Float64Array(trace.probabilities.length);
    return gradients.layers[layer].values;
  }

  /** What a value was made of, from the weighted sum up to the value itself.
   * @param {Network} network @param {Trace} trace @param {number} layer @param {number} at
   * @returns {Explanation[]} */
  function chainOf(network, trace, layer, at) {
    if (layer < 0) return [];
    if (layer >= network.layers.length) return [explainProbability(trace, at)];
    const last = explain(network, trace, layer, at);
    const passing = PASSING.has(network.layers[layer].kind);
    return passing ? [...chainOf(network, trace, layer - 1, at), last] : [last];
  }

  /** @param {Network} network @param {Trace} trace @param {number} layer @param {number} at
   * @param {Explanation[]} chain */
  function forwards(network, trace, layer, at, chain) {
    const value = valuesOf(trace, layer)[at];
    if (layer < 0) {
      return [labReading.listed([["standardised shade", format(value)]])];
    }
    const parts = chain
      .filter(({ kind }) => kind !== "dropout")
      .map((each) => {
        const asked = { network, trace, layer: each.layer, at: each.index };
        const heading = make("h4", {}, STEPS[/** @type {"linear"} */ (each.kind)] ?? each.kind);
        return make("section", {}, heading, ...labReading.forwards(asked, each));
      });
    const whole = layer >= network.layers.length ? percent(value) : format(value);
    return [make("p", {}, "Its value: ", make("b", {}, whole)), ...parts];
  }

  const STEPS = {
    linear: "The weighted sum",
    convolution: "The sum over the window",
    "batch norm": "Batch norm, with the running mean and variance",
    relu: "ReLU",
    "max pool": "The largest of the window",
    softmax: "Softmax",
  };

  /** Which unit or map a switch beside a value turns off: where its ReLU is, or itself.
   * @param {Network} network @param {number} layer @param {number} at */
  function switchPlace({ layers }, layer, at) {
    if (layer < 0 || layer >= layers.length) return [-1, -1];
    let to = layer;
    while (to + 1 < layers.length && PASSING.has(layers[to + 1].kind)) to++;
    while (layers[to].kind === "dropout") to--;
    if (to === layers.length - 1) return [-1, -1]; // logits are answers, not units
    return [to, placeOf(layers[layer].shape, at).channel];
  }

  return { Look };
})();
