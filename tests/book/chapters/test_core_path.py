"""The minutes of a chapter are measured on what stands in the open and carries the argument."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_book import PNG

from workedout_book.chapters.core_path import CorePath, of_more_lines, problems

EXTENSIONS = [
    "sphinx_exercise",
    "workedout_book.chapters.folds",
    "workedout_book.chapters.core_path",
]
HEAD = "---\nminutes: {minutes}\n---\n\n# Title\n\n"
ANSWER = ":::{short-answer}\n$a$, see {ref}`where`.\n:::\n\n(where)=\n## Where\n\n"
WORDS = "word " * 500
START = ":::{further-start} More\n:name: more\n:::\n\n"
COUNTED = {
    "prose": (WORDS, 3),
    "a figure": ("```{figure} dot.png\n:alt: A dot.\n\nOne.\n```\n", 2),
    "a formula of one line": ("$$\na = b\n$$\n", 1),
    "a formula of two lines": ("$$\n\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}\n$$\n", 2),
    "a table": ("| a | b |\n| --- | --- |\n" + "| word word | word |\n" * 100, 2),
}
NOT_COUNTED = {
    "a fold": f"{START}{WORDS}\n\n:::{{further-end}}\n:::\n",
    "exercises": f"## Exercises\n\n{WORDS}\n",
    "an exercise elsewhere": f":::{{exercise}} One\n:label: ex-one\n\n{WORDS}\n:::\n",
    "further reading": f"## Further reading\n\n{WORDS}\n",
    "the last part": f"## Worked out further\n\n### Spectra\n\n{WORDS}\n",
    "code": f"```{{code-cell}} python\n# {WORDS}\n```\n",
    "a listing": f"```python\n# {WORDS}\n```\n",
}


def built(tiny_book, text: str, minutes: int, **settings: object):
    page = HEAD.format(minutes=minutes) + ANSWER + text
    files = {"index.md": "# Home\n", "part/one.md": page}
    return tiny_book(files, EXTENSIONS, core_path_measured=["part"], **settings)


@pytest.fixture(autouse=True)
def dot(tmp_path: Path) -> None:
    (tmp_path / "book" / "part").mkdir(parents=True)
    (tmp_path / "book" / "part" / "dot.png").write_bytes(PNG)


@pytest.mark.parametrize(("text", "minutes"), COUNTED.values(), ids=COUNTED)
def test_what_is_read_takes_its_time(text: str, minutes: int, tiny_book) -> None:
    book = built(tiny_book, text, minutes)
    assert "minutes" not in book.warnings
    wrong = built(tiny_book, text, minutes + 1)
    assert f"says {minutes + 1} minutes, its core path takes {minutes} minutes" in wrong.warnings
    assert wrong.status != 0


@pytest.mark.parametrize("text", NOT_COUNTED.values(), ids=NOT_COUNTED)
def test_what_is_off_the_path_takes_none(text: str, tiny_book) -> None:
    book = built(tiny_book, text, 1)
    assert "minutes" not in book.warnings


def test_a_long_path_fails_the_build_and_is_told_what_to_do(tiny_book) -> None:
    book = built(tiny_book, WORDS, 3, core_path_most=2)
    assert book.status != 0
    assert "part/one: the core path takes 3 minutes" in book.warnings
    assert "at most 2: fold what does not carry the argument" in book.warnings


def test_the_rows_of_a_matrix_are_no_lines() -> None:
    assert of_more_lines(r"a \\ b")
    assert not of_more_lines(
        r"\begin{pmatrix} a \\ b \end{pmatrix} + \begin{matrix}c\\d\end{matrix}"
    )
    assert of_more_lines(r"\begin{aligned} \begin{cases} a \\ b \end{cases} \\ c \end{aligned}")


def test_a_page_that_says_nothing_is_only_held_to_its_length() -> None:
    assert list(problems(CorePath(200, 0, 0), None, 25)) == []
    assert list(problems(CorePath(200, 1, 1), "3", 25)) == []
    assert len(list(problems(CorePath(9000, 1, 1), None, 25))) == 1
