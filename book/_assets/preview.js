/* Shows what a link to a formula, figure, table, listing, term or citation means, beside the link:
   when it is pointed at, when the keyboard is on it, and at the first tap of a finger; the second
   follows it. Escape closes it. What stands on this page is copied, what stands on another lies in
   a template of this page, a citation has its work in its title: nothing is asked of any server. */
(() => {
  "use strict";

  const LINKS = ".bd-article a.reference.internal[href*='#']";
  const SHOWN = "div.math, figure, table, div.literal-block-wrapper, div.wo-listing, dt";
  const WAIT = 250; // milliseconds before a mouse that rests opens, or one that leaves closes
  const GAP = 6; // pixels between a link and what is shown for it

  /** @type {HTMLElement | null} */
  let box = null;
  /** @type {HTMLAnchorElement | null} */
  let open = null; // the link whose preview is shown
  let timer = 0;
  let finger = false;

  /** Return a copy that is read and not used: no links, no stops of the Tab key, no names twice.
   * @template {Element} Found
   * @param {Found} node
   * @returns {Found} */
  function still(node) {
    const copy = /** @type {Found} */ (node.cloneNode(true));
    for (const each of copy.querySelectorAll("a.headerlink, button, script, template, .wo-knobs")) {
      each.remove();
    }
    for (const link of copy.querySelectorAll("a")) link.replaceWith(...link.childNodes);
    for (const each of [copy, ...copy.querySelectorAll("*")]) {
      each.removeAttribute("tabindex");
      // Parts of a drawing refer to one another by name.
      if (!(each instanceof SVGElement && each.ownerSVGElement)) each.removeAttribute("id");
    }
    return copy;
  }

  /** @param {string} hash
   * @returns {Node[]} */
  function onThisPage(hash) {
    const target = document.getElementById(decodeURIComponent(hash));
    const shown = target?.closest(SHOWN) ?? target?.querySelector(SHOWN);
    if (!shown || !target || shown.contains(open)) return [];
    if (shown.tagName !== "DT") return [still(shown)];
    /** @type {Node[]} */
    const meanings = [];
    for (let next = shown.nextElementSibling; next?.tagName === "DD"; ) {
      meanings.push(...[...next.children].map(still));
      next = next.nextElementSibling;
    }
    return meanings;
  }

  /** Return what is to be shown for a link; nothing for a link to a section or a page.
   * @param {HTMLAnchorElement} link
   * @returns {Node[]} */
  function meaning(link) {
    const href = link.getAttribute("href") ?? "";
    /** @type {NodeListOf<HTMLTemplateElement>} */
    const templates = document.querySelectorAll("template.wo-preview-of");
    for (const template of templates) {
      if (template.dataset.href === href) return [template.content.cloneNode(true)];
    }
    if (href.startsWith("#")) return onThisPage(href.slice(1));
    const work = link.closest(".bibtex-citation") && (link.title || link.dataset.work);
    if (!work) return [];
    const line = document.createElement("p");
    line.textContent = work;
    return [line];
  }

  function made() {
    const box = document.createElement("div");
    box.id = "wo-preview";
    box.className = "wo-preview bd-article";
    box.setAttribute("role", "tooltip");
    box.hidden = true;
    box.addEventListener("pointerenter", () => clearTimeout(timer));
    box.addEventListener("pointerleave", later(close));
    document.body.append(box);
    return box;
  }

  /** @param {() => void} act
   * @returns {(event: PointerEvent) => void} */
  function later(act) {
    return (event) => {
      if (event.pointerType === "touch") return;
      clearTimeout(timer);
      timer = setTimeout(act, WAIT);
    };
  }

  /** Put the box below the link, or above it where there is more room, within the window.
   * @param {HTMLElement} box
   * @param {HTMLElement} link */
  function place(box, link) {
    const width = document.documentElement.clientWidth;
    const height = document.documentElement.clientHeight;
    const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const below = at.bottom + GAP + size.height <= height || at.top < height - at.bottom;
    const top = below ? at.bottom + GAP : at.top - GAP - size.height;
    const left = Math.max(GAP, Math.min(at.left, width - size.width - GAP));
    box.style.top = `${Math.round(top + scrollY)}px`;
    box.style.left = `${Math.round(left + scrollX)}px`;
  }

  /** Set a formula smaller until it has room.
   * @param {HTMLElement} box */
  function fit(box) {
    /** @type {NodeListOf<HTMLElement>} */
    const formulas = box.querySelectorAll(".katex-display, math[display=block]");
    for (const formula of formulas) {
      const room = box.clientWidth - 24;
      const share = room / formula.scrollWidth;
      if (share < 1) formula.style.fontSize = `${Math.max(0.5, share * 0.98)}em`;
    }
  }

  /** @param {HTMLAnchorElement} link */
  function show(link) {
    if (open === link) return;
    close();
    open = link;
    const parts = meaning(link);
    if (parts.length === 0) {
      open = null;
      return;
    }
    box ??= made();
    box.replaceChildren(...parts);
    if (finger) {
      const hint = document.createElement("p");
      hint.className = "wo-preview-hint";
      hint.textContent = "Tap again to go there.";
      box.append(hint);
    }
    box.hidden = false;
    link.setAttribute("aria-describedby", box.id);
    if (link.title) {
      link.dataset.work = link.title; // else the browser shows it, too
      link.removeAttribute("title");
    }
    fit(box);
    place(box, link);
  }

  function close() {
    clearTimeout(timer);
    if (!open) return;
    open.removeAttribute("aria-describedby");
    if (open.dataset.work) open.title = open.dataset.work;
    open = null;
    if (!box) return;
    box.hidden = true;
    box.replaceChildren();
  }

  /** @param {Event} event
   * @returns {HTMLAnchorElement | null} */
  function linkOf(event) {
    return event.target instanceof Element ? event.target.closest(LINKS) : null;
  }

  document.addEventListener("pointerover", (event) => {
    const link = linkOf(event);
    if (link && link !== open && event.pointerType !== "touch") later(() => show(link))(event);
  });
  document.addEventListener("pointerout", (event) => {
    if (linkOf(event) && document.activeElement !== open) later(close)(event);
    else if (linkOf(event) && !open) clearTimeout(timer);
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link?.matches(":focus-visible")) show(link);
  });
  document.addEventListener("focusout", (event) => {
    if (open && linkOf(event) === open) close();
  });
  document.addEventListener("pointerdown", (event) => {
    finger = event.pointerType === "touch";
    if (open && linkOf(event) !== open && !box?.contains(/** @type {Node} */ (event.target)))
      close();
  });
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || !finger || open === link) return;
    show(link);
    if (open === link) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
})();
