/* What one value was made of: every product of its window or row, the sum, and the bias; or the
   numbers of its batch norm, the window of its maximum, the exponentials of its softmax.

   The parts are added in the order of the forward pass, so that their sum is the trace's value to
   the last bit (in float32: once it is rounded). */
const labExplain = (() => {
  "use strict";
  const { inverseDeviation, largestOf } = labLayers;
  const { inPrecision } = labForward;

  /** Where a value of a layer is; a flat layer is a column of channels.
   * @type {WorkedoutLab["placeOf"]} */
  function placeOf(shape, index) {
    const [height, width] = [shape[1] ?? 1, shape[2] ?? 1];
    const channel = Math.floor(index / (height * width)),
      within = index % (height * width);
    return { channel, row: Math.floor(within / width), column: within % width };
  }

  /** @typedef {{layer: Layer, below: Numbers, index: number}} Asked */
  /** @typedef {Pick<Explanation, "bias" | "parts" | "window" | "input" | "below" | "terms"
   *   | "exponentials" | "total">} Parts */

  /** @param {Asked} asked @returns {Parts} */
  function ofLinear({ layer, below, index }) {
    const terms = Array.from(below, (value, input) => {
      const weightIndex = index * layer.inputs + input;
      return term(layer, input, weightIndex, value);
    });
    return { terms, bias: layer.biases[index] };
  }

  /** @param {Layer} layer @param {number} input @param {number} weightIndex @param {number} value */
  function term(layer, input, weightIndex, value) {
    const weight = layer.weights[weightIndex];
    const place = placeOf(layer.inputShape, input);
    return { input, place, weightIndex, weight, value, product: weight * value };
  }

  /** @param {Asked} asked @returns {Parts} */
  function ofConvolution({ layer, below, index }) {
    const { kernel, padding } = layer,
      [inChannels, height, width] = layer.inputShape;
    const { channel, row, column } = placeOf(layer.shape, index);
    const terms = [];
    let weightIndex = channel * inChannels * kernel * kernel;
    for (let i = 0; i < inChannels; i++) {
      for (let ky = 0; ky < kernel; ky++) {
        for (let kx = 0; kx < kernel; kx++, weightIndex++) {
          const place = { channel: i, row: row + ky - padding, column: column + kx - padding };
          const inside =
            place.row >= 0 && place.row < height && place.column >= 0 && place.column < width;
          const input = inside ? (i * height + place.row) * width + place.column : -1;
          const made = term(layer, input, weightIndex, inside ? below[input] : 0);
          terms.push({ ...made, place });
        }
      }
    }
    return { terms, bias: layer.biases[channel] };
  }

  /** @param {Asked} asked @returns {Parts} */
  function ofBatchNorm({ layer, below, index }) {
    const { channel } = placeOf(layer.shape, index);
    const parts = {
      x: below[index],
      mean: layer.means[channel],
      variance: layer.variances[channel],
      epsilon: layer.epsilon,
      inverseDeviation: inverseDeviation(layer, channel),
      scale: layer.weights[channel],
      shift: layer.biases[channel],
    };
    return { parts, input: index, below: below[index] };
  }

  /** @param {Asked} asked @returns {Parts} */
  function ofMaxPool({ layer, below, index }) {
    const [, height, width] = layer.inputShape;
    const { channel, row, column } = placeOf(layer.shape, index);
    const start = (channel * height + row * layer.size) * width + column * layer.size;
    const chosen = largestOf(below, start, width, layer.size);
    const window = Array.from({ length: layer.size ** 2 }, (_, at) => {
      const input = start + Math.floor(at / layer.size) * width + (at % layer.size);
      const place = placeOf(layer.inputShape, input);
      return { input, place, value: below[input], chosen: input === chosen };
    });
    return { window, input: chosen, below: below[chosen] };
  }

  /** @param {ArrayLike<number>} logits @param {number} index @returns {Parts} */
  function ofSoftmax(logits, index) {
    const largest = Array.from(logits).reduce((a, b) => Math.max(a, b));
    const exponentials = Array.from(logits, (logit, input) => {
      const shifted = logit - largest;
      return { input, logit, shifted, exponential: Math.exp(shifted) };
    });
    const total = exponentials.reduce((sum, { exponential }) => sum + exponential, 0);
    return { exponentials, total, input: index, below: logits[index] };
  }

  /** @param {Asked} asked @returns {Parts} */
  const ofSame = ({ below, index }) => ({ input: index, below: below[index] });

  /** @type {Record<Kind, (asked: Asked) => Parts>} */
  const PARTS = {
    flatten: ofSame,
    linear: ofLinear,
    convolution: ofConvolution,
    "batch norm": ofBatchNorm,
    relu: ofSame,
    "max pool": ofMaxPool,
    dropout: ofSame,
    softmax: ({ below, index }) => ofSoftmax(below, index),
  };

  /** @type {WorkedoutLab["explain"]} */
  function explain(network, trace, layer, index) {
    const below = layer ? trace.layers[layer - 1].values : trace.inputs;
    const here = trace.layers[layer];
    const whole = inPrecision(network, trace.precision).layers[layer];
    const parts = PARTS[here.kind]({ layer: whole, below, index });
    return {
      kind: here.kind,
      layer,
      index,
      place: placeOf(here.shape, index),
      value: here.values[index],
      before: here.before[index],
      ...parts,
      ...(parts.terms && { largest: byWeight(parts.terms) }),
    };
  }

  /** The terms, those that move the sum most first.
   * @param {Term[]} terms */
  function byWeight(terms) {
    return [...terms].sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
  }

  /** The softmax behind the outputs, which the loss applies: of no layer, but above the last.
   * @type {WorkedoutLab["explainProbability"]} */
  function explainProbability({ layers, outputs, probabilities }, index) {
    const value = probabilities[index];
    return {
      kind: "softmax",
      layer: layers.length,
      index,
      place: { channel: index, row: 0, column: 0 },
      value,
      before: value,
      ...ofSoftmax(outputs, index),
    };
  }

  return { placeOf, explain, explainProbability };
})();
