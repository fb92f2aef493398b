/* The second half of the lab: a small network is trained on the pocket digits while one watches, and
   can be broken in six ways.

   One global is made, `labTrain`. */

const labTrain = (() => {
  "use strict";

  const { make, format, percent, plural, setText } = playgroundElements;
  const { controls, button } = labControls;
  const { training, examplesOf, python, BREAKS } = workedoutLab;

  const BUDGET = 12; // milliseconds of work between two pictures: the page stays alive
  const LOOKS = 2; // an epoch
  const SEEN = 1000; // digits trained on whose loss is looked at
  const DRAW_EVERY = 250; // milliseconds between two pictures of the weights
  const CALM = 1000; // the same for readers who prefer reduced motion
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const KEYS = /** @type {const} */ ([
    "architecture",
    "units",
    "start",
    "seed",
    "optimizer",
    "rate",
    "batch",
    "order",
    "epochs",
    "pixelscale",
    "softmax",
    "zeroing",
  ]);

  /** The settings of a training, as the core has them.
   * @param {LabSettings} settings @returns {TrainingSettings} */
  const coreSettings = (settings) => ({
    architecture: settings.architecture,
    units: settings.units,
    start: settings.start,
    seed: settings.seed,
    optimizer: settings.optimizer,
    rate: settings.rate,
    batch: settings.batch,
    order: settings.order,
    epochs: settings.epochs,
    decay: 0,
    pixels: settings.pixelscale,
    softmax: settings.softmax,
    gradients: settings.zeroing,
  });

  /** Settings of the core as the address has them.
   * @param {Partial<TrainingSettings>} change @returns {Partial<LabSettings>} */
  const asAddressed = ({ pixels, gradients, ...same }) => ({
    ...same,
    ...(pixels && { pixelscale: pixels }),
    ...(gradients && { zeroing: gradients }),
  });

  class Train {
    /** @param {LabOptions} options */
    constructor(options) {
      this.options = options;
      this.controls = controls(KEYS, (change, fault) => {
        options.say(fault ? [fault] : []);
        options.change({ ...change, steps: 0 });
      });
      this.loss = new labCurves.Curves({ title: "Loss", key: "loss" });
      this.accuracy = new labCurves.Curves({ title: "Accuracy", key: "accuracy" });
      this.checks = new labChecklist.Checklist();
      this.numbers = make("p", { class: "wo-lab-line" });
      this.status = make("p", { class: "wo-sr", role: "status" });
      this.weights = new labWeights.Weights();
      this.code = make("code", {});
      this.table = make("div", {});
      this.runButton = button("Run", () => this.toggle(), { class: "wo-lab-main" });
      this.running = false;
      /** @type {number | null} steps that an address asks for */
      this.goal = null;
      /** @type {{epoch: number, train: Look, heldOut: Look}[]} */
      this.points = [];
      /** @type {{train: Digits, heldOut: Digits} | null} */
      this.digits = null;
      this.core = coreSettings(labState.defaults());
      /** @type {Training | null} */
      this.begun = null;
      /** @type {Examples[]} whose loss is looked at: trained on, held out */
      this.examples = [];
      /** @type {Generator<void, void> | null} */
      this.look = null;
      this.saidAt = 0;
      this.drawnAt = 0;
      this.toBreak = false; // whether the state that comes next was broken by a button
      this.awake = false;
      this.loop = new MessageChannel();
      this.loop.port1.onmessage = () => this.slice();
      this.element = this.build();
    }

    get run() {
      if (!this.begun) throw new Error("no training has begun");
      return this.begun;
    }

    build() {
      const breaks = BREAKS.map(({ label, change }) =>
        button(label, () => this.breakIt(asAddressed(change(this.core)))),
      );
      const fields = Object.values(this.controls).map((each) => each.element);
      return make(
        "div",
        { class: "wo-lab-train" },
        make(
          "div",
          { class: "wo-lab-row" },
          this.runButton,
          button("Step", () => this.advance(false)),
          button("Epoch", () => this.advance(true)),
          button("Reset", () => this.options.change({ steps: 0 })),
        ),
        this.numbers,
        this.status,
        make("div", { class: "wo-lab-two" }, this.loss.element, this.accuracy.element),
        make("p", { class: "wo-lab-soft" }, KEY_TEXT),
        make("div", { class: "wo-lab-settings" }, ...fields),
        make("h2", {}, "Break it"),
        make(
          "div",
          { class: "wo-lab-row" },
          ...breaks,
          button("Mend it", () => this.mend()),
        ),
        make("h2", {}, "Checklist"),
        make(
          "div",
          { class: "wo-lab-row" },
          button("Go through the checklist", () => this.check()),
        ),
        this.checks.element,
        make("h2", {}, "Weights"),
        this.weights.element,
        make("details", {}, make("summary", {}, "The numbers of the curves"), this.table),
        make(
          "details",
          {},
          make("summary", {}, "The same run in Python"),
          make("pre", { tabindex: "0" }, this.code),
        ),
      );
    }

    async ready() {
      this.digits ??= await labInput.pocket();
    }

    // ---- States ------------------------------------------------------------------------------------

    /** Begin with the first weights of some settings, and go on as far as they say.
     * @param {LabSettings} settings */
    show(settings) {
      this.pause();
      this.core = coreSettings(settings);
      for (const control of Object.values(this.controls)) control.show(settings);
      this.controls.units.input.disabled = settings.architecture !== "hidden";
      const { train, heldOut } = /** @type {{train: Digits, heldOut: Digits}} */ (this.digits);
      this.begun = training(this.core, train, heldOut);
      const { pixels } = this.core;
      this.examples = [firstOf(train, SEEN), heldOut].map((one) => examplesOf(one, pixels));
      this.points = [];
      this.checks.forget();
      this.weights.layOut(this.run.network);
      setText(this.code, python(this.core));
      this.look = this.looking();
      this.goal = settings.steps;
      this.saidAt = 0;
      if (this.toBreak) {
        this.toBreak = false;
        this.check();
        this.start();
      }
      this.wake();
    }

    /** Train with a fault, and go through the checklist meanwhile.
     * @param {Partial<LabSettings>} change */
    breakIt(change) {
      this.toBreak = true;
      this.options.change({ ...change, steps: 0 });
    }

    mend() {
      const usual = labState.defaults();
      this.options.change({
        ...Object.fromEntries(KEYS.map((key) => [key, usual[key]])),
        steps: 0,
      });
    }

    check() {
      this.checks.forget();
      this.checks.begin(this.core, /** @type {{train: Digits}} */ (this.digits).train);
      this.wake();
    }

    // ---- Work, a few milliseconds at a time --------------------------------------------------------

    toggle() {
      if (this.running) {
        this.pause();
        this.settle();
      } else this.start();
    }

    start() {
      if (this.ended) return;
      this.goal = null;
      this.running = true;
      setText(this.runButton, "Pause");
      this.wake();
    }

    pause() {
      this.running = false;
      this.goal = null;
      setText(this.runButton, "Run");
    }

    get ended() {
      return !this.run.finite || this.run.steps >= this.core.epochs * this.run.stepsPerEpoch;
    }

    /** By a step, or to the end of the epoch.
     * @param {boolean} whole */
    advance(whole) {
      this.pause();
      const { steps, stepsPerEpoch } = this.run;
      const next = whole ? (Math.floor(steps / stepsPerEpoch) + 1) * stepsPerEpoch : steps + 1;
      this.goal = Math.min(next, this.core.epochs * stepsPerEpoch);
      this.wake();
    }

    /* One loop, which ends when there is nothing left to do. A message to itself comes back as soon
       as the page has done what else there was. */
    wake() {
      if (this.awake) return;
      this.awake = true;
      this.loop.port2.postMessage(null);
    }

    slice() {
      const start = performance.now();
      const half = this.wanted ? BUDGET / 2 : BUDGET;
      const checking = this.checks.goOn(start + half);
      const more = this.work(start + BUDGET);
      const now = performance.now();
      if (!more || now - this.drawnAt > (calm.matches ? CALM : DRAW_EVERY)) {
        this.drawnAt = now;
        this.draw();
      }
      if (checking || more) this.loop.port2.postMessage(null);
      else this.awake = false;
    }

    /** Whether there is something to train. */
    get wanted() {
      return this.running || (this.goal !== null && this.run.steps < this.goal);
    }

    /** Train and look until a time; returns whether there is more to do.
     * @param {number} until */
    work(until) {
      do {
        if (this.look) {
          if (this.look.next().done) this.look = null;
        } else if (!this.wanted) return false;
        else if (this.ended) {
          this.pause();
          this.settle();
          return false;
        } else this.step();
      } while (performance.now() < until);
      return true;
    }

    step() {
      this.run.step();
      const every = Math.ceil(this.run.stepsPerEpoch / LOOKS);
      if (this.run.steps % every === 0 || this.ended) this.look = this.looking();
      if (this.goal !== null && this.run.steps >= this.goal) this.settle();
    }

    /** Loss and accuracy on both sets, a chunk of digits at a time.
     * @returns {Generator<void, void>} */
    *looking() {
      const { epochs } = this.run;
      const [seen, held] = this.examples;
      const train = yield* this.run.looking(seen);
      const heldOut = yield* this.run.looking(held);
      this.points.push({ epoch: epochs, train, heldOut });
    }

    settle() {
      this.goal = null;
      this.options.note({ steps: this.run.steps });
    }

    // ---- What is shown -----------------------------------------------------------------------------

    draw() {
      const { run, points } = this;
      this.loss.draw(points);
      this.accuracy.draw(points);
      const last = points[points.length - 1];
      const epochs = Math.floor(run.steps / run.stepsPerEpoch);
      const rest = run.steps % run.stepsPerEpoch;
      const where = `Epoch ${epochs}${rest ? ` and ${plural(rest, "step")}` : ""} of ${this.core.epochs}`;
      const results = last
        ? `: on the digits trained on, loss ${format(last.train.loss)}, ${percent(last.train.accuracy)} right; ` +
          `held out, loss ${format(last.heldOut.loss)}, ${percent(last.heldOut.accuracy)} right.`
        : ".";
      const broken = run.finite ? "" : " The weights are no longer finite numbers.";
      setText(this.numbers, where + results + broken);
      this.announce(where + results + broken);
      this.weights.draw();
      this.table.replaceChildren(this.curveTable());
    }

    /** For screen readers: at once when it rests, now and then while it runs.
     * @param {string} text */
    announce(text) {
      const now = performance.now();
      if (this.running && now - this.saidAt < 5000) return;
      this.saidAt = now;
      setText(this.status, text);
    }

    curveTable() {
      const rows = this.points.map(({ epoch, train, heldOut }) => [
        format(epoch),
        format(train.loss),
        percent(train.accuracy),
        format(heldOut.loss),
        percent(heldOut.accuracy),
      ]);
      const headings = ["epochs", "loss, trained on", "accuracy", "loss, held out", "accuracy"];
      return labReading.table("Loss and accuracy over the epochs", headings, rows);
    }
  }

  const KEY_TEXT =
    "Solid: the first thousand digits trained on. Dashed: the thousand held out, on which nothing is trained.";

  /** The first of some digits.
   * @param {Digits} digits @param {number} count @returns {Digits} */
  const firstOf = ({ images, labels }, count) => ({
    count,
    images: images.subarray(0, (images.length / labels.length) * count),
    labels: labels.subarray(0, count),
  });

  return { Train };
})();
