/* The pad: a square to draw on with mouse, finger, pen or keyboard. It keeps strokes; what they
   mean as pixels is computed elsewhere.

   One global is made, `labPad`. */

const labPad = (() => {
  "use strict";

  const { make, setText } = playgroundElements;
  const { Sheet } = labSheet;

  const STEPS = 28; // places of the pen along a side, by keyboard
  const FIELD = 100; // strokes lie in a square of this side
  const FINE = 1295; // steps of a point along a side: two digits of base 36 in an address
  const CLOSE = 1.2; // of the field: a pointer that moved less made no new point
  const HELP =
    "Arrow keys move the pen, with Shift by four places. Space puts it down and lifts it. " +
    "Backspace takes the last stroke back.";

  /** A place of the field, rounded as an address has it.
   * @param {number} x @param {number} y shares of a side
   * @returns {[number, number]} */
  function point(x, y) {
    /** @type {(share: number) => number} */
    const fine = (share) => (FIELD * Math.round(FINE * Math.min(1, Math.max(0, share)))) / FINE;
    return [fine(x), fine(y)];
  }

  class Pad {
    /** @param {{changed: (strokes: Stroke[], done: boolean) => void}} options done: the pen is up */
    constructor(options) {
      this.options = options;
      /** @type {Stroke[]} */
      this.strokes = [];
      this.erasing = false;
      this.down = false; // the pen of the keyboard
      this.place = [STEPS / 2, STEPS / 2];
      this.under = make("div", { class: "wo-lab-under", "aria-hidden": "true" });
      /** @type {InstanceType<typeof Sheet> | null} */
      this.sheet = null;
      this.cursor = make("span", { class: "wo-lab-cursor", "aria-hidden": "true" });
      this.said = make("span", { class: "wo-sr wo-lab-said", "aria-live": "polite" });
      this.surface = make(
        "div",
        {
          class: "wo-lab-surface",
          role: "application",
          tabindex: "0",
          "aria-label": "Drawing area",
          "aria-description": HELP,
          pointerdown: (/** @type {PointerEvent} */ event) => this.begin(event),
          pointermove: (/** @type {PointerEvent} */ event) => this.follow(event),
          pointerup: () => this.end(),
          pointercancel: () => this.end(),
          keydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
          blur: () => this.lift(),
        },
        this.under,
        this.cursor,
      );
      this.element = make("div", { class: "wo-lab-pad" }, this.surface, this.said);
      this.showCursor();
    }

    // ---- By pointer ----------------------------------------------------------------------------

    /** Where a pointer is.
     * @param {PointerEvent} event */
    at({ clientX, clientY }) {
      const box = this.under.getBoundingClientRect();
      return point((clientX - box.left) / box.width, (clientY - box.top) / box.height);
    }

    /** @param {PointerEvent} event */
    begin(event) {
      if (event.button) return;
      this.surface.setPointerCapture(event.pointerId);
      this.lift();
      this.pointer = event.pointerId;
      this.start(this.at(event));
    }

    /** @param {PointerEvent} event */
    follow(event) {
      if (event.pointerId !== this.pointer) return;
      for (const one of event.getCoalescedEvents?.() ?? [event]) this.lead(this.at(one));
      this.options.changed(this.strokes, false);
    }

    end() {
      if (this.pointer === undefined) return;
      this.pointer = undefined;
      this.options.changed(this.strokes, true);
    }

    /** @param {[number, number]} place */
    start(place) {
      this.strokes = [...this.strokes, { erase: this.erasing, points: [place] }];
      this.options.changed(this.strokes, false);
    }

    /** Lengthen the last stroke, if the point is far enough from its end.
     * @param {[number, number]} place */
    lead(place) {
      const { points } = this.strokes[this.strokes.length - 1];
      const [x, y] = points[points.length - 1];
      if (Math.hypot(place[0] - x, place[1] - y) >= CLOSE) points.push(place);
    }

    // ---- By keyboard ---------------------------------------------------------------------------

    /** @param {KeyboardEvent} event */
    key(event) {
      /** @type {Record<string, number[]>} */
      const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const way = ways[event.key];
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (way) this.move(way, event.shiftKey ? 4 : 1);
      else if (event.key === " " || event.key === "Enter") this.toggle();
      else if (event.key === "Backspace") this.undo();
      else return;
      event.preventDefault();
    }

    /** @param {number[]} way @param {number} by */
    move(way, by) {
      this.place = this.place.map((value, axis) =>
        Math.min(STEPS, Math.max(0, value + by * way[axis])),
      );
      this.showCursor();
      this.say();
      if (!this.down) return;
      this.lead(this.there());
      this.options.changed(this.strokes, true);
    }

    toggle() {
      this.down = !this.down;
      if (this.down) {
        this.start(this.there());
        this.options.changed(this.strokes, true);
      }
      this.showCursor();
      this.say();
    }

    lift() {
      if (!this.down) return;
      this.down = false;
      this.showCursor();
    }

    there() {
      return point(this.place[0] / STEPS, this.place[1] / STEPS);
    }

    say() {
      const tool = this.erasing ? "Eraser" : "Pen";
      const [across, below] = this.place;
      setText(this.said, `${tool} ${this.down ? "down" : "up"}: ${across} across, ${below} down`);
    }

    showCursor() {
      const [x, y] = this.there();
      this.cursor.style.left = `${x}%`;
      this.cursor.style.top = `${y}%`;
      this.cursor.classList.toggle("down", this.down);
    }

    // ---- For the page --------------------------------------------------------------------------

    undo() {
      this.lift();
      this.strokes = this.strokes.slice(0, -1);
      this.options.changed(this.strokes, true);
    }

    clear() {
      this.lift();
      this.strokes = [];
      this.options.changed(this.strokes, true);
    }

    /** Show ink; nothing is told.
     * @param {ArrayLike<number>} ink side × side values from 0 to 1, row by row
     * @param {number} side */
    show(ink, side) {
      if (this.sheet?.shape.rows !== side) {
        this.sheet = new Sheet({ maps: 1, rows: side, columns: side }, { label: "", scale: "ink" });
        this.under.replaceChildren(this.sheet.canvas);
      }
      this.sheet.show(ink, 1);
    }
  }

  return { Pad };
})();
