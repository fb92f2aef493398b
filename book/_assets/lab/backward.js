/* Backpropagation for one digit, in evaluation mode: the loss or one logit, differentiated by every
   layer's values, by every weight and bias, and by every input. */
const labBackward = (() => {
  "use strict";
  const { KINDS, softmax } = labLayers;
  const { crossEntropy, factorsOf, inPrecision } = labForward;

  /** What is differentiated, and its derivatives by the outputs: for the loss, the probabilities
   * less 1 at the label.
   * @param {Trace} trace @param {Target} target */
  function atTheOutputs({ outputs }, target) {
    const errors = "loss" in target ? softmax(outputs) : new Float64Array(outputs.length);
    if ("loss" in target) {
      errors[target.loss] -= 1;
      return { value: crossEntropy(outputs, target.loss), errors };
    }
    errors[target.logit] = 1;
    return { value: outputs[target.logit], errors };
  }

  /** Derivatives by a layer's values, as it has them before a switch or a mask lies on them.
   * @param {Trace} trace @param {number} l @param {Float64Array} errors */
  function beneathTheMask({ layers, options }, l, errors) {
    const [off, mask] = [options.switchedOff?.[l], options.masks?.[l]];
    if (!off?.length && !mask) return errors;
    const factors = factorsOf(errors.length, layers[l].shape, off, mask);
    return errors.map((error, i) => error * factors[i]);
  }

  /** @type {WorkedoutLab["backward"]} */
  function backward(network, trace, target) {
    const { layers } = inPrecision(network, trace.precision);
    const { value, errors: last } = atTheOutputs(trace, target);
    /** @type {Gradients["layers"]} */
    const found = new Array(layers.length);
    let errors = last;
    for (let l = layers.length - 1; l >= 0; l--) {
      const layer = {
        ...layers[l],
        weightGradients: new Float64Array(layers[l].weights.length),
        biasGradients: new Float64Array(layers[l].biases.length),
      };
      const below = l ? trace.layers[l - 1].values : trace.inputs;
      const dy = beneathTheMask(trace, l, errors),
        dx = new Float64Array(below.length);
      KINDS[layer.kind].backward(layer, below, trace.layers[l].before, dy, dx, 1);
      const { weightGradients: weights, biasGradients: biases } = layer;
      found[l] = { values: errors, ...(weights.length && { weights, biases }) };
      errors = dx;
    }
    return { value, inputs: errors, layers: found };
  }

  return { backward };
})();
