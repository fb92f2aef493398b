/* Networks of digits: their layers as a list, and these with numbers.

   `mlp`, `cnn` and `bench` list the layers that the descriptions of workedout.networks.models
   build, in the same order, so that a layer's place is its name in PyTorch: "1.weight" is the
   weights of layer 1. */
const labNetworks = (() => {
  "use strict";
  const { KINDS, size } = labLayers;

  const SIDE = 28,
    CLASSES = 10,
    EPSILON = 1e-5, // PyTorch's, in batch norm
    NOTHING = { units: 0, channels: 0, kernel: 0, padding: 0, size: 0, p: 0 };

  // ---- The layers of the book's networks ---------------------------------------------------

  /** workedout.networks.models.Mlp.
   * @type {WorkedoutLab["mlp"]} */
  function mlp(hidden, { dropout = 0, softmax = false } = {}) {
    /** @type {Plan[]} */
    const plans = [{ kind: "flatten" }];
    for (const units of hidden) {
      plans.push({ kind: "linear", units }, { kind: "relu" });
      if (dropout) plans.push({ kind: "dropout", p: dropout });
    }
    plans.push({ kind: "linear", units: CLASSES });
    if (softmax) plans.push({ kind: "softmax" });
    return plans;
  }

  /** workedout.networks.models.Cnn.
   * @type {WorkedoutLab["cnn"]} */
  function cnn(blocks, { kernel = 3, dense = 0, blockDropout = 0, dropout = 0 } = {}) {
    /** @type {Plan[]} */
    const plans = [];
    for (const block of blocks) {
      for (const channels of block) {
        plans.push({ kind: "convolution", channels, kernel, padding: (kernel - 1) / 2 });
        plans.push({ kind: "batch norm" }, { kind: "relu" });
      }
      plans.push({ kind: "max pool", size: 2 }, { kind: "dropout", p: blockDropout });
    }
    plans.push({ kind: "flatten" });
    if (dense) plans.push({ kind: "linear", units: dense }, { kind: "relu" });
    plans.push({ kind: "dropout", p: dropout }, { kind: "linear", units: CLASSES });
    return plans;
  }

  /** workedout.networks.models.Bench without batch norm and dropout.
   * @type {WorkedoutLab["bench"]} */
  function bench(channels) {
    /** @type {Plan[]} */
    const plans = channels.flatMap((count) => [
      { kind: "convolution", channels: count, kernel: 3, padding: 1 },
      { kind: "relu" },
      { kind: "max pool", size: 2 },
    ]);
    return [
      ...plans,
      { kind: "flatten" },
      { kind: "dropout", p: 0 },
      { kind: "linear", units: CLASSES },
    ];
  }

  // ---- With numbers ------------------------------------------------------------------------

  /** A network whose weights are 0; batch norm leaves its inputs as they are.
   * @type {WorkedoutLab["emptyNetwork"]} */
  function emptyNetwork(plans, precision = "float64") {
    const Values = precision === "float32" ? Float32Array : Float64Array;
    const inputShape = [1, SIDE, SIDE];
    let below = inputShape;
    const layers = plans.map((plan, at) => {
      const { shape, parameters } = KINDS[plan.kind];
      const shapes = parameters?.(plan, below) ?? { weights: [0], biases: [0] };
      const [weights, biases] = [size(shapes.weights), size(shapes.biases)];
      const normed = plan.kind === "batch norm";
      const layer = {
        ...NOTHING,
        ...plan,
        name: String(at),
        inputShape: below,
        inputs: size(below),
        shape: shape(plan, below),
        count: size(shape(plan, below)),
        weightShape: shapes.weights,
        weights: new Values(weights).fill(normed ? 1 : 0),
        biases: new Values(biases),
        means: new Values(normed ? weights : 0),
        variances: new Values(normed ? weights : 0).fill(1),
        epsilon: EPSILON,
        weightGradients: new Float64Array(weights),
        biasGradients: new Float64Array(biases),
      };
      below = layer.shape;
      return layer;
    });
    return { inputShape, precision, layers };
  }

  // Which numbers of a layer lie under which name in a file of PyTorch's.
  /** @type {["weights" | "biases" | "means" | "variances", string][]} */
  const PARTS = [
    ["weights", "weight"],
    ["biases", "bias"],
    ["means", "running_mean"],
    ["variances", "running_var"],
  ];
  const UNREAD = "num_batches_tracked";

  /** Name, layer, part and shape of each tensor of a network.
   * @param {Network} network */
  function tensorsOf({ layers }) {
    return layers.flatMap((layer) =>
      PARTS.filter(([part]) => layer[part].length).map(([part, ending]) => ({
        name: `${layer.name}.${ending}`,
        values: layer[part],
        shape: part === "weights" ? layer.weightShape : [layer[part].length],
      })),
    );
  }

  /** @type {WorkedoutLab["tensorNames"]} */
  function tensorNames(plans) {
    return Object.fromEntries(
      tensorsOf(emptyNetwork(plans)).map(({ name, shape }) => [name, shape]),
    );
  }

  /** @param {number[]} shape */
  const shown = (shape) => shape.join(" × ");

  /** The network with the numbers of a file.
   * Throws an Error of one line if a tensor is missing, left over, or of another shape.
   * @type {WorkedoutLab["networkFrom"]} */
  function networkFrom(plans, tensors, precision = "float64") {
    const network = emptyNetwork(plans, precision);
    const wanted = tensorsOf(network);
    for (const { name, values, shape } of wanted) {
      const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
      if (!tensor) throw new Error(`the weights lack ${name}, ${shown(shape)} numbers`);
      if (shown(tensor.shape) !== shown(shape)) {
        throw new Error(`${name} has the shape ${shown(tensor.shape)}, expected ${shown(shape)}`);
      }
      values.set(tensor.values);
    }
    const known = new Set(wanted.map(({ name }) => name));
    const strange = Object.keys(tensors).find(
      (name) => !known.has(name) && !name.endsWith(`.${UNREAD}`),
    );
    if (strange) throw new Error(`the network has no place for ${strange}`);
    return network;
  }

  /** How many numbers are learnt: not the running means and variances.
   * @type {WorkedoutLab["parameterCount"]} */
  function parameterCount({ layers }) {
    return layers.reduce((sum, { weights, biases }) => sum + weights.length + biases.length, 0);
  }

  return {
    SIDE,
    CLASSES,
    mlp,
    cnn,
    bench,
    emptyNetwork,
    networkFrom,
    tensorNames,
    tensorsOf,
    parameterCount,
  };
})();
