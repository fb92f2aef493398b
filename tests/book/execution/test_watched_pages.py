"""What the cells of a page read, list, look for or run counts, however they come to it.

All the cases are pages of one book. It is built; built again with nothing changed; then with a
change for each case; and then with all of it undone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from reading_cases import CASES, NOTES, PACKAGE, UNMOVED, Case, Text
from tiny_book import TinyBook, build_book

PAGE = """---
file_format: mystnb
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---

# {name}

```{{code-cell}} python
print("{name}", file=open({log!r}, "a"))
```

```{{code-cell}} python
{code}
```
"""


def slug(name: str) -> str:
    return name.replace(" ", "_").replace("'", "")


def put(file: Path, text: Text) -> None:
    """Write a file, or have none there."""
    if text is None:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


class ReadingBook:
    """A book with a page for each case, in a folder of its own; `log` counts executions."""

    def __init__(self, folder: Path, cases: Mapping[str, Case]) -> None:
        self.folder, self.cases, self.log = folder, cases, folder / "log"
        self.package = folder / "book/lib/fakebook"
        for name, text in PACKAGE.items():
            put(self.package / name, text)
        put(folder / "book/index.md", "# A book\n")
        for name, case in cases.items():
            page = PAGE.format(name=slug(name), log=str(self.log), code=case.code)
            put(self.place(name) / "page.md", page)
            (self.place(name) / "link").symlink_to("notes.txt")

    def place(self, name: str) -> Path:
        """The folder of a page."""
        return self.folder / "book" / slug(name)

    def put_files(self, at: int) -> None:
        """Put every file of the cases into its state before (0) or after (1)."""
        for name, case in self.cases.items():
            for file, states in case.files.items():
                put(self.place(name) / file, states[at])
            for file, texts in case.package.items():
                put(self.package / file, texts[at])

    def build(self) -> Build:
        """Build it."""
        self.log.write_text("", "utf-8")
        book = build_book(
            self.folder,
            {},
            [
                "workedout_book.execution.key",
                "workedout_book.execution.ahead",
                "workedout_book.execution.outputs",
            ],
            nb_execution_mode="cache",
            nb_execution_raise_on_error=True,
            nb_execution_timeout=120,
            execution_key_packages=["fakebook"],
        )
        assert (book.status, book.warnings) == (0, "")
        return Build(book, sorted(self.log.read_text("utf-8").split()))


@dataclass(frozen=True)
class Build:
    """What came out of a build, and the pages that were executed."""

    book: TinyBook
    executed: list[str]

    def output(self, name: str) -> str:
        """What the last cell of a page shows, in small letters."""
        return self.book.soup(f"{slug(name)}/page").select(".cell")[-1].get_text().lower()


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., ReadingBook]]:
    """Make a book whose package can be imported."""
    with pytest.MonkeyPatch.context() as patch:

        def made(cases: Mapping[str, Case]) -> ReadingBook:
            book = ReadingBook(tmp_path_factory.mktemp("reading"), cases)
            patch.setattr(sys, "path", [str(book.package.parent), *sys.path])
            patch.setenv("PYTHONPATH", str(book.package.parent))
            book.put_files(0)
            return book

        yield made


@pytest.fixture(scope="module")
def builds(make: Callable[..., ReadingBook]) -> list[Build]:
    """A first build, one with nothing changed, one with all changes, and one with them undone."""
    book = make(CASES)
    found = [book.build(), book.build()]
    for state in (1, 0):
        book.put_files(state)
        found.append(book.build())
    return found


@pytest.mark.slow
def test_every_page_is_executed_once_and_then_no_more(builds: list[Build]) -> None:
    assert builds[0].executed == sorted(map(slug, CASES))
    assert builds[1].executed == []


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_change_counts_that_reaches_the_page_by(name: str, builds: list[Build]) -> None:
    before, _, after, _ = builds
    assert "old" in before.output(name)
    assert slug(name) in after.executed
    assert "new" in after.output(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_undoing_the_change_finds_the_old_outputs(name: str, builds: list[Build]) -> None:
    assert slug(name) not in builds[3].executed
    assert "old" in builds[3].output(name)


@pytest.mark.slow
def test_what_a_page_has_not_read_executes_none(make: Callable[..., ReadingBook]) -> None:
    book = make(UNMOVED)
    first = book.build()
    book.put_files(1)
    assert (first.executed, book.build().executed) == (sorted(map(slug, UNMOVED)), [])


WAITING = """\
from pathlib import Path
from time import sleep
text = Path("notes.txt").read_text()
Path({begun!r}).touch()
while not Path({end!r}).exists():
    sleep(0.05)
text
"""


@pytest.mark.slow
def test_a_file_that_changes_while_the_page_is_executed_is_read_at_the_next_build(
    make: Callable[..., ReadingBook], tmp_path: Path
) -> None:
    begun, end = tmp_path / "begun", tmp_path / "end"
    book = make({"waiting": Case(WAITING.format(begun=str(begun), end=str(end)), NOTES)})

    def change_meanwhile() -> None:
        while not begun.exists():
            sleep(0.05)
        book.put_files(1)
        end.touch()

    Thread(target=change_meanwhile, daemon=True).start()
    builds = [book.build() for _ in range(3)]
    assert [build.executed for build in builds] == [["waiting"], ["waiting"], []]
    assert ["old" in builds[0].output("waiting"), "new" in builds[2].output("waiting")] == [
        True
    ] * 2


@pytest.mark.slow
def test_pages_of_equal_cells_in_two_folders_read_their_own_files(tiny_book) -> None:
    cell = "open('no' + 'tes.txt').read()"
    page = PAGE.format(name="equal", log=os.devnull, code=cell)
    files = {"index.md": "# A book\n"}
    for folder in ("left", "right"):
        files |= {f"{folder}/page.md": page, f"{folder}/notes.txt": f"of the {folder}"}
    book = tiny_book(files, ["workedout_book.execution.key"], nb_execution_mode="cache")
    for folder in ("left", "right"):
        assert f"of the {folder}" in book.soup(f"{folder}/page").get_text()
