"""An exercise with a key says how an answer is checked; a key without its exercise is a warning."""

from __future__ import annotations

import pytest
from tiny_book import ROOT

from workedout_book.exercises.checked import keys_in

EXTENSION = ["workedout_book.exercises.checked"]
KEYS = """
@key("ex-a", "the number of units")
def first(): ...

@other("ex-b", "nothing")
def second(): ...

@key("ex-c", "a formula in x")
def third(): ...
"""
EXERCISE = "```{{exercise}}\n:label: ex-{0}\n\nWhat is {0}?\n```\n\n"
GATED = "```{exercise-start}\n:label: ex-c\n```\n\nWhat is c?\n\n```{exercise-end}\n```\n"
PAGE = "# A title\n\n" + EXERCISE.format("a") + EXERCISE.format("b") + GATED


@pytest.fixture
def built(tiny_book):
    """Build a page beside the keys."""

    def build(page: str = PAGE, keys: str = KEYS):
        files = {"index.md": page, "keys/part.py": keys}
        return tiny_book(files, EXTENSION, checked_exercises_keys="keys")

    return build


def test_each_exercise_with_a_key_says_how_to_check_an_answer(built) -> None:
    book = built()
    assert book.warnings == ""
    lines = {each.parent.parent["id"]: each.text for each in book.soup().select(".wo-check-yours")}
    assert lines == {
        "ex-a": "In Python: from workedout.exercises.checking import exercise, then "
        'exercise("ex-a").check(answer). The answer: the number of units.',
        "ex-c": 'In Python: exercise("ex-c").check(answer). The answer: a formula in x.',
    }


def test_a_key_without_its_exercise_fails_the_build(built) -> None:
    book = built("# A title\n\n" + EXERCISE.format("a"))
    assert book.status != 0
    assert "no exercise of this book has the label 'ex-c'" in book.warnings


def test_a_book_of_other_exercises_is_not_asked_for_those_of_the_keys(built) -> None:
    assert built("# A title\n\n" + EXERCISE.format("b")).warnings == ""


def test_the_line_follows_a_change_of_the_keys(built, tiny_book) -> None:
    built()
    changed = KEYS.replace("the number of units", "two numbers")
    book = tiny_book({"keys/part.py": changed}, EXTENSION, checked_exercises_keys="keys")
    assert "The answer: two numbers." in book.soup().text


def test_without_keys_nothing_is_said(tiny_book) -> None:
    book = tiny_book({"index.md": PAGE}, EXTENSION)
    assert book.warnings == ""
    assert "In Python" not in book.pages["index"]


def test_the_keys_read_from_the_files_are_those_of_the_package() -> None:
    from workedout.exercises.checking import KEYS as OWN

    files = (ROOT / "code/workedout/exercises/keys").glob("*.py")
    read = dict(pair for file in files for pair in keys_in(file.read_text("utf-8")))
    assert read == {label: each.asks for label, each in OWN.items()}
