/* The forward pass of one digit, with every layer's values kept: evaluation mode, float32 or
   float64. A unit or a filter can be switched off, and a mask of dropout can lie on any layer. */
const labForward = (() => {
  "use strict";
  const { KINDS, softmax } = labLayers;

  // workedout.data.mnist: of the 47,040,000 training pixels, after division by 255.
  const MEAN = 0.1306604762738429,
    STANDARD_DEVIATION = 0.30810780385646264;

  /** As workedout.data.mnist.to_examples does, in float32; what is given lies between 0 and 1.
   * @type {WorkedoutLab["standardised"]} */
  function standardised(shades) {
    const { fround } = Math;
    const [mean, deviation] = [fround(MEAN), fround(STANDARD_DEVIATION)];
    return Float64Array.from(shades, (shade) => fround(fround(fround(shade) - mean) / deviation));
  }

  /** The same weights, in another precision; kept, since every pass would need them again.
   * @type {WeakMap<Network, Network>} */
  const converted = new WeakMap();

  /** @param {Network} network @param {Precision} precision */
  function inPrecision(network, precision) {
    if (network.precision === precision) return network;
    let other = converted.get(network);
    if (!other) {
      const Values = precision === "float32" ? Float32Array : Float64Array;
      const layers = network.layers.map((layer) => ({
        ...layer,
        weights: Values.from(layer.weights),
        biases: Values.from(layer.biases),
        means: Values.from(layer.means),
        variances: Values.from(layer.variances),
      }));
      other = { ...network, precision, layers };
      converted.set(network, other);
    }
    return other;
  }

  /** @type {WorkedoutLab["forward"]} */
  function forward(network, inputs, options = {}) {
    const precision = options.precision ?? "float64";
    const Values = precision === "float32" ? Float32Array : Float64Array;
    const first = Values.from(inputs);
    let below = first;
    const layers = inPrecision(network, precision).layers.map((layer, l) => {
      const before = new Values(layer.count);
      KINDS[layer.kind].forward(layer, below, before, 1);
      const values = changed(before, layer.shape, options.switchedOff?.[l], options.masks?.[l]);
      below = values;
      return { kind: layer.kind, shape: layer.shape, values, before };
    });
    return {
      inputs: first,
      precision,
      layers,
      outputs: below,
      probabilities: softmax(below),
      answer: below.indexOf(largest(below)),
      options,
    };
  }

  /** The values that a layer hands on, where units are off or a mask lies on them.
   * @template {Numbers} T @param {T} values @param {number[]} shape
   * @param {number[]} [off] @param {Mask} [mask] @returns {T} */
  function changed(values, shape, off, mask) {
    if (!off?.length && !mask) return values;
    const factors = factorsOf(values.length, shape, off, mask);
    return /** @type {T} */ (values.map((value, i) => (factors[i] ? value * factors[i] : 0)));
  }

  /** By what each value of a layer is multiplied.
   * @param {number} count @param {number[]} shape @param {number[]} [off] @param {Mask} [mask] */
  function factorsOf(count, shape, off, mask) {
    const factors = new Float64Array(count).fill(1);
    if (mask) for (let i = 0; i < count; i++) factors[i] = mask.keep[i] ? 1 / (1 - mask.p) : 0;
    const each = count / shape[0];
    for (const unit of off ?? []) factors.fill(0, unit * each, (unit + 1) * each);
    return factors;
  }

  /** @param {ArrayLike<number>} values */
  const largest = (values) => Array.from(values).reduce((a, b) => Math.max(a, b));

  /** The log-sum-exp of the outputs, less the label's.
   * @type {WorkedoutLab["crossEntropy"]} */
  function crossEntropy(outputs, label) {
    const top = largest(outputs);
    const sum = Array.from(outputs).reduce((total, z) => total + Math.exp(z - top), 0);
    return top + Math.log(sum) - outputs[label];
  }

  return {
    MEAN,
    STANDARD_DEVIATION,
    standardised,
    forward,
    factorsOf,
    inPrecision,
    crossEntropy,
  };
})();
