/* Shows on the page of results what `sectionSearch` finds, in the list of Sphinx's own search. */
(() => {
  "use strict";

  const MOST = 20;
  const EXCERPT = 240;
  /** @type {SectionIndex | null} */
  let made = null;

  if (typeof Search === "undefined") return;

  /** Return the part of a text that has the most of the marked words, and whether it was cut.
   * @param {string} text
   * @param {(word: string) => boolean} isMarked */
  function excerpt(text, isMarked) {
    const places = [...text.matchAll(/[\p{L}\p{N}]+/gu)].filter(([word]) => isMarked(word));
    let best = 0;
    let most = 0;
    for (const { index: from } of places) {
      const near = places.filter(({ index: at }) => at >= from && at < from + EXCERPT - 60);
      const distinct = new Set(near.map(([word]) => word.toLowerCase())).size;
      if (distinct > most) [best, most] = [from, distinct];
    }
    let from = best < 60 ? 0 : text.lastIndexOf(" ", best - 40) + 1;
    let to = from + EXCERPT < text.length ? text.lastIndexOf(" ", from + EXCERPT) : text.length;
    if (to <= from) [from, to] = [best, best + EXCERPT];
    return (from > 0 ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  }

  /** Return an element whose text has the marked words set off.
   * @template {"a" | "p" | "span"} Tag
   * @param {Tag} tag
   * @param {string} className
   * @param {string} text
   * @param {(word: string) => boolean} isMarked */
  function element(tag, className, text, isMarked) {
    const made = document.createElement(tag);
    made.className = className;
    let after = 0;
    for (const { 0: word, index: at } of text.matchAll(/[\p{L}\p{N}]+/gu)) {
      if (!isMarked(word)) continue;
      const mark = document.createElement("mark");
      mark.textContent = word;
      made.append(text.slice(after, at), mark);
      after = at + word.length;
    }
    made.append(text.slice(after));
    return made;
  }

  /** @param {SectionFound} result
   * @param {(word: string) => boolean} isMarked */
  function item(result, isMarked) {
    const link = element("a", "", result.title || result.pageTitle, isMarked);
    const root = document.documentElement.dataset.content_root;
    link.href = root + result.page + DOCUMENTATION_OPTIONS.LINK_SUFFIX + result.anchor;
    const found = document.createElement("li");
    found.append(link);
    if (result.anchor) found.append(element("span", "wo-where", result.pageTitle, () => false));
    if (result.text) {
      found.append(element("p", "context", excerpt(result.text, isMarked), isMarked));
    }
    return found;
  }

  Search.query = (question) => {
    const stemmer = new Stemmer();
    made ??= sectionSearch.index(Search._index, (word) => stemmer.stemWord(word));
    const results = sectionSearch.search(question, made).slice(0, MOST);
    const isMarked = sectionSearch.marker(question, made);
    Search.stopPulse();
    Search.title.textContent = "Search results";
    Search.status.textContent = results.length
      ? "The best first:"
      : "Your search did not match any section. Try fewer words, or others.";
    Search.output.append(...results.map((result) => item(result, isMarked)));
    localStorage.removeItem("sphinx_highlight_terms"); // an anchor shows the place well enough
  };
})();
