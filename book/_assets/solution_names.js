/* The buttons that unfold solutions all come with one name; here each is named with its solution. */
(() => {
  "use strict";

  function rename(button) {
    const title = button.closest(".admonition-title").cloneNode(true);
    title.querySelector(".toggle-button").remove();
    button.setAttribute("aria-label", `${button.dataset.toggleHint}: ${title.textContent.trim()}`);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const buttons = document.querySelectorAll(".admonition-title .toggle-button");
    const observer = new MutationObserver((changes) => {
      for (const change of changes) {
        rename(change.target);
      }
    });
    for (const button of buttons) {
      rename(button);
      observer.observe(button, { attributeFilter: ["data-toggle-hint"] });
    }
  });
})();
