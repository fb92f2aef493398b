/* A diagram walked through step by step: by its buttons, or with the arrow keys, Home and End while
   the focus is in it. What happens in a step is said in a live region. Without this script, and on
   paper, the diagram shows everything, with the list of all steps below it. */
(() => {
  "use strict";

  /** @type {[label: string, target: (now: number, last: number) => number][]} */
  const BUTTONS = [
    ["First", () => 1],
    ["Back", (now) => now - 1],
    ["Next", (now) => now + 1],
    ["Last", (_now, last) => last],
  ];
  /** @type {Record<string, number>} */
  const KEYS = { Home: 0, ArrowLeft: 1, ArrowRight: 2, End: 3 };

  /** @param {HTMLElement} stepper */
  function prepare(stepper) {
    const items = [...stepper.querySelectorAll(".wo-stepper-steps li")];
    /** @type {NodeListOf<HTMLElement>} */
    const parts = stepper.querySelectorAll("[data-since]");
    const text = /** @type {HTMLElement} */ (stepper.querySelector(".wo-stepper-text"));
    const steps = /** @type {HTMLDetailsElement} */ (stepper.querySelector(".wo-stepper-steps"));
    const last = items.length;
    let now = 1;

    /** @param {number} step */
    function show(step) {
      now = Math.min(Math.max(step, 1), last);
      for (const part of parts) {
        part.classList.toggle("is-later", Number(part.dataset.since) > now);
        part.classList.toggle("is-lit", (part.dataset.lit ?? "").split(" ").includes(String(now)));
      }
      const count = document.createElement("span");
      count.className = "wo-stepper-count";
      count.textContent = `Step ${now} of ${last}`;
      const said = document.createElement("p");
      said.append(...[...items[now - 1].childNodes].map((node) => node.cloneNode(true)));
      text.replaceChildren(count, said);
      // Not `disabled`: a button that has the focus keeps it at the end.
      buttons.forEach((button, at) => {
        button.setAttribute("aria-disabled", String(at < 2 ? now === 1 : now === last));
      });
    }

    const buttons = BUTTONS.map(([label, target]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => show(target(now, last)));
      return button;
    });
    stepper.addEventListener("keydown", (event) => {
      const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
      if (!plain || !(event.key in KEYS)) return;
      event.preventDefault();
      show(BUTTONS[KEYS[event.key]][1](now, last));
    });

    stepper.querySelector(".wo-stepper-bar")?.append(...buttons);
    steps.open = false;
    stepper.classList.add("is-stepped");
    show(1);
    text.setAttribute("role", "status"); // from now on: the first step is no news
  }

  // Print shows all steps, and leaves the page as it was.
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const lists = document.querySelectorAll(".wo-stepper-steps:not([open])");
    opened = [...lists];
    for (const list of opened) list.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const list of opened) list.open = false;
    opened = [];
  });

  /** @type {NodeListOf<HTMLElement>} */
  const steppers = document.querySelectorAll(".wo-stepper");
  steppers.forEach(prepare);
})();
