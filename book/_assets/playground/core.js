/* The arithmetic of the playground: settings, points, a small network, and gradient descent.

   Nothing here knows of a page; everything is float64, as in PyTorch with dtype=torch.float64.
   The random numbers are PyTorch's own (`workedoutRandom`), drawn in the same order. So a state of the playground is a run
   of workedout.training.loop.fit with the same seed, up to the rounding of sums.

   One global is set, `playgroundCore`. */
(() => {
  "use strict";

  const { Random } = workedoutRandom;

  // ---- The settings: one table for the address, the controls, and the page's own table --------

  /* Each kind reads a text into a value, or gives undefined; writes a value as text; and says
     which values it takes. */
  function choice(options) {
    return {
      options,
      read: (text) => (Object.keys(options).includes(text) ? text : undefined),
      write: String,
      range: Object.keys(options).join(", "),
    };
  }

  function number(low, high, whole, multiple = 1) {
    const form = whole ? /^\d+$/ : /^\d+(\.\d*)?(e[+-]?\d+)?$|^\.\d+(e[+-]?\d+)?$/i;
    const kind = multiple > 1 ? `multiple of ${multiple}` : whole ? "whole number" : "number";
    return {
      low,
      high,
      whole,
      multiple,
      read: (text) => {
        const value = form.test(text) ? Number(text) : NaN;
        const right = value >= low && value <= high && (!whole || value % multiple === 0);
        return right ? value : undefined;
      },
      write: String,
      range: `${kind} from ${low} to ${high}`,
    };
  }

  function layers(most, widest) {
    return {
      most,
      widest,
      read: (text) => {
        if (text === "none") return [];
        const units = text.split(",").map((part) => (/^ ?\d+ ?$/.test(part) ? Number(part) : NaN));
        const right = units.length <= most && units.every((n) => n >= 1 && n <= widest);
        return right ? units : undefined;
      },
      write: (units) => units.join(",") || "none",
      range: `up to ${most} numbers from 1 to ${widest}, separated by commas, or none`,
    };
  }

  const LARGEST_SEED = 2 ** 31 - 1;
  const PARAMETERS = [
    {
      key: "points",
      label: "Points",
      default: "circles",
      group: "points",
      kind: choice({
        circles: "two circles",
        mirrored: "mirrored circles",
        quadrants: "quadrants",
        or: "OR",
        and: "AND",
        xor: "XOR",
      }),
      meaning:
        "a disc inside a ring, the same with each point’s opposite, quadrants, a truth table",
    },
    {
      key: "count",
      label: "Number of points",
      default: 500,
      group: "points",
      kind: number(4, 2000, true, 4),
      meaning: "half of them to train on, half held out; a truth table always has its four rows",
    },
    {
      key: "draw",
      label: "Draw of the points",
      default: 0,
      group: "points",
      kind: number(0, LARGEST_SEED, true),
      meaning: "another number draws other points",
    },
    {
      key: "hidden",
      label: "Hidden layers",
      default: [4, 2],
      group: "network",
      kind: layers(8, 16),
      meaning: "units of each hidden layer, from the input to the output",
    },
    {
      key: "activation",
      label: "Activation",
      default: "relu",
      group: "network",
      kind: choice({ relu: "ReLU", "leaky-relu": "leaky ReLU", sigmoid: "sigmoid", tanh: "tanh" }),
      meaning: "of the hidden units",
    },
    {
      key: "start",
      label: "Initialization",
      default: "playground",
      group: "network",
      kind: choice({
        playground: "Playground’s",
        zeros: "zeros",
        small: "small",
        xavier: "Xavier",
        he: "He",
        constant: "constant",
      }),
      meaning: "the first weights and biases",
    },
    {
      key: "bias",
      label: "Biases",
      default: "all",
      group: "network",
      kind: choice({
        all: "all units",
        hidden: "hidden units only",
        output: "output only",
        none: "none",
      }),
      meaning: "which units have a bias",
    },
    {
      key: "output",
      label: "Output",
      default: "tanh",
      group: "network",
      kind: choice({ tanh: "tanh", relu: "ReLU", none: "no activation" }),
      meaning: "activation of the output unit",
    },
    {
      key: "rate",
      label: "Learning rate",
      default: 0.03,
      group: "training",
      kind: number(1e-6, 100, false),
      meaning: "length of a step, as a factor on the gradient",
    },
    {
      key: "batch",
      label: "Batch size",
      default: 10,
      group: "training",
      kind: number(1, 1000, true),
      meaning: "points of each step; the last batch of an epoch may be smaller",
    },
    {
      key: "order",
      label: "Order of the points",
      default: "shuffled",
      group: "training",
      kind: choice({
        shuffled: "shuffled",
        sorted: "sorted by label",
        "sorted-then-shuffled": "sorted, then shuffled",
      }),
      meaning: "anew in each epoch, or all negative points, then all positive ones, or that first",
    },
    {
      key: "until",
      label: "Sorted until epoch",
      default: 10,
      group: "training",
      kind: number(1, 100000, true),
      meaning: "where the order is sorted first, then shuffled",
    },
    {
      key: "seed",
      label: "Seed",
      default: 0,
      group: "training",
      kind: number(0, LARGEST_SEED, true),
      meaning: "of the first weights and of the order",
    },
    {
      key: "steps",
      label: "Steps done",
      default: 0,
      group: "state",
      kind: number(0, 1e6, true),
      meaning: "how far the training has come",
    },
    {
      key: "lines",
      label: "Lines show",
      default: "weights",
      group: "view",
      kind: choice({ weights: "weights", gradients: "gradients" }),
      meaning: "what the lines between units stand for",
    },
    {
      key: "shown",
      label: "Points shown",
      default: "train",
      group: "view",
      kind: choice({ train: "trained on", "held-out": "held out", both: "both" }),
      meaning: "which points are drawn on the decision surface",
    },
    {
      key: "axis",
      label: "Axis of the loss",
      default: "linear",
      group: "view",
      kind: choice({ linear: "linear", log: "logarithmic" }),
      meaning: "of the loss curve",
    },
    {
      key: "speed",
      label: "Speed",
      default: "epoch",
      group: "view",
      kind: choice({
        step: "a step a frame",
        epoch: "an epoch a frame",
        fast: "as fast as it can",
      }),
      meaning: "how much is trained between two pictures",
    },
  ];

  function defaults() {
    return Object.fromEntries(PARAMETERS.map(({ key, default: value }) => [key, value]));
  }

  /* Settings from the address's text, "hidden=4,2&seed=3", and what was wrong with it. */
  function parse(text) {
    const values = defaults(),
      faults = [],
      seen = new Set();
    for (const part of text.split("&").filter(Boolean)) {
      const [key, given] = [part.split("=", 1)[0], part.slice(part.indexOf("=") + 1)].map(decoded);
      const parameter = PARAMETERS.find((one) => one.key === key);
      if (!parameter) {
        faults.push(`There is no setting “${key}”.`);
      } else if (seen.has(key)) {
        faults.push(`“${key}” is given more than once; the first counts.`);
      } else {
        seen.add(key);
        const value = parameter.kind.read(given);
        if (value === undefined) faults.push(fault(parameter, given));
        else values[key] = value;
      }
    }
    return { values, faults };
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  /* What is said about a value that its parameter does not take. */
  function fault({ key, kind, default: value }, given) {
    return (
      `“${key}” cannot be “${given}” (expected: ${kind.range}); ` +
      `the default ${kind.write(value)} is used.`
    );
  }

  /* The shortest text from which `parse` reads these settings. */
  function write(values) {
    return PARAMETERS.map(({ key, kind, default: usual }) => ({
      key,
      text: kind.write(values[key]),
      usual: kind.write(usual),
    }))
      .filter(({ text, usual }) => text !== usual)
      .map(({ key, text }) => `${key}=${text}`)
      .join("&");
  }

  // ---- Points ----------------------------------------------------------------------------------

  const RADIUS = 5;
  const GATES = { or: [0, 1, 1, 1], and: [0, 0, 0, 1], xor: [0, 1, 1, 0] };

  /* Examples: inputs as (x, y) after (x, y), and a target each. */
  function examples(pairs) {
    return {
      count: pairs.length,
      inputs: Float64Array.from(pairs.flatMap((pair) => pair.slice(0, 2))),
      targets: Float64Array.from(pairs, ([, , target]) => target),
    };
  }

  /* workedout.data.points.two_circles: a disc of label +1 inside a ring of label −1. */
  function twoCircles(count, draw) {
    const random = new Random(draw, "two-circles");
    const uniform = Array.from({ length: 2 * count }, () => random.uniform());
    const pairs = Array.from({ length: count }, (_, i) => {
      const inner = i < count / 2;
      const low = inner ? 0 : 0.7 * RADIUS,
        high = inner ? 0.5 * RADIUS : RADIUS;
      const radius = low + (high - low) * uniform[i],
        angle = 2 * Math.PI * uniform[count + i];
      return [radius * Math.sin(angle), radius * Math.cos(angle), inner ? 1 : -1];
    });
    return Array.from(random.permutation(count), (row) => pairs[row]);
  }

  /* workedout.data.points.quadrants: +1 where x and y have the same sign, with a gap along the
     axes. */
  function quadrants(count, draw) {
    const random = new Random(draw, "quadrants");
    const uniform = Array.from({ length: 2 * count }, () => random.uniform());
    const apart = (u) => 2 * RADIUS * u - RADIUS + (u > 0.5 ? 0.3 : -0.3);
    return Array.from({ length: count }, (_, i) => {
      const [x, y] = [apart(uniform[i]), apart(uniform[count + i])];
      return [x, y, x * y > 0 ? 1 : -1];
    });
  }

  /* workedout.data.points.with_opposites: the first half of some points, and these mirrored. */
  function withOpposites(pairs) {
    const half = pairs.slice(0, Math.floor(pairs.length / 2));
    return [...half, ...half.map(([x, y, target]) => [-x, -y, target])];
  }

  /* The points of some settings: to train on, held out, what divides the two answers, and the
     square of the plane in which they lie. */
  function points({ points: name, count, draw }) {
    if (name in GATES) {
      const rows = examples(GATES[name].map((target, i) => [i >> 1, i & 1, target]));
      return { train: rows, heldOut: rows, middle: 0.5, low: -0.5, high: 1.5 };
    }
    const pairs = name === "quadrants" ? quadrants(count, draw) : twoCircles(count, draw);
    const [train, heldOut] = [pairs.slice(0, count / 2), pairs.slice(count / 2)].map((part) =>
      examples(name === "mirrored" ? withOpposites(part) : part),
    );
    return { train, heldOut, middle: 0, low: -6, high: 6 };
  }

  // ---- The network -----------------------------------------------------------------------------

  /* Each activation beside its derivative, which may use the value x = f(s). Where ReLU has no
     derivative, at 0, it is taken to be that of the left side, as in PyTorch. */
  const ACTIVATIONS = {
    relu: { value: (s) => Math.max(s, 0), slope: (s) => (s > 0 ? 1 : 0) },
    "leaky-relu": { value: (s) => (s > 0 ? s : 0.01 * s), slope: (s) => (s > 0 ? 1 : 0.01) },
    sigmoid: { value: (s) => 1 / (1 + Math.exp(-s)), slope: (_s, x) => x * (1 - x) },
    tanh: { value: Math.tanh, slope: (_s, x) => 1 - x * x },
    none: { value: (s) => s, slope: () => 1 },
  };

  /* A network with all weights zero: layers of weights (units, inputs), row after row. */
  function network({ hidden, activation, output, bias }) {
    const widths = [2, ...hidden, 1];
    const layers = widths.slice(1).map((units, l) => {
      const inputs = widths[l],
        last = l === hidden.length;
      return {
        inputs,
        units,
        activation: ACTIVATIONS[last ? output : activation],
        hasBias: bias === "all" || bias === (last ? "output" : "hidden"),
        weights: new Float64Array(units * inputs),
        biases: new Float64Array(units),
        weightGradients: new Float64Array(units * inputs),
        biasGradients: new Float64Array(units),
        sums: new Float64Array(units), // s = W x + b
        outputs: new Float64Array(units), // f(s)
        errors: new Float64Array(units), // the loss's derivative by f(s), then by s
      };
    });
    return { point: new Float64Array(2), layers };
  }

  /* workedout.networks.models.Plane: the first weights and biases. */
  function initialized(settings) {
    const net = network(settings),
      random = new Random(settings.seed, "initialization");
    // nn.Linear draws weights and biases of its own before they are replaced.
    for (const { units, inputs, hasBias } of net.layers) {
      for (let i = 0; i < units * (inputs + (hasBias ? 1 : 0)); i++) random.bits();
    }
    const uniform = (layer, bound) =>
      layer.weights.forEach((_, i) => {
        layer.weights[i] = random.uniform32(-bound, bound);
      });
    const starts = {
      playground: (layer) => uniform(layer, 0.5),
      zeros: () => {},
      small: (layer) => uniform(layer, 0.01),
      xavier: (layer) => uniform(layer, Math.sqrt(6 / (layer.inputs + layer.units))),
      he: (layer) =>
        layer.weights.set(random.normals32(layer.weights.length, Math.sqrt(2 / layer.inputs))),
      constant: (layer) => layer.weights.fill(Math.fround(0.1)),
    };
    for (const layer of net.layers) {
      starts[settings.start](layer);
      const first = settings.start === "playground" || settings.start === "constant" ? 0.1 : 0;
      if (layer.hasBias) layer.biases.fill(Math.fround(first));
    }
    return net;
  }

  /* The network's answer to one row of the inputs. */
  function forward(net, inputs, row) {
    let below = net.point;
    below[0] = inputs[2 * row];
    below[1] = inputs[2 * row + 1];
    for (const layer of net.layers) {
      const { weights, biases, sums, outputs, activation } = layer;
      for (let j = 0, at = 0; j < layer.units; j++) {
        let sum = biases[j];
        for (let i = 0; i < layer.inputs; i++) sum += weights[at++] * below[i];
        sums[j] = sum;
        outputs[j] = activation.value(sum);
      }
      below = outputs;
    }
    return below[0];
  }

  /* Add the gradients of one example, after its `forward`, given the loss's derivative by the
     answer. The same steps as the chapter on backpropagation: error of a layer, its gradients,
     error of the layer below. */
  function backward(net, error) {
    const { layers } = net;
    layers[layers.length - 1].errors[0] = error;
    for (let l = layers.length - 1; l >= 0; l--) {
      const layer = layers[l],
        below = l ? layers[l - 1] : null;
      const { weights, errors, weightGradients, biasGradients } = layer;
      const inputs = below ? below.outputs : net.point;
      if (below) below.errors.fill(0);
      for (let j = 0, at = 0; j < layer.units; j++) {
        const delta = errors[j] * layer.activation.slope(layer.sums[j], layer.outputs[j]);
        errors[j] = delta;
        biasGradients[j] += delta;
        for (let i = 0; i < layer.inputs; i++, at++) {
          weightGradients[at] += delta * inputs[i];
          if (below) below.errors[i] += delta * weights[at];
        }
      }
    }
  }

  /* Mean loss over some rows, half the squared difference; leaves its gradients in the layers. */
  function gradients(net, data, rows) {
    for (const layer of net.layers) {
      layer.weightGradients.fill(0);
      layer.biasGradients.fill(0);
    }
    let total = 0;
    for (let n = 0; n < rows.length; n++) {
      const difference = forward(net, data.inputs, rows[n]) - data.targets[rows[n]];
      total += 0.5 * difference * difference;
      backward(net, difference / rows.length);
    }
    for (const layer of net.layers) if (!layer.hasBias) layer.biasGradients.fill(0);
    return total / rows.length;
  }

  /* One step of gradient descent on some rows; returns their mean loss before it. */
  function descend(net, data, rows, rate) {
    const loss = gradients(net, data, rows);
    for (const { weights, biases, weightGradients, biasGradients } of net.layers) {
      for (let i = 0; i < weights.length; i++) weights[i] -= rate * weightGradients[i];
      for (let j = 0; j < biases.length; j++) biases[j] -= rate * biasGradients[j];
    }
    return loss;
  }

  // ---- Looking at a network --------------------------------------------------------------------

  /* Mean loss, share of right answers and share of positive answers over examples; and for each
     hidden layer, unit by unit, how many of the examples make its sum positive. */
  function evaluate(net, data, middle) {
    const active = net.layers.slice(0, -1).map((layer) => new Int32Array(layer.units));
    let total = 0,
      right = 0,
      positive = 0;
    for (let row = 0; row < data.count; row++) {
      const answer = forward(net, data.inputs, row),
        target = data.targets[row];
      total += 0.5 * (answer - target) * (answer - target);
      right += answer > middle === target > middle;
      positive += answer > middle;
      for (let l = 0; l < active.length; l++) {
        const counts = active[l],
          { sums } = net.layers[l];
        for (let j = 0; j < counts.length; j++) if (sums[j] > 0) counts[j]++;
      }
    }
    const { count } = data;
    return { loss: total / count, accuracy: right / count, positive: positive / count, active };
  }

  /* Units of a layer whose weights and bias are not those of a unit before them, bit by bit. */
  function distinctUnits({ units, inputs, weights, biases }) {
    const rows = Array.from({ length: units }, (_, j) =>
      [biases[j], ...weights.subarray(j * inputs, (j + 1) * inputs)].join(),
    );
    return new Set(rows).size;
  }

  /* A copy of the gradients of the mean loss over some rows, layer by layer, and their lengths. */
  function gradientsOver(net, data, rows) {
    gradients(net, data, rows);
    return net.layers.map((layer) => ({
      weights: layer.weightGradients.slice(),
      biases: layer.biasGradients.slice(),
      norm: Math.hypot(...layer.weightGradients, ...layer.biasGradients),
    }));
  }

  /* Call `note(at)` for each place of a grid over a square of the plane, after the network's answer
     to it: `size` rows of `size`, the highest y first. */
  function overPlane(net, { low, high }, size, note) {
    const step = (high - low) / size,
      place = new Float64Array(2);
    for (let row = 0, at = 0; row < size; row++) {
      place[1] = high - (row + 0.5) * step;
      for (let column = 0; column < size; column++, at++) {
        place[0] = low + (column + 0.5) * step;
        forward(net, place, 0);
        note(at);
      }
    }
  }

  /* Outputs of one unit over a square, into an array of size². */
  function surface(net, square, size, values, l = net.layers.length - 1, unit = 0) {
    const { outputs } = net.layers[l];
    overPlane(net, square, size, (at) => {
      values[at] = outputs[unit];
    });
  }

  /* The same for all units at once: an array for each layer, unit after unit. */
  function surfaces(net, square, size, arrays) {
    const part = size * size;
    overPlane(net, square, size, (at) => {
      for (let l = 0; l < arrays.length; l++) {
        const values = arrays[l],
          { outputs } = net.layers[l];
        for (let j = 0; j < outputs.length; j++) values[j * part + at] = outputs[j];
      }
    });
  }

  // ---- Training --------------------------------------------------------------------------------

  const CURVE_LENGTH = 1000; // then every second point is dropped

  /* A run: its settings decide everything, so that the number of steps says where it is. */
  class Training {
    constructor(settings) {
      this.settings = settings;
      this.points = points(settings);
      this.network = initialized(settings);
      this.orders = new Random(settings.seed, "order");
      this.steps = 0;
      this.stepsPerEpoch = Math.ceil(this.points.train.count / settings.batch);
      this.order = null; // of the epoch that has begun
      this.curve = []; // [epochs, loss on the points trained on, loss on the points held out]
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

  /* The same run as Python, to the end of that epoch: `fit` of the book's package. (Its recipes are
     sorted for the first half of their epochs, then shuffled: such a run has a fixed end.) */
  function python(settings, epochs) {
    const { points: name, count, draw, hidden, activation, start, output, bias, until } = settings;
    const sortedOnly = settings.order !== "sorted-then-shuffled" || epochs <= until;
    const order = sortedOnly && settings.order !== "shuffled" ? "sorted" : settings.order;
    const tuple = hidden.length === 1 ? `(${hidden[0]},)` : `(${hidden.join(", ")})`;
    const gate = name in GATES;
    const drawn = { circles: "two_circles", mirrored: "mirrored_circles" }[name] ?? name;
    const plane = [tuple, `activation="${activation}"`, `start="${start}"`, `output="${output}"`];
    if (bias === "output" || bias === "none") plane.push("hidden_bias=False");
    if (bias === "hidden" || bias === "none") plane.push("output_bias=False");
    return [
      gate
        ? "from workedout.data.sources import TruthTable"
        : `from workedout.data.points import ${drawn}`,
      "from workedout.networks.models import Plane",
      "from workedout.training.loop import fit",
      "from workedout.training.recipes import Recipe",
      "",
      `network = Plane(${plane.join(", ")})`,
      `points = ${gate ? `TruthTable("${name}").split()` : `${drawn}(count=${count}, draw=${draw})`}`,
      `recipe = Recipe(epochs=${sortedOnly ? epochs : 2 * until}, batch_size=${settings.batch}, ` +
        `learning_rate=${settings.rate}, order="${order}",`,
      `                loss="${gate ? "truth" : "squared"}", precision="float64")`,
      `history = fit(network, points, recipe, seed=${settings.seed})`,
      "print(history.network.state_dict())",
      "print(history.observations[-1])",
    ].join("\n");
  }

  globalThis.playgroundCore = {
    PARAMETERS,
    defaults,
    parse,
    fault,
    write,
    python,
    points,
    ACTIVATIONS,
    network,
    initialized,
    forward,
    backward,
    gradients,
    descend,
    evaluate,
    distinctUnits,
    gradientsOver,
    surface,
    surfaces,
    Training,
  };
})();
