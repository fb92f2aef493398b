"""Every exercise of the book can be answered: by a key, or against the steps of a right answer."""

from __future__ import annotations

import re
from pathlib import Path

from workedout.exercises.checking import INSTANCES, KEYS

BOOK = Path(__file__).resolve().parents[3] / "book"
PAGES = {page: page.read_text("utf-8") for page in sorted(BOOK.rglob("*.md"))}
LABEL = re.compile(r"^:label: (ex-\S+)$", re.M)
STEPS = re.compile(r"^:{3,}\{answer-steps\} (ex-\S+)$", re.M)
HINTS = re.compile(r"^:{3,}\{hints\} (ex-\S+)$", re.M)
FEWEST_WITH_OTHERS = 40


def labels(pattern: re.Pattern[str]) -> list[str]:
    return [label for text in PAGES.values() for label in pattern.findall(text)]


def test_each_exercise_has_a_key_or_steps() -> None:
    assert sorted(set(labels(LABEL)) - set(KEYS) - set(labels(STEPS))) == []


def test_each_exercise_but_the_first_of_its_chapter_has_hints() -> None:
    later = [label for text in PAGES.values() for label in LABEL.findall(text)[1:]]
    assert sorted(set(later) - set(labels(HINTS))) == []


def test_many_exercises_have_others_of_their_kind() -> None:
    assert len(INSTANCES) >= FEWEST_WITH_OTHERS
    assert set(INSTANCES) <= set(KEYS)
