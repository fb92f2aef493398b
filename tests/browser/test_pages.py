"""Every page of the built book, at two widths and in both colour schemes."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


def pages() -> list[str]:
    """All pages: those of the table of contents, and those that Sphinx adds."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text())
    chapters = [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]
    return [contents["root"], *chapters, "search", "genindex"]


PAGES = pages()
VIEWS = [(width, scheme) for width in (1280, 375) for scheme in ("light", "dark")]
each_page = pytest.mark.parametrize("name", PAGES)
each_view = pytest.mark.parametrize(
    ("width", "scheme"), VIEWS, ids=[f"{width}-{scheme}" for width, scheme in VIEWS]
)


@pytest.fixture
def seen(visit, address, name, width, scheme):
    return visit(f"{address}/{name}.html", width, scheme)


def test_the_list_of_pages_is_complete(site):
    built = {str(page.relative_to(site))[: -len(".html")] for page in site.rglob("*.html")}
    built = {page for page in built if not page.startswith("_")}
    assert built == {*PAGES, "index"}  # index.html only sends on to the first page


@each_view
@each_page
def test_mathematics_is_rendered(seen):
    assert seen.mathematics == []


@pytest.mark.parametrize("name", ["book/notation", "book/training/depth-width"])
def test_a_page_of_formulas_has_formulas(visit, address, name):
    assert visit(f"{address}/{name}.html", 1280, "light").formulas > 0


@each_view
@each_page
def test_nothing_is_asked_of_another_host(seen):
    assert seen.strangers == []


@each_view
@each_page
def test_no_request_fails(seen):
    assert seen.failures == []


@each_view
@each_page
def test_the_console_is_clean(seen):
    assert seen.console == []


@each_view
@each_page
def test_nothing_sticks_out_on_the_right(seen):
    assert seen.overflow == []


@each_view
@each_page
def test_axe_finds_nothing_serious(seen):
    assert seen.violations == []


@each_view
@each_page
def test_the_page_follows_the_reader_s_colour_scheme(seen, scheme):
    assert seen.scheme == scheme
