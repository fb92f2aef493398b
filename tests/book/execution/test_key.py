"""A page is executed when something that its cells use has changed, and at no other time."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tiny_book import TinyBook, build_book

from workedout_book.execution.key import combined_key

HEAD = """---
file_format: mystnb
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---

# {title}

Some prose.

```{{code-cell}}
print("{title}", file=open({counter!r}, "a"))
```

```{{code-cell}}
{cell}
```
"""
CELLS = {
    "alpha": 'from fakebook import front\nfront.answer(), "first"',
    "beta": 'import fakebook.other as other\nother.answer(), "second"',
    "gamma": "2 + 2",
    "omega": '"*th", "f*"',
    "sigma": 'import os\nos.environ.get("FAKEBOOK_LEVEL")',
}
PACKAGE = {
    "__init__.py": "",
    "front.py": ("def answer():\n    from .deep import loop\n    return loop.double(21)\n",),
    "deep/__init__.py": "",
    "deep/loop.py": '"""A loop."""\n\ndef double(x):\n    return x + x  # twice\n',
    "other.py": "def answer():\n    return 1 + 1\n",
    "recorded/first.json": '{"accuracy": 98}',
    "pocket/digits": "0123456789",
}
PACKAGE = {name: "".join(text) for name, text in PACKAGE.items()}

# What is changed (file -> text before -> text after, or None for a new file), and which pages
# are executed then.
RENAMED = {
    "front.py": ("loop.double", "loop.twice"),
    "deep/loop.py": ("def double", "def twice"),
}
MOVED = {
    "front.py": ("from .deep import loop\n    return loop", "from . import more\n    return more"),
    "more.py": (None, "def double(x):\n    return x + x\n"),
}
CHANGES: dict[str, tuple[Mapping[str, tuple[str | None, str]], list[str]]] = {
    "nothing": ({}, []),
    "prose": ({"alpha.md": ("Some prose.", "Other prose.")}, []),
    "a code cell": ({"alpha.md": ("front.answer()", "front.answer() + 1")}, ["alpha"]),
    "a comment": ({"deep/loop.py": ("# twice", "# two times")}, []),
    "a docstring": ({"deep/loop.py": ("A loop.", "A better loop.")}, []),
    "a function renamed": (RENAMED, ["alpha"]),
    "a function moved": (MOVED, ["alpha"]),
    "an operator": ({"other.py": ("1 + 1", "1 - 1")}, ["beta"]),
    "an operator further down": ({"deep/loop.py": ("x + x", "x * x")}, ["alpha"]),
    "the package itself": ({"__init__.py": ("", "VERSION = 2\n")}, ["alpha", "beta"]),
    "a record": ({"recorded/first.json": ("98", "99")}, ["alpha", "omega"]),
    "arrays beside a record": ({"recorded/first.safetensors": (None, "0")}, ["alpha", "omega"]),
    "a record for the first time": ({"recorded/second.json": (None, "{}")}, ["beta"]),
    "a record of no page": ({"recorded/third.json": (None, "{}")}, []),
    "a record that a pattern matches": ({"recorded/fourth.json": (None, "{}")}, ["omega"]),
    "a data file": ({"pocket/digits": ("9", "8")}, ["beta"]),
}


@dataclass
class CountingBook:
    """A book of a few pages, each of which says in a file outside when it is executed."""

    folder: Path
    package: Path
    counter: Path

    def build(self, **settings: object) -> tuple[TinyBook, list[str]]:
        """Build it; return what came out, and the pages that were executed."""
        self.counter.write_text("", "utf-8")
        settings = {
            "nb_execution_mode": "cache",
            "nb_execution_raise_on_error": True,
            "execution_key_packages": ["fakebook"],
            "execution_key_data": {"fakebook.other": "pocket/*"},
            **settings,
        }
        book = build_book(
            self.folder,
            {},
            extensions=[
                "workedout_book.execution.key",
                "workedout_book.execution.environment",
                "workedout_book.execution.warned_pages",
            ],
            **settings,
        )
        return book, sorted(self.counter.read_text("utf-8").split())

    def path(self, name: str) -> Path:
        """Where a page or a file of the package lies."""
        return (self.folder / "book" if name.endswith(".md") else self.package) / name

    @contextmanager
    def changed(self, changes: Mapping[str, tuple[str | None, str]]) -> Iterator[None]:
        """Change some files, and change them back."""
        before = {
            name: self.path(name).read_text("utf-8") for name in changes if self.path(name).exists()
        }
        for name, (old, new) in changes.items():
            text = before.get(name, "")
            assert old is None or old in text
            self.path(name).write_text(new if not old else text.replace(old, new), "utf-8")
        try:
            yield
        finally:
            for name in changes:
                if name in before:
                    self.path(name).write_text(before[name], "utf-8")
                else:
                    self.path(name).unlink()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountingBook]:
    """The book, built once."""
    folder = tmp_path_factory.mktemp("counting")
    book = CountingBook(folder, folder / "lib" / "fakebook", folder / "counter")
    for name, text in PACKAGE.items():
        book.path(name).parent.mkdir(parents=True, exist_ok=True)
        book.path(name).write_text(text, "utf-8")
    pages = {
        f"{title}.md": HEAD.format(title=title, counter=str(book.counter), cell=cell)
        for title, cell in CELLS.items()
    }
    pages["index.md"] = "# A book\n"
    for name, text in pages.items():
        book.path(name).parent.mkdir(exist_ok=True)
        book.path(name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder / "lib")
        patch.setenv("PYTHONPATH", str(folder / "lib"))
        built, executed = book.build()
        assert (built.status, built.warnings) == (0, "")
        assert executed == sorted(CELLS)
        yield book


@pytest.mark.parametrize(("changes", "expected"), CHANGES.values(), ids=CHANGES)
def test_a_change_executes_the_pages_that_depend_on_it_and_only_those(
    book: CountingBook, changes: Mapping[str, tuple[str | None, str]], expected: list[str]
) -> None:
    # What the last case undid is read again as well, from the cache.
    with book.changed(changes):
        built, executed = book.build()
    assert (built.status, executed) == (0, expected)


def test_undoing_a_change_finds_the_old_outputs(book: CountingBook) -> None:
    with book.changed({"other.py": ("1 + 1", "1 + 2")}):
        changed, executed = book.build()
    undone, executed_again = book.build()
    assert (executed, executed_again) == (["beta"], [])
    assert "(3, 'second')" in changed.soup("beta").get_text()
    assert "(2, 'second')" in undone.soup("beta").get_text()


def test_another_version_of_a_library_executes_every_page(book: CountingBook) -> None:
    _, executed = book.build(execution_key_versions=["numpy"])
    assert executed == sorted(CELLS)


def test_a_variable_of_a_package_executes_the_pages_that_name_it(
    book: CountingBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKEBOOK_LEVEL", "3")
    changed, executed = book.build()
    assert (executed, "'3'" in changed.soup("sigma").get_text()) == (["sigma"], True)
    monkeypatch.setenv("FAKEBOOK_OTHER", "4")
    assert book.build()[1] == []


def test_another_environment_for_all_executes_every_page(book: CountingBook) -> None:
    _, executed = book.build(kernel_environment={"OMP_NUM_THREADS": "2"})
    assert executed == sorted(CELLS)


def test_a_cell_that_fails_fails_again_when_nothing_has_changed(book: CountingBook) -> None:
    with book.changed({"other.py": ("1 + 1", "1 / 0")}):
        for _ in range(2):
            with pytest.raises(Exception, match=r"beta\.md"):
                book.build()


def test_a_cell_that_fails_is_a_warning_each_time_where_it_does_not_stop_the_build(
    book: CountingBook,
) -> None:
    with book.changed({"other.py": ("1 + 1", "2 / 0")}):
        for _ in range(2):
            built, executed = book.build(nb_execution_raise_on_error=False)
            assert built.status == 1
            assert "CellExecutionError" in built.warnings
            assert executed == ["beta"]


def test_the_key_depends_on_the_cells_and_on_each_ingredient() -> None:
    keys = {
        combined_key("cells", {}),
        combined_key("other cells", {}),
        combined_key("cells", {"module a": "1"}),
        combined_key("cells", {"module a": "2"}),
        combined_key("cells", {"module b": "1"}),
    }
    assert len(keys) == 5


CONFIG = """
title: A book
execute: {{execute_notebooks: cache}}
sphinx:
  local_extensions: {extensions}
  config:
    nb_execution_raise_on_error: true
    execution_key_packages: [fakebook]
    kernel_environment: {{FAKE_BUILD: "1"}}
    kernel_environment_unset: [FAKE_DATA]
"""
TELL = "import os\nos.environ.get('FAKE_BUILD'), os.environ.get('FAKE_DATA')"


@pytest.mark.slow
def test_a_second_jupyter_book_build_executes_nothing_and_kernels_are_quiet(
    tmp_path: Path, jupyter_book: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = tmp_path / "counter"
    extensions = str(Path(__file__).parents[3] / "book" / "_extensions")
    names = [
        "workedout_book.execution.key",
        "workedout_book.execution.environment",
        "workedout_book.execution.warned_pages",
    ]
    source = tmp_path / "book"
    source.mkdir()
    local = json.dumps(dict.fromkeys(names, extensions))
    (source / "_config.yml").write_text(CONFIG.format(extensions=local), "utf-8")
    (source / "_toc.yml").write_text("format: jb-book\nroot: index\n", "utf-8")
    page = HEAD.format(title="index", counter=str(counter), cell=TELL)
    (source / "index.md").write_text(page, "utf-8")
    monkeypatch.setenv("FAKE_DATA", "/somewhere")
    first = jupyter_book(source, "-W", "-n", "--keep-going")
    second = jupyter_book(source, "-W", "-n", "--keep-going")
    assert (first.returncode, second.returncode) == (0, 0), first.stdout + second.stdout
    assert counter.read_text("utf-8").split() == ["index"]
    assert "('1', None)" in (source / "_build/html/index.html").read_text("utf-8").replace(
        "&#39;", "'"
    )
    assert "TCP" not in first.stdout
    assert os.environ["FAKE_DATA"] == "/somewhere"
