/* Which digits a step learns from: examples out of bytes, and their order in each epoch. */
const labBatches = (() => {
  "use strict";
  const { Random } = workedoutRandom;
  const { standardised } = labForward;

  /** Examples that were made before: the same digits are asked for by every training.
   * @type {{standardised: WeakMap<Digits, Examples>, raw: WeakMap<Digits, Examples>}} */
  const made = { standardised: new WeakMap(), raw: new WeakMap() };

  /** Digits as a network takes them: standardised as in the book, or the bytes as they are.
   * @type {WorkedoutLab["examplesOf"]} */
  function examplesOf(digits, pixels = "standardised") {
    let examples = made[pixels].get(digits);
    if (!examples) {
      const { count, images, labels } = digits;
      const bytes = Array.from({ length: 256 }, (_, byte) => byte);
      const of = pixels === "raw" ? bytes : standardised(bytes.map((byte) => byte / 255));
      const inputs = new Float64Array(images.length);
      for (let i = 0; i < inputs.length; i++) inputs[i] = of[images[i]];
      examples = { count, inputs, labels };
      made[pixels].set(digits, examples);
    }
    return examples;
  }

  /** The rows of a training, batch after batch, as workedout.training.loop.order has them. */
  class Batches {
    /** @param {ArrayLike<number>} labels
     * @param {Pick<TrainingSettings, "seed" | "batch" | "order" | "epochs">} settings */
    constructor(labels, settings) {
      this.labels = labels;
      this.settings = settings;
      this.random = new Random(settings.seed, "order");
      this.perEpoch = Math.ceil(labels.length / settings.batch);
      this.done = 0;
      /** @type {Int32Array} of the epoch that has begun */
      this.rows = new Int32Array(0);
    }

    /** The rows of the next batch; the last of an epoch may have fewer. */
    next() {
      const { batch } = this.settings,
        within = this.done % this.perEpoch;
      if (within === 0) this.rows = this.epochRows(this.done / this.perEpoch);
      this.done++;
      return this.rows.subarray(within * batch, (within + 1) * batch);
    }

    /** @param {number} epoch */
    epochRows(epoch) {
      const { order, epochs } = this.settings,
        { labels } = this;
      const firstHalf = 2 * epoch < epochs;
      if (order === "sorted" || (order === "sorted-then-shuffled" && firstHalf)) {
        const rows = Int32Array.from(labels, (_, row) => row);
        return rows.sort((a, b) => labels[a] - labels[b] || a - b);
      }
      return this.random.permutation(labels.length);
    }
  }

  return { examplesOf, Batches };
})();
