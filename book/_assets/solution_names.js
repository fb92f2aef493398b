/* The buttons that unfold solutions all come with one name; here each is named with its solution. */
(() => {
  "use strict";

  /** @param {HTMLElement} button */
  function rename(button) {
    const title = /** @type {Element | undefined} */ (
      button.closest(".admonition-title")?.cloneNode(true)
    );
    title?.querySelector(".toggle-button")?.remove();
    const name = title?.textContent?.trim() ?? "";
    button.setAttribute("aria-label", `${button.dataset.toggleHint}: ${name}`);
  }

  document.addEventListener("DOMContentLoaded", () => {
    /** @type {NodeListOf<HTMLElement>} */
    const buttons = document.querySelectorAll(".admonition-title .toggle-button");
    const observer = new MutationObserver((changes) => {
      for (const change of changes) {
        rename(/** @type {HTMLElement} */ (change.target));
      }
    });
    for (const button of buttons) {
      rename(button);
      observer.observe(button, { attributeFilter: ["data-toggle-hint"] });
    }
  });
})();
