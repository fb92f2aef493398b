/* The fields below exercises: what a reader gives is judged here, in the words of the package, and
   kept on their device by progress.js. Nothing is sent. Without scripts there is no field. */
(() => {
  "use strict";

  const { verdict, opened, typeset } = WorkedOutAnswers;

  // How each kind of field is read, filled again, and found empty.
  const oneText = {
    given: (form) => form.querySelector("input").value,
    fill: (form, given) => {
      form.querySelector("input").value = given;
    },
    fits: (given) => typeof given === "string",
  };
  const texts = {
    given: (form) => [...form.querySelectorAll("input")].map((input) => input.value),
    fill: (form, given) => {
      form.querySelectorAll("input").forEach((input, at) => {
        input.value = given[at] ?? "";
      });
    },
    fits: Array.isArray,
  };
  const letters = {
    given: (form) =>
      [...form.querySelectorAll("input:checked")].map((input) => input.value).join(", "),
    fill: (form, given) => {
      const chosen = given.split(", ");
      for (const input of form.querySelectorAll("input")) {
        input.checked = chosen.includes(input.value);
      }
    },
    fits: (given) => typeof given === "string",
  };
  const network = {
    given: (form) => form.networkField.given(),
    fill: (form, given) => form.networkField.fill(given),
    fits: (given) => Array.isArray(given?.layers),
  };
  const KINDS = { number: oneText, formula: oneText, numbers: texts, choice: letters, network };

  function prepare(form) {
    const facts = JSON.parse(form.dataset.form);
    const kind = KINDS[facts.kind];
    const name = form.dataset.name;
    const region = form.querySelector(".wo-field-verdict");
    if (facts.kind === "network") {
      form.networkField = new WorkedOutNetworkField(
        form.querySelector(".wo-field-network"),
        facts.inputs,
      );
    }
    if (facts.kind === "formula") showReading(form);

    let key = null; // opened when it is first needed
    function judge(given) {
      key ??= opened(name, form.dataset.key);
      const found = verdict(key, given);
      region.textContent = found.words;
      region.dataset.right = String(found.right);
      return found.right;
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = kind.given(form);
      const attempts = (WorkedOutProgress.get("answers", name)?.attempts ?? 0) + 1;
      const right = judge(given);
      WorkedOutProgress.set("answers", name, { given, right, attempts });
    });
    form.addEventListener("input", () => {
      region.textContent = ""; // the verdict was about something else
      delete region.dataset.right;
    });

    const kept = WorkedOutProgress.get("answers", name);
    if (kept && kind.fits(kept.given)) {
      kind.fill(form, kept.given);
      whenIdle(() => judge(kept.given));
    }
  }

  // A formula as it is understood, typeset while one types.
  function showReading(form) {
    const input = form.querySelector("input");
    const place = form.querySelector(".wo-field-reading");
    const { names } = JSON.parse(form.dataset.form);
    const show = () => {
      const read = input.value.trim() ? typeset(input.value, names) : null;
      place.innerHTML = read?.mathml ?? "";
    };
    input.addEventListener("input", show);
    whenIdle(show);
  }

  function whenIdle(act) {
    (window.requestIdleCallback ?? setTimeout)(act);
  }

  document.querySelectorAll("form.wo-field").forEach(prepare);
})();
