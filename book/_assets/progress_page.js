/* The page "Your progress": how much of each chapter is done, and a form that exports what is kept
   as one file, takes one over, or forgets everything. Without scripts the table says how much there
   is to do. */
(() => {
  "use strict";

  /** @type {("predictions" | "sections" | "hints" | "answers")[]} */
  const KINDS = ["predictions", "sections", "hints", "answers"];
  /** @type {(value: WorkedoutAnswer | string | boolean) => boolean} */
  const counts = (value) => (typeof value === "object" ? value.right : Boolean(value));
  /** @type {NodeListOf<HTMLTableRowElement>} */
  const rows = document.querySelectorAll("table.wo-progress tbody tr");
  const controls = /** @type {HTMLElement} */ (document.querySelector(".wo-progress-controls"));
  const state = /** @type {HTMLElement} */ (controls.querySelector(".wo-progress-state"));
  const form = /** @type {HTMLFormElement} */ (controls.querySelector("form"));
  const reader = /** @type {HTMLInputElement} */ (form.querySelector("[name=reader]"));
  const file = /** @type {HTMLInputElement} */ (controls.querySelector("input[type=file]"));
  const forget = /** @type {HTMLElement} */ (controls.querySelector(".wo-forget"));
  const instead = /** @type {HTMLElement} */ (document.querySelector(".wo-without-scripts"));

  /** @param {HTMLElement} row
   * @param {string} kind */
  function namesOf(row, kind) {
    return (row.dataset[kind] ?? "").split(" ").filter(Boolean);
  }

  function fill() {
    const entries = workedoutProgress.all();
    for (const row of rows) {
      KINDS.forEach((kind, at) => {
        const names = namesOf(row, kind);
        const done = names.filter(
          (name) => Object.hasOwn(entries[kind], name) && counts(entries[kind][name]),
        );
        const text = names.length ? `${done.length} of ${names.length}` : "none";
        (row.cells[at + 1].querySelector("p") ?? row.cells[at + 1]).textContent = text;
        row.cells[at + 1].classList.toggle("wo-done", done.length === names.length);
      });
    }
  }

  const KEPT = "What you do is kept in this browser, on this device, and sent to nobody.";
  const NOT_KEPT = "This browser lets the book keep nothing: export a file before you close it.";

  /** @param {string} sentence */
  function say(sentence) {
    state.textContent = sentence;
    fill();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = workedoutProgress.exported(reader.value.trim());
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "workedout-progress.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    say(`Exported as ${link.download}.`);
  });

  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    let text = "";
    try {
      text = await chosen.text();
    } catch {
      say("Not imported: the file cannot be read.");
      return;
    }
    say(workedoutProgress.imported(text));
    file.value = "";
  });

  // Asked once more, in the button itself, before anything is lost.
  let asked = false;
  /** @type {(again: boolean) => void} */
  const ask = (again) => {
    asked = again;
    forget.textContent = again ? "Really forget all of it?" : "Forget all of it";
  };
  forget.addEventListener("blur", () => ask(false));
  forget.addEventListener("click", () => {
    if (!asked) {
      ask(true);
      return;
    }
    ask(false);
    workedoutProgress.reset();
    say("Forgotten.");
  });

  addEventListener("storage", fill); // another page of the book is open
  controls.hidden = false;
  instead.hidden = true;
  fill();
  state.textContent = workedoutProgress.isKept() ? KEPT : NOT_KEPT;
})();
