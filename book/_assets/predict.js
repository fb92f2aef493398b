/* Predict first, then see: the reader commits to an answer, the response is shown and announced,
   and what waited for the answer unfolds, the short answer too. Who opens that one without a
   prediction opens all that waited. A prediction is kept on the reader's device, by progress.js, and
   stands there after a reload. Without this script the responses and the folded contents are
   ordinary details elements. */
(() => {
  "use strict";

  /** @param {string[]} right
   * @param {string} number */
  function verdict(right, number) {
    if (right.length === 0) return "None of these answers is right.";
    return right.includes(number) ? "That is right." : "That is not what happens.";
  }

  /** @param {HTMLElement} predict */
  function prepare(predict) {
    const right = (predict.dataset.right ?? "").split(" ").filter(Boolean);
    const button = /** @type {HTMLButtonElement} */ (predict.querySelector(".wo-commit"));
    const region = /** @type {HTMLElement} */ (predict.querySelector(".wo-verdict"));
    const responses = new Map();
    /** @type {NodeListOf<HTMLElement>} */
    const folded = predict.querySelectorAll(".wo-response");
    for (const details of folded) {
      responses.set(details.dataset.answer, details.querySelector("div"));
      details.remove();
    }

    // A browser may restore a choice that was never committed to: begin without it.
    for (const input of predict.querySelectorAll("input")) {
      input.checked = false;
      input.addEventListener("change", () => button.removeAttribute("aria-disabled"));
    }
    // Not `disabled`: the button stays in the tab order and says what it waits for.
    button.setAttribute("aria-disabled", "true");
    button.hidden = false;

    /** @param {string} number */
    function respond(number) {
      const line = document.createElement("p");
      line.className = "wo-verdict-line";
      line.textContent = verdict(right, number);
      region.dataset.right = String(right.includes(number));
      region.replaceChildren(line, ...[responses.get(number)].filter(Boolean));
      unfold(predict.id);
    }

    const name = `${workedoutProgress.page()}#${predict.id}`;
    button.addEventListener("click", () => {
      const chosen = [...predict.querySelectorAll("input")].find((input) => input.checked);
      if (!chosen) {
        region.textContent = "Choose one of the answers first.";
        return;
      }
      workedoutProgress.set("predictions", name, chosen.value);
      respond(chosen.value);
    });

    const kept = workedoutProgress.get("predictions", name);
    const input = [...predict.querySelectorAll("input")].find(({ value }) => value === kept);
    if (input && kept) {
      input.checked = true;
      button.removeAttribute("aria-disabled");
      respond(kept);
    }
  }

  /** @param {string} question */
  function unfold(question) {
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const folds = document.querySelectorAll(".wo-reveal, .wo-short");
    for (const fold of folds) {
      if (fold.dataset.predict === question) fold.open = true;
    }
  }

  /** @type {NodeListOf<HTMLDetailsElement>} */
  const answers = document.querySelectorAll(".wo-short[data-predict]");
  for (const answer of answers) {
    answer.addEventListener("toggle", () => {
      if (answer.open) unfold(answer.dataset.predict ?? "");
    });
  }
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const waiting = document.querySelectorAll(".wo-reveal");
  for (const fold of waiting) {
    const summary = fold.querySelector("summary");
    fold.addEventListener("toggle", () => {
      if (fold.open && summary) summary.textContent = "What happens";
    });
  }

  /** @type {NodeListOf<HTMLElement>} */
  const questions = document.querySelectorAll(".wo-predict");
  questions.forEach(prepare);
})();
