"""Script and style of stepped diagrams, on the pages that have one and on no other."""

import pytest
from tiny_book import build_book

from workedout_book.interactive.stepper import has_diagram

RAW = "```{raw} html\n<div class='wo-stepper' role='group'></div>\n```\n"
PAGES = {"index.md": f"# With\n\n{RAW}", "other.md": "# Without\n\n`<div class='wo-stepper'>`\n"}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return build_book(
        tmp_path_factory.mktemp("stepped"), PAGES, ["workedout_book.interactive.stepper"]
    )


def assets(book, page):
    soup = book.soup(page)
    scripts = [tag.get("src", "").split("?")[0] for tag in soup.find_all("script")]
    styles = [tag.get("href", "").split("?")[0] for tag in soup.find_all("link")]
    return [name.rsplit("/")[-1] for name in scripts + styles]


def test_the_book_builds_without_a_warning(book):
    assert book.warnings == ""


def test_a_page_with_a_diagram_has_script_and_style(book):
    assert {"stepper.js", "stepper.css"} <= set(assets(book, "index"))


def test_another_page_has_neither(book):
    assert not {"stepper.js", "stepper.css"} & set(assets(book, "other"))


def test_the_source_of_a_diagram_is_none():
    assert has_diagram('<p></p><div class="wo-stepper" role="group">')
    assert not has_diagram("&lt;div class='wo-stepper'&gt;")
