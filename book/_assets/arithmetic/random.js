/* Random numbers as PyTorch draws them on the CPU: the Mersenne Twister, seeded as
   `workedout.randomness` seeds it. What is drawn in PyTorch's order is what PyTorch draws.

   One global is made, `workedoutRandom`. */

/** @typedef {InstanceType<typeof workedoutRandom.Random>} RandomStream */

const workedoutRandom = (() => {
  "use strict";

  const LONGEST = 55; // characters that fit one block of SHA-256

  /** The 32-bit words of SHA-256 (FIPS 180-4) of a text of at most 55 ASCII characters.
   * @param {string} text */
  function sha256(text) {
    if (text.length > LONGEST) throw new RangeError(`more than ${LONGEST} characters: ${text}`);
    const words = new Uint32Array(64);
    for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
    words[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
    words[15] = 8 * text.length;
    /** @type {(x: number, by: number) => number} */
    const turned = (x, by) => (x >>> by) | (x << (32 - by));
    for (let i = 16; i < 64; i++) {
      const a = words[i - 15],
        b = words[i - 2];
      words[i] =
        words[i - 16] +
        words[i - 7] +
        (turned(a, 7) ^ turned(a, 18) ^ (a >>> 3)) +
        (turned(b, 17) ^ turned(b, 19) ^ (b >>> 10));
    }
    // The constants are the first bits of the fractions of square and cube roots of primes.
    /** @type {number[]} */
    const primes = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
    /** @type {(x: number) => number} */
    const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) >>> 0;
    const initial = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
    let [a, b, c, d, e, f, g, h] = initial;
    for (let i = 0; i < 64; i++) {
      const choice = (e & f) ^ (~e & g),
        majority = (a & b) ^ (a & c) ^ (b & c);
      const one =
        (h +
          (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
          choice +
          fraction(Math.cbrt(primes[i])) +
          words[i]) |
        0;
      const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    return [a, b, c, d, e, f, g, h].map((word, i) => (word + initial[i]) >>> 0);
  }

  /** A stream of random numbers for one purpose of one run: MT19937 (Matsumoto and Nishimura
   * 1998), seeded with the low 32 bits of `workedout.randomness.derived_seed`, as PyTorch does.
   *
   * Each method draws as many words as PyTorch does for the same numbers, so that streams which
   * are used alike stay alike. */
  class Random {
    /** @param {number} seed a whole number from 0
     * @param {string} purpose what the numbers are for, in ASCII: "initialization", "order", ... */
    constructor(seed, purpose) {
      const [high, low] = sha256(`${seed}:${purpose}`);
      this.words = new Uint32Array(624);
      this.words[0] = (high << 31) | (low >>> 1); // the digest's first 64 bits, halved
      for (let i = 1; i < 624; i++) {
        const last = this.words[i - 1] ^ (this.words[i - 1] >>> 30);
        this.words[i] = Math.imul(1812433253, last) + i;
      }
      this.at = 624;
      /** @type {number | null} The second number of a pair of normal ones. */
      this.kept = null;
    }

    /** The next word: a whole number below 2³². */
    bits() {
      if (this.at === 624) {
        const w = this.words;
        for (let i = 0; i < 624; i++) {
          const mixed = (w[i] & 0x80000000) | (w[(i + 1) % 624] & 0x7fffffff);
          w[i] = w[(i + 397) % 624] ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
        }
        this.at = 0;
      }
      let x = this.words[this.at++];
      x ^= x >>> 11;
      x ^= (x << 7) & 0x9d2c5680;
      x ^= (x << 15) & 0xefc60000;
      return (x ^ (x >>> 18)) >>> 0;
    }

    /** One number of `tensor.uniform_(low, high)` in float64, or of `torch.rand`: 53 bits out of
     * two words. */
    uniform(low = 0, high = 1) {
      const head = this.bits() & 0x1fffff;
      return (head * 2 ** 32 + this.bits()) * 2 ** -53 * (high - low) + low;
    }

    /** One number of `tensor.uniform_(low, high)` in float32, PyTorch's own precision for first
     * weights.
     * @param {number} low
     * @param {number} high */
    uniform32(low, high) {
      const range = Math.fround(Math.fround(high) - Math.fround(low));
      return Math.fround((this.bits() & 0xffffff) * 2 ** -24 * range + Math.fround(low));
    }

    /** A tensor's numbers by `tensor.normal_(0, deviation)` in float64, or by `torch.randn`.
     * @param {number} count how many the tensor has */
    normals(count, deviation = 1) {
      return this.fill(new Float64Array(count), deviation, () => this.uniform());
    }

    /** The same in float32, up to PyTorch's roundings of logarithms and cosines.
     * @param {number} count */
    normals32(count, deviation = 1) {
      return this.fill(new Float32Array(count), deviation, () => this.uniform32(0, 1));
    }

    /** Fill an array by the method of Box and Muller (1958), which PyTorch applies in one way to
     * fewer than 16 numbers and in another to more.
     * @template {Float32Array | Float64Array} Numbers
     * @param {Numbers} values
     * @param {number} deviation
     * @param {() => number} draw a uniform number in the precision of the values */
    fill(values, deviation, draw) {
      const count = values.length;
      if (count < 16) {
        for (let i = 0; i < count; i++) values[i] = this.normal() * deviation;
        return values;
      }
      /** @type {(start: number) => void} */
      const pair = (start) => {
        for (let i = start; i < start + 8; i++) {
          const radius = Math.sqrt(-2 * Math.log(1 - values[i])),
            angle = 2 * Math.PI * values[i + 8];
          values[i] = radius * Math.cos(angle) * deviation;
          values[i + 8] = radius * Math.sin(angle) * deviation;
        }
      };
      for (let i = 0; i < count; i++) values[i] = draw();
      for (let start = 0; start + 16 <= count; start += 16) pair(start);
      if (count % 16) {
        for (let i = count - 16; i < count; i++) values[i] = draw();
        pair(count - 16);
      }
      return values;
    }

    /** One normal number; they come in pairs, of which the second is kept for the next call. */
    normal() {
      if (this.kept !== null) {
        const kept = this.kept;
        this.kept = null;
        return kept;
      }
      const angle = 2 * Math.PI * this.uniform();
      const radius = Math.sqrt(-2 * Math.log1p(-this.uniform()));
      this.kept = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    }

    /** `torch.randperm(count)`, for fewer than 2³² / 20 rows.
     * @param {number} count */
    permutation(count) {
      const rows = Int32Array.from({ length: count }, (_, i) => i);
      for (let i = 0; i < count - 1; i++) {
        const other = i + (this.bits() % (count - i));
        [rows[i], rows[other]] = [rows[other], rows[i]];
      }
      return rows;
    }
  }

  return { Random, sha256 };
})();
