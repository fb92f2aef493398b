"""The example of the guide for who builds on the book, made from its text, holds and builds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_book import STRICT, built, command, make, replace
from tiny_book import ROOT

GUIDE = (ROOT / ".github/CONTRIBUTING.md").read_text("utf-8")
# A new file: the last path of a paragraph that begins it with "In", and the block that follows.
NEW = re.compile(r"In\s+`([^`\n]+)`:\n\n(`{3,})\w+\n(.*?)^\2$", re.DOTALL | re.MULTILINE)
PAGE = "book/signals/one-unit.md"
INDEX = "# A small book\n\nWith {doc}`signals/one-unit`.\n"
ANSWER = """
from fractions import Fraction
from workedout.exercises.checking import exercise
print(exercise("ex-one-unit-least").verdict(Fraction(1, 8)))
"""


def new_files(guide: str) -> dict[str, str]:
    """The files that the guide has a reader make."""
    return {path: text for path, _, text in NEW.findall(guide)}


def added(start: str) -> str:
    """The block of the guide that begins so."""
    found = re.search(rf"^```\w+\n( *{re.escape(start)}.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    assert found, start
    return found[1]


def made(folder: Path) -> Path:
    """A small book with the chapter, beside a package and extensions with all that it needs."""
    (folder / "book/signals").mkdir(parents=True)
    files = new_files(GUIDE)
    make(folder, {"index": INDEX, "signals/one-unit": files[PAGE]})
    (folder / "book/_extensions").unlink()
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "book/_extensions", folder / "book/_extensions", ignore=unwanted)
    for name in ("tests/book/conftest.py", "tests/book/tiny_book.py", ".pytest.ini", ".ruff.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    rooms = folder / "code/workedout"
    insert(rooms / "experiments/catalogue.py", '        "logic": ("xor",),\n', '"one_unit": (')
    extensions = folder / "book/_extensions/workedout_book/__init__.py"
    insert(extensions, '    "gates.alt_text",\n', '"gates.doubled_words"')
    keys = rooms / "exercises/keys/signals.py"
    replace(keys, "logic, output_errors", "logic, one_unit, output_errors")
    with keys.open("a", encoding="utf-8") as file:
        file.write("\n\n" + added('@key("ex-one-unit-least"'))
    # The other exercises of the book are not here.
    setting = "checked_exercises_keys: code/workedout/exercises/keys"
    replace(folder / "_config.yml", setting, 'checked_exercises_keys: ""')
    return folder


def insert(file: Path, before: str, start: str) -> None:
    """Insert a block of the guide after a line."""
    replace(file, before, before + added(start))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of the example, with its record."""
    folder = made(tmp_path_factory.mktemp("guide") / "book")
    status, output = command(folder, "run", "one-unit")
    assert status == 0, output
    return folder


def ran(folder: Path, *arguments: str) -> str:
    """Run Python with the book's own package, and give what it prints; it must not fail."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "code")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_guide_makes_a_file_in_every_room_that_it_speaks_of() -> None:
    files = new_files(GUIDE)
    assert PAGE in files
    assert len(files) == 8


@pytest.mark.slow
def test_the_record_of_the_example_holds(book: Path) -> None:
    assert command(book, "check", "one-unit") == (0, "one-unit: valid\n")


@pytest.mark.slow
def test_the_key_of_the_example_takes_the_solution(book: Path) -> None:
    assert ran(book, "-c", ANSWER) == "✓ right\n"


@pytest.mark.slow
def test_the_tests_of_the_example_pass(book: Path) -> None:
    tests = [name for name in new_files(GUIDE) if name.startswith("tests/")]
    assert " passed" in ran(book, "-m", "pytest", "-q", *tests)


@pytest.mark.slow
def test_the_files_of_the_example_are_formatted_and_linted(book: Path) -> None:
    files = [name for name in new_files(GUIDE) if name.endswith(".py")]
    ran(book, "-m", "ruff", "check", *files)
    ran(book, "-m", "ruff", "format", "--check", *files)


@pytest.mark.slow
def test_the_chapter_of_the_example_builds_without_a_warning(book: Path, jupyter_book) -> None:
    status, output = built(jupyter_book, book, *STRICT)
    assert status == 0, output[-4000:]
