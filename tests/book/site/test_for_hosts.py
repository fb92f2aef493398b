"""The site says to hosts and crawlers what they ask, and its address only where it is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tiny_book import TinyBook

EXTENSION = ["workedout_book.site.for_hosts"]
ADDRESS = "https://book.example/sub/"
LIST = "Sitemap: https://book.example/sub/sitemap.xml"

Build = Callable[..., TinyBook]


@pytest.mark.parametrize("address", ["", ADDRESS], ids=["unknown", "known"])
def test_robots_may_read_all_and_are_told_the_list_where_it_is(
    tiny_book: Build, address: str
) -> None:
    book = tiny_book({"index.md": "# A"}, EXTENSION, html_baseurl=address)
    lines = (book.output / "robots.txt").read_text("utf-8").splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert (LIST in lines) == bool(address)


def test_folders_with_an_underscore_are_published(tiny_book: Build) -> None:
    assert (tiny_book({"index.md": "# A"}, EXTENSION).output / ".nojekyll").read_bytes() == b""


def test_no_other_builder_writes_them(tiny_book: Build) -> None:
    book = tiny_book({"index.md": "# A"}, EXTENSION, builder="pseudoxml")
    assert not (book.output / "robots.txt").exists()


def test_the_book_has_both(site) -> None:
    assert (site / "robots.txt").is_file()
    assert (site / ".nojekyll").is_file()
