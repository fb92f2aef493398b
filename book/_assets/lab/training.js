/* Training a network of digits in the page: its settings decide everything, so that the number of
   steps says where it is. In float64, a training is that of workedout.training.loop.fit with the
   same seed, up to the rounding of sums. */
const labTraining = (() => {
  "use strict";
  const { KINDS, softmax } = labLayers;
  const { mlp, bench, emptyNetwork, SIDE } = labNetworks;
  const { crossEntropy } = labForward;
  const { initialize } = labInitialization;
  const { OPTIMIZERS } = labOptimizers;
  const { examplesOf, Batches } = labBatches;

  const PIXELS = SIDE * SIDE,
    CHANNELS = [4, 8], // of the two convolutions
    CHUNK = 32; // examples that go through the layers together: they fit into the cache

  /** @param {TrainingSettings} settings @returns {Plan[]} */
  function plansOf({ architecture, units, softmax: softmaxes }) {
    const hidden = architecture === "hidden";
    const plans = hidden ? mlp([units]) : bench(CHANNELS);
    return softmaxes === "two" ? [...plans, { kind: "softmax" }] : plans;
  }

  /** Values of every layer for a chunk of examples, and the loss's derivatives by them. */
  class Buffers {
    /** @param {Network} network */
    constructor({ layers }) {
      this.layers = layers;
      this.inputs = new Float64Array(CHUNK * PIXELS);
      this.values = layers.map(({ count }) => new Float64Array(CHUNK * count));
      this.errors = layers.map(({ count }) => new Float64Array(CHUNK * count));
      this.first = layers.findIndex(({ weights }) => weights.length);
      /** @type {Map<number, {inputs: Float64Array, values: Float64Array[], errors: Float64Array[]}>} */
      this.parts = new Map();
    }

    /** The same memory for fewer examples.
     * @param {number} count */
    of(count) {
      let part = this.parts.get(count);
      if (!part) {
        /** @type {(array: Float64Array) => Float64Array} */
        const cut = (array) => array.subarray(0, (array.length / CHUNK) * count);
        part = {
          inputs: cut(this.inputs),
          values: this.values.map(cut),
          errors: this.errors.map(cut),
        };
        this.parts.set(count, part);
      }
      return part;
    }

    /** Outputs for some rows of the examples, of at most a chunk.
     * @param {Examples} examples @param {ArrayLike<number>} rows */
    forward(examples, rows) {
      const { inputs, values } = this.of(rows.length);
      for (let n = 0; n < rows.length; n++) {
        const from = rows[n] * PIXELS;
        inputs.set(examples.inputs.subarray(from, from + PIXELS), n * PIXELS);
      }
      let below = inputs;
      this.layers.forEach((layer, l) => {
        KINDS[layer.kind].forward(layer, below, values[l], rows.length);
        below = values[l];
      });
      return below;
    }

    /** Add the gradients of a chunk, after its `forward`, given derivatives by the outputs.
     * @param {number} count */
    backward(count) {
      const { inputs, values, errors } = this.of(count);
      for (let l = this.layers.length - 1; l >= this.first; l--) {
        const layer = this.layers[l],
          below = l ? values[l - 1] : inputs,
          dx = l > this.first ? errors[l - 1] : null;
        KINDS[layer.kind].backward(layer, below, values[l], errors[l], dx, count);
      }
    }
  }

  class Training {
    /** @param {TrainingSettings} settings @param {Digits} train @param {Digits} heldOut */
    constructor(settings, train, heldOut) {
      this.settings = settings;
      this.train = examplesOf(train, settings.pixels);
      this.heldOut = examplesOf(heldOut, settings.pixels);
      this.network = emptyNetwork(plansOf(settings));
      initialize(this.network, settings.start, settings.seed);
      this.buffers = new Buffers(this.network);
      this.batches = new Batches(train.labels, settings);
      this.stepsPerEpoch = this.batches.perEpoch;
      this.moves = this.tensors().map(([weights]) =>
        OPTIMIZERS[settings.optimizer](weights.length, settings.decay),
      );
      /** @type {number[]} of each batch, before its step */
      this.losses = [];
    }

    get steps() {
      return this.losses.length;
    }

    get epochs() {
      return this.steps / this.stepsPerEpoch;
    }

    /** Whether all weights are finite numbers; too long steps end that. */
    get finite() {
      return this.tensors().every(([weights]) =>
        Array.prototype.every.call(weights, Number.isFinite),
      );
    }

    /** Weights and biases of each layer, with their gradients.
     * @returns {[Numbers, Float64Array][]} */
    tensors() {
      const layers = this.network.layers.filter(({ weights }) => weights.length);
      return layers.flatMap((layer) => [
        [layer.weights, layer.weightGradients],
        [layer.biases, layer.biasGradients],
      ]);
    }

    /** One step; returns the mean loss of its batch before it. */
    step() {
      const loss = this.gradients(this.batches.next());
      this.move(this.moves, this.settings.rate);
      this.losses.push(loss);
      return loss;
    }

    /** Move each tensor by the rule that is its own.
     * @param {((weights: Numbers, gradients: Float64Array, rate: number) => void)[]} moves
     * @param {number} rate */
    move(moves, rate) {
      this.tensors().forEach(([weights, gradients], at) => {
        moves[at](weights, gradients, rate);
      });
    }

    /** Leave the gradients of the mean loss over some rows in the layers; returns that loss.
     * @param {Int32Array} rows */
    gradients(rows) {
      if (this.settings.gradients === "zeroed") {
        for (const [, gradients] of this.tensors()) gradients.fill(0);
      }
      let total = 0;
      for (const { rows: chunk, outputs, errors } of this.chunks(this.train, rows)) {
        outputs.forEach((logits, n) => {
          const label = this.train.labels[chunk[n]];
          total += crossEntropy(logits, label);
          const error = softmax(logits);
          error[label] -= 1;
          errors.set(
            error.map((each) => each / rows.length),
            n * error.length,
          );
        });
        this.buffers.backward(chunk.length);
      }
      return total / rows.length;
    }

    /** Forward passes over some rows of the examples, or over all, a chunk at a time: its rows, the
     * outputs for each, the values of all layers, and the place for derivatives by the outputs.
     * @param {Examples} examples
     * @param {Int32Array} [rows] */
    *chunks(examples, rows = Int32Array.from({ length: examples.count }, (_, row) => row)) {
      for (let start = 0; start < rows.length; start += CHUNK) {
        const chunk = rows.subarray(start, start + CHUNK);
        const flat = this.buffers.forward(examples, chunk),
          classes = flat.length / chunk.length;
        const outputs = Array.from(chunk, (_, n) => flat.subarray(n * classes, (n + 1) * classes));
        const { values, errors } = this.buffers.of(chunk.length);
        yield { rows: chunk, outputs, values, errors: errors[errors.length - 1] };
      }
    }

    /** @param {Int32Array} rows of the digits trained on */
    meanLoss(rows) {
      let total = 0;
      for (const { rows: chunk, outputs } of this.chunks(this.train, rows)) {
        outputs.forEach((logits, n) => {
          total += crossEntropy(logits, this.train.labels[chunk[n]]);
        });
      }
      return total / rows.length;
    }

    /** To the end of the epoch that has begun, or of the next one. */
    epoch() {
      do this.step();
      while (this.steps % this.stepsPerEpoch);
    }

    /** Mean loss and accuracy over examples, a chunk at a time, so that a page can do something
     * else in between.
     * @param {Examples} examples @returns {Generator<void, Look>} */
    *looking(examples) {
      let [total, right] = [0, 0];
      for (const { rows, outputs } of this.chunks(examples)) {
        outputs.forEach((logits, n) => {
          const label = examples.labels[rows[n]];
          total += crossEntropy(logits, label);
          right += +(logits.indexOf(Math.max(...logits)) === label);
        });
        yield;
      }
      return { loss: total / examples.count, accuracy: right / examples.count };
    }

    /** The same at once, on the digits trained on and on those held out. */
    look() {
      return {
        train: drained(this.looking(this.train)),
        heldOut: drained(this.looking(this.heldOut)),
      };
    }
  }

  /** What a generator returns in the end.
   * @template T @param {Generator<unknown, T>} generator @returns {T} */
  function drained(generator) {
    let next = generator.next();
    while (!next.done) next = generator.next();
    return next.value;
  }

  /** @type {WorkedoutLab["training"]} */
  const training = (settings, train, heldOut) => new Training(settings, train, heldOut);

  return { CHANNELS, plansOf, Training, training, drained };
})();
