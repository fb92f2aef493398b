"""The ingredients that were seen to be read: which count, how they are named, when they change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workedout_book.execution.page_reads import CHECKOUT, Known, PageReads, Places
from workedout_book.execution.watched_execution import Seen


def put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A checkout with a file, what a build has made in it, and a package outside."""
    for name in (
        "book/book/notes.txt",
        "book/_build/html/page.html",
        "book/.git/index",
        "lib/a.py",
    ):
        put(tmp_path / name, "old")
    return Places(tmp_path / "book", [tmp_path / "lib"], [tmp_path / "book/_build", tmp_path])


COUNTED = {
    "book/book/notes.txt": True,
    "book": True,
    "book/_build/html/page.html": False,
    "book/_building": True,
    "lib/a.py": True,
    "elsewhere/notes.txt": False,
    "bookend": False,
}


@pytest.mark.parametrize(("path", "counts"), COUNTED.items(), ids=COUNTED)
def test_of_two_folders_that_hold_a_path_the_inner_one_decides(
    path: str, counts: bool, places: Places
) -> None:
    assert places.count(places.root.parent / path) is counts


STATES = {
    "file book/notes.txt": "book/notes.txt",
    "file book": "book/more.txt",
    "module at ../lib/a.py": "../lib/a.py",
    "path book/more.txt": "book/more.txt",
    CHECKOUT: "book/more.txt",
}


@pytest.mark.parametrize(("name", "file"), STATES.items(), ids=STATES)
def test_the_state_of_an_ingredient_changes_with_a_file(
    name: str, file: str, places: Places
) -> None:
    before = places.state(name)
    assert places.state(name) == before
    put(places.root / file, "new = 1")
    assert places.state(name) != before


MADE = ["_build/html/page.html", ".git/index", "book/__pycache__/a.pyc"]


@pytest.mark.parametrize("file", MADE)
def test_what_builds_and_tools_make_is_not_of_the_checkout(file: str, places: Places) -> None:
    before = places.state(CHECKOUT)
    put(places.root / file, "new")
    assert places.state(CHECKOUT) == before


def test_a_pipe_is_not_read(places: Places) -> None:
    os.mkfifo(places.root / "pipe")
    assert places.state("file pipe") == "a file"


def test_names_start_from_the_root_with_and_without_links(places: Places, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(places.root)
    linked = Places(tmp_path / "link")
    for root in (tmp_path / "link", places.root):
        assert linked.name("file", root / "book/notes.txt") == "file book/notes.txt"


def test_what_was_seen_is_known_to_the_next_build(places: Places, tmp_path: Path) -> None:
    notes, known = places.root / "book/notes.txt", frozenset([places.root / "book/known.txt"])
    seen = Seen(read=known | {notes}, steady=True)
    first = PageReads(places)
    first.see("page", seen, [], Known(known, frozenset()))
    expected = {"file book/notes.txt": places.state("file book/notes.txt")}
    assert first.states("page", tmp_path) == expected
    assert PageReads(places).states("page", tmp_path) == expected
    assert PageReads(places).states("another page", tmp_path) == {}
