/* The page of the playground: controls, pictures and tables around `playgroundCore`, which does all
   the arithmetic. The settings and the number of steps stand in the address after "#", so that an
   address is an experiment. */
(() => {
  "use strict";

  const core = playgroundCore;
  const TILE = 24; // samples along a side of a unit's picture
  const COARSE = 64,
    FINE = 128; // the same of the large picture, while it changes and at rest
  const BUDGET = 10; // milliseconds of training between two pictures: the page stays alive
  const AT_ONCE = 250; // milliseconds of training before a state from an address is first shown
  const SLOW = 25,
    SLOW_TILES = 4; // milliseconds of a slow frame; then units are drawn in each fourth
  const CALM = 1000; // milliseconds between pictures for readers who prefer reduced motion
  const TABLES_EVERY = 300; // milliseconds between two fillings of the tables while it runs
  const SAY_EVERY = 5000; // milliseconds between two announcements while it runs
  const HINT =
    "Point at a line or a unit to see its value and its gradient. By keyboard: Tab to the " +
    "network, then the arrow keys.";
  const LAYERS =
    "Different: units whose weights and bias are not those of a unit above. " +
    "Dead: ReLU units that no point of the training set activates. " +
    "Gradient: the length of the layer’s part of it, over the training set.";
  const DIVERGED =
    "The weights are no longer finite numbers: the steps are too long. " +
    "Try a smaller learning rate.";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // ---- Small things ----------------------------------------------------------------------------

  const SVG = new Set(["svg", "g", "path", "rect", "text"]);

  /* An element with attributes and children; a function among the attributes is a listener. */
  function make(tag, attributes = {}, ...children) {
    const element = SVG.has(tag)
      ? document.createElementNS("http://www.w3.org/2000/svg", tag)
      : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  /* Four digits; what is exactly zero is "0". */
  function format(value) {
    if (value === 0) return "0";
    const size = Math.abs(value);
    const text = size >= 1e-3 && size < 1e5 ? value.toPrecision(4) : value.toExponential(2);
    return text.replaceAll("-", "−");
  }

  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  /* A canvas as wide as its element, sharp on every screen; drawn in CSS pixels. */
  function sized(canvas, width, height) {
    const scale = Math.min(devicePixelRatio || 1, 2);
    if (
      canvas.width !== Math.round(width * scale) ||
      canvas.height !== Math.round(height * scale)
    ) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    const context = canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }

  // ---- Colours: those of the book's style sheet, light or dark ---------------------------------

  let colours;

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const of = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
    const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    colours = {
      paper: of("--wo-paper", "#fdfcf9"),
      ink: of("--wo-ink", "#23262c"),
      soft: of("--wo-ink-soft", "#575d67"),
      grid: of("--wo-grid", "#e4e0d6"),
      positive: of("--wo-1", "#1a2fc0"),
      negative: of("--wo-2", "#cb4f1a"),
      train: of("--wo-3", "#2f848c"),
      heldOut: of("--wo-6", "#86106f"),
      font: `13px ${of("--wo-sans", "sans-serif")}`,
    };
    const paper = rgb(colours.paper),
      ends = [rgb(colours.negative), rgb(colours.positive)];
    // From −1 to 1 in 255 steps; the middle is paper.
    colours.scale = new Uint32Array(255);
    const bytes = new Uint8Array(colours.scale.buffer);
    for (let i = 0; i < 255; i++) {
      const share = (0.72 * Math.abs(i - 127)) / 127,
        end = ends[i > 127 ? 1 : 0];
      for (let c = 0; c < 3; c++) bytes[4 * i + c] = paper[c] + share * (end[c] - paper[c]);
      bytes[4 * i + 3] = 255;
    }
  }

  /* A picture of single pixels, to be drawn at any size. */
  function raster(width, height) {
    const canvas = make("canvas", { width, height }),
      pen = canvas.getContext("2d");
    const image = pen.createImageData(width, height);
    return { canvas, pen, image, pixels: new Uint32Array(image.data.buffer) };
  }

  /* Fill pixels with values that are between −1 and 1 after (v − middle) * gain. */
  function paint(pixels, values, middle, gain) {
    const { scale } = colours;
    for (let i = 0; i < pixels.length; i++) {
      const level = Math.round(127 + 127 * gain * (values[i] - middle));
      pixels[i] = scale[level < 0 ? 0 : level > 254 ? 254 : level || 0];
    }
  }

  /* Which output of a unit is paper, and how much one unit of output counts. */
  function scaleOf(activation, values) {
    if (activation === core.ACTIVATIONS.sigmoid) return [0.5, 2];
    if (activation === core.ACTIVATIONS.tanh) return [0, 1];
    let largest = 0;
    for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
    return [0, largest && 1 / largest];
  }

  const answerScale = (points) => (points.middle ? [0.5, 2] : [0, 1]);

  // ---- The network -------------------------------------------------------------------------------

  const unitName = (net, l, j) =>
    l === net.layers.length - 1 ? "the output" : `unit ${j + 1} of layer ${l + 1}`;
  const inputName = (net, l, i) => (l ? unitName(net, l - 1, i) : `x${"₁₂"[i]}`);

  /* Units as tiles that show their output over the plane, weights as lines. One of them can be
     inspected: by pointer, by finger, or with the arrow keys, in a listbox of weights and biases. */
  class Diagram {
    constructor(onInspect) {
      this.onInspect = onInspect;
      this.canvas = make("canvas", { class: "wo-pg-tiles", "aria-hidden": "true" });
      this.svg = make("svg", {
        class: "wo-pg-lines",
        role: "listbox",
        tabindex: "0",
        id: "pg-diagram",
        "aria-label": "Weights and biases of the network; arrow keys move between them",
        keydown: (event) => this.key(event),
        focus: () => {
          if (this.active === null && this.svg.matches(":focus-visible")) this.inspect(0);
        },
        pointermove: (event) => {
          if (event.pointerType === "mouse") this.point(event, 9);
        },
        pointerdown: (event) => this.point(event, event.pointerType === "mouse" ? 9 : 20),
        pointerleave: ({ pointerType }) => {
          if (pointerType === "mouse" && document.activeElement !== this.svg) this.inspect(null);
        },
      });
      this.element = make("div", { class: "wo-pg-diagram" }, this.canvas, this.svg);
      this.active = null;
    }

    /* New units and lines, in the order of the keyboard: a unit's bias, then its weights. */
    build(net) {
      this.net = net;
      this.items = [];
      net.layers.forEach((layer, l) => {
        for (let j = 0; j < layer.units; j++) {
          this.items.push({ l, j, i: null, name: `bias of ${unitName(net, l, j)}` });
          for (let i = 0; i < layer.inputs; i++) {
            const name = `weight from ${inputName(net, l, i)} to ${unitName(net, l, j)}`;
            this.items.push({ l, j, i, name });
          }
        }
      });
      this.items.forEach((item, at) => {
        item.element = make("path", {
          role: "option",
          id: `pg-item-${at}`,
          "aria-label": item.name,
          "aria-selected": "false",
        });
        item.look = "";
      });
      this.labels = [0, 1].map((i) =>
        make("text", { class: "wo-pg-input", "aria-hidden": "true" }, inputName(net, 0, i)),
      );
      this.halo = make("path", { class: "wo-pg-halo", "aria-hidden": "true" });
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
      if (!this.net || !width) return;
      const widths = [2, ...this.net.layers.map((layer) => layer.units)];
      const rows = Math.max(...widths),
        column = width / widths.length;
      const pitch = Math.max(26, Math.min(54, 420 / rows));
      this.tile = Math.floor(Math.min(40, 0.8 * pitch, 0.62 * column));
      this.width = width;
      this.height = Math.max(150, rows * pitch + 8);
      // Where a unit is; the inputs count as layer −1.
      this.place = (l, j) => [
        column * (l + 1.5),
        this.height / 2 + (j - (widths[l + 1] - 1) / 2) * pitch,
      ];
      this.element.style.height = `${this.height}px`;
      this.svg.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
      for (const item of this.items) item.element.setAttribute("d", this.outline(item));
      this.labels.forEach((label, i) => {
        const [x, y] = this.place(-1, i);
        label.setAttribute("x", x);
        label.setAttribute("y", y);
      });
      this.columns = this.net.layers.map((_, l) => this.place(l, 0)[0]);
      this.halo.setAttribute("d", this.item ? this.outline(this.item) : "");
    }

    /* A unit's frame, or a line that leaves and arrives level. */
    outline({ l, j, i }) {
      const half = this.tile / 2,
        [x, y] = this.place(l, j);
      if (i === null) return `M${x - half} ${y - half}h${2 * half}v${2 * half}h${-2 * half}z`;
      const [fromX, fromY] = this.place(l - 1, i),
        middle = (fromX + x) / 2;
      return `M${fromX + half} ${fromY}C${middle} ${fromY} ${middle} ${y} ${x - half} ${y}`;
    }

    /* Inspect the unit under the pointer, or the line that is nearest to it, within some pixels. */
    point({ clientX, clientY }, within) {
      const box = this.svg.getBoundingClientRect(),
        half = this.tile / 2;
      const x = clientX - box.left,
        y = clientY - box.top;
      let found = null,
        least = within;
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

    key(event) {
      const last = this.items.length - 1,
        at = this.active ?? 0,
        { l } = this.items[at];
      const first = (layer) => this.items.findIndex((item) => item.l === layer);
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

    inspect(at) {
      if (at === this.active) return;
      this.item?.element.setAttribute("aria-selected", "false");
      this.active = at;
      this.item?.element.setAttribute("aria-selected", "true");
      if (at === null) this.svg.removeAttribute("aria-activedescendant");
      else this.svg.setAttribute("aria-activedescendant", this.item.element.id);
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

    /* Lines by weights, or by gradients on a scale of powers of ten; tiles by outputs, unless `dead`
       (for each layer and unit) is null. */
    draw(points, gradients, lines, dead) {
      for (const item of this.items) {
        const layer = this.net.layers[item.l],
          at = item.j * layer.inputs + item.i;
        const from = lines === "weights" ? layer : gradients[item.l];
        const value = item.i === null ? from.biases[item.j] : from.weights[at];
        const size =
          lines === "weights"
            ? Math.min(Math.abs(value), 3) * 1.7
            : Math.max(0, Math.log10(Math.abs(value)) + 7) * 0.45;
        const width = value && Number.isFinite(size) ? Math.round(4 * (0.75 + size)) / 4 : 1;
        const sign = value > 0 ? "positive" : value < 0 ? "negative" : "zero";
        const look = `${sign}|${width}`;
        if (look === item.look) continue;
        item.look = look;
        item.element.setAttribute("class", `wo-pg-line ${sign}`);
        item.element.setAttribute("stroke-width", width);
      }
      if (dead) this.drawTiles(points, dead);
    }

    drawTiles(points, dead) {
      core.surfaces(this.net, points, TILE, this.maps);
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
        picture.pen.putImageData(picture.image, 0, 0);
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

  /* How much of its height a line has risen after a share of its width. In widths and heights, the
     curve of `outline` is x = 3/2 t (1 − t) + t³, y = 3 t² − 2 t³. */
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

  /* What crosses out a unit that no point activates. */
  function cross(context, left, top, size) {
    context.beginPath();
    context.moveTo(left, top);
    context.lineTo(left + size, top + size);
    context.moveTo(left + size, top);
    context.lineTo(left, top + size);
    context.stroke();
  }

  // ---- The plane -----------------------------------------------------------------------------------

  /* The network's answer everywhere in a square of the plane, with the points on it. */
  class Plane {
    constructor() {
      this.canvas = make("canvas", {
        class: "wo-pg-plane",
        role: "img",
        "aria-label": "The plane",
      });
      this.grids = new Map(
        [COARSE, FINE].map((size) => [
          size,
          { ...raster(size, size), values: new Float64Array(size * size) },
        ]),
      );
      this.overlay = document.createElement("canvas");
      this.drawn = ""; // what the overlay shows
    }

    layOut() {
      this.side = this.canvas.clientWidth;
    }

    /* The answer, or the output of one hidden unit. */
    draw(training, shown, unit, size) {
      const { side } = this,
        { network: net, points } = training,
        grid = this.grids.get(size);
      if (!side) return;
      core.surface(net, points, size, grid.values, unit?.l, unit?.j);
      const [middle, gain] = unit
        ? scaleOf(net.layers[unit.l].activation, grid.values)
        : answerScale(points);
      paint(grid.pixels, grid.values, middle, gain);
      grid.pen.putImageData(grid.image, 0, 0);
      const context = sized(this.canvas, side, side);
      context.drawImage(grid.canvas, 0, 0, side, side);
      if (!unit) this.drawBoundary(context, grid.values, size, points.middle);
      this.drawPoints(points, shown, side);
      context.drawImage(this.overlay, 0, 0, side, side);
    }

    /* Where the answer crosses the middle: short lines in the cells whose corners differ. */
    drawBoundary(context, values, size, middle) {
      const cell = this.side / size;
      let ends = 0;
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
          const above = (a > middle) + (b > middle) + (c > middle) + (d > middle);
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

    /* The points do not move: they are drawn once and laid over each picture. */
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

  // ---- The loss curve ------------------------------------------------------------------------------

  class Curve {
    constructor() {
      this.canvas = make("canvas", { class: "wo-pg-curve", role: "img", "aria-label": "The loss" });
    }

    layOut() {
      this.width = this.canvas.clientWidth;
      this.height = this.canvas.clientHeight;
    }

    draw(training, look, axis) {
      const { width, height } = this,
        { curve, epochs } = training;
      if (!width) return;
      const context = sized(this.canvas, width, height);
      const now = [epochs, look.train.loss, look.heldOut.loss];
      const left = 46,
        right = width - 8,
        top = 8,
        bottom = height - 24,
        most = Math.max(10, epochs);
      const { from, to, ticks } = (axis === "linear" ? linearAxis : logAxis)(curve, now);
      const x = (done) => left + (done / most) * (right - left);
      const y = (level) => bottom - ((level - from) / (to - from)) * (bottom - top);
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
      for (const [column, colour, dash] of [
        [2, colours.heldOut, [5, 3]],
        [1, colours.train, []],
      ]) {
        context.beginPath();
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

  /* The least and the largest loss above 0 of a curve and of now. */
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

  /* From 0 to the least of 1, 2, 5, 10, ... times a power of ten that is not below. */
  function linearAxis(curve, now) {
    const highest = reach(curve, now)[1],
      unit = 10 ** Math.floor(Math.log10(highest));
    const [to, parts] = [
      [1, 4],
      [2, 4],
      [5, 5],
      [10, 5],
    ].find(([n]) => n * unit >= highest * (1 - 1e-9));
    const ticks = Array.from({ length: parts + 1 }, (_, k) => (k / parts) * to * unit).map(
      (tick) => [tick, String(+tick.toPrecision(3))],
    );
    return { from: 0, to: to * unit, ticks };
  }

  /* Powers of ten. */
  function logAxis(curve, now) {
    const [lowest, highest] = reach(curve, now).map(Math.log10);
    const from = Math.floor(lowest),
      to = Math.max(Math.ceil(highest), from + 1);
    const step = Math.ceil((to - from) / 5);
    const text = (n) =>
      Math.abs(n) > 3 ? `1e${n}`.replace("-", "−") : String(+(10 ** n).toFixed(3));
    const ticks = Array.from(
      { length: Math.floor((to - from) / step) + 1 },
      (_, k) => from + k * step,
    ).map((tick) => [tick, text(tick)]);
    return { from, to, ticks };
  }

  // ---- Tables --------------------------------------------------------------------------------------

  function table(caption, headings, rows) {
    const heading = (text, scope) => make("th", { scope }, text);
    return make(
      "table",
      { class: "wo-table" },
      make("caption", {}, make("span", { class: "wo-sr" }, caption)),
      make("thead", {}, make("tr", {}, ...headings.map((text) => heading(text, "col")))),
      make(
        "tbody",
        {},
        ...rows.map(([name, ...cells]) =>
          make("tr", {}, heading(name, "row"), ...cells.map((cell) => make("td", {}, cell))),
        ),
      ),
    );
  }

  /* A line for each layer: how many units, how many of them differ, are dead, and the gradient. */
  class LayersTable {
    constructor() {
      this.element = make("div", { class: "wo-scroll" });
    }

    draw(training, gradients, active) {
      const { layers } = training.network,
        relu = training.settings.activation === "relu";
      const rows = layers.map((layer, l) => {
        const last = l === layers.length - 1;
        const dead = last || !relu ? "–" : active[l].filter((count) => count === 0).length;
        return [
          last ? "output" : `layer ${l + 1}`,
          layer.units,
          core.distinctUnits(layer),
          dead,
          format(gradients[l].norm),
        ].map(String);
      });
      const text = JSON.stringify(rows);
      if (text === this.text) return;
      this.text = text;
      this.element.replaceChildren(
        table("The layers", ["Layer", "Units", "Different", "Dead", "Gradient"], rows),
      );
    }
  }

  /* Every weight and bias with its gradient; each cell also holds the exact number. */
  class WeightsTable {
    constructor() {
      this.box = make("div", {
        class: "wo-pg-weights",
        tabindex: "0",
        role: "region",
        "aria-label": "Weights and gradients",
      });
      this.element = make(
        "details",
        { toggle: () => this.onOpen?.() },
        make("summary", {}, "All weights and gradients"),
        this.box,
      );
    }

    build(items) {
      this.items = items;
      this.cells = items.map(() => [make("data"), make("data")]);
      this.box.replaceChildren(
        table(
          "Weights, biases and gradients",
          ["Parameter", "Value", "Gradient"],
          items.map((item, at) => [capital(item.name), ...this.cells[at]]),
        ),
      );
    }

    draw(net, gradients) {
      if (!this.element.open) return;
      this.items.forEach((item, at) => {
        [net.layers[item.l], gradients[item.l]].forEach((from, column) => {
          const value = parameterOf(from, net, item),
            cell = this.cells[at][column];
          cell.value = String(value);
          setText(cell, format(value));
        });
      });
    }
  }

  function parameterOf(from, net, { l, j, i }) {
    return i === null ? from.biases[j] : from.weights[j * net.layers[l].inputs + i];
  }

  // ---- Controls: one for each row of the core's table --------------------------------------------

  function signButton(sign, text, click, more = {}) {
    return make(
      "button",
      { type: "button", class: "wo-pg-small", click, ...more },
      make("span", { "aria-hidden": "true" }, sign),
      make("span", { class: "wo-sr" }, text),
    );
  }

  class Control {
    constructor(parameter, onChange) {
      Object.assign(this, { parameter, onChange });
      const { key, label, kind, meaning } = parameter;
      const attributes = { id: `pg-${key}`, name: key, change: () => this.changed() };
      if (kind.options) {
        this.input = make(
          "select",
          attributes,
          ...Object.entries(kind.options).map(([value, text]) => make("option", { value }, text)),
        );
      } else if (kind.whole) {
        const { low: min, high: max, multiple: step } = kind;
        this.input = make("input", { ...attributes, type: "number", min, max, step });
      } else {
        const inputmode = kind.most ? null : "decimal"; // a list of layers has commas
        this.input = make("input", { ...attributes, type: "text", inputmode, autocomplete: "off" });
      }
      const row = make("span", { class: "wo-pg-input-row" }, this.input);
      if (kind.most) row.append(...this.layerButtons());
      this.element = make(
        "p",
        { class: "wo-pg-control", title: meaning },
        make("label", { for: `pg-${key}` }, label),
        row,
      );
    }

    /* One layer more or less, for those who would rather not type. */
    layerButtons() {
      const { kind } = this.parameter;
      const change = (to) => {
        this.input.value = kind.write(
          to(kind.read(this.input.value.trim()) ?? []).slice(0, kind.most),
        );
        this.changed();
      };
      return [
        signButton("−", "One layer less", () => change((units) => units.slice(0, -1))),
        signButton("+", "One layer more", () => change((units) => [...units, units.at(-1) ?? 4])),
      ];
    }

    changed() {
      const text = this.input.value.trim(),
        value = this.parameter.kind.read(text);
      const wrong = value === undefined ? core.fault(this.parameter, text) : null;
      this.onChange(this.parameter, wrong ? this.parameter.default : value, wrong);
    }

    show(value) {
      this.input.value = this.parameter.kind.write(value);
    }
  }

  // ---- The page ------------------------------------------------------------------------------------

  class Playground {
    constructor(root) {
      this.root = root;
      this.running = false;
      this.goal = null; // steps that an address asked for and that are still being made
      this.saidAt = 0;
      this.diagram = new Diagram(() => this.inspected());
      this.plane = new Plane();
      this.curve = new Curve();
      this.layers = new LayersTable();
      this.weights = new WeightsTable();
      this.weights.onOpen = () => this.draw();
      this.controls = new Map(
        core.PARAMETERS.filter(({ group }) => group !== "state").map((one) => [
          one.key,
          new Control(one, (...change) => this.change(...change)),
        ]),
      );
      root.replaceChildren(...this.parts());
      this.observe();
      this.restore();
    }

    parts() {
      const view = (key) => this.controls.get(key).element;
      this.faults = make("div", { class: "wo-pg-faults", role: "alert" });
      this.status = make("p", { class: "wo-sr", role: "status" });
      this.readout = make("div", { class: "wo-pg-readout" });
      this.caption = make("p", { class: "wo-pg-caption" });
      this.unitButtons = make("div", { class: "wo-pg-units" });
      this.code = make("code");
      const defaults = () => {
        this.task.replaceChildren();
        this.adopt(core.defaults(), []);
      };
      this.task = make("div", { class: "wo-pg-task" });
      return [
        this.task,
        this.bar(),
        this.numbersLine(),
        this.faults,
        this.status,
        make(
          "div",
          { class: "wo-pg-stage" },
          make(
            "div",
            { class: "wo-pg-left" },
            view("lines"),
            this.unitButtons,
            this.diagram.element,
            this.readout,
          ),
          make(
            "div",
            { class: "wo-pg-right" },
            this.plane.canvas,
            this.caption,
            view("shown"),
            this.curve.canvas,
            view("axis"),
          ),
        ),
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
          make("button", { type: "button", click: defaults }, "All defaults"),
        ),
        this.layers.element,
        make("p", { class: "wo-pg-caption" }, LAYERS),
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
      const button = (text, title, click) => make("button", { type: "button", title, click }, text);
      this.runButton = button("Run", "Train until you pause", () => this.toggle());
      this.linkButton = button("Copy link", "The address of exactly this state", () => this.copy());
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
        this.linkButton,
        this.controls.get("speed").element,
      );
    }

    /* Epoch and losses, which are the legend of the curve as well. */
    numbersLine() {
      const key = (name) => make("span", { class: `wo-pg-key ${name}` });
      this.numbers = Object.fromEntries(
        ["epoch", "train", "heldOut"].map((name) => [name, make("b")]),
      );
      return make(
        "p",
        { class: "wo-pg-numbers" },
        make("span", {}, "Epoch ", this.numbers.epoch),
        " ",
        make("span", {}, key("train"), " loss ", this.numbers.train),
        " ",
        make("span", {}, key("held-out"), " held out ", this.numbers.heldOut),
      );
    }

    group(name, legend) {
      return make(
        "fieldset",
        {},
        make("legend", {}, legend),
        ...core.PARAMETERS.filter((one) => one.group === name).map(
          ({ key }) => this.controls.get(key).element,
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
        if (addressed()) this.restore();
      });
      document.addEventListener("click", ({ target }) =>
        this.follow(target.closest("a.wo-experiment")),
      );
      document.fonts?.ready.then(() => this.draw());
    }

    /* Take the text around a link along, with its links, to where the network is. */
    follow(link) {
      if (!link || link.pathname !== location.pathname) return;
      if (!this.root.contains(link)) {
        const text = (link.closest("li, p") ?? link).cloneNode(true);
        this.task.replaceChildren(...(text === link ? [text] : text.childNodes));
      }
      if (link.hash === location.hash) this.restore(); // else the browser says that it changed
    }

    layOut() {
      for (const part of [this.diagram, this.plane, this.curve]) part.layOut();
      const [first, second] = this.diagram.columns ?? [];
      this.unitButtons.classList.toggle("narrow", second - first < 60);
      [...this.unitButtons.children].forEach((one, l) => {
        one.style.left = `${this.diagram.columns?.[l] ?? 0}px`;
      });
    }

    // -- States ------------------------------------------------------------------------------------

    /* The state that the address describes, or the default one. */
    restore() {
      const { values, faults } = core.parse(addressed() ?? "");
      this.adopt(values, faults);
      if (addressed() !== null) this.root.scrollIntoView();
    }

    adopt(settings, faults) {
      this.pause();
      const { steps } = settings;
      this.settings = { ...settings, steps: 0 };
      this.say(faults);
      this.begin();
      if (steps) {
        this.goal = steps;
        this.train(AT_ONCE);
        if (this.goal !== null) this.start();
      }
      this.settle();
    }

    /* The first weights of these settings. */
    begin() {
      this.goal = null;
      this.training = new core.Training(this.settings);
      this.rows = Int32Array.from({ length: this.training.points.train.count }, (_, row) => row);
      this.diagram.build(this.training.network);
      this.weights.build(this.diagram.items);
      for (const { key } of core.PARAMETERS) this.controls.get(key)?.show(this.settings[key]);
      const { train, heldOut } = this.training.points,
        disable = (key, when) => {
          this.controls.get(key).input.disabled = when;
        };
      for (const key of ["count", "draw"]) disable(key, train === heldOut);
      disable("until", this.settings.order !== "sorted-then-shuffled");
      this.buildUnitButtons();
    }

    change({ key, group }, value, wrong) {
      this.settings = { ...this.settings, [key]: value };
      this.say(wrong ? [wrong] : []);
      if (group === "view") {
        this.controls.get(key).show(value);
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
      const kind = core.PARAMETERS.find(({ key }) => key === "seed").kind;
      this.settings = { ...this.settings, seed: kind.read(String(this.settings.seed + 1)) ?? 0 };
      this.reset();
    }

    /* What a pause, a step and a change have in common: the address and all that is shown. */
    settle() {
      if (!this.running) {
        const { steps } = this.training;
        const text = core.write({ ...this.settings, steps });
        const there = text || addressed() !== null ? `#${text}` : location.hash;
        const here = location.pathname + location.search; // without "#", where all is as usual
        history.replaceState(history.state, "", there === "#" ? here : there);
        setText(
          this.code,
          core.python(this.settings, Math.max(1, Math.ceil(this.training.epochs))),
        );
      }
      this.draw();
      this.announce(!this.running);
    }

    // -- Training ----------------------------------------------------------------------------------

    get full() {
      return this.training.steps >= core.PARAMETERS.find(({ key }) => key === "steps").kind.high;
    }

    toggle() {
      if (this.running) {
        this.pause();
        this.settle();
      } else {
        this.start();
      }
    }

    start() {
      this.running = true;
      setText(this.runButton, "Pause");
      this.saidAt = performance.now();
      this.drawnAt = 0;
      this.frames = this.gap = 0;
      this.frameAt = this.saidAt;
      requestAnimationFrame(() => this.frame());
    }

    pause() {
      this.running = false;
      this.goal = null;
      setText(this.runButton, "Run");
    }

    /* A step or an epoch by hand. */
    advance(move) {
      this.pause();
      if (!this.full) move(this.training);
      this.settle();
    }

    /* As much as the chosen speed asks for, the goal and the time allow. */
    train(milliseconds) {
      const { training } = this,
        until = performance.now() + milliseconds;
      const speed = this.goal === null ? this.settings.speed : "fast";
      do {
        if (this.goal !== null && training.steps >= this.goal) {
          this.goal = null;
          return false;
        }
        if (this.full) return false;
        training.step();
      } while (
        speed !== "step" &&
        performance.now() < until &&
        (speed === "fast" || training.steps % training.stepsPerEpoch)
      );
      return true;
    }

    frame() {
      if (!this.running) return;
      const now = performance.now(),
        catching = this.goal !== null;
      // Where a frame takes long, the units' pictures are renewed less often than the large one.
      this.gap = 0.9 * this.gap + 0.1 * (now - this.frameAt);
      this.frameAt = now;
      this.slow = this.gap > SLOW;
      this.frames++;
      const more = this.train(BUDGET);
      const { finite } = this.training;
      if (!more || !finite) {
        this.pause();
        if (!finite) this.say([DIVERGED]);
        else if (!catching)
          this.say([`The playground ends here, after ${this.training.steps} steps.`]);
        this.settle();
        return;
      }
      if (!calm.matches || now - this.drawnAt >= CALM) {
        this.drawnAt = now;
        this.draw();
        this.announce(false);
      }
      requestAnimationFrame(() => this.frame());
    }

    // -- What is shown -----------------------------------------------------------------------------

    draw() {
      const { training, settings } = this;
      if (!training) return;
      const { network, points } = training,
        { item, unit } = this.diagram;
      const look = training.look();
      this.look = look;
      const { active } = look.train;
      const now = performance.now();
      const tables = !this.running || now - (this.tabledAt ?? 0) > TABLES_EVERY;
      const gradients =
        tables || item || settings.lines === "gradients"
          ? core.gradientsOver(network, points.train, this.rows)
          : null;
      const dead =
        settings.activation !== "relu"
          ? []
          : active.map((counts) => Array.from(counts, (count) => count === 0));
      const tiles = !this.running || !this.slow || this.frames % SLOW_TILES === 0;
      this.diagram.draw(points, gradients, settings.lines, tiles ? dead : null);
      this.plane.draw(training, settings.shown, unit, this.running ? COARSE : FINE);
      this.curve.draw(training, look, settings.axis);
      this.drawNumbers(look);
      this.drawCaption(unit);
      this.drawReadout(item, gradients, active);
      if (tables) {
        this.tabledAt = now;
        this.layers.draw(training, gradients, active);
        this.weights.draw(network, gradients);
      }
    }

    /* What changes with the thing that is inspected. */
    inspected() {
      const { training, settings } = this,
        { item, unit } = this.diagram;
      this.plane.draw(training, settings.shown, unit, this.running ? COARSE : FINE);
      this.drawCaption(unit);
      const { network, points } = training;
      this.drawReadout(
        item,
        core.gradientsOver(network, points.train, this.rows),
        this.look.train.active,
      );
    }

    drawNumbers({ train, heldOut }) {
      const { training } = this,
        whole = Math.floor(training.epochs);
      const rest = training.steps % training.stepsPerEpoch;
      setText(this.numbers.epoch, `${whole}${rest ? ` + ${plural(rest, "step")}` : ""}`);
      setText(this.numbers.train, `${format(train.loss)}, ${percent(train.accuracy)} right`);
      setText(this.numbers.heldOut, `${format(heldOut.loss)}, ${percent(heldOut.accuracy)} right`);
    }

    drawCaption(unit) {
      const { network, points } = this.training,
        { positive } = this.look.train;
      const answer = `The answer, from orange (${points.middle ? "0" : "−1"}) to blue (1)`;
      const sides =
        positive === 0 || positive === 1
          ? "; every point gets the same one"
          : "; the line is where it changes sides";
      const ringed = this.settings.shown === "both" ? " Dark rims: held out." : "";
      setText(
        this.caption,
        unit
          ? `The output of ${unitName(network, unit.l, unit.j)}, orange below ` +
              `${this.settings.activation === "sigmoid" ? "1/2" : "0"}, blue above.`
          : `${answer}${sides}. Discs are positive points, squares negative ones.${ringed}`,
      );
    }

    drawReadout(item, gradients, active) {
      if (!item) {
        this.readout.replaceChildren(make("p", {}, HINT));
        return;
      }
      const { training } = this,
        { network, points } = training,
        layer = network.layers[item.l];
      const next = core.gradientsOver(network, points.train, training.batch());
      const value = parameterOf(layer, network, item),
        slope = parameterOf(gradients[item.l], network, item);
      const ahead = parameterOf(next[item.l], network, item);
      const missing = item.i === null && !layer.hasBias;
      const rows = missing
        ? [["value", "0, always"]]
        : [
            ["value", format(value)],
            [`gradient, all ${points.train.count} points`, format(slope)],
            ["gradient, next batch", format(ahead)],
            ["the next step adds", format(-this.settings.rate * ahead)],
          ];
      if (item.i === null && item.l < active.length) {
        rows.push([
          "points with a positive sum",
          `${active[item.l][item.j]} of ${points.train.count}`,
        ]);
      }
      this.readout.replaceChildren(
        make("p", {}, make("b", {}, capital(item.name))),
        make(
          "dl",
          {},
          ...rows.map(([term, text]) =>
            make("div", {}, make("dt", {}, term), make("dd", {}, text)),
          ),
        ),
      );
      item.element.setAttribute(
        "aria-label",
        missing
          ? `${item.name}: none`
          : `${item.name}: value ${format(value)}, gradient ${format(slope)}`,
      );
    }

    /* Plus and minus above each hidden layer, for pointers; the keyboard has the setting itself. */
    buildUnitButtons() {
      const { hidden } = this.settings,
        { parameter } = this.controls.get("hidden");
      const button = (l, sign, by) => {
        const change = () => {
          const text = parameter.kind.write(
            hidden.map((units, at) => (at === l ? units + by : units)),
          );
          this.change(parameter, parameter.kind.read(text) ?? hidden, null);
        };
        const what = `One unit ${by > 0 ? "more" : "less"} in layer ${l + 1}`;
        return signButton(sign, what, change, { tabindex: "-1" });
      };
      this.unitButtons.replaceChildren(
        ...hidden.map((_, l) => make("span", {}, button(l, "−", -1), button(l, "+", 1))),
      );
      this.layOut();
    }

    // -- What is said ------------------------------------------------------------------------------

    say(faults) {
      this.faults.replaceChildren(...faults.map((text) => make("p", {}, text)));
    }

    /* For screen readers: at once after each thing that the reader did, now and then while it runs. */
    announce(now) {
      const time = performance.now();
      if (!now && time - this.saidAt < SAY_EVERY) return;
      this.saidAt = time;
      const { train, heldOut } = this.look,
        { training } = this;
      const epochs = +training.epochs.toFixed(2),
        right = `${percent(train.accuracy)} of the points`;
      setText(
        this.status,
        `Epoch ${epochs}, loss ${format(train.loss)} on the points trained on, ` +
          `${format(heldOut.loss)} on the points held out; ${right} trained on are right.`,
      );
      this.plane.canvas.setAttribute(
        "aria-label",
        `Decision surface: ${percent(train.positive)} of ` +
          `the points trained on get the positive answer, and ${right} are right.`,
      );
      this.curve.canvas.setAttribute(
        "aria-label",
        `Loss against epochs: ` +
          `${format(training.curve[0][1])} at first, ${format(train.loss)} after ${epochs} epochs.`,
      );
    }

    copy() {
      const say = (text) => {
        setText(this.linkButton, text);
        setTimeout(() => setText(this.linkButton, "Copy link"), 2000);
      };
      // Refused on pages that were opened from disk, and where the reader does not allow it.
      const copied =
        navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error("none"));
      copied.then(
        () => say("Copied"),
        () => say("See the address bar"),
      );
    }
  }

  /* What the address says about a state; null where it says nothing, or names a heading. */
  function addressed() {
    const text = location.hash.slice(1);
    return text.includes("=") ? text : null;
  }

  for (const root of document.querySelectorAll(".wo-playground")) new Playground(root);
})();
