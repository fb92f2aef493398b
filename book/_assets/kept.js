/* What a reader opens, ticks and finishes on a page stands there again when they come back: hints,
   steps of answers, and sections, each of which gets a button at its end. All is kept by
   progress.js; without scripts there are folds and boxes, and no buttons. */
(() => {
  "use strict";

  const here = `${WorkedOutProgress.page()}#`;
  const keep = (kind, name, value) => WorkedOutProgress.set(kind, name, value || null);

  for (const hint of document.querySelectorAll("details.wo-hint")) {
    if (WorkedOutProgress.get("hints", hint.id)) hint.open = true;
    hint.addEventListener("toggle", () => {
      if (hint.open) keep("hints", hint.id, true);
    });
  }

  for (const box of document.querySelectorAll("details.wo-steps input")) {
    box.checked = WorkedOutProgress.get("steps", here + box.id) === true;
    box.addEventListener("change", () => keep("steps", here + box.id, box.checked));
    if (box.checked) box.closest("details").open = true;
  }

  for (const place of document.querySelectorAll(".wo-finish")) {
    const button = place.querySelector("button");
    const name = here + place.dataset.section;
    const show = (finished) => button.setAttribute("aria-pressed", String(finished));
    show(WorkedOutProgress.get("sections", name) === true);
    button.addEventListener("click", () => {
      const finished = button.getAttribute("aria-pressed") !== "true";
      keep("sections", name, finished);
      show(finished);
    });
  }
})();
