/* The plane of the playground: the network's answers, and the points. */

const playgroundPlane = (() => {
  "use strict";

  const { surface } = playgroundInspection;
  const { make } = playgroundElements;
  const { answerScale, colours, paint, raster, scaleOf, sized } = playgroundCanvas;

  const COARSE = 64,
    FINE = 128; // samples along a side, while it changes and at rest

  /** Answers over the plane, and their picture.
   * @param {number} size */
  const grid = (size) => ({
    ...raster(size, size),
    size,
    values: new Float64Array(size * size),
  });

  /** The network's answer everywhere in a square of the plane, with the points on it. */
  class Plane {
    constructor() {
      this.canvas = make("canvas", {
        class: "wo-pg-plane",
        role: "img",
        "aria-label": "The plane",
      });
      this.coarse = grid(COARSE);
      this.fine = grid(FINE);
      this.overlay = document.createElement("canvas");
      this.drawn = ""; // what the overlay shows
      /** @type {PlaygroundPoints | null} */
      this.points = null;
      this.side = 0;
    }

    layOut() {
      this.side = this.canvas.clientWidth;
    }

    /** The answer, or the output of one hidden unit; coarser while it changes.
     * @param {PlaygroundTraining} training
     * @param {PlaygroundSettings["shown"]} shown
     * @param {PlaygroundItem | null} unit
     * @param {boolean} changing */
    draw(training, shown, unit, changing) {
      const { side } = this,
        { network: net, points } = training,
        { size, values, ...picture } = changing ? this.coarse : this.fine;
      if (!side) return;
      surface(net, points, size, values, unit?.l, unit?.j);
      const [middle, gain] = unit
        ? scaleOf(net.layers[unit.l].activation, values)
        : answerScale(points);
      paint(picture.pixels, values, middle, gain);
      picture.context.putImageData(picture.image, 0, 0);
      const context = sized(this.canvas, side, side);
      context.drawImage(picture.canvas, 0, 0, side, side);
      if (!unit) this.drawBoundary(context, values, size, points.middle);
      this.drawPoints(points, shown, side);
      context.drawImage(this.overlay, 0, 0, side, side);
    }

    /** Where the answer crosses the middle: short lines in the cells whose corners differ.
     * @param {CanvasRenderingContext2D} context
     * @param {Float64Array} values
     * @param {number} size
     * @param {number} middle */
    drawBoundary(context, values, size, middle) {
      const cell = this.side / size;
      let ends = 0;
      /** @type {(u: number, v: number, x: number, y: number, dx: number, dy: number) => void} */
      const edge = (u, v, x, y, dx, dy) => {
        if (u > middle === v > middle) return;
        const share = (middle - u) / (v - u);
        const [left, top] = [(x + share * dx) * cell, (y + share * dy) * cell];
        if (ends++ % 2) context.lineTo(left, top);
        else context.moveTo(left, top);
      };
      context.beginPath();
      for (let row = 0; row + 1 < size; row++) {
        for (let column = 0; column + 1 < size; column++) {
          const at = row * size + column;
          const a = values[at],
            b = values[at + 1];
          const c = values[at + size + 1],
            d = values[at + size];
          const above = +(a > middle) + +(b > middle) + +(c > middle) + +(d > middle);
          if (above === 0 || above === 4) continue;
          edge(a, b, column + 0.5, row + 0.5, 1, 0);
          edge(b, c, column + 1.5, row + 0.5, 0, 1);
          edge(c, d, column + 1.5, row + 1.5, -1, 0);
          edge(d, a, column + 0.5, row + 1.5, 0, -1);
        }
      }
      context.lineWidth = 1.75;
      context.strokeStyle = colours.ink;
      context.stroke();
    }

    /** The points do not move: they are drawn once and laid over each picture.
     * @param {PlaygroundPoints} points
     * @param {PlaygroundSettings["shown"]} shown
     * @param {number} side */
    drawPoints(points, shown, side) {
      const wanted = [shown, side, colours.paper, devicePixelRatio].join();
      if (wanted === this.drawn && points === this.points) return;
      [this.drawn, this.points] = [wanted, points];
      const context = sized(this.overlay, side, side);
      const { train, heldOut } = points;
      const sets =
        train === heldOut
          ? [train]
          : { train: [train], "held-out": [heldOut], both: [train, heldOut] }[shown];
      const large = sets[0].count <= 8 ? 7 : sets[0].count > 400 ? 2.2 : 3;
      /** @type {(value: number) => number} */
      const at = (value) => ((value - points.low) / (points.high - points.low)) * side;
      for (const data of sets) {
        for (let row = 0; row < data.count; row++) {
          const x = at(data.inputs[2 * row]),
            y = side - at(data.inputs[2 * row + 1]);
          const positive = data.targets[row] > points.middle;
          context.beginPath();
          if (positive) context.arc(x, y, large, 0, 2 * Math.PI);
          else context.rect(x - 0.85 * large, y - 0.85 * large, 1.7 * large, 1.7 * large);
          context.fillStyle = positive ? colours.positive : colours.negative;
          context.strokeStyle = data === heldOut && sets.length > 1 ? colours.ink : colours.paper;
          context.lineWidth = 1;
          context.fill();
          context.stroke();
        }
      }
    }
  }

  return { Plane };
})();
