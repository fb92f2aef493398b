/* Reading a safetensors file: eight bytes with the header's length, a header in JSON with names,
   types, shapes and places, then the numbers (github.com/huggingface/safetensors). Weights of eight
   bits come with a scale for each row, as workedout.networks.eight_bits writes them.

   A damaged file ends in an Error of one line. Nothing of a file is ever run. */
const labSafetensors = (() => {
  "use strict";
  const { size } = labLayers;

  /** IEEE 754's binary16: sign, 5 bits of exponent, 10 of fraction.
   * @param {number} bits */
  function half(bits) {
    const sign = bits & 0x8000 ? -1 : 1,
      exponent = (bits >> 10) & 0x1f,
      fraction = bits & 0x3ff;
    if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }

  /** The upper half of a float32.
   * @param {DataView} view @param {number} at */
  function brain(view, at) {
    const whole = new DataView(new ArrayBuffer(4));
    whole.setUint16(0, view.getUint16(at, true), false);
    return whole.getFloat32(0, false);
  }

  /** @type {Record<string, {bytes: number, read: (view: DataView, at: number) => number}>} */
  const TYPES = {
    F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
    F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
    F16: { bytes: 2, read: (view, at) => half(view.getUint16(at, true)) },
    BF16: { bytes: 2, read: brain },
    I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
    I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
    I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
    U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  };

  /** @param {string} why @returns {never} */
  function damaged(why) {
    throw new Error(`the file of weights is damaged: ${why}`);
  }

  /** @param {Uint8Array} bytes */
  function textOf(bytes) {
    const escaped = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`);
    return decodeURIComponent(escaped.join(""));
  }

  /** The header, and where the numbers begin.
   * @param {Uint8Array} bytes @returns {{ header: Record<string, Partial<LabHeaderEntry> | null>, start: number }} */
  function headerOf(bytes) {
    if (bytes.length < 8) damaged("it is cut short in its first eight bytes");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = 8 + Number(view.getBigUint64(0, true));
    if (start > bytes.length) damaged("it is shorter than its header says");
    let header;
    try {
      header = JSON.parse(textOf(bytes.subarray(8, start)));
    } catch {
      damaged("its header cannot be read");
    }
    if (header === null || typeof header !== "object" || Array.isArray(header)) {
      damaged("its header is no list of tensors");
    }
    return { header, start };
  }

  /** @param {unknown} value @returns {value is number} */
  const whole = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

  /** What the header says of one tensor, in a sound file.
   * @typedef {{ shape: number[], dtype: string, data_offsets: [number, number] }} LabHeaderEntry */

  /** @param {string} name @param {Partial<LabHeaderEntry> | null} entry
   * @param {number} length of all numbers, in bytes
   * @returns {LabHeaderEntry} */
  function sound(name, entry, length) {
    const { shape, dtype = "", data_offsets: offsets } = entry ?? {};
    if (!Array.isArray(shape) || !shape.every(whole)) damaged(`${name} has no shape`);
    if (!Object.hasOwn(TYPES, dtype)) damaged(`${name} has no type that is known here`);
    if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(whole)) {
      damaged(`${name} has no place`);
    }
    const [from, to] = offsets;
    if (to > length) damaged(`it is cut short within ${name}`);
    if (to - from !== size(shape) * TYPES[dtype].bytes) {
      damaged(`${name} has another length than its shape`);
    }
    return { shape, dtype, data_offsets: [from, to] };
  }

  const SCALE = ".scale"; // behind the name of the weights that have one

  /** Tensors as a network has them: each number of eight bits times the scale of its row, in
   * float32.
   * @param {Record<string, Tensor>} tensors @returns {Record<string, Tensor>} */
  function widened(tensors) {
    /** @type {Record<string, Tensor>} */
    const wide = {};
    for (const [name, tensor] of Object.entries(tensors)) {
      const scales = tensors[name + SCALE];
      if (name.endsWith(SCALE)) {
        if (!Object.hasOwn(tensors, name.slice(0, -SCALE.length))) {
          damaged(`${name} is the scale of nothing`);
        }
      } else if (tensor.type !== "I8") {
        wide[name] = tensor;
      } else {
        if (scales?.values.length !== tensor.shape[0]) {
          damaged(`${name} has no scale for each of its rows`);
        }
        const each = tensor.values.length / scales.values.length;
        const values = tensor.values.map((steps, at) =>
          Math.fround(steps * scales.values[Math.floor(at / each)]),
        );
        wide[name] = { ...tensor, values };
      }
    }
    return wide;
  }

  /** @type {WorkedoutLab["tensorsFrom"]} */
  function tensorsFrom(bytes) {
    const { header, start } = headerOf(bytes);
    const length = bytes.length - start;
    const entries = Object.entries(header)
      .filter(([name]) => name !== "__metadata__")
      .map(([name, entry]) => ({ name, ...sound(name, entry, length) }));
    // The places must follow each other without a gap, up to the end.
    const places = entries.map((entry) => entry.data_offsets).sort((a, b) => a[0] - b[0]);
    const end = places.reduce((at, [from, to]) => (from === at ? to : Number.NaN), 0);
    if (end !== length) damaged("its tensors overlap or leave gaps");
    const view = new DataView(bytes.buffer, bytes.byteOffset + start, length);
    const tensors = entries.map(({ name, shape, dtype, data_offsets: [from] }) => {
      const { bytes: step, read } = TYPES[dtype];
      const values = new Float64Array(size(shape));
      for (let i = 0; i < values.length; i++) values[i] = read(view, from + i * step);
      return [name, { shape, type: dtype, values }];
    });
    return widened(Object.fromEntries(tensors));
  }

  return { tensorsFrom };
})();
