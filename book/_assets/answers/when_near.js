/* The fields of a page and their scripts wait until they are wanted: when one comes near, or the
   reader does anything that could lead there, or the address leads into the page. They come a while
   after the page has opened all the same, for who reads it by other means than by scrolling. */
(() => {
  "use strict";

  const AHEAD = "1500px";
  const WHILE = 5000; // milliseconds, after which a page that is just opened can be read
  const ACTS = ["pointerdown", "keydown", "touchstart"];

  const scripts = document.currentScript?.dataset.scripts?.split(" ") ?? [];
  const done = new AbortController();

  function load() {
    if (done.signal.aborted) return;
    done.abort();
    near.disconnect();
    for (const address of scripts) {
      const script = document.createElement("script");
      script.async = false; // in this order
      script.src = address;
      document.head.append(script);
    }
  }

  const near = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) load();
    },
    { rootMargin: AHEAD },
  );
  for (const template of document.querySelectorAll("template.wo-field-later")) {
    // A template has no box; what it stands in has one.
    near.observe(/** @type {Element} */ (template.parentElement));
  }
  for (const act of ACTS) {
    addEventListener(act, load, { capture: true, passive: true, signal: done.signal });
  }
  if (location.hash) load();
  else addEventListener("load", () => setTimeout(load, WHILE), { signal: done.signal });
})();
