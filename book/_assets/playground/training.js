/* Training a network of the playground. A run is one of `workedout.training.loop.fit` in float64
   with the same seed, up to the rounding of sums. */

/** Epochs, loss on the points trained on, loss on the points held out.
 * @typedef {[epochs: number, train: number, heldOut: number]} PlaygroundMoment */

/** @typedef {InstanceType<typeof playgroundTraining.Training>} PlaygroundTraining */

const playgroundTraining = (() => {
  "use strict";

  const { Random } = workedoutRandom;
  const { points } = playgroundPoints;
  const { descend, initialized } = playgroundNetwork;
  const { evaluate } = playgroundInspection;

  const CURVE_LENGTH = 1000; // then every second point is dropped

  /** A run: its settings decide everything, so that the number of steps says where it is. */
  class Training {
    /** @param {PlaygroundSettings} settings */
    constructor(settings) {
      this.settings = settings;
      this.points = points(settings);
      this.network = initialized(settings);
      this.orders = new Random(settings.seed, "order");
      this.steps = 0;
      this.stepsPerEpoch = Math.ceil(this.points.train.count / settings.batch);
      this.order = new Int32Array(); // of the epoch that has begun
      this.orderedAt = -1; // after so many steps
      /** @type {PlaygroundMoment[]} */
      this.curve = [];
      this.stride = settings.order === "shuffled" ? 1 : 0.5; // epochs between points of the curve
      this.note();
    }

    get epochs() {
      return this.steps / this.stepsPerEpoch;
    }

    /* Whether all weights are finite numbers; too long steps end that. */
    get finite() {
      return this.network.layers.every(
        ({ weights, biases }) => weights.every(Number.isFinite) && biases.every(Number.isFinite),
      );
    }

    /* The rows of the next batch. */
    batch() {
      const { batch, order, until } = this.settings,
        { targets, count } = this.points.train;
      const within = this.steps % this.stepsPerEpoch;
      if (within === 0 && this.orderedAt !== this.steps) {
        const sorted = order === "sorted" || (order !== "shuffled" && this.epochs < until);
        const rows = Int32Array.from({ length: count }, (_, i) => i);
        this.order = sorted
          ? rows.sort((a, b) => targets[a] - targets[b] || a - b)
          : this.orders.permutation(count);
        this.orderedAt = this.steps;
      }
      return this.order.subarray(within * batch, (within + 1) * batch);
    }

    /* One step; returns the loss of its batch before it. */
    step() {
      const loss = descend(this.network, this.points.train, this.batch(), this.settings.rate);
      this.steps++;
      const half = Math.floor(this.stepsPerEpoch / 2),
        within = this.steps % this.stepsPerEpoch;
      if (within === 0 || (this.stride < 1 && within === this.stepsPerEpoch - half)) this.note();
      return loss;
    }

    /* To the end of the epoch that has begun, or of the next one. */
    epoch() {
      do this.step();
      while (this.steps % this.stepsPerEpoch);
    }

    look() {
      const { train, heldOut, middle } = this.points;
      const seen = evaluate(this.network, train, middle);
      const other = heldOut === train ? seen : evaluate(this.network, heldOut, middle);
      return { train: seen, heldOut: other };
    }

    note() {
      const epochs = this.epochs;
      if (this.stride >= 1 && epochs % this.stride) return;
      const { train, heldOut } = this.look();
      this.curve.push([epochs, train.loss, heldOut.loss]);
      if (this.curve.length > CURVE_LENGTH) {
        this.stride *= 2;
        this.curve = this.curve.filter((_, i) => i % 2 === 0);
      }
    }
  }

  return { Training };
})();
