// Makes the book on one page ready for paper.
() => {
  const article = document.querySelector("article");

  // What is folded on a screen is open.
  for (const each of document.querySelectorAll("details")) each.open = true;
  for (const each of document.querySelectorAll(".toggle-hidden")) {
    each.classList.remove("toggle-hidden");
  }

  // Links between chapters lead to their places in the same file; what is in no place here, such as
  // a notebook, is no link on paper.
  for (const each of document.querySelectorAll("a[href]")) {
    if (each.protocol !== location.protocol) continue;
    const [file, place] = each.getAttribute("href").split("#");
    const page = file.replace(/^(\.\.?\/)*/, "").replace(/\.html$/, "");
    const target = [place, `document-${page}`].find((id) => id && document.getElementById(id));
    if (target) each.setAttribute("href", `#${target}`);
    else each.removeAttribute("href");
  }

  // All solutions stand at the end, chapter by chapter, in the order of their exercises.
  const end = document.createElement("section");
  end.id = "printed-solutions";
  end.append(heading("h1", "Solutions"));
  let last = null;
  for (const each of [...article.querySelectorAll(".solution")]) {
    const chapter = chapterOf(each);
    if (chapter !== last) {
      const title = chapter.querySelector("h1, h2, h3, h4, h5, h6").cloneNode(true);
      title.querySelector(".headerlink")?.remove();
      end.append(heading("h2", title.textContent.trim()));
      last = chapter;
    }
    end.append(each);
  }
  if (last) article.append(end);

  // What is wider than the paper would be cut: it is made smaller, by as much as it is too wide.
  for (const each of document.querySelectorAll(".katex-display")) {
    const { left } = each.getBoundingClientRect();
    const number = each.parentElement.querySelector(".eqno") ? 50 : 0;
    const ends = [...each.querySelectorAll(".katex-base")].map(
      (base) => base.getBoundingClientRect().right - left,
    );
    fit(each, Math.max(...ends), each.closest(".math").clientWidth - number);
  }
  for (const each of article.querySelectorAll("table")) {
    const { left, width } = each.getBoundingClientRect();
    const around = each.closest(".cell_output, figure, section, li");
    fit(each, width, around.getBoundingClientRect().right - left);
  }

  function fit(element, wide, most) {
    if (wide > most + 1) element.style.zoom = most / wide;
  }

  function heading(level, words) {
    const made = document.createElement(level);
    made.textContent = words;
    return made;
  }

  // Sphinx marks where each page of the site begins.
  function chapterOf(element) {
    let each = element;
    while (!each.previousElementSibling?.matches("span[id^='document-']")) {
      each = each.parentElement.closest("section");
    }
    return each;
  }
};
