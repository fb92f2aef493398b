"""No hint of the book contains the answer of its key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workedout.exercises.answers import Answer, Choice, Formula, Gate, Number, Numbers
from workedout.exercises.checking import KEYS

BOOK = Path(__file__).resolve().parents[3] / "book"
HINTS = re.compile(
    r"^(?P<fence>:{3,})\{hints\} (?P<label>\S+)\n(?P<text>.*?)^(?P=fence)$", re.M | re.S
)
EXERCISE = re.compile(
    r"^[:`]{3,}\{exercise(?:-start)?\}[^\n]*\n:label: (?P<label>\S+)\n(?P<text>.*?)^[:`]{3,}$",
    re.M | re.S,
)
NUMBER = re.compile(r"\d[\d.,/ _]*\d|\d")
PLACE = re.compile(r"^\d\. ", re.M)  # of a hint in its list
FORMULA = re.compile(r"\$([^$]+)\$")
LETTER = re.compile(r"\(?\b([a-h])\)")


def matches(pattern: re.Pattern[str]) -> dict[str, str]:
    """The text of each match in the book, by label."""
    return {
        found["label"]: found["text"]
        for page in sorted(BOOK.rglob("*.md"))
        for found in pattern.finditer(page.read_text("utf-8"))
    }


def told(answer: Answer, hints: str, asked: str) -> list[str]:
    """What in some hints is the answer, and no part of the question."""
    if isinstance(answer, Formula):
        candidates = [tex for tex in FORMULA.findall(hints) if tex not in FORMULA.findall(asked)]
        parts = [part for tex in candidates for part in (tex, *tex.split("="))]
        return [part for part in parts if answer.fault(part) == ""]
    if isinstance(answer, Choice):
        return [letter for letter in LETTER.findall(hints) if letter in answer.right]
    if isinstance(answer, Gate):
        return []
    values = answer.values if isinstance(answer, Numbers) else [answer.value]
    within = answer.within if isinstance(answer, Number | Numbers) else 0
    given = NUMBER.findall(asked)
    return [
        number
        for number in NUMBER.findall(PLACE.sub("", hints))
        if number not in given
        and any(Number(value, within).fault(number) == "" for value in values)
    ]


@pytest.mark.parametrize("label", sorted(set(matches(HINTS)) & set(KEYS)))
def test_no_hint_contains_the_answer(label: str) -> None:
    answer = KEYS[label].compute()
    assert told(answer, matches(HINTS)[label], matches(EXERCISE)[label]) == []


TELLING = {
    "the number": (Number(257), "1. Count.\n2. It is 257.", "How many?", ["257"]),
    "one of the numbers": (Numbers((3, 13)), "Not 3.", "How many of 5?", ["3"]),
    "the place of a hint": (Number(2), "1. Count.\n2. Add.", "How many?", []),
    "a number of the question": (Number(5), "Of the 5 steps?", "Of 5 steps?", []),
    "the letter": (Choice("abc", "b"), "Look at (b).", "", ["b"]),
    "another letter": (Choice("abc", "b"), "Not a).", "", []),
}


@pytest.mark.parametrize(("answer", "hints", "asked", "found"), TELLING.values(), ids=TELLING)
def test_a_telling_hint_is_seen(answer: Answer, hints: str, asked: str, found: list[str]) -> None:
    assert told(answer, hints, asked) == found


def test_a_formula_is_seen_however_it_is_written() -> None:
    answer = KEYS["ex-sigmoid-output"].compute()
    assert told(answer, r"Is it $\delta = -y + x$?", "A formula in $x$?")
    assert told(answer, "Is it $x + y$?", "A formula in $x$?") == []
