/* Elements of the playground's page, and numbers as it writes them. */

const playgroundElements = (() => {
  "use strict";

  /** @typedef {HTMLElementTagNameMap
   *   & Pick<SVGElementTagNameMap, "svg" | "g" | "path" | "rect" | "text">} Elements
   * @typedef {string | number | boolean | null | undefined | ((event: never) => void)} Attribute */

  const SVG = new Set(["svg", "g", "path", "rect", "text"]);

  /** An element with attributes and children; a function among the attributes is a listener.
   * @template {keyof Elements} Tag
   * @param {Tag} tag
   * @param {Record<string, Attribute>} attributes
   * @param {(Node | string)[]} children */
  function make(tag, attributes = {}, ...children) {
    const element = /** @type {Elements[Tag]} */ (
      SVG.has(tag)
        ? document.createElementNS("http://www.w3.org/2000/svg", tag)
        : document.createElement(tag)
    );
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") {
        element.addEventListener(name, /** @type {EventListener} */ (value));
      } else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null) element.setAttribute(name, String(value));
    }
    element.append(...children);
    return element;
  }

  /** @type {(text: string, title: string, click: () => void) => HTMLButtonElement} */
  const button = (text, title, click) => make("button", { type: "button", title, click }, text);

  /** Four digits; what is exactly zero is "0".
   * @param {number} value */
  function format(value) {
    if (value === 0) return "0";
    const size = Math.abs(value);
    const text = size >= 1e-3 && size < 1e5 ? value.toPrecision(4) : value.toExponential(2);
    return text.replaceAll("-", "−");
  }

  /** @type {(share: number) => string} */
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  /** @type {(text: string) => string} */
  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  /** @type {(count: number, noun: string) => string} */
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  /** @param {Element} element
   * @param {string} text */
  function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  return { button, capital, format, make, percent, plural, setText };
})();
