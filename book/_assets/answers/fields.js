/* The fields below exercises: what a reader gives is judged here, in the words of the package, and
   kept on their device by progress.js. Nothing is sent. They wait in templates until this script
   runs, which `when_near.js` loads; without scripts there is no field. */
(() => {
  "use strict";

  const { opened } = answersKeys;
  const { verdict, typeset } = answersJudge;

  /** How a kind of field is read, and filled again, if what was kept is of its form.
   * @typedef {{
   *   given(form: HTMLFormElement): WorkedoutGiven,
   *   fill(form: HTMLFormElement, given: WorkedoutGiven): boolean,
   * }} Kind */

  /** @type {WeakMap<HTMLFormElement, InstanceType<typeof answersNetworkField.NetworkField>>} */
  const networkFields = new WeakMap();

  /** @param {ParentNode} form */
  const inputIn = (form) => /** @type {HTMLInputElement} */ (form.querySelector("input"));

  /** @type {Kind} */
  const oneText = {
    given: (form) => inputIn(form).value,
    fill: (form, given) => {
      if (typeof given !== "string") return false;
      inputIn(form).value = given;
      return true;
    },
  };
  /** @type {Kind} */
  const texts = {
    given: (form) => [...form.querySelectorAll("input")].map((input) => input.value),
    fill: (form, given) => {
      if (!Array.isArray(given)) return false;
      form.querySelectorAll("input").forEach((input, at) => {
        input.value = given[at] ?? "";
      });
      return true;
    },
  };
  /** @type {Kind} */
  const letters = {
    given: (form) => {
      const inputs = [...form.querySelectorAll("input")].filter((input) => input.checked);
      return inputs.map((input) => input.value).join(", ");
    },
    fill: (form, given) => {
      if (typeof given !== "string") return false;
      const chosen = given.split(", ");
      for (const input of form.querySelectorAll("input")) {
        input.checked = chosen.includes(input.value);
      }
      return true;
    },
  };
  /** @type {Kind} */
  const network = {
    given: (form) => networkFields.get(form)?.given() ?? { layers: [] },
    fill: (form, given) => {
      if (typeof given === "string" || Array.isArray(given)) return false;
      networkFields.get(form)?.fill(given);
      return true;
    },
  };
  /** @type {Record<string, Kind>} */
  const KINDS = { number: oneText, formula: oneText, numbers: texts, choice: letters, network };

  /** What the build says about a field.
   * @param {HTMLFormElement} form
   * @returns {{ kind: string, inputs?: number[], names?: string[] }} */
  function factsOf(form) {
    return JSON.parse(form.dataset.form ?? "");
  }

  /** @param {HTMLFormElement} form */
  function prepare(form) {
    const facts = factsOf(form);
    const kind = KINDS[facts.kind];
    const { name = "" } = form.dataset;
    const region = /** @type {HTMLElement} */ (form.querySelector(".wo-field-verdict"));
    const place = form.querySelector(".wo-field-network");
    if (place) {
      // Its script is loaded where a network is asked for, and nowhere else.
      networkFields.set(form, new answersNetworkField.NetworkField(place, facts.inputs ?? []));
    }
    if (facts.kind === "formula") showReading(form);

    /** @type {AnswersKey | undefined} */
    let key; // opened when it is first needed
    /** @param {unknown} given */
    function judge(given) {
      key ??= opened(name, answersSealed[name]);
      const found = verdict(key, given);
      region.textContent = found.words;
      region.dataset.right = String(found.right);
      return found.right;
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = kind.given(form);
      const attempts = (workedoutProgress.get("answers", name)?.attempts ?? 0) + 1;
      const right = judge(given);
      workedoutProgress.set("answers", name, { given, right, attempts });
    });
    form.addEventListener("input", () => {
      region.textContent = ""; // the verdict was about something else
      delete region.dataset.right;
    });

    const kept = workedoutProgress.get("answers", name);
    if (kept && kind.fill(form, kept.given)) whenIdle(() => judge(kept.given));
  }

  /** A formula as it is understood, typeset while one types.
   * @param {HTMLFormElement} form */
  function showReading(form) {
    const input = inputIn(form);
    const place = /** @type {HTMLElement} */ (form.querySelector(".wo-field-reading"));
    const { names } = factsOf(form);
    const show = () => {
      const read = input.value.trim() ? typeset(input.value, names) : null;
      place.innerHTML = read?.mathml ?? "";
    };
    input.addEventListener("input", show);
    whenIdle(show);
  }

  /** @param {() => void} act */
  function whenIdle(act) {
    (window.requestIdleCallback ?? setTimeout)(act);
  }

  /** @type {NodeListOf<HTMLTemplateElement>} */
  const waiting = document.querySelectorAll("template.wo-field-later");
  for (const template of waiting) {
    template.replaceWith(template.content);
  }
  /** @type {NodeListOf<HTMLFormElement>} */
  const forms = document.querySelectorAll("form.wo-field");
  forms.forEach(prepare);
})();
