/* The lab itself: it opens on demand, keeps its state in the address, and has two halves.

   One global is made, `labPage`. */

const labPage = (() => {
  "use strict";

  const { make } = playgroundElements;
  const { withColours } = labColours;
  const { button } = labControls;

  /** What the address says about a state; null where it says nothing, or names a heading. */
  function addressed() {
    const text = decodeURIComponent(location.hash.slice(1));
    return text.includes("=") ? text : null;
  }

  class Lab {
    /** Put the lab in the place of its picture.
     * @param {HTMLElement} root */
    constructor(root) {
      this.root = root;
      this.settings = labState.defaults();
      /** @type {LabOptions} */
      const options = {
        change: (values, done = true) => {
          this.change(values, done);
        },
        note: (values) => this.note(values),
        say: (faults) => this.say(faults),
      };
      this.halves = { look: new labLook.Look(options), train: new labTrain.Train(options) };
      this.faults = make("div", { class: "wo-lab-faults", role: "alert" });
      this.task = make("div", { class: "wo-lab-task" });
      this.tabs = this.buildTabs();
      this.panels = Object.entries(this.halves).map(([name, half]) => {
        const attributes = { id: `lab-${name}`, "aria-labelledby": `lab-tab-${name}` };
        return make("div", { ...attributes, role: "tabpanel", hidden: true }, half.element);
      });
      const tabList = make(
        "div",
        {
          role: "tablist",
          class: "wo-lab-tabs",
          "aria-label": "The two halves of the lab",
          keydown: (/** @type {KeyboardEvent} */ event) => this.turn(event),
        },
        ...this.tabs,
      );
      root.replaceChildren(this.task, tabList, this.faults, ...this.panels);
      root.classList.add("open");
      this.restore().then(() => withColours(() => this.draw()));
    }

    buildTabs() {
      const rooms = labState.PARAMETERS[0].kind.options ?? {};
      return Object.entries(rooms).map(([name, label]) =>
        button(label, () => this.change({ room: /** @type {LabSettings["room"]} */ (name) }), {
          role: "tab",
          id: `lab-tab-${name}`,
          "aria-controls": `lab-${name}`,
        }),
      );
    }

    /** From one half to the other, by the arrow keys.
     * @param {KeyboardEvent} event */
    turn(event) {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      this.change({ room: this.settings.room === "look" ? "train" : "look" });
      this.tabs.find((tab) => tab.getAttribute("aria-selected") === "true")?.focus();
    }

    // ---- States ------------------------------------------------------------------------------------

    /* The state of the address, or the usual one. */
    async restore() {
      const { values, faults } = labState.parse(addressed() ?? "");
      this.settings = values;
      this.say(faults);
      await this.renew();
      if (addressed() !== null) this.root.scrollIntoView();
    }

    /** @param {Partial<LabSettings>} values @param {boolean} [done] whether it belongs into the address now */
    async change(values, done = true) {
      const before = this.settings;
      this.settings = { ...before, ...values };
      if (done) this.address();
      const { room, source } = this.settings;
      if (room !== before.room || source !== before.source || room === "train") await this.renew();
      else this.draw();
    }

    /** Something that is already shown. @param {Partial<LabSettings>} values */
    note(values) {
      this.settings = { ...this.settings, ...values };
      this.address();
    }

    address() {
      const text = labState.write(this.settings);
      const here = location.pathname + location.search;
      history.replaceState(history.state, "", text ? `#${text}` : here);
    }

    /** Load what the open half needs, and show it. */
    async renew() {
      const { room } = this.settings;
      const half = this.half;
      this.root.setAttribute("aria-busy", "true");
      for (const panel of this.panels) panel.hidden = panel.id !== `lab-${room}`;
      for (const tab of this.tabs) {
        const selected = tab.id === `lab-tab-${room}`;
        tab.setAttribute("aria-selected", String(selected));
        tab.tabIndex = selected ? 0 : -1;
      }
      if (room === "look") this.halves.train.pause();
      try {
        await half.ready(this.settings);
        if (half === this.half) half.show(this.settings);
      } catch (error) {
        this.say([String(/** @type {Error} */ (error).message)]);
      } finally {
        this.root.removeAttribute("aria-busy");
      }
    }

    get half() {
      return this.halves[this.settings.room];
    }

    draw() {
      if (this.settings.room === "look") this.halves.look.show(this.settings);
      else this.halves.train.draw();
    }

    // ---- Links and words ---------------------------------------------------------------------------

    /** Take the text around a link to a state along, to where the lab is.
     * @param {HTMLAnchorElement} link */
    bring(link) {
      if (!this.root.contains(link)) {
        const text = /** @type {Element} */ ((link.closest("li, p") ?? link).cloneNode(true));
        this.task.replaceChildren(...(text.matches("a") ? [text] : text.childNodes));
      }
      if (link.hash === location.hash) this.restore(); // else the browser says that it changed
    }

    /** @param {string[]} faults */
    say(faults) {
      this.faults.replaceChildren(...faults.map((text) => make("p", {}, text)));
    }
  }

  // ---- When it opens: by its button, by an address, by a link ------------------------------------

  /** @type {Lab[]} none before it is open, and one after */
  const labs = [];

  function opened() {
    const root = /** @type {HTMLElement | null} */ (document.querySelector(".wo-lab"));
    if (!labs.length && root) labs.push(new Lab(root));
    return labs[0];
  }

  document.querySelector(".wo-lab-open button")?.addEventListener("click", opened);
  addEventListener("hashchange", () => {
    if (addressed() === null) return;
    if (labs.length) labs[0].restore();
    else opened();
  });
  document.addEventListener("click", ({ target }) => {
    const link = /** @type {Element} */ (target).closest("a.wo-lab-link");
    if (!(link instanceof HTMLAnchorElement) || link.pathname !== location.pathname) return;
    opened()?.bring(link);
  });
  if (addressed() !== null) opened();

  return { labs };
})();
