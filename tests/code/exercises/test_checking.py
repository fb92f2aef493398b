"""Answers to exercises: the book's own are right, others are told what is wrong and no more."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp
import torch
from right_answers import RIGHT
from right_signals import parity

from workedout.derivations.algebra.exact_networks import ExactNetwork, hidden_layer, output_unit
from workedout.exercises.answers import Choice, Formula, Number, Numbers, shape
from workedout.exercises.checking import KEYS, UnknownExerciseError, exercise

BOOK = Path(__file__).resolve().parents[3] / "book"
LABELS = {
    label
    for page in BOOK.rglob("*.md")
    for label in re.findall(r"^:label: (ex-\S+)$", page.read_text("utf-8"), re.M)
}
half = Fraction(1, 2)


def spoilt(label: str) -> Any:
    """An answer of the same kind as the right one that is wrong."""
    key = KEYS[label].compute()
    if isinstance(key, Choice):
        return next(letter for letter in key.letters if letter not in key.right)
    return off(RIGHT[label])


def off(answer: Any) -> Any:
    """An answer beside the right one."""
    if isinstance(answer, ExactNetwork):
        last = answer.layers[-1]
        lower = output_unit(last.weights[0], last.biases[0] - half, last.relu)
        return ExactNetwork((*answer.layers[:-1], lower))
    if isinstance(answer, str):
        return f"({answer})**2"
    if isinstance(answer, tuple | list):
        return [*answer[:-1], off(answer[-1])]
    return answer + 1


def test_every_key_has_an_answer_here() -> None:
    assert set(RIGHT) == set(KEYS)
    assert len(KEYS) >= 25


def test_every_key_is_of_an_exercise_of_the_book() -> None:
    assert sorted(set(KEYS) - LABELS) == []


@pytest.mark.parametrize("label", RIGHT)
def test_the_solution_of_the_chapter_is_right(label: str) -> None:
    assert exercise(label).verdict(RIGHT[label]).fault == ""


@pytest.mark.parametrize("label", RIGHT)
def test_a_wrong_answer_is_refused_without_the_right_one(label: str) -> None:
    wrong = exercise(label).verdict(spoilt(label))
    assert wrong.fault
    assert not wrong.right
    if isinstance(KEYS[label].compute(), Number | Numbers):
        assert not re.search(r"\d", wrong.fault)
    elif isinstance(RIGHT[label], str):
        right = KEYS[label].compute().expression
        assert str(right) not in wrong.fault
        assert str(RIGHT[label]) not in wrong.fault


@pytest.mark.parametrize("label", RIGHT)
def test_a_bad_type_gets_one_clear_line(label: str) -> None:
    fault = exercise(label).verdict(object()).fault
    assert fault.startswith("expected ")
    assert fault.endswith("got an object")
    assert "\n" not in fault


FAULTS = {
    "too large": (Number(3), 4, "too large"),
    "too small": (Number(3), Fraction(5, 2), "too small"),
    "the wrong sign": (Number(3), -3, "has the wrong sign"),
    "nearly": (Number(3.0, within=0.01), 3.1, "a little too large"),
    "no number": (Number(3), None, "expected a number, got a NoneType"),
    "a word": (Number(3), "three", "expected a number, found three"),
    "a yes": (Number(1), True, "expected a number, got a bool"),
    "not a number": (Number(3), float("nan"), "expected a number, got nan"),
    "too few": (shape(1, 2, 3, 4), (1, 2, 3), "expected a shape of 4 numbers, got 3"),
    "one instead of two": (Numbers((1, 2)), 1, "expected 2 numbers, got an int"),
    "the second one": (Numbers((1, 2)), (1, 3), "the second number: too large"),
    "both": (Numbers((1, 2)), (2, 1), "the first number: too large; the second number: too small"),
    "an entry of words": (
        Numbers((1, 2)),
        (1, "two"),
        "the second number: expected a number, found two",
    ),
}


@pytest.mark.parametrize(("answer", "given", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_number_is_told_what_is_wrong(answer: Any, given: Any, fault: str) -> None:
    assert answer.fault(given) == fault


ONE, SOME = Choice("abc", "b"), Choice("abcd", "ac")
CHOICES = {
    "the letter": (ONE, "b", ""),
    "as it stands in the text": (ONE, " (B) ", ""),
    "another one": (ONE, "a", "another letter is right"),
    "two of which one is right": (ONE, "a, b", "one letter alone is right"),
    "no letter of these": (ONE, "d", "expected one of the letters a, b and c, got d"),
    "a sentence": (ONE, "the second", "expected one of the letters a, b and c, got the"),
    "nothing": (ONE, "  ", "expected one of the letters a, b and c, got an empty text"),
    "a number": (ONE, 2, "expected one of the letters a, b and c, got an int"),
    "all that are right": (SOME, "a and c", ""),
    "in one word": (SOME, "ca", ""),
    "as a list": (SOME, ["a", "c"], ""),
    "too few": (SOME, "c", "what you chose is right, and more is"),
    "too many": (SOME, "a, b, c", "all that is right is there, and more"),
    "others": (
        SOME,
        "a, b",
        "some of what you chose is not right, and something right is missing",
    ),
    "a set": (SOME, {"a", "c"}, "expected some of the letters a, b, c and d, got a set"),
    "too long": (
        SOME,
        "a" * 1001,
        "expected some of the letters a, b, c and d, got a text of more than 1000 signs",
    ),
}


@pytest.mark.parametrize(("answer", "given", "fault"), CHOICES.values(), ids=CHOICES)
def test_letters_are_read_as_they_are_written(answer: Choice, given: Any, fault: str) -> None:
    assert answer.fault(given) == fault


ACCEPTED = {
    "a float for a fraction": (Number(Fraction(1, 3)), 1 / 3),
    "of SymPy": (Number(Fraction(1, 3)), sp.Rational(1, 3)),
    "a root of SymPy": (Number(2**0.5), sp.sqrt(2)),
    "of NumPy": (Number(3), np.int64(3)),
    "of PyTorch": (Number(3), torch.tensor(3.0)),
    "rounded": (Number(3.14159, within=5e-3), 3.14),
    "zero in floating point": (Number(0), 1e-17),
    "an array": (Numbers((1, 2, 3, 4)), np.array([[1, 2], [3, 4]])),
    "a tensor": (Numbers((1, 2)), torch.tensor([1.0, 2.0])),
    "a torch.Size": (shape(1, 2), torch.zeros(1, 2).shape),
}


@pytest.mark.parametrize(("answer", "given"), ACCEPTED.values(), ids=ACCEPTED)
def test_every_usual_kind_of_number_is_read(answer: Any, given: Any) -> None:
    assert answer.fault(given) == ""


h, s = sp.symbols("h s", positive=True)
QUOTIENT = Formula((s + h) / (2 * h))
FORMULAS = {
    "its symbols, with other assumptions": (sp.sympify("(s + h)/(2*h)"), ""),
    "written otherwise": ("s/(2*h) + 1/2", ""),
    "a wrong factor": ("(s + h)/h", "has the right form, but a wrong factor"),
    "a strange symbol": ("(s + x)/(2*h)", "expected a formula in h and s alone, found x"),
    "no formula": (
        "(s +",
        "expected a formula in h and s, but something is missing at the end",
    ),
    "a number of things": ([s, h], "expected a formula in h and s, got a list"),
}


@pytest.mark.parametrize(("given", "fault"), FORMULAS.values(), ids=FORMULAS)
def test_a_formula_is_compared_by_what_it_says(given: Any, fault: str) -> None:
    assert QUOTIENT.fault(given) == fault


def test_a_formula_that_differs_is_told_a_point_at_which_it_does() -> None:
    fault = QUOTIENT.fault((s - h) / (2 * h))
    place = re.fullmatch(r"differs from the right one at h = (\S+), s = (\S+)", fault)
    assert place
    at = {h: sp.Rational(place[1]), s: sp.Rational(place[2])}
    assert ((s - h) / (2 * h)).subs(at) != QUOTIENT.expression.subs(at)


def test_a_network_of_another_size_or_with_a_wrong_row_is_told_so() -> None:
    wide = ExactNetwork((hidden_layer([[1, 1]] * 3, [0, -1, -2]), output_unit([1, -2, 2], 0)))
    assert exercise("ex-parity").verdict(wide).fault == "3 hidden units for 2 bits"
    assert exercise("ex-and").verdict(parity(2)).fault == "expected no hidden layer, got 1"
    off = ExactNetwork((output_unit([1, 1], 0, relu=True),))
    assert exercise("ex-and").verdict(off).fault == (
        "at 01 the output should be at most 0, and is 1"
    )


def test_an_unknown_label_names_those_near_it() -> None:
    with pytest.raises(UnknownExerciseError, match=r"no exercise 'ex-cont' .* ex-count"):
        exercise("ex-cont")


NO_LABELS = {
    "a list": ([], "expected a label such as 'ex-count', got a list"),
    "nothing": (None, "expected a label such as 'ex-count', got a NoneType"),
    "a long text": ("ex-coun" + "t" * 10**6, "no exercise 'ex-coun"),
    "two lines": ("ex-\ncount", "no exercise 'ex-U+000Acount'"),
}


@pytest.mark.parametrize(("label", "message"), NO_LABELS.values(), ids=NO_LABELS)
def test_a_label_that_is_none_is_told_so_in_one_short_line(label: Any, message: str) -> None:
    with pytest.raises(UnknownExerciseError) as raised:
        exercise(label)
    assert str(raised.value).startswith(message)
    assert len(str(raised.value)) < 300


def test_check_shows_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    exercise("ex-count").check(24_380)
    exercise("ex-count").check(24_381)
    assert capsys.readouterr().out == "✓ right\n✗ not right: too large\n"


def test_the_description_of_an_exercise_tells_what_is_asked_and_not_the_answer() -> None:
    assert repr(exercise("ex-count")) == "ex-count: check(the number of parameters)"
