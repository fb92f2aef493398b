/* Marks in the list of a page's sections the one that the reader is in.

   The theme's own script asks at the start where each section is, for which the browser has to lay
   out all of a long page at once. An observer is told by the browser what comes into the window. */
(() => {
  "use strict";

  const BAND = "0px 0px -60% 0px"; // what is in the upper part of the window is being read

  const list = document.querySelector("#pst-page-toc-nav");
  if (!list) return;

  /** @type {NodeListOf<HTMLAnchorElement>} */
  const anchors = list.querySelectorAll("a.nav-link");
  /** @type {Map<Element, HTMLAnchorElement>} */
  const links = new Map();
  for (const link of anchors) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) links.set(section, link);
  }
  const seen = new Set();

  /* The sections are listed in their order, and one within another comes after it. */
  function mark() {
    const here = [...links].filter(([section]) => seen.has(section)).at(-1)?.[1];
    for (const link of links.values()) {
      const within = here && link.parentElement?.contains(here);
      link.classList.toggle("active", Boolean(within));
      link.parentElement?.classList.toggle("active", Boolean(within));
      if (link === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target);
        else seen.delete(target);
      }
      mark();
    },
    { rootMargin: BAND },
  );
  for (const section of links.keys()) observer.observe(section);
})();
