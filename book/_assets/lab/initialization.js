/* First weights and biases, drawn as workedout.networks.starts draws them: PyTorch's numbers, in
   PyTorch's order, in float32. */
const labInitialization = (() => {
  "use strict";
  const { Random } = workedoutRandom;
  const { size } = labLayers;
  const { fround } = Math;

  /** @typedef {InstanceType<typeof Random>} Stream */
  /** @typedef {(layer: Layer, random: Stream) => void} Start */

  /** How many inputs a unit, or a value of a filter, adds up; and how many values an input goes to.
   * @param {Layer} layer */
  function fans({ weightShape: [outputs, inputs, ...kernel] }) {
    return { fanIn: inputs * size(kernel), fanOut: outputs * size(kernel) };
  }

  /** @param {Numbers} values @param {Stream} random @param {number} bound */
  function uniform(values, random, bound) {
    for (let i = 0; i < values.length; i++) values[i] = random.uniform32(-bound, bound);
  }

  /** PyTorch's own: weights and biases uniform within 1 / √inputs.
   * @type {Start} */
  function asBuilt(layer, random) {
    const bound = 1 / Math.sqrt(fans(layer).fanIn);
    uniform(layer.weights, random, bound);
    uniform(layer.biases, random, bound);
  }

  /** @param {(layer: Layer, random: Stream) => void} weights @param {number} bias @returns {Start} */
  const withBias = (weights, bias) => (layer, random) => {
    weights(layer, random);
    layer.biases.fill(fround(bias));
  };

  /** @type {Record<string, Start>} */
  const STARTS = {
    pytorch: () => {}, // as it was built
    normal: ({ weights, biases }, random) => {
      weights.set(random.normals32(weights.length, 1));
      biases.set(random.normals32(biases.length, 1));
    },
    playground: withBias(({ weights }, random) => uniform(weights, random, 0.5), 0.1),
    zeros: withBias(({ weights }) => weights.fill(0), 0),
    small: withBias(({ weights }, random) => uniform(weights, random, 0.01), 0),
    xavier: withBias((layer, random) => {
      const { fanIn, fanOut } = fans(layer);
      uniform(layer.weights, random, Math.sqrt(6 / (fanIn + fanOut)));
    }, 0),
    he: withBias((layer, random) => {
      const { weights } = layer;
      weights.set(random.normals32(weights.length, Math.sqrt(2 / fans(layer).fanIn)));
    }, 0),
    constant: withBias(({ weights }) => weights.fill(fround(0.1)), 0.1),
  };

  /** Draw the weights and biases of every linear layer and convolution.
   * @param {Network} network @param {string} start @param {number} seed */
  function initialize(network, start, seed) {
    const random = new Random(seed, "initialization");
    const layers = network.layers.filter(({ weights }) => weights.length);
    // A layer draws numbers when it is built; another start then replaces them.
    for (const layer of layers) asBuilt(layer, random);
    for (const layer of layers) STARTS[start](layer, random);
  }

  return { STARTS, initialize };
})();
