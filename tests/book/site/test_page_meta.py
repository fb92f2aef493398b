"""Pages say what they are about, and where they are only if that is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tiny_book import TinyBook

from workedout_book.site.page_meta import MOST, shortened

Build = Callable[..., TinyBook]
PAGE = r"""# A page

:::{note}
Aside.
:::

It is about $\sigma$.
And "quoted" & more.

A second paragraph, after which there are more than enough words for a description of this page.

A third one.

## A section

Not this.
"""
ADDRESS = "https://book.example/sub/"


def described(book: TinyBook, page: str = "index") -> str | None:
    tag = book.soup(page).select_one('meta[name="description"]')
    return str(tag["content"]) if tag else None


def test_a_page_is_described_by_the_sentences_it_begins_with(tiny_book: Build) -> None:
    assert described(tiny_book({"index.md": PAGE}, ["workedout_book.site.page_meta"])) == (
        "It is about σ. And “quoted” & more. A second paragraph, "
        "after which there are more than enough words for a description of this page."
    )


def test_a_page_may_say_itself_what_it_is_about(tiny_book: Build) -> None:
    book = tiny_book(
        {"index.md": "---\ndescription: Mine.\n---\n# A\n\nText.\n"},
        ["workedout_book.site.page_meta"],
    )
    assert described(book) == "Mine."


def test_a_page_without_text_is_described_by_its_title_and_the_book_s(tiny_book: Build) -> None:
    book = tiny_book(
        {"index.md": "# A\n\n- one\n"}, ["workedout_book.site.page_meta"], html_title="Book"
    )
    assert described(book) == "A, in Book"
    assert described(book, "genindex") == "Index, in Book"


@pytest.mark.parametrize("page", ["search", "genindex", "404", "index"])
def test_a_page_of_no_chapter_has_a_description_too(site, page: str) -> None:
    assert 'name="description"' in (site / f"{page}.html").read_text("utf-8")


SHORTENED = {
    "what fits": ("One. Two.", "One. Two."),
    "whole sentences": ("One. " + "x" * MOST + ".", "One."),
    "a sentence that is too long": ("word " * MOST, "word " * 39 + "…"),
}


@pytest.mark.parametrize(("text", "short"), SHORTENED.values(), ids=SHORTENED)
def test_a_text_is_shortened_to_what_is_shown(text: str, short: str) -> None:
    assert shortened(text) == short
    assert len(short) <= MOST


def test_without_an_address_nothing_says_where_the_site_is(tiny_book: Build) -> None:
    book = tiny_book({"index.md": PAGE}, ["workedout_book.site.page_meta"])
    assert book.soup().select('meta[property^="og:"], link[rel="canonical"]') == []
    assert not (book.output / "sitemap.xml").exists()


def test_with_an_address_pages_and_sitemap_name_it(tiny_book: Build) -> None:
    book = tiny_book(
        {"index.md": PAGE, "sub/b.md": "# B\n"},
        ["workedout_book.site.page_meta"],
        html_baseurl=ADDRESS,
    )
    soup = book.soup()
    assert soup.select_one('link[rel="canonical"]')["href"] == f"{ADDRESS}index.html"
    assert soup.select_one('meta[property="og:url"]')["content"] == f"{ADDRESS}index.html"
    assert soup.select_one('meta[property="og:title"]')["content"] == "A page"
    assert soup.select('meta[property="og:image"]') == []
    sitemap = (book.output / "sitemap.xml").read_text("utf-8")
    for page in ("index", "sub/b"):
        assert f"<loc>{ADDRESS}{page}.html</loc>" in sitemap
    assert sitemap.count("<loc>") == 2


def test_a_sitemap_goes_when_the_address_is_taken_away(tiny_book: Build) -> None:
    tiny_book({"index.md": PAGE}, ["workedout_book.site.page_meta"], html_baseurl=ADDRESS)
    assert not (tiny_book({}, ["workedout_book.site.page_meta"]).output / "sitemap.xml").exists()
