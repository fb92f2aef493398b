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

from workedout.derivations.algebra.exact_networks import ExactNetwork, hidden_layer, output_unit
from workedout.exercises.answers import Formula, Number, Numbers, shape
from workedout.exercises.checking import KEYS, UnknownExerciseError, exercise

BOOK = Path(__file__).resolve().parents[3] / "book"
LABELS = {
    label
    for page in BOOK.rglob("*.md")
    for label in re.findall(r"^:label: (ex-\S+)$", page.read_text("utf-8"), re.M)
}
half = Fraction(1, 2)


def parity(bits: int) -> ExactNetwork:
    turns = [1] + [2 * (-1) ** k for k in range(1, bits)]
    return ExactNetwork(
        (hidden_layer([[1] * bits] * bits, [-k for k in range(bits)]), output_unit(turns, 0))
    )


AND = ExactNetwork((output_unit([1, 1], -1, relu=True),))
NARROW = ExactNetwork(
    (hidden_layer([(1, 1)], [0]), hidden_layer([(1,), (1,)], [0, -1]), output_unit([1, -2], 0))
)

# What the chapters' solutions say, and answers that a student might give instead.
RIGHT: dict[str, Any] = {
    "ex-relu-pass": 8,
    "ex-inputs": (Fraction(15, 8), Fraction(-117, 16)),
    "ex-sigmoid-output": "x - y",
    "ex-width-ratio": Fraction(804, 794),
    "ex-by-differences": 79_511,
    "ex-corner": "1/2 + s/(2*h)",
    "ex-dying-step": -3 / 20,
    "ex-dying-leaky": 257,
    "ex-settle": (0.4928, 0.5216),
    "ex-biases": [3, 13, 25],
    "ex-playground-width": (1.22, 24),
    "ex-g-hand": -1,
    "ex-and": AND,
    "ex-sixteen": (14, 10),
    "ex-bottleneck": NARROW,
    "ex-parity": parity(4),
    "ex-file-length": (47_040_016, 60_008),
    "ex-undo": "255*(sigma*z + mu)",
    "ex-loss-hand": (0.693, 0.25, 0.25, -0.5),
    "ex-loss-classes": (0.380, 0.841, 0.998),
    "ex-bn-hand": [-3, -3, -3, 5, 0.3, 1.3, 0.3],
    "ex-bn-count": (400, 200),
    "ex-count": 24_380,
    "ex-expensive": (199, 1),
    "ex-steps": (469, 96),
    "ex-three-layers": (83, 249),
    "ex-break-even": 1588,
    "ex-draws": 59,
    "ex-four": (1, 3),
    "ex-diag-chance": 119,
    "ex-m-hand": [0, -1 / 4, -1 / 16, 3 / 64],
    "ex-o-hand": (-5 / 4, -5 / 8),
    "ex-sched-floor": (1 / 400, 1 / 4400),
    "ex-sched-patience": (5, 3, 3),
    "ex-wd-life": (13.9, 1.39, 13.9),
    "ex-wd-two": (100 / 101, 1 / 2),
    "ex-conv-hand": (4, 3, 2, 13),
    "ex-conv-matrix": (4, 16),
    "ex-conv-two": "2*(9*c**2 + c)",
    "ex-cb-cost": "O*I*J*C*K**2",
    "ex-cnn-field": (5, 14, 24, 28),
    "ex-cnn-count": 455_114,
    "ex-cnn-small-windows": (9504, 55_296),
    "ex-cnn-bias": 320,
    "ex-cnn-dense": (784 * 784 * 32, 784 * 25 * 32, 800),
    "ex-do-hand": (1, 24),
    "ex-do-count": (784, 20),
    "ex-pool-hand": [[7, 4], [8, 6], [4, 2], [2, 2]],
    "ex-pool-break": 0.16,
    "ex-pt-ten": (40_970, 5130),
    "ex-pt-squeezenet": [[109, 54, 27, 13], [111, 55, 27, 13]],
    "ex-pt-hand": (0.507, 0.493, 0.87, 0.13),
}


def spoilt(answer: Any) -> Any:
    """An answer of the same kind that is wrong."""
    if isinstance(answer, ExactNetwork):
        last = answer.layers[-1]
        off = output_unit(last.weights[0], last.biases[0] - half, last.relu)
        return ExactNetwork((*answer.layers[:-1], off))
    if isinstance(answer, str):
        return f"({answer})**2"
    if isinstance(answer, tuple | list):
        return [*answer[:-1], spoilt(answer[-1])]
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
    wrong = exercise(label).verdict(spoilt(RIGHT[label]))
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
