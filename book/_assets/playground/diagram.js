/* The diagram of the playground's network. */

/** A weight, or the bias of a unit (`i` is null): of layer `l`, unit `j`, from input `i`.
 * @typedef {{
 *   l: number,
 *   j: number,
 *   i: number | null,
 *   name: string,
 *   element: SVGPathElement,
 *   look: string,
 * }} PlaygroundItem */

const playgroundDiagram = (() => {
  "use strict";

  const { surfaces } = playgroundInspection;
  const { make } = playgroundElements;
  const { answerScale, colours, paint, raster, scaleOf, sized } = playgroundCanvas;

  const TILE = 24; // samples along a side of a unit's picture

  /** @type {(net: PlaygroundNetwork, l: number, j: number) => string} */
  const unitName = (net, l, j) =>
    l === net.layers.length - 1 ? "the output" : `unit ${j + 1} of layer ${l + 1}`;
  /** @type {(net: PlaygroundNetwork, l: number, i: number) => string} */
  const inputName = (net, l, i) => (l ? unitName(net, l - 1, i) : `x${"₁₂"[i]}`);

  /** The weight or bias that an item stands for, or its gradient.
   * @param {{ weights: Float64Array, biases: Float64Array }} from a layer, or its gradients
   * @param {PlaygroundNetwork} net
   * @param {PlaygroundItem} item */
  function parameterOf(from, net, { l, j, i }) {
    return i === null ? from.biases[j] : from.weights[j * net.layers[l].inputs + i];
  }

  /* Units as tiles that show their output over the plane, weights as lines. One of them can be
     inspected: by pointer, by finger, or with the arrow keys, in a listbox of weights and biases. */
  class Diagram {
    /** @param {() => void} onInspect */
    constructor(onInspect) {
      this.onInspect = onInspect;
      this.canvas = make("canvas", { class: "wo-pg-tiles", "aria-hidden": "true" });
      this.svg = make("svg", {
        class: "wo-pg-lines",
        role: "listbox",
        tabindex: "0",
        id: "pg-diagram",
        "aria-label": "Weights and biases of the network; arrow keys move between them",
        keydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
        focus: () => {
          if (this.active === null && this.svg.matches(":focus-visible")) this.inspect(0);
        },
        pointermove: (/** @type {PointerEvent} */ event) => {
          if (event.pointerType === "mouse") this.point(event, 9);
        },
        pointerdown: (/** @type {PointerEvent} */ event) =>
          this.point(event, event.pointerType === "mouse" ? 9 : 20),
        pointerleave: (/** @type {PointerEvent} */ { pointerType }) => {
          if (pointerType === "mouse" && document.activeElement !== this.svg) this.inspect(null);
        },
      });
      this.element = make("div", { class: "wo-pg-diagram" }, this.canvas, this.svg);
      /** @type {number | null} */
      this.active = null;
      /** @type {PlaygroundNetwork} */
      this.net = { point: new Float64Array(2), layers: [] };
      /** @type {PlaygroundItem[]} */
      this.items = [];
      /** @type {SVGTextElement[]} */
      this.labels = [];
      this.halo = make("path", { class: "wo-pg-halo", "aria-hidden": "true" });
      /** @type {Float64Array[]} */
      this.maps = [];
      /** @type {ReturnType<typeof raster>[]} */
      this.pictures = [];
      /** @type {number[]} */
      this.columns = [];
      // Pixels: of the whole, of a layer, of a unit with what is around it, and of a unit.
      this.width = 0;
      this.height = 0;
      this.column = 0;
      this.pitch = 0;
      this.tile = 0;
    }

    /** New units and lines, in the order of the keyboard: a unit's bias, then its weights.
     * @param {PlaygroundNetwork} net */
    build(net) {
      this.net = net;
      this.items = [];
      /** @type {(l: number, j: number, i: number | null, name: string) => void} */
      const add = (l, j, i, name) => {
        const element = make("path", {
          role: "option",
          id: `pg-item-${this.items.length}`,
          "aria-label": name,
          "aria-selected": "false",
        });
        this.items.push({ l, j, i, name, element, look: "" });
      };
      net.layers.forEach((layer, l) => {
        for (let j = 0; j < layer.units; j++) {
          add(l, j, null, `bias of ${unitName(net, l, j)}`);
          for (let i = 0; i < layer.inputs; i++) {
            add(l, j, i, `weight from ${inputName(net, l, i)} to ${unitName(net, l, j)}`);
          }
        }
      });
      this.labels = [0, 1].map((i) =>
        make("text", { class: "wo-pg-input", "aria-hidden": "true" }, inputName(net, 0, i)),
      );
      this.svg.replaceChildren(
        this.halo,
        ...this.items.map((item) => item.element),
        ...this.labels,
      );
      this.maps = net.layers.map((layer) => new Float64Array(layer.units * TILE * TILE));
      this.pictures = net.layers.map((layer) => raster(TILE, layer.units * TILE));
      this.active = null;
      this.svg.removeAttribute("aria-activedescendant");
    }

    layOut() {
      const width = this.element.clientWidth;
      if (!this.items.length || !width) return;
      const widths = [2, ...this.net.layers.map((layer) => layer.units)];
      const rows = Math.max(...widths);
      this.column = width / widths.length;
      this.pitch = Math.max(26, Math.min(54, 420 / rows));
      this.tile = Math.floor(Math.min(40, 0.8 * this.pitch, 0.62 * this.column));
      this.width = width;
      this.height = Math.max(150, rows * this.pitch + 8);
      this.element.style.height = `${this.height}px`;
      this.svg.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
      for (const item of this.items) item.element.setAttribute("d", this.outline(item));
      this.labels.forEach((label, i) => {
        const [x, y] = this.place(-1, i);
        label.setAttribute("x", String(x));
        label.setAttribute("y", String(y));
      });
      this.columns = this.net.layers.map((_, l) => this.place(l, 0)[0]);
      this.halo.setAttribute("d", this.item ? this.outline(this.item) : "");
    }

    /** Where a unit is; the inputs count as layer −1.
     * @param {number} l
     * @param {number} j
     * @returns {[x: number, y: number]} */
    place(l, j) {
      const units = l < 0 ? 2 : this.net.layers[l].units;
      return [this.column * (l + 1.5), this.height / 2 + (j - (units - 1) / 2) * this.pitch];
    }

    /** A unit's frame, or a line that leaves and arrives level.
     * @param {PlaygroundItem} item */
    outline({ l, j, i }) {
      const half = this.tile / 2,
        [x, y] = this.place(l, j);
      if (i === null) return `M${x - half} ${y - half}h${2 * half}v${2 * half}h${-2 * half}z`;
      const [fromX, fromY] = this.place(l - 1, i),
        middle = (fromX + x) / 2;
      return `M${fromX + half} ${fromY}C${middle} ${fromY} ${middle} ${y} ${x - half} ${y}`;
    }

    /** Inspect the unit under the pointer, or the line that is nearest to it, within some pixels.
     * @param {PointerEvent} event
     * @param {number} within */
    point({ clientX, clientY }, within) {
      const box = this.svg.getBoundingClientRect(),
        half = this.tile / 2;
      const x = clientX - box.left,
        y = clientY - box.top;
      /** @type {number | null} */
      let found = null;
      let least = within;
      this.items.forEach((item, at) => {
        const [toX, toY] = this.place(item.l, item.j);
        if (item.i === null) {
          if (Math.max(Math.abs(x - toX), Math.abs(y - toY)) <= half) [found, least] = [at, -1];
          return;
        }
        const [fromX, fromY] = this.place(item.l - 1, item.i);
        const share = (x - fromX - half) / (toX - fromX - 2 * half);
        if (share <= 0 || share >= 1) return;
        const away = Math.abs(y - fromY - (toY - fromY) * risen(share));
        if (away < least) [found, least] = [at, away];
      });
      if (found !== null || document.activeElement !== this.svg) this.inspect(found);
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      const last = this.items.length - 1,
        at = this.active ?? 0,
        { l } = this.items[at];
      /** @type {(layer: number) => number} */
      const first = (layer) => this.items.findIndex((item) => item.l === layer);
      /** @type {Record<string, () => number | null>} */
      const moves = {
        ArrowRight: () => Math.min(last, at + 1),
        ArrowDown: () => Math.min(last, at + 1),
        ArrowLeft: () => Math.max(0, at - 1),
        ArrowUp: () => Math.max(0, at - 1),
        Home: () => 0,
        End: () => last,
        PageDown: () => first(Math.min(l + 1, this.net.layers.length - 1)),
        PageUp: () => first(Math.max(l - 1, 0)),
        Escape: () => null,
      };
      if (!Object.hasOwn(moves, event.key) || event.altKey || event.ctrlKey || event.metaKey)
        return;
      event.preventDefault();
      this.inspect(moves[event.key]());
    }

    /** @param {number | null} at */
    inspect(at) {
      if (at === this.active) return;
      this.item?.element.setAttribute("aria-selected", "false");
      this.active = at;
      this.item?.element.setAttribute("aria-selected", "true");
      if (this.item) this.svg.setAttribute("aria-activedescendant", this.item.element.id);
      else this.svg.removeAttribute("aria-activedescendant");
      this.halo.setAttribute("d", this.item ? this.outline(this.item) : "");
      this.onInspect();
    }

    get item() {
      return this.active === null ? null : this.items[this.active];
    }

    /* The hidden unit that is inspected, if it is one. */
    get unit() {
      const { item } = this;
      return item && item.i === null && item.l < this.net.layers.length - 1 ? item : null;
    }

    /** Lines by weights, or by gradients, where they are given, on a scale of powers of ten; tiles
     * by outputs, unless `dead` (for each layer and unit) is null.
     * @param {PlaygroundPoints} points
     * @param {PlaygroundGradients[] | null} gradients
     * @param {boolean[][] | null} dead */
    draw(points, gradients, dead) {
      for (const item of this.items) {
        const value = parameterOf((gradients ?? this.net.layers)[item.l], this.net, item);
        const size =
          gradients === null
            ? Math.min(Math.abs(value), 3) * 1.7
            : Math.max(0, Math.log10(Math.abs(value)) + 7) * 0.45;
        const width = value && Number.isFinite(size) ? Math.round(4 * (0.75 + size)) / 4 : 1;
        const sign = value > 0 ? "positive" : value < 0 ? "negative" : "zero";
        const look = `${sign}|${width}`;
        if (look === item.look) continue;
        item.look = look;
        item.element.setAttribute("class", `wo-pg-line ${sign}`);
        item.element.setAttribute("stroke-width", String(width));
      }
      if (dead) this.drawTiles(points, dead);
    }

    /** @param {PlaygroundPoints} points
     * @param {boolean[][]} dead */
    drawTiles(points, dead) {
      surfaces(this.net, points, TILE, this.maps);
      const context = sized(this.canvas, this.width, this.height),
        size = this.tile;
      context.lineWidth = 1.5;
      context.strokeStyle = colours.ink;
      this.net.layers.forEach((layer, l) => {
        const last = l === this.net.layers.length - 1;
        const part = TILE * TILE,
          picture = this.pictures[l];
        for (let j = 0; j < layer.units; j++) {
          const values = this.maps[l].subarray(j * part, (j + 1) * part);
          const [middle, gain] = last ? answerScale(points) : scaleOf(layer.activation, values);
          paint(picture.pixels.subarray(j * part, (j + 1) * part), values, middle, gain);
        }
        picture.context.putImageData(picture.image, 0, 0);
        for (let j = 0; j < layer.units; j++) {
          const [x, y] = this.place(l, j),
            left = x - size / 2,
            top = y - size / 2;
          context.drawImage(picture.canvas, 0, j * TILE, TILE, TILE, left, top, size, size);
          if (!last && dead[l]?.[j]) cross(context, left, top, size);
        }
      });
    }
  }

  /** How much of its height a line has risen after a share of its width. In widths and heights, the
   * curve of `outline` is x = 3/2 t (1 − t) + t³, y = 3 t² − 2 t³.
   * @param {number} share */
  function risen(share) {
    let low = 0,
      high = 1;
    for (let i = 0; i < 20; i++) {
      const t = (low + high) / 2;
      if (1.5 * t * (1 - t) + t ** 3 < share) low = t;
      else high = t;
    }
    return low * low * (3 - 2 * low);
  }

  /** What crosses out a unit that no point activates.
   * @param {CanvasRenderingContext2D} context
   * @param {number} left
   * @param {number} top
   * @param {number} size */
  function cross(context, left, top, size) {
    context.beginPath();
    context.moveTo(left, top);
    context.lineTo(left + size, top + size);
    context.moveTo(left + size, top);
    context.lineTo(left, top + size);
    context.stroke();
  }

  return { Diagram, parameterOf, unitName };
})();
