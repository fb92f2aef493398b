/* What the networks answer: ten probabilities of each, as numbers and as bars, side by side.

   One global is made, `labAnswers`. */

const labAnswers = (() => {
  "use strict";

  const { make, percent, setText } = playgroundElements;

  const NAMES = { dense: "784-100-10", convolution: "convolutional" };

  /** One answer in words.
   * @param {Trace} trace */
  const said = ({ answer, probabilities }) => `${answer} with ${percent(probabilities[answer])}`;

  class Answers {
    constructor() {
      /** @type {Record<string, {bar: HTMLElement, text: HTMLElement, cell: HTMLElement}[]>} */
      this.cells = {};
      const head = make("tr", {}, make("th", { scope: "col" }, "digit"));
      const rows = Array.from({ length: 10 }, (_, digit) =>
        make("tr", {}, make("th", { scope: "row" }, String(digit))),
      );
      for (const [name, title] of Object.entries(NAMES)) {
        head.append(make("th", { scope: "col" }, title));
        this.cells[name] = rows.map((row) => this.cell(row));
      }
      this.element = make(
        "table",
        { class: "wo-lab-answers" },
        make("caption", {}, "How probable each network holds each digit to be"),
        make("thead", {}, head),
        make("tbody", {}, ...rows),
      );
    }

    /** @param {HTMLElement} row */
    cell(row) {
      const bar = make("span", { class: "wo-lab-bar", "aria-hidden": "true" });
      const text = make("span", {});
      const cell = make("td", {}, make("span", { class: "wo-lab-track" }, bar), text);
      row.append(cell);
      return { bar, text, cell };
    }

    /** @param {Record<string, Trace>} traces */
    show(traces) {
      for (const [name, { probabilities, answer }] of Object.entries(traces)) {
        this.cells[name].forEach(({ bar, text, cell }, digit) => {
          bar.style.width = `${100 * (probabilities[digit] || 0)}%`;
          setText(text, percent(probabilities[digit]));
          cell.classList.toggle("answer", digit === answer);
        });
      }
    }
  }

  return { Answers, NAMES, said };
})();
