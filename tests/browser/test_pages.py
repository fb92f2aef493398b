"""Every page of the built book on a phone; each kind of page at two widths, in both schemes.

The week's run (WORKEDOUT_WEEKLY=1) looks at every page in every way.
"""

import os
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


def pages() -> list[str]:
    """All pages: those of the table of contents, and those that Sphinx adds."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    chapters = [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]
    return [contents["root"], *chapters, "search", "genindex"]


PAGES = pages()
VIEWS = [(width, scheme) for width in (1280, 375) for scheme in ("light", "dark")]
# One page of each kind: a list of pages, a chapter with folded cells, figures and tables, a
# stepped diagram, the playground, the digits lab, a page made by an extension, the glossary, a page
# of Sphinx's.
KINDS = {
    "book/index",
    "book/training/depth-width",
    "book/signals/backpropagation",
    "book/signals/playground",
    "book/training/lab",
    "book/back/checked",
    "book/back/glossary",
    "search",
}


def looks() -> list[tuple[str, int, str]]:
    """Which page is looked at how: on a phone in one scheme or the other, unless all is asked."""
    everything = os.environ.get("WORKEDOUT_WEEKLY") == "1"
    found = []
    for place, name in enumerate(PAGES):
        once = [(375, ("light", "dark")[place % 2])]
        views = VIEWS if everything or name in KINDS else once
        found += [(name, *view) for view in views]
    return found


each_look = pytest.mark.parametrize(
    ("name", "width", "scheme"), looks(), ids=["-".join(map(str, look)) for look in looks()]
)


@pytest.fixture
def seen(visit, address, name, width, scheme):
    return visit(f"{address}/{name}.html", width, scheme)


def test_the_list_of_pages_is_complete(site):
    built = {str(page.relative_to(site))[: -len(".html")] for page in site.rglob("*.html")}
    built = {page for page in built if not page.startswith("_")}
    # index.html only sends on to the first page; test_not_found.py looks at the page for the lost.
    assert built == {*PAGES, "index", "404"}


def test_each_kind_of_page_is_one_of_the_book():
    assert set(PAGES) >= KINDS


@each_look
def test_mathematics_is_rendered(seen):
    assert seen.mathematics == []


@pytest.mark.parametrize("name", ["book/notation", "book/training/depth-width"])
def test_a_page_of_formulas_has_formulas(visit, address, name):
    assert visit(f"{address}/{name}.html", 1280, "light").formulas > 0


@each_look
def test_nothing_is_asked_of_another_host(seen):
    assert seen.strangers == []


@each_look
def test_no_request_fails(seen):
    assert seen.failures == []


@each_look
def test_the_console_is_clean(seen):
    assert seen.console == []


@each_look
def test_nothing_sticks_out_on_the_right(seen):
    assert seen.overflow == []


@each_look
def test_axe_finds_nothing_serious(seen):
    assert seen.violations == []


@each_look
def test_the_page_follows_the_reader_s_colour_scheme(seen, scheme):
    assert seen.scheme == scheme
