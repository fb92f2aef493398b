"""Builds that share a folder follow one another, and none is left waiting by one that is gone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tiny_book import EXTENSIONS

from workedout_book.execution.one_at_a_time import lock_of

CONFIG = """
title: A book
execute: {{execute_notebooks: cache}}
sphinx:
  local_extensions: {extensions}
"""
WAITS = "another build is at work in"
# A page that says when it is executed, and is then at work until a file is there.
PAGE = """---
file_format: mystnb
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---

# A title

```{{code-cell}} python
import time
from pathlib import Path

with open({log!r}, "a") as log:
    print("executed", file=log)
while not Path({end!r}).exists():
    time.sleep(0.05)
print("the", "output")
```
"""


class Book:
    """A book whose one page is at work for as long as it is wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log, self.end = folder / "book", folder / "log", folder / "end"
        self.folder.mkdir()
        names = [
            "workedout_book.execution.one_at_a_time",
            "workedout_book.execution.outputs",
            "workedout_book.notebooks.notebooks",
        ]
        extensions = json.dumps(dict.fromkeys(names, str(EXTENSIONS)))
        (self.folder / "_config.yml").write_text(CONFIG.format(extensions=extensions), "utf-8")
        (self.folder / "_toc.yml").write_text("format: jb-book\nroot: index\n", "utf-8")
        page = PAGE.format(log=str(self.log), end=str(self.end))
        (self.folder / "index.md").write_text(page, "utf-8")
        self.begun: list[subprocess.Popen[str]] = []

    def begin(self, *options: str) -> subprocess.Popen[str]:
        """Begin a build in a process group of its own."""
        program = Path(sys.executable).with_name("jupyter-book")
        self.begun.append(
            subprocess.Popen(
                [program, "build", ".", "-W", "--keep-going", *options],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=(self.folder / f"output{len(self.begun)}").open("w", encoding="utf-8"),
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                start_new_session=True,
            )
        )
        return self.begun[-1]

    def output(self, number: int) -> str:
        """What a build has printed."""
        return (self.folder / f"output{number}").read_text("utf-8")

    def executions(self) -> int:
        """How often the page was begun."""
        return self.log.read_text("utf-8").count("executed") if self.log.exists() else 0


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """The book; no build of it is left at work."""
    made = Book(tmp_path)
    yield made
    made.end.touch()
    for process in made.begun:
        process.kill()
        process.wait()


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, a minute at most."""
    end = time.monotonic() + 60
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    assert condition()


@pytest.mark.slow
def test_a_second_build_says_that_it_waits_and_both_end_well(book: Book) -> None:
    first = book.begin()
    until(lambda: book.executions() == 1)
    second = book.begin()
    until(lambda: WAITS in book.output(1))
    book.end.touch()
    assert [first.wait(120), second.wait(120)] == [0, 0], book.output(0) + book.output(1)
    assert book.executions() == 1
    assert "the output" in (book.folder / "_build/html/index.html").read_text("utf-8")
    assert WAITS not in book.output(0)


@pytest.mark.slow
def test_a_build_as_one_page_waits_too(book: Book) -> None:
    book.begin()
    until(lambda: book.executions() == 1)
    book.begin("--builder", "singlehtml")
    until(lambda: WAITS in book.output(1))


@pytest.mark.slow
def test_a_build_into_another_folder_does_not_wait(book: Book, tmp_path: Path) -> None:
    book.begin()
    until(lambda: book.executions() == 1)
    book.begin("--path-output", str(tmp_path / "elsewhere"))
    until(lambda: book.executions() == 2)
    assert WAITS not in book.output(1)


@pytest.mark.slow
def test_a_build_that_was_killed_keeps_nobody_waiting(book: Book) -> None:
    first = book.begin()
    until(lambda: book.executions() == 1)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    book.end.touch()
    assert book.begin().wait(120) == 0, book.output(1)
    assert WAITS not in book.output(1)


LOOK = """---
file_format: mystnb
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---

# A title

```{{code-cell}} python
from filelock import FileLock, Timeout

try:
    FileLock({lock!r}).acquire(blocking=False)
except Timeout:
    print("held", "by the build")
```
"""


def test_the_lock_is_held_while_a_build_goes_on_and_not_after(tiny_book, tmp_path: Path) -> None:
    lock = lock_of(tmp_path / "doctrees")
    page = LOOK.format(lock=lock.lock_file)
    book = tiny_book(
        {"index.md": page}, ["workedout_book.execution.one_at_a_time"], nb_execution_mode="force"
    )
    assert (book.status, book.warnings) == (0, "")
    assert "held by the build" in book.soup().text
    lock.acquire(blocking=False)
    assert lock.is_locked
    lock.release()


def test_where_nothing_can_be_written_one_line_says_so(tiny_book, tmp_path: Path) -> None:
    (tmp_path / "doctrees.lock").mkdir()
    with pytest.raises(SystemExit) as refused:
        tiny_book({"index.md": "# A title"}, ["workedout_book.execution.one_at_a_time"])
    line = str(refused.value.code)
    assert line.startswith(f"nothing can be written into {tmp_path} (Is a directory): ")
    assert "\n" not in line
