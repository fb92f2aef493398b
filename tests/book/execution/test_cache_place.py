"""A book is built wherever it lies, or one line says why it is not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from jupyter_cache.cache import db
from sqlalchemy import create_engine
from tiny_book import TinyBook, build_book

from workedout_book.execution.cache_place import engine_of

PAGE = """---
file_format: mystnb
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---

# A title

```{{code-cell}} python
print("executed", file=open({log!r}, "a"))
6 * 7
```
"""
NAMES = {
    "a percent sign with digits": "a%20b",
    "a percent sign": "100%",
    "a question mark": "why?",
    "settings of a database": "a?mode=memory&b=1",
    "a number sign": "C#",
    "spaces": " two  words ",
    "quotation marks": 'it\'s a "b"',
    "letters beyond ASCII": "Bücher 書",
    "an ampersand": "a&b",
    "a colon": "a:b",
    "brackets": "a[b]{c}*",
    "a backslash": "a\\b",
    "a line break": "a\nb",
}


def build(folder: Path) -> tuple[TinyBook, int]:
    """Build a book of one page in a folder; how often that page has been executed by now."""
    log = folder.parent / "log"
    pages = {"index.md": PAGE.format(log=str(log))}
    settings = {"nb_execution_mode": "cache", "nb_execution_raise_on_error": True}
    book = build_book(
        folder,
        pages,
        ["workedout_book.execution.cache_place", "workedout_book.execution.ahead"],
        **settings,
    )
    return book, log.read_text("utf-8").count("executed")


def assert_built_here_and_once(folder: Path) -> None:
    """The page has its output, the cache lies in the folder, and a second build uses it."""
    for _ in range(2):
        book, executed = build(folder)
        assert (book.status, book.warnings, executed) == (0, "", 1)
        assert "42" in book.soup().text
    assert (folder / ".jupyter_cache/global.db").is_file()
    assert {path.name for path in folder.parent.iterdir()} <= {folder.name, "log", "real"}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_path_may_have(name: str, tmp_path: Path) -> None:
    assert_built_here_and_once(tmp_path / name)


def test_a_path_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert_built_here_and_once(tmp_path / "link")


def make_long(folder: Path) -> Path:
    return folder.joinpath(*["x" * 100] * 6)


def make_undecodable(folder: Path) -> Path:
    return folder / os.fsdecode(b"\xff")


def spoil(folder: Path) -> Path:
    (folder / "a/.jupyter_cache").mkdir(parents=True)
    (folder / "a/.jupyter_cache/global.db").write_text("no database", "utf-8")
    return folder / "a"


# Where the book lies, and what the line says besides the path.
REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a path too long for a database": (make_long, "bytes), move the book"),
    "a path that is no text": (make_undecodable, "is not UTF-8: rename its folders"),
    "a spoilt cache": (spoil, "file is not a database): remove that folder"),
}


@pytest.mark.parametrize(("place", "reason"), REFUSED.values(), ids=REFUSED)
def test_one_line_ends_the_build_at(place, reason: str, tmp_path: Path) -> None:
    folder = place(tmp_path)
    with pytest.raises(SystemExit) as refused:
        build(folder)
    line = str(refused.value.code)
    assert "\n" not in line
    assert reason in line
    assert repr(os.fsencode(folder))[2:-1] in line


def test_the_function_of_the_cache_is_its_own_again_after_the_build(tmp_path: Path) -> None:
    build(tmp_path / "book")
    assert db.create_engine is create_engine


def test_the_path_of_a_database_is_taken_as_it_is() -> None:
    assert engine_of("sqlite:////a%20b?c=d/global.db").url.database == "/a%20b?c=d/global.db"
