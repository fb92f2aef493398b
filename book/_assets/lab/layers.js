/* The arithmetic of layers, batch by batch: for each kind its shape, its values, and the gradients
   by its weights and by what it was given.

   A batch is one flat array, example after example. Sums run in float64 and in one fixed order
   (the bias, then the inputs as they lie), so that an explanation can add them up again. Values
   are rounded only where the array that takes them is float32. Derivatives stand beside their
   function, as in the chapters; where there is none (ReLU at 0, ties of a maximum), PyTorch's
   choice is taken: 0, and the first of the largest.

   What the scripts of the lab offer is listed in types.d.ts. */
const labLayers = (() => {
  "use strict";

  /** @param {number[]} shape */
  const size = (shape) => shape.reduce((product, side) => product * side, 1);

  /** The channels of an image, or the units of a flat layer, and how many values each has.
   * @param {number[]} shape */
  const channelsOf = (shape) => ({ channels: shape[0], each: size(shape.slice(1)) });

  /** @type {Arithmetic} */
  const same = {
    shape: (_plan, input) => input,
    forward: (_layer, x, y) => y.set(x),
    backward: (_layer, _x, _y, dy, dx) => dx?.set(dy),
  };

  // ---- Linear: y = W x + b -----------------------------------------------------------------

  /** Four examples at a time: a weight is then read once for four products.
   * @type {Arithmetic["forward"]} */
  function linearForward(layer, x, y, count) {
    const { weights, biases, units, inputs } = layer;
    for (let j = 0; j < units; j++) {
      const row = j * inputs,
        bias = biases[j];
      let n = 0;
      for (; n + 4 <= count; n += 4) {
        const [a, b, c, d] = [n * inputs, (n + 1) * inputs, (n + 2) * inputs, (n + 3) * inputs];
        let [first, second, third, fourth] = [bias, bias, bias, bias];
        for (let i = 0; i < inputs; i++) {
          const weight = weights[row + i];
          first += weight * x[a + i];
          second += weight * x[b + i];
          third += weight * x[c + i];
          fourth += weight * x[d + i];
        }
        y[n * units + j] = first;
        y[(n + 1) * units + j] = second;
        y[(n + 2) * units + j] = third;
        y[(n + 3) * units + j] = fourth;
      }
      for (; n < count; n++) {
        const at = n * inputs;
        let sum = bias;
        for (let i = 0; i < inputs; i++) sum += weights[row + i] * x[at + i];
        y[n * units + j] = sum;
      }
    }
  }

  /** @type {Arithmetic["backward"]} */
  function linearBackward(layer, x, _y, dy, dx, count) {
    const { weights, weightGradients, biasGradients, units, inputs } = layer;
    dx?.fill(0);
    for (let j = 0; j < units; j++) {
      const row = j * inputs;
      for (let n = 0; n < count; n++) {
        const delta = dy[n * units + j];
        if (delta === 0) continue; // a unit that ReLU holds back changes nothing
        const at = n * inputs;
        biasGradients[j] += delta;
        for (let i = 0; i < inputs; i++) weightGradients[row + i] += delta * x[at + i];
        if (dx) for (let i = 0; i < inputs; i++) dx[at + i] += delta * weights[row + i];
      }
    }
  }

  // ---- Convolution, stride 1, zeros at the edges -------------------------------------------

  /** @type {Arithmetic["forward"]} */
  function convolutionForward(layer, x, y, count) {
    const { weights, biases, kernel, inputShape, inputs, shape } = layer;
    const [inChannels] = inputShape,
      [outChannels, outHeight, outWidth] = shape;
    const add = kernel === 3 ? addThrees : addWindows;
    const plane = new Float64Array(outHeight * outWidth);
    for (let n = 0; n < count; n++) {
      const image = framed(layer, x, n * inputs);
      for (let o = 0; o < outChannels; o++) {
        plane.fill(biases[o]);
        for (let i = 0; i < inChannels; i++) {
          const filter = (o * inChannels + i) * kernel * kernel;
          add(plane, outWidth, image[i], weights.subarray(filter, filter + kernel * kernel));
        }
        y.set(plane, (n * outChannels + o) * plane.length);
      }
    }
  }

  /** The channels of one example, each in a frame of zeros as wide as the padding.
   * @param {Layer} layer @param {Numbers} x @param {number} start */
  function framed({ inputShape: [channels, height, width], padding }, x, start) {
    const wide = width + 2 * padding;
    return Array.from({ length: channels }, (_, i) => {
      const frame = new Float64Array((height + 2 * padding) * wide);
      for (let row = 0; row < height; row++) {
        const from = start + (i * height + row) * width;
        frame.set(x.subarray(from, from + width), (row + padding) * wide + padding);
      }
      return frame;
    });
  }

  /** Add to a map of sums what a filter makes of one channel, window by window.
   * @param {Float64Array} sums @param {number} width of a row of sums
   * @param {Float64Array} image @param {Numbers} filter */
  function addWindows(sums, width, image, filter) {
    const kernel = Math.sqrt(filter.length),
      wide = width + kernel - 1;
    for (let at = 0; at < sums.length; at++) {
      const start = Math.floor(at / width) * wide + (at % width);
      let sum = sums[at];
      for (let ky = 0; ky < kernel; ky++) {
        for (let kx = 0; kx < kernel; kx++) {
          sum += filter[ky * kernel + kx] * image[start + ky * wide + kx];
        }
      }
      sums[at] = sum;
    }
  }

  /** The same for filters of 3 by 3, written out, in the same order: three times as fast.
   * @param {Float64Array} sums @param {number} width @param {Float64Array} image
   * @param {Numbers} filter */
  function addThrees(sums, width, image, filter) {
    const [a, b, c, d, e, f, g, h, i] = filter,
      wide = width + 2;
    for (let at = 0, first = 0; at < sums.length; first += 2) {
      for (const end = at + width; at < end; at++, first++) {
        const second = first + wide,
          third = second + wide;
        let sum = sums[at] + a * image[first] + b * image[first + 1] + c * image[first + 2];
        sum = sum + d * image[second] + e * image[second + 1] + f * image[second + 2];
        sums[at] = sum + g * image[third] + h * image[third + 1] + i * image[third + 2];
      }
    }
  }

  /** Behind ReLU and pooling most errors are 0: so each error that is not is handed to its window.
   * @type {Arithmetic["backward"]} */
  function convolutionBackward(layer, x, _y, dy, dx, count) {
    const { kernel, padding, inputShape, shape, biasGradients } = layer;
    const [inChannels, height, width] = inputShape,
      [outChannels, outHeight, outWidth] = shape;
    dx?.fill(0);
    for (let n = 0, from = 0; n < count; n++) {
      for (let o = 0; o < outChannels; o++) {
        for (let row = 0; row < outHeight; row++) {
          for (let column = 0; column < outWidth; column++, from++) {
            const delta = dy[from];
            if (delta === 0) continue;
            biasGradients[o] += delta;
            const top = Math.max(0, padding - row),
              bottom = Math.min(kernel, height + padding - row);
            const left = Math.max(0, padding - column),
              right = Math.min(kernel, width + padding - column);
            for (let i = 0; i < inChannels; i++) {
              const image = (n * inChannels + i) * height * width + column - padding,
                filter = (o * inChannels + i) * kernel * kernel;
              for (let ky = top; ky < bottom; ky++) {
                const line = image + (row + ky - padding) * width;
                window(layer, x, dx, delta, filter + ky * kernel, line, left, right);
              }
            }
          }
        }
      }
    }
  }

  /** One row of one window: its part of the gradients by the weights and by the image.
   * @param {Layer} layer @param {Numbers} x @param {Float64Array | null} dx @param {number} delta
   * @param {number} at @param {number} line @param {number} left @param {number} right */
  function window(layer, x, dx, delta, at, line, left, right) {
    const { weights, weightGradients } = layer;
    for (let kx = left; kx < right; kx++) {
      weightGradients[at + kx] += delta * x[line + kx];
      if (dx) dx[line + kx] += delta * weights[at + kx];
    }
  }

  // ---- Batch norm in evaluation: y = scale (x − mean) / √(variance + ε) + shift --------------

  /** @param {Layer} layer @param {number} channel */
  const inverseDeviation = (layer, channel) =>
    1 / Math.sqrt(layer.variances[channel] + layer.epsilon);

  /** @type {Arithmetic["forward"]} */
  function batchNormForward(layer, x, y, count) {
    const { channels, each } = channelsOf(layer.shape);
    for (let c = 0; c < channels; c++) {
      const factor = inverseDeviation(layer, c) * layer.weights[c];
      for (let n = 0; n < count; n++) {
        const start = (n * channels + c) * each;
        for (let i = start; i < start + each; i++) {
          y[i] = (x[i] - layer.means[c]) * factor + layer.biases[c];
        }
      }
    }
  }

  /** @type {Arithmetic["backward"]} */
  function batchNormBackward(layer, x, _y, dy, dx, count) {
    const { channels, each } = channelsOf(layer.shape);
    for (let c = 0; c < channels; c++) {
      const inverse = inverseDeviation(layer, c);
      for (let n = 0; n < count; n++) {
        const start = (n * channels + c) * each;
        for (let i = start; i < start + each; i++) {
          layer.weightGradients[c] += dy[i] * (x[i] - layer.means[c]) * inverse;
          layer.biasGradients[c] += dy[i];
          if (dx) dx[i] = dy[i] * layer.weights[c] * inverse;
        }
      }
    }
  }

  // ---- ReLU, max pooling, softmax ------------------------------------------------------------

  /** @type {Arithmetic["forward"]} */
  function reluForward(_layer, x, y) {
    for (let i = 0; i < y.length; i++) y[i] = Math.max(x[i], 0);
  }

  /** @type {Arithmetic["backward"]} */
  function reluBackward(_layer, x, _y, dy, dx) {
    if (dx) for (let i = 0; i < dx.length; i++) dx[i] = x[i] > 0 ? dy[i] : 0;
  }

  /** The index of the largest value of a window, the first of equal ones.
   * `start` is its first index, `width` the length of a row.
   * @param {Numbers} x @param {number} start @param {number} width @param {number} side */
  function largestOf(x, start, width, side) {
    let best = start;
    for (let row = 0; row < side; row++) {
      for (let at = start + row * width; at < start + row * width + side; at++) {
        if (x[at] > x[best] || Number.isNaN(x[at])) best = at;
      }
    }
    return best;
  }

  /** Calls `note(index of an output, index of its largest input)`.
   * @param {Layer} layer @param {Numbers} x @param {number} count
   * @param {(output: number, input: number) => void} note */
  function overWindows(layer, x, count, note) {
    const [channels, height, width] = layer.inputShape,
      [, outHeight, outWidth] = layer.shape;
    for (let map = 0, at = 0; map < count * channels; map++) {
      for (let row = 0; row < outHeight; row++) {
        const line = (map * height + row * layer.size) * width;
        for (let c = 0; c < outWidth; c++, at++) {
          note(at, largestOf(x, line + c * layer.size, width, layer.size));
        }
      }
    }
  }

  /** @type {Arithmetic["forward"]} */
  function poolForward(layer, x, y, count) {
    overWindows(layer, x, count, (output, input) => {
      y[output] = x[input];
    });
  }

  /** @type {Arithmetic["backward"]} */
  function poolBackward(layer, x, _y, dy, dx, count) {
    if (!dx) return;
    dx.fill(0);
    overWindows(layer, x, count, (output, input) => {
      dx[input] += dy[output];
    });
  }

  /** e to the logits, over their sum; the largest logit is taken off first, and cancels.
   * @type {WorkedoutLab["softmax"]} */
  function softmax(logits) {
    const largest = Array.from(logits).reduce((a, b) => Math.max(a, b));
    const exponentials = Float64Array.from(logits, (z) => Math.exp(z - largest));
    const total = exponentials.reduce((a, b) => a + b);
    return exponentials.map((e) => e / total);
  }

  /** @type {Arithmetic["forward"]} */
  function softmaxForward(layer, x, y, count) {
    for (let n = 0; n < count; n++) {
      const start = n * layer.count;
      y.set(softmax(x.subarray(start, start + layer.count)), start);
    }
  }

  /** @type {Arithmetic["backward"]} */
  function softmaxBackward(layer, _x, y, dy, dx, count) {
    if (!dx) return;
    for (let n = 0; n < count; n++) {
      const start = n * layer.count,
        end = start + layer.count;
      let mean = 0;
      for (let k = start; k < end; k++) mean += dy[k] * y[k];
      for (let k = start; k < end; k++) dx[k] = y[k] * (dy[k] - mean);
    }
  }

  /** @type {Record<Kind, Arithmetic>} */
  const KINDS = {
    flatten: { ...same, shape: (_plan, input) => [size(input)] },
    dropout: same, // in evaluation; a mask is put over its values
    linear: {
      shape: ({ units }) => [Number(units)],
      parameters: ({ units }, input) => ({
        weights: [Number(units), size(input)],
        biases: [Number(units)],
      }),
      forward: linearForward,
      backward: linearBackward,
    },
    convolution: {
      shape: ({ channels, kernel, padding = 0 }, [, height, width]) => {
        const change = 2 * padding - Number(kernel) + 1;
        return [Number(channels), height + change, width + change];
      },
      parameters: ({ channels, kernel }, [inChannels]) => ({
        weights: [Number(channels), inChannels, Number(kernel), Number(kernel)],
        biases: [Number(channels)],
      }),
      forward: convolutionForward,
      backward: convolutionBackward,
    },
    "batch norm": {
      ...same,
      parameters: (_plan, [channels]) => ({ weights: [channels], biases: [channels] }),
      forward: batchNormForward,
      backward: batchNormBackward,
    },
    relu: { ...same, forward: reluForward, backward: reluBackward },
    "max pool": {
      shape: ({ size: side }, [channels, height, width]) => [
        channels,
        Math.floor(height / Number(side)),
        Math.floor(width / Number(side)),
      ],
      forward: poolForward,
      backward: poolBackward,
    },
    softmax: { ...same, forward: softmaxForward, backward: softmaxBackward },
  };

  return { KINDS, size, softmax, inverseDeviation, largestOf };
})();
