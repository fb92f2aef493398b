/* A small network, its gradients, and a step of gradient descent, in float64. */

/** @typedef {{ value(s: number): number, slope(s: number, x: number): number }}
 * PlaygroundActivation */

/** Weights (units, inputs), row after row, and what an example leaves in their layer.
 * @typedef {{
 *   inputs: number,
 *   units: number,
 *   activation: PlaygroundActivation,
 *   hasBias: boolean,
 *   weights: Float64Array,
 *   biases: Float64Array,
 *   weightGradients: Float64Array,
 *   biasGradients: Float64Array,
 *   sums: Float64Array,
 *   outputs: Float64Array,
 *   errors: Float64Array,
 * }} PlaygroundLayer */

/** @typedef {{ point: Float64Array, layers: PlaygroundLayer[] }} PlaygroundNetwork */

const playgroundNetwork = (() => {
  "use strict";

  const { Random } = workedoutRandom;

  /* Each activation beside its derivative, which may use the value x = f(s). Where ReLU has no
     derivative, at 0, it is taken to be that of the left side, as in PyTorch. */
  /** @satisfies {Record<string, PlaygroundActivation>} */
  const ACTIVATIONS = {
    relu: { value: (s) => Math.max(s, 0), slope: (s) => (s > 0 ? 1 : 0) },
    "leaky-relu": { value: (s) => (s > 0 ? s : 0.01 * s), slope: (s) => (s > 0 ? 1 : 0.01) },
    sigmoid: { value: (s) => 1 / (1 + Math.exp(-s)), slope: (_s, x) => x * (1 - x) },
    tanh: { value: Math.tanh, slope: (_s, x) => 1 - x * x },
    none: { value: (s) => s, slope: () => 1 },
  };

  /** A network with all weights zero.
   * @param {PlaygroundSettings} settings
   * @returns {PlaygroundNetwork} */
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

  /** `workedout.networks.models.Plane`: a network with its first weights and biases.
   * @param {PlaygroundSettings} settings */
  function initialized(settings) {
    const net = network(settings),
      random = new Random(settings.seed, "initialization");
    // nn.Linear draws weights and biases of its own before they are replaced.
    for (const { units, inputs, hasBias } of net.layers) {
      for (let i = 0; i < units * (inputs + (hasBias ? 1 : 0)); i++) random.bits();
    }
    /** @type {(layer: PlaygroundLayer, bound: number) => void} */
    const uniform = (layer, bound) =>
      layer.weights.forEach((_, i) => {
        layer.weights[i] = random.uniform32(-bound, bound);
      });
    /** @type {Record<PlaygroundSettings["start"], (layer: PlaygroundLayer) => void>} */
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

  /** The network's answer to one row of the inputs.
   * @param {PlaygroundNetwork} net
   * @param {Float64Array} inputs
   * @param {number} row */
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

  /** Add the gradients of one example, after its `forward`, given the loss's derivative by the
   * answer. The same steps as the chapter on backpropagation: error of a layer, its gradients,
   * error of the layer below.
   * @param {PlaygroundNetwork} net
   * @param {number} error */
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

  /** Mean loss over some rows, half the squared difference; leaves its gradients in the layers.
   * @param {PlaygroundNetwork} net
   * @param {PlaygroundExamples} data
   * @param {ArrayLike<number>} rows */
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

  /** One step of gradient descent on some rows; returns their mean loss before it.
   * @param {PlaygroundNetwork} net
   * @param {PlaygroundExamples} data
   * @param {ArrayLike<number>} rows
   * @param {number} rate */
  function descend(net, data, rows, rate) {
    const loss = gradients(net, data, rows);
    for (const { weights, biases, weightGradients, biasGradients } of net.layers) {
      for (let i = 0; i < weights.length; i++) weights[i] -= rate * weightGradients[i];
      for (let j = 0; j < biases.length; j++) biases[j] -= rate * biasGradients[j];
    }
    return loss;
  }

  return { ACTIVATIONS, backward, descend, forward, gradients, initialized, network };
})();
