"""The site's own address leads to the book, and says what it is to whoever passes it on."""

from __future__ import annotations

from collections.abc import Callable

from tiny_book import TinyBook

EXTENSIONS = [
    "workedout_book.site.page_meta", "workedout_book.site.social_image",
    "workedout_book.site.start_page",
]  # fmt: skip
FILES = {"book/first.md": "# A book\n\nIt is about one thing.\n"}
ADDRESS = "https://book.example/sub/"

Build = Callable[..., TinyBook]


def test_it_sends_on_to_the_first_page(tiny_book: Build) -> None:
    soup = tiny_book(FILES, EXTENSIONS, root_doc="book/first", html_title="Book").soup()
    assert soup.select_one("meta[http-equiv]")["content"] == "0; url=book/first.html"
    assert soup.select_one("a")["href"] == "book/first.html"
    assert soup.title.text == "Book"


def test_it_is_described_once_and_named_where_the_address_is_known(tiny_book: Build) -> None:
    soup = tiny_book(FILES, EXTENSIONS, root_doc="book/first", html_baseurl=ADDRESS).soup()
    said = [tag["content"] for tag in soup.select('meta[name="description"]')]
    assert said == ["It is about one thing."]
    assert soup.select_one('meta[property="og:url"]')["content"] == ADDRESS
    assert soup.select_one('meta[property="og:image"]')["content"].startswith(ADDRESS)
    assert len(soup.select('meta[name="twitter:card"]')) == 1


def test_without_an_address_it_names_none(tiny_book: Build) -> None:
    soup = tiny_book(FILES, EXTENSIONS, root_doc="book/first").soup()
    assert soup.select('meta[property^="og:"]') == []


def test_a_book_that_begins_there_stays_as_it_is(tiny_book: Build) -> None:
    book = tiny_book({"index.md": "# A book\n\nText.\n"}, EXTENSIONS)
    assert book.soup().h1 is not None
