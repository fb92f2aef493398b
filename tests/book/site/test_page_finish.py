"""Pages are written without dead weight, and with labels that say what one sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pydata_sphinx_theme
import pytest
from bs4 import BeautifulSoup
from tiny_book import TinyBook

from workedout_book.site.page_finish import (
    UNUSED,
    drawings_of,
    finish,
    inline_icons,
    mend_labels,
    without_unused,
)

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
DRAWINGS = {"sun": ("512", "512", "M1 2"), "bars": ("448", "512", "M3 4")}
# How each icon's path begins in Font Awesome's own solid-style drawings.
SOLID = {"sun": "M361.5 1.2c5", "moon": "M223.5 32C100", "file": "M0 64C0 28.7"}

MENDED = {
    "a fold is called as it reads": (
        '<summary aria-label="Toggle hidden content">\n<p>Show code cell source</p></summary>',
        "<summary>\n<p>Show code cell source</p></summary>",
    ),
    "the search field is called as it reads": (
        '<button class="btn search-button-field x" title="Search" aria-label="Search" a="b">Search',
        '<button class="btn search-button-field x" a="b">Search',
    ),
    "the sidebar is a landmark": (
        '<div id="pst-primary-sidebar" class="x">',
        '<div id="pst-primary-sidebar" role="region" aria-label="Book" class="x">',
    ),
    "an empty header cell is an ordinary one": ("<tr><th></th><th>a", "<tr><td></td><th>a"),
    "so is one with attributes": ('<th class="x"> </th>', '<td class="x"></td>'),
    "citations are no list": (
        '<div role="list" class="citation-list"><div class="citation" role="doc-biblioentry">',
        '<div class="citation-list"><div class="citation">',
    ),
    "a header cell with text stays": ("<th>a</th>", "<th>a</th>"),
    "a label of an icon stays": (
        '<button aria-label="Color mode"><svg/></button>',
        '<button aria-label="Color mode"><svg/></button>',
    ),
}
ICONS = {
    "an i": '<i class="fa-solid fa-sun fa-lg" data-mode="light" title="Light"></i>',
    "a span": '<span class="fas fa-bars"></span>',
}


@pytest.mark.parametrize("case", MENDED.values(), ids=MENDED.keys())
def test_a_label_is_mended(case: tuple[str, str]) -> None:
    given, expected = case
    assert mend_labels(given) == expected


def test_no_script_of_the_theme_looks_for_the_current_section() -> None:
    body = '<body data-bs-spy="scroll" data-bs-target=".bd-toc-nav" data-x="0">'
    assert finish(body, {}) == '<body data-x="0">'


def test_the_scheme_is_known_before_anything_is_shown() -> None:
    theme = 'document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";'
    script = finish(f"<script>{theme}</script>", {})
    assert '"auto"' not in script
    assert "prefers-color-scheme: dark" in script


@pytest.mark.parametrize("case", ICONS.values(), ids=ICONS.keys())
def test_an_icon_becomes_a_drawing_that_keeps_classes_and_data(case: str) -> None:
    before = BeautifulSoup(case, "html.parser").find()
    after = BeautifulSoup(inline_icons(case, DRAWINGS), "html.parser").svg
    assert after["class"] == ["svg-inline--fa", *before["class"]]
    assert after.get("data-mode") == before.get("data-mode")
    assert after["aria-hidden"] == "true"
    assert "title" not in after.attrs
    assert after.path["d"] in {"M1 2", "M3 4"}


def test_what_is_no_icon_stays() -> None:
    text = '<i class="x">fa-sun</i><i class="fa-solid"></i>'
    assert inline_icons(text, DRAWINGS) == text


def test_the_drawings_are_credited_on_a_page_that_shows_one() -> None:
    page = f"<body class='x'>{ICONS['an i']}</body>"
    assert inline_icons(page, DRAWINGS).startswith("<!-- Icons: Font Awesome Free")
    assert "Font Awesome" not in inline_icons("<body></body>", DRAWINGS)


def test_an_icon_without_a_drawing_is_an_error_with_its_name() -> None:
    with pytest.raises(KeyError, match="dragon"):
        inline_icons('<i class="fas fa-dragon"></i>', DRAWINGS)


@pytest.mark.parametrize("name", SOLID)
def test_the_solid_drawing_is_taken_where_there_is_a_regular_one_too(name: str) -> None:
    drawing = drawings_of(THEME / "scripts/fontawesome.js")[name]
    assert drawing[2].startswith(SOLID[name])


def test_the_font_awesome_script_is_left_out_and_one_viewport_stays() -> None:
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
    script = '<script src="../_static/scripts/fontawesome.js?digest=1"></script>'
    assert finish(f"<head>{viewport}{viewport}\n{script}</head>", {}) == f"<head>{viewport}</head>"


def test_unused_and_repeated_files_are_left_out() -> None:
    def file(name: str | None, body: str = "") -> SimpleNamespace:
        return SimpleNamespace(filename=name, attributes={"body": body} if body else {})

    files = [
        file("_static/keep.js"),
        file("_static/sphinx-thebe.js"),
        file(None, 'const THEBE_JS_URL = "https://unpkg.com/thebe"'),
        file(None, "var once = 1;"),
        file(None, "var once = 1;"),
    ]
    assert without_unused(files, UNUSED) == [files[0], files[3]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    from tiny_book import build_book

    text = "# Page\n\n```python\nx = 1\n```\n\n```{note}\n:class: dropdown\nText.\n```\n"
    return build_book(
        tmp_path_factory.mktemp("book"),
        {"index.md": text},
        [
            "sphinx_copybutton",
            "sphinx_togglebutton",
            "sphinx_thebe",
            "workedout_book.site.page_finish",
        ],
        html_theme="sphinx_book_theme",
    )


def test_the_book_of_this_module_builds_without_a_warning(site: TinyBook) -> None:
    assert (site.status, site.warnings) == (0, "")


def test_no_page_asks_another_host_for_a_script_style_or_image(site: TinyBook) -> None:
    for docname in site.pages:
        soup = site.soup(docname)
        asked = [tag.get("src") for tag in soup.select("script, img, iframe")]
        asked += [tag.get("href") for tag in soup.select("link")]
        assert not [url for url in asked if url and url.startswith(("http:", "https:", "//"))]
        assert "unpkg.com" not in site.pages[docname]


@pytest.mark.parametrize("name", ["index", "search", "genindex"])
def test_every_page_of_the_theme_is_finished(site: TinyBook, name: str) -> None:
    soup = site.soup(name)
    assert not soup.select("i[class*=fa-], span[class*=fa-]")
    assert soup.select("svg.svg-inline--fa path[d]")
    assert not soup.select("script[src*=fontawesome]")
    assert len(soup.select("meta[name=viewport]")) == 1


def test_the_site_does_not_carry_the_font_awesome_script(site: TinyBook) -> None:
    assert (site.output / "_static/scripts/bootstrap.js").is_file()
    assert not list(site.output.glob("_static/scripts/fontawesome*"))


def test_an_icon_that_the_theme_does_not_have_fails_the_build(
    tiny_book: Callable[..., TinyBook],
) -> None:
    raw = '# Page\n\n<i class="fa-solid fa-nosuchicon"></i>\n'
    book = tiny_book(
        {"index.md": raw}, ["workedout_book.site.page_finish"], html_theme="sphinx_book_theme"
    )
    assert book.status == 1
    assert "Font Awesome has no icon 'nosuchicon'" in book.warnings
