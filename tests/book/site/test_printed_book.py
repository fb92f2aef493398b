"""The PDF of the book is offered, and in the site, where it was printed; else it is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_book import TinyBook

EXTENSION = ["workedout_book.site.printed_book"]
PAGES = {"index.md": "# A title\n", "part/one.md": "# Another\n"}


@pytest.fixture
def build(tiny_book: Callable[..., TinyBook], tmp_path: Path) -> Callable[[], TinyBook]:
    return lambda: tiny_book(
        PAGES,
        EXTENSION,
        html_theme="sphinx_book_theme",
        printed_book="made/book.pdf",
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the printed book lies: beside the sources of `tiny_book`."""
    file = tmp_path / "book/made/book.pdf"
    file.parent.mkdir(parents=True)
    return file


def links(book: TinyBook, page: str) -> list[str]:
    found = book.soup(page).select(".dropdown-download-buttons a")
    return [str(link["href"]) for link in found if ".pdf" in str(link["href"])]


def test_without_a_printed_book_no_page_offers_one(build, file: Path) -> None:
    book = build()
    assert [links(book, page) for page in ("index", "part/one")] == [[], []]


def test_every_page_offers_it_as_soon_as_it_is_there_and_no_longer(build, file: Path) -> None:
    build()
    file.write_bytes(b"%PDF")
    book = build()
    assert (book.status, book.warnings) == (0, "")
    assert [links(book, page) for page in ("index", "part/one")] == [["book.pdf"], ["../book.pdf"]]
    assert (book.output / "book.pdf").read_bytes() == b"%PDF"
    file.unlink()
    book = build()
    assert links(book, "part/one") == []
    assert not (book.output / "book.pdf").exists()
