/* The checklist of the chapter on diagnosis for the training in the page, filled while it is gone
   through, some milliseconds at a time.

   One global is made, `labChecklist`. */

const labChecklist = (() => {
  "use strict";

  const { make } = playgroundElements;
  const { checklist, measuring } = workedoutLab;

  const WORDS = new Map([
    [true, "fine"],
    [false, "look here"],
    [null, "not yet"],
  ]);

  class Checklist {
    constructor() {
      /** @type {Finding[]} */
      this.findings = [];
      /** @type {Partial<Measured> | null} */
      this.seen = null;
      /** @type {ReturnType<typeof measuring> | null} */
      this.work = null;
      this.list = make("ol", { class: "wo-lab-checks" });
      this.said = make("p", { class: "wo-lab-soft", role: "status" });
      this.element = make("div", {}, this.list, this.said);
      this.forget();
    }

    forget() {
      this.work = null;
      this.show({});
      this.said.textContent = "";
    }

    /** @param {TrainingSettings} settings @param {Digits} train */
    begin(settings, train) {
      this.work = measuring(settings, train);
      this.said.textContent = "Going through the checklist.";
    }

    /** Go on until a time; returns whether there is more to do.
     * @param {number} until */
    goOn(until) {
      while (this.work && performance.now() < until) {
        const { value, done } = this.work.next();
        this.show(value);
        if (done) this.end();
      }
      return this.work !== null;
    }

    end() {
      this.work = null;
      const faults = this.findings.filter(({ healthy }) => healthy === false);
      this.said.textContent = faults.length
        ? `The checklist names: ${faults.map(({ check }) => check).join(", ")}.`
        : "The checklist finds nothing.";
    }

    /** @param {Partial<Measured>} seen */
    show(seen) {
      if (seen === this.seen) return;
      this.seen = seen;
      this.findings = checklist(seen);
      this.list.replaceChildren(
        ...this.findings.map(({ check, healthy, saw }) =>
          make(
            "li",
            { class: String(healthy) },
            make("b", {}, check),
            make("span", { class: "wo-lab-verdict" }, WORDS.get(healthy) ?? ""),
            make("span", { class: "wo-lab-soft" }, saw),
          ),
        ),
      );
    }
  }

  return { Checklist };
})();
