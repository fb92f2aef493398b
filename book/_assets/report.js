/* Completes the link for reports with the section that the reader sees. */
(() => {
  "use strict";

  const line = "Section: ";

  function section() {
    const above = [...document.querySelectorAll("article :is(h1, h2, h3)")].filter(
      (heading) => heading.getBoundingClientRect().top < window.innerHeight / 2,
    );
    const heading = above.at(-1);
    const place = heading?.closest("section")?.id;
    return place ? `#${place}` : location.hash;
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a.wo-report") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    const address = new URL(link.href);
    const body = address.searchParams.get("body") ?? "";
    const found = section();
    address.searchParams.set(
      "body",
      body.replace(/^Section: .*$/m, () => line + found),
    );
    link.href = address.href;
  });
})();
