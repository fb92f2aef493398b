/* Predict first, then see: the reader commits to an answer, the response is shown and announced,
   and what waited for the answer unfolds, the short answer too. Who opens that one without a
   prediction opens all that waited. A prediction is kept on the reader's device, by progress.js, and
   stands there after a reload. Without this script the responses and the folded contents are
   ordinary details elements. */
(() => {
  "use strict";

  function verdict(right, number) {
    if (right.length === 0) return "None of these answers is right.";
    return right.includes(number) ? "That is right." : "That is not what happens.";
  }

  function prepare(predict) {
    const right = predict.dataset.right.split(" ").filter(Boolean);
    const button = predict.querySelector(".wo-commit");
    const region = predict.querySelector(".wo-verdict");
    const responses = new Map();
    for (const details of predict.querySelectorAll(".wo-response")) {
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

    function respond(number) {
      const line = document.createElement("p");
      line.className = "wo-verdict-line";
      line.textContent = verdict(right, number);
      region.dataset.right = String(right.includes(number));
      region.replaceChildren(line, ...[responses.get(number)].filter(Boolean));
      unfold(predict.id);
    }

    const name = `${WorkedOutProgress.page()}#${predict.id}`;
    button.addEventListener("click", () => {
      const chosen = predict.querySelector("input:checked");
      if (!chosen) {
        region.textContent = "Choose one of the answers first.";
        return;
      }
      WorkedOutProgress.set("predictions", name, chosen.value);
      respond(chosen.value);
    });

    const kept = WorkedOutProgress.get("predictions", name);
    const input = predict.querySelector(`input[value="${kept}"]`);
    if (input) {
      input.checked = true;
      button.removeAttribute("aria-disabled");
      respond(kept);
    }
  }

  function unfold(question) {
    for (const fold of document.querySelectorAll(".wo-reveal, .wo-short")) {
      if (fold.dataset.predict === question) fold.open = true;
    }
  }

  for (const answer of document.querySelectorAll(".wo-short[data-predict]")) {
    answer.addEventListener("toggle", () => {
      if (answer.open) unfold(answer.dataset.predict);
    });
  }
  for (const fold of document.querySelectorAll(".wo-reveal")) {
    fold.addEventListener("toggle", () => {
      if (fold.open) fold.querySelector("summary").textContent = "What happens";
    });
  }

  document.querySelectorAll(".wo-predict").forEach(prepare);
})();
