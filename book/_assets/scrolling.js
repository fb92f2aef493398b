/* What is wider than the page scrolls within itself; it is a stop of the Tab key only while it does,
   and names the sides on which there is more, where a style sheet lets it fade. Without this script
   the formulas keep the stop that they come with.

   A page has hundreds of them. To ask one for its width makes the browser lay out the page, if
   anything has changed since it last did: so all are asked first, and changed after. */
(() => {
  "use strict";

  const SCROLLING =
    ".katex-display, div.output, pre, .wo-scroll, .pst-scrollable-table-container, figure:has(> table)";

  /** @param {Element[]} elements */
  function update(elements) {
    const found = elements.map((element) => {
      const beyond = element.scrollWidth - element.clientWidth;
      const more = [element.scrollLeft > 1 && "left", element.scrollLeft < beyond - 1 && "right"];
      return { element, scrolls: beyond > 1, more: more.filter(Boolean).join(" ") };
    });
    for (const { element, scrolls, more } of found) {
      if (more) element.setAttribute("data-more", more);
      else element.removeAttribute("data-more");
      if (scrolls === element.hasAttribute("tabindex")) continue;
      if (scrolls) element.setAttribute("tabindex", "0");
      else element.removeAttribute("tabindex");
    }
  }

  // It tells when a box is shown or has another width, right after the page was laid out.
  const observer = new ResizeObserver((entries) => update(entries.map(({ target }) => target)));
  const watched = [...document.querySelectorAll(SCROLLING)];
  for (const element of watched) observer.observe(element);
  const options = { capture: true, passive: true }; // the event of a box does not rise
  addEventListener("scroll", ({ target }) => update(watched.filter((e) => e === target)), options);
  // With its fonts a formula may be wider, in a box of the same width. They come more than once: a
  // font is asked for when the first formula that needs it is laid out. What is not laid out yet is
  // left so: the observer tells of it when it is.
  /** @type {(element: Element) => boolean} */
  const isLaidOut = (element) => element.checkVisibility({ contentVisibilityAuto: true });
  document.fonts.addEventListener("loadingdone", () =>
    requestAnimationFrame(() => update(watched.filter(isLaidOut))),
  );
})();
