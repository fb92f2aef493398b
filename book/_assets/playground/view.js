/* The page of the playground: controls, pictures and tables around a training. The settings and the
   number of steps stand in the address after "#". */
(() => {
  "use strict";

  const { PARAMETERS, defaults, parse, write } = playgroundSettings;
  const { gradientsOver } = playgroundInspection;
  const { Training } = playgroundTraining;
  const { python } = playgroundPython;
  const { button, make, setText } = playgroundElements;
  const { readColours } = playgroundCanvas;
  const { Diagram } = playgroundDiagram;
  const { Plane } = playgroundPlane;
  const { Curve } = playgroundCurve;
  const { LayersTable, WeightsTable } = playgroundTables;
  const { Control, UnitButtons } = playgroundControls;
  const { Numbers, Readout, planeCaption, spoken } = playgroundReadout;
  const { Runner } = playgroundRunning;
  const address = playgroundAddress;

  const TABLES_EVERY = 300; // milliseconds between two fillings of the tables while it runs
  const SAY_EVERY = 5000; // milliseconds between two announcements while it runs
  const DIVERGED =
    "The weights are no longer finite numbers: the steps are too long. " +
    "Try a smaller learning rate.";

  /** @implements {PlaygroundPage} */
  class Playground {
    /** @param {HTMLElement} root */
    constructor(root) {
      this.root = root;
      this.settings = defaults();
      this.training = new Training(this.settings);
      this.look = this.training.look();
      this.runner = new Runner(this);
      this.saidAt = 0;
      this.tabledAt = 0;
      this.diagram = new Diagram(() => this.inspected());
      this.plane = new Plane();
      this.curve = new Curve();
      this.layers = new LayersTable();
      this.weights = new WeightsTable(() => this.draw());
      this.numbers = new Numbers();
      this.readout = new Readout();
      this.unitButtons = new UnitButtons();
      this.controls = Object.fromEntries(
        PARAMETERS.filter(({ group }) => group !== "state").map((one) => [
          one.key,
          new Control(one, (...change) => this.change(...change)),
        ]),
      );
      this.task = make("div", { class: "wo-pg-task" });
      this.faults = make("div", { class: "wo-pg-faults", role: "alert" });
      this.status = make("p", { class: "wo-sr", role: "status" });
      this.caption = make("p", { class: "wo-pg-caption" });
      this.code = make("code");
      this.runButton = button("Run", "Train until you pause", () => this.toggle());
      root.replaceChildren(...this.parts());
      this.observe();
      this.restore();
    }

    parts() {
      return [
        this.task,
        this.bar(),
        this.numbers.element,
        this.faults,
        this.status,
        this.stage(),
        make(
          "div",
          { class: "wo-pg-settings" },
          this.group("points", "Points"),
          this.group("network", "Network"),
          this.group("training", "Training"),
        ),
        make(
          "p",
          { class: "wo-pg-foot" },
          make("button", { type: "button", click: () => this.adoptDefaults() }, "All defaults"),
        ),
        this.layers.element,
        this.layers.caption,
        this.weights.element,
        make(
          "details",
          {},
          make("summary", {}, "The same run in Python"),
          make("pre", { tabindex: "0" }, this.code),
        ),
      ];
    }

    bar() {
      return make(
        "div",
        { class: "wo-pg-bar", role: "group", "aria-label": "Training" },
        this.runButton,
        button("Step", "One batch", () => this.advance((training) => training.step())),
        button("Epoch", "To the end of the epoch", () =>
          this.advance((training) => training.epoch()),
        ),
        button("Reset", "Back to the first weights of this seed", () => this.reset()),
        button("Next seed", "Other first weights and another order", () => this.nextSeed()),
        address.linkButton(),
        this.controls.speed.element,
      );
    }

    /* The pictures, with what changes them. */
    stage() {
      return make(
        "div",
        { class: "wo-pg-stage" },
        make(
          "div",
          { class: "wo-pg-left" },
          this.controls.lines.element,
          this.unitButtons.element,
          this.diagram.element,
          this.readout.element,
        ),
        make(
          "div",
          { class: "wo-pg-right" },
          this.plane.canvas,
          this.caption,
          this.controls.shown.element,
          this.curve.canvas,
          this.controls.axis.element,
        ),
      );
    }

    /** @param {PlaygroundParameter["group"]} name
     * @param {string} legend */
    group(name, legend) {
      return make(
        "fieldset",
        {},
        make("legend", {}, legend),
        ...PARAMETERS.filter((one) => one.group === name).map(
          ({ key }) => this.controls[key].element,
        ),
      );
    }

    /* Colours, sizes and addresses change while the page is open. */
    observe() {
      readColours();
      new MutationObserver(() => {
        readColours();
        this.draw();
      }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
      new ResizeObserver(() => {
        this.layOut();
        this.draw();
      }).observe(this.root);
      addEventListener("hashchange", () => {
        if (address.addressed()) this.restore();
      });
      document.addEventListener("click", ({ target }) => {
        if (target instanceof Element) this.follow(target.closest("a.wo-experiment"));
      });
      document.fonts?.ready.then(() => this.draw());
    }

    /** Take the text around a link along, with its links, to where the network is.
     * @param {Element | null} link */
    follow(link) {
      if (!(link instanceof HTMLAnchorElement) || link.pathname !== location.pathname) return;
      if (!this.root.contains(link)) {
        const text = (link.closest("li, p") ?? link).cloneNode(true);
        this.task.replaceChildren(...(text === link ? [text] : text.childNodes));
      }
      if (link.hash === location.hash) this.restore(); // else the browser says that it changed
    }

    layOut() {
      for (const part of [this.diagram, this.plane, this.curve]) part.layOut();
      this.unitButtons.layOut(this.diagram.columns);
    }

    // -- States ------------------------------------------------------------------------------------

    /* The state that the address describes, or the default one. */
    restore() {
      const { values, faults } = parse(address.addressed() ?? "");
      this.adopt(values, faults);
      if (address.addressed() !== null) this.root.scrollIntoView();
    }

    adoptDefaults() {
      this.task.replaceChildren();
      this.adopt(defaults(), []);
    }

    /** @param {PlaygroundSettings} settings
     * @param {string[]} faults */
    adopt(settings, faults) {
      this.pause();
      const { steps } = settings;
      this.settings = { ...settings, steps: 0 };
      this.say(faults);
      this.begin();
      if (steps && !this.runner.reach(steps)) this.start();
      this.settle();
    }

    /* The first weights of these settings. */
    begin() {
      this.runner.goal = null;
      this.training = new Training(this.settings);
      this.diagram.build(this.training.network);
      this.weights.build(this.diagram.items);
      for (const control of Object.values(this.controls)) {
        control.show(this.settings[control.parameter.key]);
      }
      const { train, heldOut } = this.training.points;
      this.controls.count.input.disabled = train === heldOut;
      this.controls.draw.input.disabled = train === heldOut;
      this.controls.until.input.disabled = this.settings.order !== "sorted-then-shuffled";
      this.buildUnitButtons();
    }

    buildUnitButtons() {
      const { hidden } = this.settings,
        { parameter } = this.controls.hidden,
        { kind } = parameter;
      this.unitButtons.build(hidden, (units) =>
        this.change(parameter, kind.read(kind.write(units)) ?? hidden, null),
      );
      this.layOut();
    }

    /** @param {PlaygroundParameter} parameter
     * @param {PlaygroundSetting} value
     * @param {string | null} wrong */
    change({ key, group }, value, wrong) {
      this.settings = { ...this.settings, [key]: value };
      this.say(wrong ? [wrong] : []);
      if (group === "view") {
        this.controls[key].show(value);
        this.settle();
      } else {
        this.reset();
      }
    }

    reset() {
      this.pause();
      this.begin();
      this.settle();
    }

    nextSeed() {
      this.say([]);
      const next = String(this.settings.seed + 1);
      const seed = Number(this.controls.seed.parameter.kind.read(next) ?? 0);
      this.settings = { ...this.settings, seed };
      this.reset();
    }

    /* What a pause, a step and a change have in common: the address and all that is shown. */
    settle() {
      const { running } = this.runner;
      if (!running) {
        const { steps, epochs } = this.training;
        address.say(write({ ...this.settings, steps }));
        setText(this.code, python(this.settings, Math.max(1, Math.ceil(epochs))));
      }
      this.draw();
      this.announce(!running);
    }

    // -- Training ----------------------------------------------------------------------------------

    toggle() {
      if (this.runner.running) {
        this.pause();
        this.settle();
      } else {
        this.start();
      }
    }

    start() {
      setText(this.runButton, "Pause");
      this.saidAt = performance.now();
      this.runner.start();
    }

    pause() {
      this.runner.pause();
      setText(this.runButton, "Run");
    }

    /** A step or an epoch by hand.
     * @param {(training: PlaygroundTraining) => void} move */
    advance(move) {
      this.pause();
      if (!this.runner.full) move(this.training);
      this.settle();
    }

    advanced() {
      this.draw();
      this.announce(false);
    }

    /** @param {"diverged" | "full" | "reached"} why */
    ended(why) {
      this.pause();
      if (why === "diverged") this.say([DIVERGED]);
      if (why === "full")
        this.say([`The playground ends here, after ${this.training.steps} steps.`]);
      this.settle();
    }

    // -- What is shown -----------------------------------------------------------------------------

    draw() {
      const { training, settings } = this,
        { network } = training,
        { item, unit } = this.diagram;
      this.look = training.look();
      const { active } = this.look.train;
      const { running, drawsUnits } = this.runner;
      const now = performance.now();
      const tables = !running || now - this.tabledAt > TABLES_EVERY;
      const byGradients = settings.lines === "gradients";
      const gradients = tables || item || byGradients ? this.gradients() : null;
      const dead =
        settings.activation !== "relu"
          ? []
          : active.map((counts) => Array.from(counts, (count) => count === 0));
      this.diagram.draw(training.points, byGradients ? gradients : null, drawsUnits ? dead : null);
      this.plane.draw(training, settings.shown, unit, running);
      this.curve.draw(training, this.look, settings.axis);
      this.numbers.draw(training, this.look);
      this.drawCaption();
      this.readout.draw(training, item, gradients, active);
      if (tables && gradients) {
        this.tabledAt = now;
        this.layers.draw(training, gradients, active);
        this.weights.draw(network, gradients);
      }
    }

    /* What changes with the thing that is inspected. */
    inspected() {
      const { training } = this,
        { item, unit } = this.diagram;
      this.plane.draw(training, this.settings.shown, unit, this.runner.running);
      this.drawCaption();
      this.readout.draw(training, item, this.gradients(), this.look.train.active);
    }

    /* Over all points that are trained on. */
    gradients() {
      const { network, points } = this.training;
      const rows = Int32Array.from({ length: points.train.count }, (_, row) => row);
      return gradientsOver(network, points.train, rows);
    }

    drawCaption() {
      const { shown } = this.settings;
      const text = planeCaption(this.training, shown, this.look.train, this.diagram.unit);
      setText(this.caption, text);
    }

    // -- What is said ------------------------------------------------------------------------------

    /** @param {string[]} faults */
    say(faults) {
      this.faults.replaceChildren(...faults.map((text) => make("p", {}, text)));
    }

    /** For screen readers: at once after each thing that the reader did, now and then while it
     * runs.
     * @param {boolean} now */
    announce(now) {
      const time = performance.now();
      if (!now && time - this.saidAt < SAY_EVERY) return;
      this.saidAt = time;
      const { status, plane, curve } = spoken(this.training, this.look);
      setText(this.status, status);
      this.plane.canvas.setAttribute("aria-label", plane);
      this.curve.canvas.setAttribute("aria-label", curve);
    }
  }

  for (const root of document.querySelectorAll(".wo-playground")) {
    if (root instanceof HTMLElement) new Playground(root);
  }
})();
