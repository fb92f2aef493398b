/* The marks of a static picture in the script's own hands: each is drawn anew in its place and in its
   style. Axes, labels and legends stay as Python drew them. */

/** @typedef {(mark: FigureMark, places: FigureAxes[]) => void} FigureHand */

const figuresMarks = (() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  /**
   * What draws each mark of a picture, by name.
   * @param {Element} svg
   * @returns {[string, FigureHand][]}
   */
  function hands(svg) {
    /** @type {Record<string, Element[]>} */
    const found = {};
    for (const group of svg.querySelectorAll("[data-mark]")) {
      const name = group.getAttribute("data-mark") ?? "";
      found[name] ??= [];
      found[name].push(group);
    }
    return Object.entries(found).map(([name, groups]) => [name, hand(groups)]);
  }

  /** @param {Element[]} groups - all of one look */
  function hand([group, ...others]) {
    for (const other of others) other.remove();
    const text = group.querySelector("text");
    return text ? words(group, text) : shape(group);
  }

  /**
   * @param {Element} group
   * @returns {FigureHand}
   */
  function shape(group) {
    const drawn = group.querySelector("use, :not(defs) > path");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("style", drawn?.getAttribute("style") ?? "");
    const clip = drawn?.closest("[clip-path]")?.getAttribute("clip-path");
    if (clip) path.setAttribute("clip-path", clip);
    group.replaceChildren(path);
    return (mark, places) => path.setAttribute("d", figuresAxes.path(mark, places));
  }

  /**
   * A text stands beside its point, by as much as Python put it there.
   * @param {Element} group
   * @param {Element} model
   * @returns {FigureHand}
   */
  function words(group, model) {
    /** @type {FigurePoint | null} */
    let beside = null;
    const at = (/** @type {string} */ name) => Number(model.getAttribute(name));
    return ({ on, words: texts = [] }, places) => {
      const { x, y } = figuresAxes.scales(places[on]);
      beside ??= [at("x") - x(texts[0][0]), at("y") - y(texts[0][1])];
      const [right, down] = beside;
      group.replaceChildren(
        ...texts.map(([across, up, content]) => {
          const text = /** @type {Element} */ (model.cloneNode(false));
          text.removeAttribute("transform");
          text.setAttribute("x", String(x(across) + right));
          text.setAttribute("y", String(y(up) + down));
          text.textContent = content;
          return text;
        }),
      );
    };
  }

  return { hands };
})();
