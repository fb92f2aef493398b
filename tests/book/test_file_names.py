"""Every file of the book and of its site has a name that every system can give it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest
from tiny_book import ROOT

from workedout.experiments.catalogue import QUESTIONS

SOURCES = ["book", "code", "tests", ".ci", ".github"]
MADE = {"__pycache__", ".journal", ".ipynb_checkpoints"}
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
REFUSED = re.compile(r'[<>:"|?*\\\x00-\x1f]|[ .]$')
# Windows refuses 260 characters; this leaves room for the folder that the book lies in.
LONGEST = 150


def faults(names: Iterable[str]) -> list[str]:
    """What some system would refuse of these paths, relative and with `/` between their parts."""
    names = list(names)
    found = [f"{name}: longer than {LONGEST}" for name in names if len(name) > LONGEST]
    for name in names:
        for part in PurePosixPath(name).parts:
            if RESERVED.fullmatch(part) or REFUSED.search(part) or not part.isascii():
                found.append(f"{name}: {part!r}")
    # A folder counts as often as it is spelled, so that `A/x` and `a/y` are found as well.
    spelled = {
        str(p) for name in names for p in [PurePosixPath(name), *PurePosixPath(name).parents]
    }
    lower = Counter(each.lower() for each in spelled)
    return found + [f"{name}: {count} spellings" for name, count in lower.items() if count > 1]


def files_in(folder: Path) -> list[str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    named = (file.relative_to(folder.parent).as_posix() for file in files)
    return [name for name in named if not MADE & set(PurePosixPath(name).parts)]


def test_every_system_can_have_the_files_of_the_book() -> None:
    names = [name for folder in SOURCES for name in files_in(ROOT / folder)]
    assert len(names) > 400
    assert faults(names) == []


def test_every_system_can_have_the_files_of_the_records() -> None:
    assert faults(f"{name}.json" for name in QUESTIONS) == []


def test_every_system_can_have_the_files_of_the_site(site: Path) -> None:
    assert faults(files_in(site)) == []


@pytest.mark.parametrize(
    "names",
    [
        ["a/nul.md"],
        ["COM1"],
        ["a/aux/b.md"],
        ["what?.md"],
        ["a:b.md"],
        ["a \\ b.md"],
        ["a./b.md"],
        ["a .md /b"],
        ["é.md"],
        ["a" * (LONGEST + 1)],
        ["a/Read.md", "a/read.md"],
        ["Folder/a.md", "folder/b.md"],
    ],
    ids=lambda names: names[0][:20],
)
def test_a_name_that_some_system_refuses_is_found(names: list[str]) -> None:
    assert len(faults(names)) == 1


@pytest.mark.parametrize("name", ["a/console.md", "null.md", "com.md", ".hidden/a.b.c", "lpt10.md"])
def test_a_name_that_every_system_takes_is_let_pass(name: str) -> None:
    assert faults([name]) == []
