/* The checklist of workedout.inspection.diagnosis for a training in the page: what is measured, and
   what is said about it, in the same words.

   Checks of labels and of scoring are left out: no setting can break these here. Another one looks
   at the order, which a script for those checks does not show. */
const labDiagnosis = (() => {
  "use strict";
  const { Random } = workedoutRandom;
  const { drained, Training } = labTraining;
  const { OPTIMIZERS } = labOptimizers;

  const SEED = 0,
    BATCH = 50, // images that are to be learnt by heart
    STEPS = 200,
    LEFT = 0.05, // nats, of their loss
    RATE = 1e-2, // of Adam, for that
    H = [1e-6, 1e-5, 1e-7], // of the difference quotient
    TINY = 1e-7, // of the length of all gradients: as good as none
    LAST = 20, // steps whose losses count for a rate
    NEAR = 0.25, // nats: by so much a first loss may lie below, since fresh logits differ a little
    SPREAD = 2, // nats: by so much above, since logits of variance two are still a usual start
    POWERS = [-3, -2, -1, 0, 1, 2, 3];

  /** @typedef {InstanceType<typeof Training>} Run */

  // ---- What is measured ----------------------------------------------------------------------

  /** Mean loss over all digits before the first step.
   * @param {Run} training @returns {Generator<void, Partial<Measured>>} */
  function* firstLoss(training) {
    const { loss } = yield* training.looking(training.train);
    return { firstLoss: loss, classes: new Set(training.train.labels).size };
  }

  /** How many different labels a batch holds, a mean over an epoch, and how many shuffled digits
   * would have.
   * @param {Run} training @returns {Partial<Measured>} */
  function labelsInBatches({ batches, train }) {
    const classes = new Set(train.labels).size;
    let [found, expected] = [0, 0];
    for (let i = 0; i < batches.perEpoch; i++) {
      const rows = batches.next();
      found += new Set(Array.from(rows, (row) => train.labels[row])).size / batches.perEpoch;
      expected += (classes * (1 - (1 - 1 / classes) ** rows.length)) / batches.perEpoch;
    }
    return { labelsInBatch: found, labelsExpected: expected };
  }

  /** @param {number} count */
  const firstRows = (count) => Int32Array.from({ length: count }, (_, row) => row);

  /** After two steps at rate 0, each gradient along a random direction over the central difference
   * of the loss: the one that is farthest from 1.
   * @param {Run} training @returns {Partial<Measured>} */
  function gradient(training) {
    const rows = firstRows(BATCH);
    for (let i = 0; i < 2; i++) training.gradients(rows); // the second shows what the first left
    const kept = training.tensors().map(([, gradients]) => gradients.slice());
    const loss = () => training.meanLoss(rows);
    const size = Math.max(Math.hypot(...kept.map(length)), 1e-3);
    const ratios = training
      .tensors()
      .map(([weights], at) => ratio(weights, kept[at], loss, TINY * size));
    const worst = ratios.reduce((a, b) => (Math.abs(b - 1) > Math.abs(a - 1) ? b : a));
    return { gradient: worst };
  }

  /** @param {ArrayLike<number>} values */
  function length(values) {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i] ** 2;
    return Math.sqrt(sum);
  }

  /** The nearest to 1 of some step lengths; 1 where gradient and quotient both are next to nothing.
   * @param {Numbers} weights @param {Float64Array} gradients @param {() => number} loss
   * @param {number} tiny */
  function ratio(weights, gradients, loss, tiny) {
    const random = new Random(SEED, "gradient").normals(weights.length);
    const [drawn, own] = [length(random), length(gradients)];
    const direction = Float64Array.from(
      random,
      (each, i) => each / drawn + (own ? gradients[i] / own : 0),
    );
    const found = gradients.reduce((sum, each, i) => sum + each * direction[i], 0);
    let best = Number.NaN;
    for (const h of H) {
      const slope = slopeAlong(weights, direction, h, loss);
      if (Math.abs(slope) < tiny && Math.abs(found) < tiny) return 1;
      const now = slope ? found / slope : Number.POSITIVE_INFINITY;
      if (Number.isNaN(best) || Math.abs(now - 1) < Math.abs(best - 1)) best = now;
    }
    return best;
  }

  /** The central difference of the loss.
   * @param {Numbers} weights @param {Float64Array} direction @param {number} h
   * @param {() => number} loss */
  function slopeAlong(weights, direction, h, loss) {
    /** @param {number} way */
    const moved = (way) => {
      for (let i = 0; i < weights.length; i++) weights[i] += way * direction[i];
    };
    moved(h);
    const above = loss();
    moved(-2 * h);
    const below = loss();
    moved(h);
    return (above - below) / (2 * h);
  }

  /** The loss of one batch after some steps of Adam, and after more of a smaller rate if need be.
   * @param {() => Run} fresh @returns {Generator<void, Partial<Measured>>} */
  function* oneBatch(fresh) {
    let [found, steps] = [Number.POSITIVE_INFINITY, STEPS];
    for (const times of [1, 2]) {
      const training = fresh();
      steps = times * STEPS;
      const learnt = yield* byHeart(training, times === 1 ? RATE : RATE / 10, steps);
      found = Math.min(found, learnt);
      if (found < LEFT) break;
    }
    return { oneBatch: found, oneBatchSteps: steps };
  }

  /** The mean loss of the last three steps.
   * @param {Run} training @param {number} rate @param {number} steps
   * @returns {Generator<void, number>} */
  function* byHeart(training, rate, steps) {
    const rows = firstRows(BATCH);
    const moves = training.tensors().map(([weights]) => OPTIMIZERS.adam(weights.length, 0));
    const last = [];
    for (let i = 0; i < steps; i++) {
      const loss = training.gradients(rows);
      if (i >= steps - 3) last.push(loss);
      training.move(moves, rate);
      yield;
    }
    const mean = last.reduce((sum, each) => sum + each, 0) / last.length;
    return Number.isFinite(mean) ? mean : Number.POSITIVE_INFINITY;
  }

  /** Share of the values of each hidden layer that no digit makes positive, and whether the outputs
   * are numbers.
   * @param {Run} training @returns {Generator<void, Partial<Measured>>} */
  function* deadUnits(training) {
    const layers = training.network.layers;
    const hidden = layers.flatMap(({ kind }, l) => (kind === "relu" ? [l] : []));
    const alive = hidden.map((l) => new Uint8Array(layers[l].count));
    let finite = true;
    for (const { values, outputs } of training.chunks(training.train)) {
      hidden.forEach((l, at) => {
        const { count } = layers[l];
        values[l].forEach((value, i) => {
          if (value > 0) alive[at][i % count] = 1;
        });
      });
      finite &&= outputs.every((logits) => logits.every(Number.isFinite));
      yield;
    }
    const deadShares = alive.map((each) => each.filter((one) => !one).length / each.length);
    return { deadShares, finite };
  }

  /** Trains an epoch; returns the mean loss of its last steps, or infinity.
   * @param {Run} training @returns {Generator<void, number>} */
  function* afterAnEpoch(training) {
    while (training.steps < training.stepsPerEpoch) {
      training.step();
      yield;
    }
    const last = training.losses.slice(-LAST);
    const mean = last.reduce((sum, loss) => sum + loss, 0) / last.length;
    return Number.isFinite(mean) ? mean : Number.POSITIVE_INFINITY;
  }

  /** All measurements for some settings, from the cheap to the dear; in between a page can do
   * something else, and has what is known so far.
   * @type {WorkedoutLab["measuring"]} */
  function* measuring(settings, train) {
    const none = { count: 0, images: new Uint8Array(0), labels: new Uint8Array(0) };
    const fresh = (/** @type {Partial<TrainingSettings>} */ change = {}) =>
      new Training({ ...settings, ...change }, train, none);
    /** @type {Partial<Measured>} */
    let seen = {};
    /** @param {Generator<void, Partial<Measured>>} part @returns {Generator<Partial<Measured>, void>} */
    function* noting(part) {
      let next = part.next();
      for (; !next.done; next = part.next()) yield seen;
      seen = { ...seen, ...next.value };
      yield seen;
    }
    yield* noting(firstLoss(fresh()));
    seen = { ...seen, ...gradient(fresh()) };
    yield seen;
    yield* noting(oneBatch(() => fresh()));
    seen = { ...seen, ...labelsInBatches(fresh()) };
    yield seen;
    /** @type {Record<string, number>} */
    const sweep = {};
    for (const power of [...POWERS].sort((a, b) => Math.abs(a) - Math.abs(b))) {
      const training = fresh({ rate: settings.rate * 10 ** power });
      yield* noting(noted(afterAnEpoch(training), sweep, power));
      if (power === 0) {
        seen = { ...seen, first: training.losses[0] };
        yield* noting(deadUnits(training));
      }
    }
    return /** @type {Measured} */ ({ ...seen, sweep });
  }

  /** @param {Generator<void, number>} epoch @param {Record<string, number>} sweep
   * @param {number} power @returns {Generator<void, Partial<Measured>>} */
  function* noted(epoch, sweep, power) {
    sweep[power] = yield* epoch;
    return {};
  }

  // ---- What is said about it -----------------------------------------------------------------

  /** As Python prints a number to some decimals.
   * @param {number} x @param {number} decimals */
  function text(x, decimals) {
    if (Number.isNaN(x)) return "nan";
    return Number.isFinite(x) ? x.toFixed(decimals) : x > 0 ? "inf" : "-inf";
  }

  /** @typedef {Pick<Finding, "healthy" | "saw">} Seen */

  /** Each check: what it needs to know, and what it makes of that.
   * @type {[string, (keyof Measured)[], (seen: Measured) => Seen][]} */
  const CHECKS = [
    [
      "first loss",
      ["firstLoss"],
      ({ firstLoss: loss, classes }) => ({
        healthy: loss < Math.log(classes) + SPREAD,
        saw:
          `${text(loss, 1)}, expected about ${text(Math.log(classes), 1)}` +
          (loss <= Math.log(classes) - NEAR ? "; does it know the classes already?" : ""),
      }),
    ],
    [
      "gradient",
      ["gradient"],
      ({ gradient: worst }) => ({
        healthy: Math.abs(worst - 1) < 1e-3,
        saw: `${text(worst, 2)} times the difference quotient`,
      }),
    ],
    [
      "one batch",
      ["oneBatch"],
      ({ oneBatch: loss, oneBatchSteps: steps = STEPS }) => ({
        healthy: loss < LEFT,
        saw: `the loss of ${BATCH} images falls to ${text(loss, 2)} in ${steps} steps`,
      }),
    ],
    [
      "order",
      ["labelsInBatch"],
      ({ labelsInBatch, labelsExpected }) => ({
        healthy: labelsInBatch > labelsExpected / 2,
        saw:
          `a batch has ${text(labelsInBatch, 1)} different labels, ` +
          `expected about ${text(labelsExpected, 1)}`,
      }),
    ],
    ["rate", ["sweep", "first"], ({ sweep, first }) => ofSweep(sweep, first)],
    [
      "dead units",
      ["deadShares"],
      ({ deadShares, finite }) => ({
        healthy: finite && Math.max(0, ...deadShares) <= 0.5,
        saw:
          `${deadShares.map((share) => `${text(100 * share, 0)}%`).join(" and ") || "none"} ` +
          `of the hidden units dead after an epoch${finite ? "" : ", and outputs that are no numbers"}`,
      }),
    ],
  ];

  /** Another rate is far better if it ends with less than half the loss; and if it is larger, only
   * where the script's own hardly moves.
   * @param {Record<string, number>} sweep @param {number} first @returns {Seen} */
  function ofSweep(sweep, first) {
    const best = POWERS.reduce((a, b) => (sweep[b] < sweep[a] ? b : a));
    const saw = `loss ${text(sweep[0], 2)} after an epoch; best at ${10 ** best} times the rate, `;
    const half = (/** @type {number} */ power) => !(sweep[0] <= 2 * sweep[power]);
    const smaller = half(-3) || half(-2) || half(-1);
    const stands = sweep[0] > first - 0.15 * (first - sweep[best]);
    return { healthy: !half(best) || !(smaller || stands), saw: saw + text(sweep[best], 2) };
  }

  /** @type {WorkedoutLab["checklist"]} */
  function checklist(seen) {
    return CHECKS.map(([check, needed, judge]) =>
      needed.every((name) => seen[name] !== undefined)
        ? { check, ...judge(/** @type {Measured} */ (seen)) }
        : { check, healthy: null, saw: "" },
    );
  }

  /** Ways to break a training, each of which one check or more names.
   * @type {WorkedoutLab["BREAKS"]} */
  const BREAKS = [
    { name: "zeros", label: "all weights 0", change: () => ({ start: "zeros" }) },
    {
      name: "rate",
      label: "a hundred times the rate",
      change: ({ rate }) => ({ rate: 100 * rate }),
    },
    { name: "sorted", label: "digits sorted by label", change: () => ({ order: "sorted" }) },
    { name: "raw", label: "raw pixels, 0 to 255", change: () => ({ pixels: "raw" }) },
    { name: "softmax", label: "a second softmax", change: () => ({ softmax: "two" }) },
    { name: "kept", label: "gradients that are not zeroed", change: () => ({ gradients: "kept" }) },
  ];

  /** @type {WorkedoutLab["measured"]} */
  const measured = (settings, train) => drained(measuring(settings, train));

  return { BREAKS, checklist, measuring, measured };
})();
