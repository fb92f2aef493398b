/* Dropout masks over the values that the last layer reads, and how far the answers spread.

   One global is made, `labMasks`. */

const labMasks = (() => {
  "use strict";

  const { make, percent } = playgroundElements;
  const { controls } = labControls;
  const { forward, dropoutMask } = workedoutLab;

  /** Answers under each mask, in the order of drawing. Only the last two layers are computed anew:
   * the mask lies on the values of the first of them, which it does not change by itself.
   * @param {Network} network @param {Trace} trace without masks
   * @param {LabSettings} settings */
  function drawn(network, trace, { masks, drop, noise }) {
    const layer = network.layers.length - 2;
    const { count, shape } = network.layers[layer];
    const tail = { ...network, inputShape: shape, layers: network.layers.slice(layer) };
    const { values } = trace.layers[layer];
    return Array.from({ length: masks }, (_, draw) => {
      const mask = dropoutMask(noise, draw, layer, count, drop);
      return forward(tail, values, { precision: trace.precision, masks: { 0: mask } });
    });
  }

  class Masks {
    /** @param {LabOptions} options */
    constructor(options) {
      this.controls = controls(["masks", "drop"], (change) => options.change(change), true);
      this.result = make("div", {});
      const sliders = Object.values(this.controls).map((each) => each.element);
      this.element = make(
        "details",
        {},
        make("summary", {}, "Dropout masks, and how far the answers spread"),
        make(
          "p",
          { class: "wo-lab-soft" },
          "A mask sets each value that the last layer reads to 0 with this probability, and " +
            "divides the others by what is left of 1.",
        ),
        make("div", { class: "wo-lab-sliders" }, ...sliders),
        this.result,
      );
    }

    /** @param {Network} network @param {Trace} trace @param {LabSettings} settings */
    show(network, trace, settings) {
      for (const control of Object.values(this.controls)) control.show(settings);
      if (!settings.masks) {
        this.result.replaceChildren();
        return;
      }
      this.element.open = true;
      const traces = drawn(network, trace, settings);
      const plain = trace.probabilities;
      const rows = Array.from({ length: 10 }, (_, digit) => {
        const found = traces.map(({ probabilities }) => probabilities[digit]).sort((a, b) => a - b);
        const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
        const wins = traces.filter(({ answer }) => answer === digit).length;
        return [
          String(digit),
          strip(found, plain[digit]),
          percent(mean),
          `${percent(found[0])} to ${percent(found[found.length - 1])}`,
          percent(plain[digit]),
          `${wins} of ${found.length}`,
        ];
      });
      const headings = ["digit", "each mask", "mean", "from, to", "without masks", "answers"];
      this.result.replaceChildren(
        labReading.table("Probabilities under the masks", headings, rows),
      );
    }
  }

  /** A tick for each mask along a line from 0 to 1, and a mark for no mask.
   * @param {number[]} values @param {number} plain */
  function strip(values, plain) {
    const track = make("span", { class: "wo-lab-strip", "aria-hidden": "true" });
    /** @type {(value: number, name: string) => void} */
    const put = (value, name) => {
      const tick = make("span", { class: name });
      tick.style.left = `${100 * value}%`;
      track.append(tick);
    };
    for (const value of values) put(value, "tick");
    put(plain, "plain");
    return track;
  }

  return { Masks, drawn };
})();
