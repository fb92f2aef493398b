/* What a reader opens, ticks and finishes on a page stands there again when they come back: hints,
   steps of answers, and sections, each of which gets a button at its end. All is kept by
   progress.js; without scripts there are folds and boxes, and no buttons. */
(() => {
  "use strict";

  const here = `${workedoutProgress.page()}#`;
  /** @type {(kind: "hints" | "steps" | "sections", name: string, value: boolean) => void} */
  const keep = (kind, name, value) => workedoutProgress.set(kind, name, value || null);

  /** @type {NodeListOf<HTMLDetailsElement>} */
  const hints = document.querySelectorAll("details.wo-hint");
  for (const hint of hints) {
    if (workedoutProgress.get("hints", hint.id)) hint.open = true;
    hint.addEventListener("toggle", () => {
      if (hint.open) keep("hints", hint.id, true);
    });
  }

  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = document.querySelectorAll("details.wo-steps input");
  for (const box of boxes) {
    box.checked = workedoutProgress.get("steps", here + box.id) === true;
    box.addEventListener("change", () => keep("steps", here + box.id, box.checked));
    const fold = box.closest("details");
    if (box.checked && fold) fold.open = true;
  }

  /** @type {NodeListOf<HTMLElement>} */
  const places = document.querySelectorAll(".wo-finish");
  for (const place of places) {
    const button = /** @type {HTMLButtonElement} */ (place.querySelector("button"));
    const name = here + place.dataset.section;
    /** @type {(finished: boolean) => void} */
    const show = (finished) => button.setAttribute("aria-pressed", String(finished));
    show(workedoutProgress.get("sections", name) === true);
    button.addEventListener("click", () => {
      const finished = button.getAttribute("aria-pressed") !== "true";
      keep("sections", name, finished);
      show(finished);
    });
  }
})();
