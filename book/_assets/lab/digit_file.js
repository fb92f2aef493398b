/* The pocket digits out of their file, which `workedout.data.lab_digits` writes and describes: a
   range coder with adaptive binary contexts.

   One global is made, `labDigitFile`. */

const labDigitFile = (() => {
  "use strict";

  const SIDE = 28;
  const PIXELS = SIDE * SIDE;
  const LEVELS = 32;
  const FAST = 2; // a chance is learnt from fast, then slowly
  const SLOW = 5;
  const VALUES = 4096; // the first context of a shade; those before tell ink from paper
  const CONTEXTS = VALUES + 64 * 32;

  /** Reads the bits that `Encoder` wrote. */
  class Decoder {
    /** @param {Uint8Array} bytes @param {number} start */
    constructor(bytes, start) {
      this.bytes = bytes;
      this.at = start;
      this.range = 0xffffffff;
      this.code = 0;
      this.chances = new Uint16Array(CONTEXTS).fill(1 << 15);
      this.seen = new Uint8Array(CONTEXTS);
      for (let i = 0; i < 4; i++) this.code = ((this.code << 8) | this.next()) >>> 0;
    }

    next() {
      return this.at < this.bytes.length ? this.bytes[this.at++] : 0;
    }

    /** @param {number} context */
    bit(context) {
      const chance = this.chances[context];
      const seen = this.seen[context];
      const bound = (this.range >>> 16) * chance;
      const slow = FAST + Math.min(SLOW, seen >> 2);
      const bit = this.code >= bound ? 1 : 0;
      let learnt;
      if (bit) {
        this.code = (this.code - bound) >>> 0;
        this.range = (this.range - bound) >>> 0;
        learnt = chance - (chance >> slow);
      } else {
        this.range = bound;
        learnt = chance + ((65536 - chance) >> slow);
      }
      this.chances[context] = Math.max(64, Math.min(65472, learnt));
      if (seen < 255) this.seen[context] = seen + 1;
      while (this.range < 0x1000000) {
        this.range = (this.range << 8) >>> 0;
        this.code = ((this.code << 8) | this.next()) >>> 0;
      }
      return bit;
    }
  }

  /** A neighbour as one of a few kinds; paper is a kind of its own.
   * @param {number} kinds */
  const coarse = (kinds) =>
    Uint8Array.from({ length: LEVELS }, (_, step) =>
      step ? 1 + Math.min((step * (kinds - 1)) >> 5, kinds - 2) : 0,
    );

  /** The shades of all images, from 0 to 255.
   * @param {Decoder} decoder @param {number} count */
  function pixels(decoder, count) {
    const eight = coarse(8);
    const four = coarse(4);
    const wide = SIDE + 3; // two columns of paper at the left, one at the right, two rows above
    const image = new Uint8Array(wide * (SIDE + 2));
    const shades = new Uint8Array(count * PIXELS);
    for (let n = 0, to = 0; n < count; n++) {
      for (let row = 2; row < SIDE + 2; row++) {
        for (let column = 2; column < SIDE + 2; column++, to++) {
          const at = row * wide + column;
          const above = at - wide;
          const near = eight[image[at - 1]] * 8 + eight[image[above]];
          const far = four[image[above - 1]] * 4 + four[image[above + 1]];
          const ink = (image[at - 2] ? 2 : 0) + (image[above - wide] ? 1 : 0);
          let step = 0;
          if (decoder.bit((near * 16 + far) * 4 + ink)) {
            let node = 1;
            while (node < LEVELS) node = 2 * node + decoder.bit(VALUES + near * 32 + node);
            step = node - LEVELS;
          }
          image[at] = step;
          shades[to] = Math.round((step * 255) / (LEVELS - 1));
        }
      }
    }
    return shades;
  }

  /** The digits to train on and those held out.
   * @param {Uint8Array} bytes @returns {{train: Digits, heldOut: Digits}} */
  function digitsFrom(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
    const [train, heldOut] = [0, 4].map((at) => view.getUint32(at, true));
    const count = train + heldOut;
    const labels = Uint8Array.from({ length: count }, (_, n) => {
      const two = bytes[8 + (n >> 1)];
      return n % 2 ? two & 15 : two >> 4;
    });
    const images = pixels(new Decoder(bytes, 8 + count / 2), count);
    /** @type {(from: number, to: number) => Digits} */
    const part = (from, to) => ({
      count: to - from,
      images: images.subarray(from * PIXELS, to * PIXELS),
      labels: labels.subarray(from, to),
    });
    return { train: part(0, train), heldOut: part(train, count) };
  }

  return { digitsFrom };
})();
