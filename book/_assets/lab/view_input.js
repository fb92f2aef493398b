/* The digit that the networks read: drawn, taken, or out of a file; changed; and as 28 by 28 values.

   One global is made, `labInput`. */

const labInput = (() => {
  "use strict";

  const { make, setText } = playgroundElements;
  const { controls, button } = labControls;
  const { prepared, rendered, shifted, turned, missing, white } = workedoutLab;

  const SIDE = 28;
  const FINE = 112; // pixels along a side of what is drawn, before it is made smaller
  const PEN = 9; // width of a line, of 100
  const NONE = new Float64Array(SIDE * SIDE);
  const EXAMPLES = 5000; // pocket digits to train on; the next thousand are held out

  /** Strokes over a digit: the pen adds ink, the eraser takes it away.
   * @param {Float64Array} digit @param {Stroke[]} strokes */
  function over(digit, strokes) {
    if (!strokes.length) return digit;
    // Each stroke raises or lowers a pixel to a level, so that all together hold it between two.
    const lowest = rendered(strokes, SIDE, PEN).values;
    const turnedRound = strokes.map(({ erase, points }) => ({ erase: !erase, points }));
    const highest = rendered(turnedRound, SIDE, PEN).values.map((ink) => 1 - ink);
    return digit.map((ink, at) => Math.max(lowest[at], Math.min(highest[at], ink)));
  }

  /** What is done to a digit before the networks read it.
   * @param {Float64Array} digit @param {LabSettings} settings */
  function changed(digit, { down, right, turn, missing: less, white: more, noise }) {
    let now = digit;
    if (turn) now = turned(now, turn);
    if (down || right) now = shifted(now, down, right);
    if (less) now = missing(now, less, noise);
    return more ? white(now, more, noise) : now;
  }

  class Input {
    /** @param {LabOptions} options */
    constructor(options) {
      this.options = options;
      this.pad = new labPad.Pad({ changed: (ink, done) => options.change({ ink }, done) });
      this.way = new labWay.Way();
      this.controls = controls(["source", "digit", "way"], (change, fault) => {
        options.say(fault ? [fault] : []);
        options.change("way" in change ? change : { ...change, ink: [] });
      });
      this.changes = controls(
        ["down", "right", "turn", "missing", "white", "noise"],
        (change) => options.change(change),
        true,
      );
      this.file = make("input", {
        type: "file",
        id: "lab-file",
        accept: "image/*",
        change: () => this.open(),
      });
      this.label = make("p", { class: "wo-lab-soft" });
      /** @type {{train: Digits, heldOut: Digits} | null} */
      this.digits = null;
      /** @type {{index: string, label: number, digit: Float64Array}[] | null} */
      this.hardest = null;
      /** @type {Picture | null} */
      this.picture = null;
      this.settings = labState.defaults();
      this.tools = ["Pen", "Eraser"].map((name, at) =>
        button(name, () => this.take(at === 1), { "aria-pressed": String(at === 0) }),
      );
      this.numberRow = this.buildNumber();
      this.fileRow = make(
        "div",
        { class: "wo-lab-control" },
        make("label", { for: "lab-file" }, "Picture of one digit"),
        this.file,
      );
      this.wayFold = this.buildWay();
      this.changeFold = this.buildChanges();
      this.element = this.build();
    }

    build() {
      return make(
        "div",
        { class: "wo-lab-input" },
        this.controls.source.element,
        this.numberRow,
        this.fileRow,
        this.pad.element,
        make(
          "div",
          { class: "wo-lab-row" },
          ...this.tools,
          button("Undo", () => this.pad.undo()),
          button("Clear", () => this.pad.clear()),
        ),
        this.label,
      );
    }

    buildNumber() {
      const stepper = make(
        "span",
        { class: "wo-lab-row" },
        button("−", () => this.next(-1), { "aria-label": "The digit before" }),
        button("+", () => this.next(1), { "aria-label": "The next digit" }),
      );
      return make("div", { class: "wo-lab-row" }, this.controls.digit.element, stepper);
    }

    buildWay() {
      return make(
        "details",
        { open: true },
        make("summary", {}, "The way to 28 × 28"),
        this.controls.way.element,
        this.way.element,
      );
    }

    buildChanges() {
      const sliders = Object.values(this.changes).map((each) => each.element);
      const usual = () =>
        this.options.change({ down: 0, right: 0, turn: 0, missing: 0, white: 0, noise: 0 });
      return make(
        "details",
        {},
        make("summary", {}, "Change the digit: shift, turn, lose pixels"),
        make("div", { class: "wo-lab-sliders" }, ...sliders),
        button("Back to the digit", usual),
      );
    }

    /** @param {boolean} erasing */
    take(erasing) {
      this.pad.erasing = erasing;
      this.tools.forEach((tool, at) => {
        tool.setAttribute("aria-pressed", String((at === 1) === erasing));
      });
      this.pad.say();
    }

    /** @param {number} by */
    next(by) {
      const { source, digit } = this.settings;
      const count = source === "hardest" ? (this.hardest?.length ?? 1) : 6000;
      this.options.change({ digit: (digit + by + count) % count, ink: [] });
    }

    async open() {
      const file = this.file.files?.[0];
      if (!file) return;
      const address = URL.createObjectURL(file);
      try {
        this.picture = await labFiles.pictureFrom(address);
        const { digit } = prepared(this.picture, this.settings.way === "plain");
        const pixels = digit.map((shade) => Math.round(31 * shade) / 31); // as the address has it
        this.options.change({ source: "picture", pixels, ink: [] });
      } catch (error) {
        this.options.say([String(/** @type {Error} */ (error).message)]);
      } finally {
        URL.revokeObjectURL(address);
      }
    }

    // ---- What the networks get -------------------------------------------------------------------

    /** Load what the source needs, once.
     * @param {LabSettings} settings */
    async ready({ source }) {
      if (source === "pocket") this.digits ??= await pocket();
      if (source === "hardest") this.hardest ??= await hardest();
    }

    /** The digit before the changes, its label where it has one, and how it was prepared.
     * @param {LabSettings} settings
     * @returns {{digit: Float64Array, label: number | null, preparation: Preparation | null}} */
    taken({ source, digit, ink, pixels, way }) {
      if (source === "drawing") {
        if (!ink.some((/** @type {Stroke} */ { erase }) => !erase)) return none();
        const picture = rendered(ink, FINE, PEN);
        if (!picture.values.some((value) => value > 0)) return none();
        const preparation = prepared(picture, way === "plain");
        return { digit: preparation.digit, label: null, preparation };
      }
      if (source === "picture") {
        const preparation = this.picture && prepared(this.picture, way === "plain");
        return { digit: over(pixels ?? NONE, ink), label: null, preparation };
      }
      const found = this.found(source, digit);
      return { digit: over(found.digit, ink), label: found.label, preparation: null };
    }

    /** @param {string} source @param {number} number */
    found(source, number) {
      if (source === "hardest" && this.hardest) {
        return this.hardest[Math.min(number, this.hardest.length - 1)];
      }
      if (!this.digits) return { digit: NONE, label: null };
      const { train, heldOut } = this.digits;
      const [part, at] = number < EXAMPLES ? [train, number] : [heldOut, number - EXAMPLES];
      const shades = part.images.subarray(at * SIDE * SIDE, (at + 1) * SIDE * SIDE);
      return { digit: Float64Array.from(shades, (shade) => shade / 255), label: part.labels[at] };
    }

    /** Show the state, and return the digit that the networks read.
     * @param {LabSettings} settings */
    show(settings) {
      this.settings = settings;
      const { source, digit: number, ink } = settings;
      this.pad.strokes = ink;
      const { digit, label, preparation } = this.taken(settings);
      if (source === "drawing") this.pad.show(rendered(ink, FINE, PEN).values, FINE);
      else this.pad.show(digit, SIDE);
      this.wayFold.hidden = !preparation;
      if (preparation) this.way.show(preparation);
      for (const group of [this.controls, this.changes]) {
        for (const control of Object.values(group)) control.show(settings);
      }
      this.numberRow.hidden = source !== "pocket" && source !== "hardest";
      this.fileRow.hidden = source !== "picture";
      const held = source === "pocket" && number >= EXAMPLES ? " It is held out." : "";
      setText(this.label, label === null ? "" : `It is a ${label}.${held}`);
      if (isChanged(settings)) this.changeFold.open = true;
      return { digit: changed(digit, settings), label };
    }
  }

  const none = () => ({ digit: NONE, label: null, preparation: null });

  /** @param {LabSettings} settings */
  const isChanged = ({ down, right, turn, missing: less, white: more }) =>
    Boolean(down || right || turn || less || more);

  /** @returns {Promise<{train: Digits, heldOut: Digits}>} */
  const pocket = async () =>
    labDigitFile.digitsFrom(labFiles.decoded(await labFiles.text("digits")));

  async function hardest() {
    const listed = JSON.parse(await labFiles.text("hardest"));
    return Promise.all(
      listed.map(async (/** @type {{index: string, label: number, image: string}} */ one) => {
        const { values } = await labFiles.pictureFrom(`data:image/png;base64,${one.image}`);
        return { index: one.index, label: one.label, digit: values };
      }),
    );
  }

  return { Input, pocket, over, changed };
})();
