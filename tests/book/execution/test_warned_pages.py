"""A build that warned warns again, and a page without warnings is left alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging as sphinx_logging
from tiny_book import TinyBook

from workedout_book.execution.warned_pages import EVERY_PAGE, page_of, read_pages, write_pages

PAGES = {
    "index.md": "# A book\n\n{any}`other`\n",
    "other.md": "# Other\n\nText.\n",
}
BROKEN = {
    "a reference that does not resolve": ("{any}`nowhere`", "nowhere"),
    "a directive that does not exist": ("```{nothing}\n```", "nothing"),
}


def build(tiny_book: Callable[..., TinyBook], files: dict[str, str], **settings: Any) -> TinyBook:
    return tiny_book(files, extensions=["workedout_book.execution.warned_pages"], **settings)


@pytest.mark.parametrize(("text", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_fails_again_until_it_is_mended(
    text: str, reason: str, tiny_book: Callable[..., TinyBook]
) -> None:
    first = build(tiny_book, PAGES | {"other.md": f"# Other\n\n{text}\n"})
    again = build(tiny_book, {})
    mended = build(tiny_book, {"other.md": PAGES["other.md"]})
    assert [first.status, again.status, mended.status] == [1, 1, 0]
    assert reason in first.warnings
    assert again.warnings == first.warnings


def test_a_suppressed_warning_does_not_count(tiny_book: Callable[..., TinyBook]) -> None:
    files = PAGES | {"other.md": "# Other\n\n### Too deep\n"}
    book = build(tiny_book, files, suppress_warnings=["myst.header"])
    assert book.status == 0
    assert read_pages(book.output.parent / "doctrees" / "warned_pages.txt") == set()


def test_a_warning_of_no_page_counts_for_every_page(
    tiny_book: Callable[..., TinyBook], monkeypatch: pytest.MonkeyPatch
) -> None:
    def warn(self: Sphinx, *args: Any) -> None:
        sphinx_logging.getLogger("somewhere").warning("nobody's fault")
        finish(self, *args)

    finish = Sphinx.build
    monkeypatch.setattr(Sphinx, "build", warn)
    book = build(tiny_book, PAGES)
    assert read_pages(book.output.parent / "doctrees" / "warned_pages.txt") == {EVERY_PAGE}


def test_the_page_is_found_from_every_kind_of_location(tiny_book: Callable[..., TinyBook]) -> None:
    class Environment:
        found_docs = frozenset({"part/page"})

        def path2doc(self, path: str) -> str | None:
            return path.removeprefix("/book/").removesuffix(".md")

    node = nodes.paragraph()
    node.source, node.line = "/book/part/page.md", 3
    locations: list[Any] = ["part/page", ("part/page", 3), node, "/book/part/page.md:3"]
    assert [page_of(location, Environment()) for location in locations] == ["part/page"] * 4
    assert page_of("/book/references.bib:7", Environment()) is None
    assert page_of(None, Environment()) is None


def test_pages_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "pages.txt"
    assert read_pages(path) == set()
    write_pages(path, {"a", "b/c"})
    assert read_pages(path) == {"a", "b/c"}


def test_the_watch_ends_with_the_build(tiny_book: Callable[..., TinyBook]) -> None:
    build(tiny_book, PAGES)
    handlers = logging.getLogger("sphinx").handlers
    assert [type(handler).__name__ for handler in handlers].count("WarnedPages") == 0
