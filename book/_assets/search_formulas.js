/* An excerpt of the search shows a formula once, as TeX; the page holds it as MathML, TeX and HTML. */
(function () {
  "use strict";

  if (typeof Search === "undefined") return;
  const original = Search.htmlToText;
  Search.htmlToText = function (html, anchor) {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const formula of page.querySelectorAll(".katex")) {
      formula.replaceWith(formula.querySelector("annotation")?.textContent ?? "");
    }
    return original(page.documentElement.outerHTML, anchor);
  };
})();
