"""A chapter answers its question at its head, in a few lines that lead on, or the build fails."""

from __future__ import annotations

import pytest

EXTENSIONS = ["workedout_book.chapters.folds", "workedout_book.chapters.core_path"]
PAGE = """\
---
objectives: [one]
needs: [two]
{front}
---

# A title

{question}

:::{{predict}} Is $a < b$?
:name: predict-a
:right: 1

- Yes.

  Well chosen.
- No.

  It is not so: {{ref}}`where`.
:::

:::{{short-answer}} {waits_for}
{answer}
:::
{more}

(where)=
## Where it is worked out

Text. See {{ref}}`short-answer-one`.
"""
GOOD = {
    "front": "minutes: 1",
    "question": "Which is it?",
    "waits_for": "predict-a",
    "answer": "The first, as $a < b$: see {ref}`where`.",
    "more": "",
}
REVEAL = "\n:::{reveal} predict-a\nA result.\n:::\n"
BROKEN = {
    "another question": ({"waits_for": "predict-b"}, "no predict named 'predict-b'"),
    "an essay": ({"answer": "word " * 131 + "$a$ {ref}`where`"}, "133 words, at most 130"),
    "a long way to it": ({"question": "word " * 151}, "151 words stand above it, at most 150"),
    "a dead end": ({"answer": "The first, as $a < b$."}, "links no place"),
    "a bare assertion": ({"answer": "The first: see {ref}`where`."}, "neither a computed value"),
    "a second one": ({"more": ":::{short-answer}\n$a$ {ref}`where`\n:::"}, "one short answer"),
    "two results that wait": ({"more": 2 * REVEAL}, "a second result of this page waits"),
}


def built(tiny_book, **changes: str):
    page = PAGE.format(**{**GOOD, **changes})
    return tiny_book(
        {"index.md": "# Home\n", "part/one.md": page}, EXTENSIONS, short_answer_required=["part"]
    )


def test_it_waits_below_the_question_and_can_be_unfolded_by_a_click(tiny_book) -> None:
    book = built(tiny_book, more=REVEAL)
    assert book.warnings == ""
    answer = book.soup("part/one").select_one("details.wo-short")
    assert answer["data-predict"] == "predict-a"
    assert answer["id"] == "short-answer-one"
    assert not answer.has_attr("open")
    assert answer.summary.text == "The short answer show without predicting"
    assert answer.find_previous_sibling(class_="wo-predict") is not None
    assert book.soup("part/one").select_one("script[src*='folds.js']") is not None


def test_without_a_question_it_stands_open(tiny_book) -> None:
    book = built(tiny_book, waits_for="")
    assert book.warnings == ""
    answer = book.soup("part/one").select_one("details.wo-short")
    assert answer.has_attr("open")
    assert not answer.has_attr("data-predict")
    assert answer.summary.text == "The short answer"


@pytest.mark.parametrize(("changes", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_bad_one_fails_the_build(changes: dict[str, str], reason: str, tiny_book) -> None:
    book = built(tiny_book, **changes)
    assert book.status != 0
    assert reason in book.warnings


def test_the_words_of_prediction_and_head_do_not_count_as_a_way(tiny_book) -> None:
    book = built(tiny_book, question="word " * 150, front="minutes: 1")
    assert "stand above it" not in book.warnings


def test_a_chapter_without_one_fails_the_build_and_other_pages_need_none(tiny_book) -> None:
    page = "---\nobjectives: [one]\nneeds: [two]\nminutes: 1\n---\n\n# A title\n"
    book = tiny_book(
        {"index.md": "# Home\n", "part/one.md": page}, EXTENSIONS, short_answer_required=["part"]
    )
    assert book.status != 0
    assert book.warnings.count("the page has no short answer") == 1
