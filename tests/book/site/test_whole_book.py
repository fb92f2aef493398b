"""The book is built as a whole and as a site; whoever asks for else is told so in one line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_book import make
from tiny_book import COLOUR, ROOT, TinyBook

INDEX = "# A small book\n\n{doc}`Another <other>` page.\n"
OTHER = "# Another page\n\nIt has a formula, $x$.\n"
WHOLE = 'build the whole with jupyter-book build "{book}"'
FORMS = "this book is not built with the builder {name}, but with html, dirhtml, singlehtml, linkch"

# What is built from the book's own folder.
PARTS = {
    "a page": ["book/other.md"],
    "the first page": ["book/index.md"],
    "a page beside the configuration": ["notes.md"],
    "a file that is no page": ["_toc.yml"],
    "the folder of the pages": ["book"],
    "a folder with the book's contents": ["book", "--toc", "_toc.yml"],
}
OTHER_FORMS = {
    "pdfhtml": ["--builder", "pdfhtml"],
    "pdflatex": ["--builder", "pdflatex"],
    "latex": ["--builder", "latex"],
    "json": ["--builder", "custom", "--custom-builder", "json"],
    "gettext": ["--builder", "custom", "--custom-builder", "gettext"],
}
FORMS_OF_THE_BOOK = {
    "the usual one": [],
    "all anew": ["--all"],
    "a folder a page": ["--builder", "dirhtml"],
    "one page": ["--builder", "singlehtml"],
    "by a custom name": ["--builder", "custom", "--custom-builder", "dirhtml"],
    "a folder inside the book": ["--path-output", "inside"],
    "again after that": [],
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book under the project's own configuration."""
    folder = make(tmp_path_factory.mktemp("whole"), {"index": INDEX, "other": OTHER})
    shutil.copy(ROOT / "book/_toc.yml", folder / "book")
    (folder / "notes.md").write_text("# Notes\n", "utf-8")
    return folder


def build(folder: Path, source: str, *options: str) -> tuple[int, list[str]]:
    """Build from a folder, whatever is said to be built: exit status, and lines of output."""
    program = Path(sys.executable).with_name("jupyter-book")
    done = subprocess.run(
        [program, "build", source, *options],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, COLOUR.sub("", done.stdout).splitlines()


def assert_refused(status: int, lines: list[str], reason: str) -> None:
    """One line with the reason ends the output, and nothing before it is a warning or a trace."""
    assert status == 1
    assert reason in lines[-1]
    assert [line for line in lines if "Traceback" in line or "WARNING" in line] == []


@pytest.mark.slow
@pytest.mark.parametrize("arguments", PARTS.values(), ids=PARTS)
def test_a_part_is_refused_with_the_command_for_the_whole(book: Path, arguments) -> None:
    assert_refused(*build(book, *arguments), WHOLE.format(book=book))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "options"), OTHER_FORMS.items(), ids=OTHER_FORMS)
def test_another_form_is_refused_with_what_there_is(book: Path, name: str, options) -> None:
    assert_refused(*build(book, ".", *options), FORMS.format(name=name))


@pytest.mark.slow
@pytest.mark.parametrize("options", FORMS_OF_THE_BOOK.values(), ids=FORMS_OF_THE_BOOK)
def test_each_form_of_the_book_is_built_without_a_warning(book: Path, options) -> None:
    status, lines = build(book, ".", "-W", "-n", "--keep-going", *options)
    assert status == 0, "\n".join(lines)


@pytest.mark.slow
def test_the_book_is_built_from_any_folder(book: Path, tmp_path: Path) -> None:
    status, lines = build(tmp_path, str(book), "-W", "-n", "--keep-going")
    assert status == 0, "\n".join(lines)
    assert [*tmp_path.iterdir()] == []


def test_without_jupyter_book_the_builder_counts(tiny_book) -> None:
    with pytest.raises(SystemExit, match=r"not built with the builder text, but with html$"):
        tiny_book(
            {"index.md": "# A"},
            ["workedout_book.site.whole_book"],
            builder="text",
            whole_book_builders=["html"],
        )


def test_without_a_configured_builder_each_is_one_of_the_book(tiny_book) -> None:
    book: TinyBook = tiny_book(
        {"index.md": "# A"}, ["workedout_book.site.whole_book"], builder="text"
    )
    assert (book.status, book.warnings) == (0, "")
