"""Hints are folds below their exercise, one to three, and each exercise but the first has some."""

from __future__ import annotations

import nbformat
import pytest

EXTENSIONS = ["workedout_book.exercises.hints", "workedout_book.notebooks.notebooks"]
EXERCISE = "```{{exercise}}\n:label: ex-{0}\n\nWhat is {0}?\n```\n\n"
HINTS = ":::{{hints}} ex-{0}\n{1}\n:::\n\n"
TWO = "1. Think of $x$.\n2. Then of *y*.\n"
PAGE = "# A title\n\n" + EXERCISE.format("a") + EXERCISE.format("b") + HINTS.format("b", TWO)
HEAD = "---\njupytext: {text_representation: {extension: .md, format_name: myst}}\n"
HEAD += "kernelspec: {name: python3, display_name: Python 3, language: python}\n---\n"
BROKEN = {
    "no list": (HINTS.format("a", "Think."), "expected a list of one to 3, got 0"),
    "four": (HINTS.format("a", "1. A\n2. B\n3. C\n4. D"), "expected a list of one to 3, got 4"),
    "another label": (HINTS.format("c", TWO), "no exercise has the label 'ex-c'"),
    "twice": (HINTS.format("a", TWO) * 2, "the exercise 'ex-a' has its hints already"),
    "no exercise named": (":::{hints}\n1. A\n:::\n", "1 argument(s) required"),
}


def test_each_hint_is_a_fold_with_its_place_in_its_title(tiny_book) -> None:
    book = tiny_book({"index.md": PAGE}, EXTENSIONS)
    assert book.warnings == ""
    first, second = book.soup().select("details.wo-hint")
    assert [fold.summary.text for fold in (first, second)] == ["Hint 1 of 2", "Hint 2 of 2"]
    assert [fold["id"] for fold in (first, second)] == ["ex-b-hint-1", "ex-b-hint-2"]
    assert first.select_one(".math") is not None
    assert second.em.text == "y"
    assert not first.has_attr("open")


def test_a_single_hint_has_no_number(tiny_book) -> None:
    page = "# A title\n\n" + EXERCISE.format("a") + HINTS.format("a", "- Think.")
    book = tiny_book({"index.md": page}, EXTENSIONS)
    assert [fold.summary.text for fold in book.soup().select("details.wo-hint")] == ["Hint"]


def test_a_notebook_folds_them_too(tiny_book) -> None:
    book = tiny_book({"index.md": HEAD + PAGE + "```{code-cell}\n1 + 1\n```\n"}, EXTENSIONS)
    notebook = nbformat.read(book.output / "notebooks/index.ipynb", as_version=4)
    text = "".join(cell.source for cell in notebook.cells)
    assert "<details><summary>Hint 1 of 2</summary>\n\nThink of $x$." in text


@pytest.mark.parametrize(("text", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_list_of_hints_fails_the_build(text: str, reason: str, tiny_book) -> None:
    book = tiny_book({"index.md": "# A title\n\n" + EXERCISE.format("a") + text}, EXTENSIONS)
    assert book.status != 0
    assert reason in book.warnings


def test_an_exercise_without_a_hint_is_a_warning_where_hints_are_required(tiny_book) -> None:
    page = PAGE + EXERCISE.format("c")
    assert tiny_book({"index.md": page}, EXTENSIONS).warnings == ""
    book = tiny_book({"index.md": page}, EXTENSIONS, hints_required=True)
    assert book.status != 0
    assert "the exercise 'ex-c' has no hint" in book.warnings
    assert "'ex-a'" not in book.warnings  # the first of its page
    assert "'ex-b'" not in book.warnings
