/* What is wider than the page scrolls within itself; it is a stop of the Tab key only while it does.
   Without this script the formulas keep the stop that they come with. */
(() => {
  "use strict";

  const SCROLLING = ".katex-display, div.output, .wo-scroll, .pst-scrollable-table-container";

  function update() {
    for (const element of document.querySelectorAll(SCROLLING)) {
      if (element.scrollWidth > element.clientWidth + 1) {
        element.setAttribute("tabindex", "0");
      } else {
        element.removeAttribute("tabindex");
      }
    }
  }

  document.addEventListener("DOMContentLoaded", update);
  window.addEventListener("load", update);
  window.addEventListener("resize", update);
  document.addEventListener("toggle", update, true);
})();
