/* The answer in a sentence: at once for the eye, and announced when the knobs have come to rest, so
   that nobody has to listen to every value on the way. */

const figuresReadout = (() => {
  "use strict";

  const REST = 500; // milliseconds

  /**
   * A function that shows a sentence, and announces it where it is news.
   * @param {Element} seen
   * @param {Element} announced
   */
  function connect(seen, announced) {
    let waiting = 0;
    return (/** @type {string} */ sentence, /** @type {boolean} */ isNews) => {
      seen.textContent = sentence;
      clearTimeout(waiting);
      if (isNews) waiting = setTimeout(() => announced.replaceChildren(sentence), REST);
    };
  }

  return { connect };
})();
