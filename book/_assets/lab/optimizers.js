/* The optimizers of workedout.training.optimizers, by name: torch.optim's rules, other settings at
   its defaults. Each moves one array of weights by its gradients; what it remembers is its own. */
const labOptimizers = (() => {
  "use strict";

  const MOMENTUM = 0.9, // as workedout.training.recipes has it
    SMOOTHING = 0.99, // of RMSprop
    [FIRST, SECOND] = [0.9, 0.999], // of Adam's two means
    TINY = 1e-8,
    TINIER = 1e-10; // Adagrad's

  /** @typedef {(weights: Numbers, gradients: Float64Array, rate: number) => void} Move */
  /** @typedef {(count: number, decay: number) => Move} Optimizer */

  /** Gradient descent, with a share of the weight in its gradient.
   * @type {Optimizer} */
  const sgd = (_count, decay) => (weights, gradients, rate) => {
    for (let i = 0; i < weights.length; i++) {
      weights[i] -= rate * (gradients[i] + decay * weights[i]);
    }
  };

  /** @param {boolean} ahead whether it looks ahead, as Nesterov's does @returns {Optimizer} */
  const momentum = (ahead) => (count, decay) => {
    const velocity = new Float64Array(count);
    return (weights, gradients, rate) => {
      for (let i = 0; i < count; i++) {
        const gradient = gradients[i] + decay * weights[i];
        velocity[i] = MOMENTUM * velocity[i] + gradient;
        weights[i] -= rate * (ahead ? gradient + MOMENTUM * velocity[i] : velocity[i]);
      }
    };
  };

  /** @type {Optimizer} */
  const adagrad = (count, decay) => {
    const squares = new Float64Array(count);
    return (weights, gradients, rate) => {
      for (let i = 0; i < count; i++) {
        const gradient = gradients[i] + decay * weights[i];
        squares[i] += gradient * gradient;
        weights[i] -= (rate * gradient) / (Math.sqrt(squares[i]) + TINIER);
      }
    };
  };

  /** @type {Optimizer} */
  const rmsprop = (count, decay) => {
    const squares = new Float64Array(count);
    return (weights, gradients, rate) => {
      for (let i = 0; i < count; i++) {
        const gradient = gradients[i] + decay * weights[i];
        squares[i] = SMOOTHING * squares[i] + (1 - SMOOTHING) * gradient * gradient;
        weights[i] -= (rate * gradient) / (Math.sqrt(squares[i]) + TINY);
      }
    };
  };

  /** @param {boolean} decoupled whether the decay stays out of the gradient, as in AdamW
   * @returns {Optimizer} */
  const adam = (decoupled) => (count, decay) => {
    const means = new Float64Array(count),
      squares = new Float64Array(count);
    let step = 0;
    return (weights, gradients, rate) => {
      step++;
      const length = rate / (1 - FIRST ** step),
        deviation = Math.sqrt(1 - SECOND ** step);
      const [kept, coupled] = decoupled ? [1 - rate * decay, 0] : [1, decay];
      for (let i = 0; i < count; i++) {
        const weight = kept * weights[i],
          gradient = gradients[i] + coupled * weights[i];
        means[i] = FIRST * means[i] + (1 - FIRST) * gradient;
        squares[i] = SECOND * squares[i] + (1 - SECOND) * gradient * gradient;
        weights[i] = weight - (length * means[i]) / (Math.sqrt(squares[i]) / deviation + TINY);
      }
    };
  };

  /** @type {Record<string, Optimizer>} */
  const OPTIMIZERS = {
    sgd,
    momentum: momentum(false),
    nesterov: momentum(true),
    adagrad,
    rmsprop,
    adam: adam(false),
    adamw: adam(true),
  };

  return { OPTIMIZERS };
})();
