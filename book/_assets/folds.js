/* Whoever comes by a link to a place finds that place open, and all that a prediction would unfold;
   so does whoever prints. Without this script these folds are ordinary details elements. */
(() => {
  "use strict";

  const FOLDS = "details:is(.wo-short, .wo-reveal, .wo-further, .wo-ticks)";
  const WAITING = "details:is(.wo-short, .wo-reveal)";

  /** @param {string} selector
   * @returns {NodeListOf<HTMLDetailsElement>} */
  function folds(selector) {
    return document.querySelectorAll(selector);
  }

  // The place that the address names; none where it names a question, which is yet to be answered.
  function place() {
    let name = location.hash.slice(1);
    try {
      name = decodeURIComponent(name);
    } catch {
      // No address that Sphinx makes: taken as it stands.
    }
    const found = name ? document.getElementById(name) : null;
    return found?.closest(".wo-predict") ? null : found;
  }

  function arrive() {
    const found = place();
    const searched = new URLSearchParams(location.search).has("highlight");
    if (!found && !searched) return;
    for (const fold of folds(WAITING)) fold.open = true;
    for (let each = found?.closest("details"); each; ) {
      each.open = true;
      each = each.parentElement?.closest("details");
    }
    found?.scrollIntoView(); // what opened above has moved it
  }

  // Print shows what is folded, and leaves the page as it was.
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...folds(FOLDS)].filter((fold) => !fold.open);
    for (const fold of opened) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened = [];
  });

  window.addEventListener("hashchange", arrive);
  arrive();
})();
