/* The normal distribution, and sums in the place of integrals. */

const figuresDistributions = (() => {
  "use strict";

  /**
   * The density of the standard normal.
   * @param {number} x
   */
  function density(x) {
    return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  }

  /**
   * Its distribution function: a series in the middle, a continued fraction in the tails.
   * @param {number} x
   */
  function below(x) {
    if (x > 3) return 1 - tail(x);
    if (x < -3) return tail(-x);
    let term = x;
    let sum = x;
    for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) {
      term *= (x * x) / odd;
      sum += term;
    }
    return 0.5 + density(x) * sum;
  }

  /**
   * What lies above x, for x from 3 on.
   * @param {number} x
   */
  function tail(x) {
    let fraction = x;
    for (let depth = 80; depth > 0; depth--) fraction = x + depth / fraction;
    return density(x) / fraction;
  }

  /**
   * An integral by Simpson's rule.
   * @param {(x: number) => number} integrand
   * @param {number} low
   * @param {number} high
   * @param {number} parts - an even number
   */
  function integral(integrand, low, high, parts) {
    const step = (high - low) / parts;
    let sum = integrand(low) + integrand(high);
    for (let at = 1; at < parts; at++) sum += (at % 2 ? 4 : 2) * integrand(low + at * step);
    return (sum * step) / 3;
  }

  return { density, below, integral };
})();
