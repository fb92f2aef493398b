"""The steps of a right answer stand in a fold with boxes; a build without solutions has none."""

from __future__ import annotations

import nbformat
import pytest

from workedout_book.exercises.solution_reader import without_solutions

EXTENSIONS = [
    "workedout_book.exercises.answer_steps",
    "workedout_book.exercises.hidden_solutions",
    "workedout_book.notebooks.notebooks",
]
HEAD = "---\njupytext: {text_representation: {extension: .md, format_name: myst}}\n"
HEAD += "kernelspec: {name: python3, display_name: Python 3, language: python}\n---\n"
EXERCISE = "```{exercise}\n:label: ex-a\n\nWhy?\n```\n\n"
STEPS = ":::{{answer-steps}} ex-{0}\n- First $x$.\n- Then secretly.\n:::\n\n"
PAGE = f"{HEAD}# A title\n\n{EXERCISE}{STEPS.format('a')}```{{code-cell}}\n1 + 1\n```\n\nAfter.\n"
BROKEN = {
    "no list": (":::{answer-steps} ex-a\nFirst.\n:::\n", "expected a list of 2 or more"),
    "one": (":::{answer-steps} ex-a\n- First.\n:::\n", "expected a list of 2 or more"),
    "another label": (STEPS.format("b"), "no exercise has the label 'ex-b'"),
    "twice": (STEPS.format("a") * 2, "the exercise 'ex-a' has its answer-steps already"),
}


def test_each_step_has_a_box_that_its_text_names(tiny_book) -> None:
    book = tiny_book({"index.md": PAGE}, EXTENSIONS)
    assert book.warnings == ""
    fold = book.soup().select_one("details.wo-steps")
    assert fold["id"] == "ex-a-steps"
    assert not fold.has_attr("open")
    boxes = fold.select("li > input[type=checkbox]")
    texts = [fold.find(id=box["aria-labelledby"]) for box in boxes]
    assert [text.text.split()[0] for text in texts] == ["First", "Then"]
    assert texts[0].select_one(".math") is not None


def test_a_notebook_has_them_as_a_list(tiny_book) -> None:
    book = tiny_book({"index.md": PAGE}, EXTENSIONS)
    notebook = nbformat.read(book.output / "notebooks/index.ipynb", as_version=4)
    text = "".join(cell.source for cell in notebook.cells)
    assert "<summary>Compare: the steps of a right answer</summary>" in text
    assert "- First $x$.\n- Then secretly." in text


def test_no_file_of_a_build_without_solutions_has_a_step(tiny_book) -> None:
    book = tiny_book({"index.md": PAGE}, EXTENSIONS, hide_solutions=True)
    assert book.warnings == ""
    files = [path for path in book.output.rglob("*") if path.is_file()]
    assert [path for path in files if b"secretly" in path.read_bytes()] == []
    assert "After." in book.soup().text


def test_the_source_without_solutions_has_no_step() -> None:
    assert "secretly" not in without_solutions(PAGE)
    assert "After." in without_solutions(PAGE)


@pytest.mark.parametrize(("text", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_list_of_steps_fails_the_build(text: str, reason: str, tiny_book) -> None:
    book = tiny_book({"index.md": "# A title\n\n" + EXERCISE + text}, EXTENSIONS)
    assert book.status != 0
    assert reason in book.warnings
