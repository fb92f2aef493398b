/* The curve of the losses. */

const playgroundCurve = (() => {
  "use strict";

  const { make } = playgroundElements;
  const { colours, sized } = playgroundCanvas;

  /** @typedef {{ from: number, to: number, ticks: [at: number, text: string][] }} Axis */

  class Curve {
    constructor() {
      this.canvas = make("canvas", { class: "wo-pg-curve", role: "img", "aria-label": "The loss" });
      this.width = 0;
      this.height = 0;
    }

    layOut() {
      this.width = this.canvas.clientWidth;
      this.height = this.canvas.clientHeight;
    }

    /** @param {PlaygroundTraining} training
     * @param {{ train: PlaygroundLook, heldOut: PlaygroundLook }} look
     * @param {PlaygroundSettings["axis"]} axis */
    draw(training, look, axis) {
      const { width, height } = this,
        { curve, epochs } = training;
      if (!width) return;
      const context = sized(this.canvas, width, height);
      /** @type {PlaygroundMoment} */
      const now = [epochs, look.train.loss, look.heldOut.loss];
      const left = 46,
        right = width - 8,
        top = 8,
        bottom = height - 24,
        most = Math.max(10, epochs);
      const { from, to, ticks } = (axis === "linear" ? linearAxis : logAxis)(curve, now);
      /** @type {(done: number) => number} */
      const x = (done) => left + (done / most) * (right - left);
      /** @type {(level: number) => number} */
      const y = (level) => bottom - ((level - from) / (to - from)) * (bottom - top);
      /** @type {(loss: number) => number} */
      const level =
        axis === "linear" ? (loss) => loss : (loss) => Math.log10(Math.max(loss, 10 ** from));

      context.font = colours.font;
      context.strokeStyle = colours.grid;
      context.fillStyle = colours.soft;
      context.lineWidth = 1;
      context.textAlign = "right";
      context.textBaseline = "middle";
      for (const [place, text] of ticks) {
        context.beginPath();
        context.moveTo(left, y(place));
        context.lineTo(right, y(place));
        context.stroke();
        context.fillText(text, left - 6, y(place));
      }
      context.textBaseline = "alphabetic";
      context.fillText(`${+most.toFixed(2)} epochs`, right, height - 7);
      context.textAlign = "left";
      context.fillText("0", left, height - 7);

      context.lineWidth = 2;
      for (const { column, colour, dash } of [
        { column: 2, colour: colours.heldOut, dash: [5, 3] },
        { column: 1, colour: colours.train, dash: [] },
      ]) {
        context.beginPath();
        /** @type {(point: PlaygroundMoment) => void} */
        const add = (point) => {
          if (Number.isFinite(point[column])) context.lineTo(x(point[0]), y(level(point[column])));
        };
        curve.forEach(add);
        add(now);
        context.strokeStyle = colour;
        context.setLineDash(dash);
        context.stroke();
      }
    }
  }

  /** The least and the largest loss above 0 of a curve and of now.
   * @param {PlaygroundMoment[]} curve
   * @param {PlaygroundMoment} now */
  function reach(curve, now) {
    let lowest = Infinity,
      highest = 0;
    for (const [, one, other] of [...curve, now]) {
      for (const loss of [one, other]) {
        if (loss > 0 && loss < lowest) lowest = loss;
        if (loss < Infinity && loss > highest) highest = loss;
      }
    }
    return highest ? [lowest, highest] : [1e-9, 1e-9];
  }

  /** From 0 to the least of 1, 2, 5, 10, ... times a power of ten that is not below.
   * @param {PlaygroundMoment[]} curve
   * @param {PlaygroundMoment} now
   * @returns {Axis} */
  function linearAxis(curve, now) {
    const highest = reach(curve, now)[1],
      unit = 10 ** Math.floor(Math.log10(highest));
    const to = [1, 2, 5].find((n) => n * unit >= highest * (1 - 1e-9)) ?? 10,
      parts = to < 5 ? 4 : 5;
    const ticks = Array.from({ length: parts + 1 }, (_, k) => (k / parts) * to * unit);
    return {
      from: 0,
      to: to * unit,
      ticks: ticks.map((tick) => [tick, String(+tick.toPrecision(3))]),
    };
  }

  /** Powers of ten.
   * @param {PlaygroundMoment[]} curve
   * @param {PlaygroundMoment} now
   * @returns {Axis} */
  function logAxis(curve, now) {
    const [lowest, highest] = reach(curve, now).map(Math.log10);
    const from = Math.floor(lowest),
      to = Math.max(Math.ceil(highest), from + 1);
    const step = Math.ceil((to - from) / 5);
    /** @type {(n: number) => string} */
    const text = (n) =>
      Math.abs(n) > 3 ? `1e${n}`.replace("-", "−") : String(+(10 ** n).toFixed(3));
    const ticks = Array.from(
      { length: Math.floor((to - from) / step) + 1 },
      (_, k) => from + k * step,
    );
    return { from, to, ticks: ticks.map((tick) => [tick, text(tick)]) };
  }

  return { Curve };
})();
