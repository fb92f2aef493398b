"""The link for reports says which section the reader had before the eyes."""

from urllib.parse import parse_qs, urlsplit

import pytest

FILE = """
cff-version: 1.2.0
title: A Package
version: "3"
authors: [{name: A Group}]
preferred-citation: {type: book, title: A Book, authors: [{name: A Group}], year: 2026}
"""
PAGE = (
    "# A title\n"
    + "\nWords.\n" * 40
    + "".join(
        f"\n({name})=\n## {name.title()}\n" + "\nWords.\n" * 40 for name in ("first", "second")
    )
)
FORM = "https://book.example/issues/new"


@pytest.fixture
def page(tmp_path, chromium):
    """The built page, opened from disk; what its links open stays a blank page."""
    from tiny_book import build_book

    files = {"index.md": PAGE, "corrections.md": "# Corrections\n", "CITATION.cff": FILE}
    settings = {"edition_file": "CITATION.cff", "edition_page": "corrections"}
    book = build_book(
        tmp_path,
        files,
        ["workedout_book.site.edition"],
        html_theme="sphinx_book_theme",
        edition_report=FORM,
        **settings,
    )
    with chromium.new_context(viewport={"width": 1280, "height": 600}) as context:
        opened = context.new_page()
        opened.goto((book.output / "index.html").as_uri())
        yield opened


def look_at(page, section: str) -> None:
    """Scroll to a section, at once."""
    place = page.locator(f"#{section}")
    place.evaluate("place => place.scrollIntoView({behavior: 'instant'})")


def reported(page) -> dict[str, str]:
    """What the form is filled in with when a reader follows the link."""
    link = page.locator("a.wo-report").first
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.evaluate("link => link.click()")  # without scrolling to the foot
    asked = parse_qs(urlsplit(link.get_attribute("href")).query)
    return dict(line.split(": ", 1) for line in asked["body"][0].splitlines() if ": " in line)


@pytest.mark.parametrize("section", ["first", "second"])
def test_it_names_the_section_in_view(page, section):
    look_at(page, section)
    said = reported(page)
    assert said["Section"] == f"#{section}"
    assert said["Page"] == "index"


def test_who_reads_on_after_a_report_reports_another_section(page):
    for section in ("second", "first"):
        look_at(page, section)
        assert reported(page)["Section"] == f"#{section}"


def test_at_the_top_it_names_the_page_itself(page):
    assert reported(page)["Section"] == "#a-title"
