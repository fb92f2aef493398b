"""A formula is right only if it says the same at all points, and a number only if it is one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from mpmath import iv

from workedout.exercises.answers import Formula, Number
from workedout.exercises.checking import KEYS
from workedout.exercises.formulas.comparison import FAR, NEAR, PLAIN, points
from workedout.exercises.formulas.of_sympy import expression_tree
from workedout.exercises.formulas.values import value

x, y = sp.symbols("x y")
DIFFERENCE = Formula(x - y)
tiny = sp.Rational(1, 10**12)

# Each agrees with x - y at some points, or nearly.
WRONG = {
    "at whole numbers": x - y + sp.sin(sp.pi * x),
    "at halves": x - y + sp.sin(2 * sp.pi * x) * sp.sin(2 * sp.pi * y),
    "at all binary fractions of a float": x - y + sp.sin(2**80 * sp.pi * x),
    "of one sign": sp.sqrt(x**2) - y,
    "where the one is larger": sp.sqrt((x - y) ** 2),
    "of small numbers": x - y + sp.sqrt((x - 2000) ** 2) + x - 2000,
    "of large numbers": x - y + sp.tanh(x) - 1,
    "but for a small sum": x - y + tiny,
    "but for a very small sum": x - y + sp.Rational(1, 10**200),
    "but for a small sum in floating point": x - y + sp.Float(1e-20),
    "but for a small factor": (x - y) * (1 + tiny),
    "but for a small power": x ** (1 + tiny) - y,
    "but for a small exponential": x - y + sp.exp(-600),
    "what has no value for half of the signs": sp.exp(sp.log(x))
    - y
    + sp.sqrt(y)
    - sp.sqrt(y) * x / x
    + sp.log(1 + tiny),
    "a case": sp.Piecewise((x - y, x < 10), (0, True)),
    "a step": x - y + sp.floor(x / 1000),
    "nothing": sp.S.Zero,
    "infinity": sp.oo * x,
    "no number": sp.nan,
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_formula_that_agrees_in_places_is_wrong(wrong: sp.Expr) -> None:
    assert DIFFERENCE.fault(wrong) != ""


RIGHT = {
    "with removed zeros": (x**2 - y**2) / (x + y),
    "times one": (x - y) * (sp.sin(x) ** 2 + sp.cos(x) ** 2),
    "in floating point": 0.1 * x * 10 - y,
    "with a third in floating point": (1 / 3) * x * 3 - y,
    "of other symbols of these names": sp.Symbol("x", positive=True) - sp.Dummy("y"),
    "unevaluated": sp.Add(x, sp.Mul(-1, y, evaluate=False), evaluate=False),
}


@pytest.mark.parametrize("right", RIGHT.values(), ids=RIGHT)
def test_a_formula_that_says_the_same_is_right(right: sp.Expr) -> None:
    assert DIFFERENCE.fault(right) == ""


def test_a_root_of_a_square_is_right_where_the_symbol_is_positive() -> None:
    positive = sp.Symbol("x", positive=True)
    assert Formula(positive + 1).fault("sqrt(x^2) + 1") == ""


def test_decimals_that_cancel_are_no_proof() -> None:
    hidden = sp.Add(sp.Float(1.5), sp.Float(-1.5), evaluate=False)
    rough = sp.Add(x - y, sp.Mul(10**30, hidden, evaluate=False), evaluate=False)
    assert (
        DIFFERENCE.fault(rough) == "has decimals too rough to be compared; write them as fractions"
    )


TOLD = {
    "a factor": (2 * (x - y), "has the right form, but a wrong factor"),
    "a difference": (x + y, "differs from the right one at x = 15/2, y = 8"),
    "no value": (sp.log(-x * x), "has no real value at x = "),
    "a zero below": ("x/(y - y)", "has no real value at x = "),
    "no value at some points": ("sqrt(x)^2 - y", "has no real value at about x = -"),
    "a large power": ((x + y) ** 5000, "is too large or too close to 0 to be compared at x = "),
    "a tower": (sp.exp(sp.exp(sp.exp(x))), "is too large or too close to 0 to be compared at x = "),
    "a tower of powers": ("9**9**9**9*x", "is too large or too close to 0 to be compared at x = "),
    "a large power of one": (
        "1^2000 x - y",
        "is too large or too close to 0 to be compared at x = ",
    ),
    "a difference far away": (sp.sqrt(x**2) - y, "differs from the right one at about x = -"),
}


@pytest.mark.parametrize(("given", "start"), TOLD.values(), ids=TOLD)
def test_a_wrong_formula_is_told_how_it_is_wrong(given: Any, start: str) -> None:
    assert DIFFERENCE.fault(given).startswith(start)


FORMULAS = {label: key.compute().expression for label, key in KEYS.items() if "formula" in key.asks}


def mutants(right: sp.Expr) -> dict[str, sp.Expr]:
    """Formulas that look like the right one."""
    first = min(right.free_symbols, key=str)
    return {
        "sign": -right,
        "factor": 2 * right,
        "exponent": right.subs(first, first**2),
        "tiny sum": right + tiny,
        "tiny share": right * (1 + tiny),
        "one term more": right + first,
        "one symbol less": right.subs(first, 1),
        "a wave": right + sp.sin(sp.pi * sp.Symbol(first.name)),
    }


@pytest.mark.parametrize("label", FORMULAS)
def test_every_key_refuses_what_looks_like_its_formula(label: str) -> None:
    answer = KEYS[label].compute()
    found = mutants(FORMULAS[label])
    accepted = [name for name, each in found.items() if not answer.fault(each)]
    accepted += [f"{name} as text" for name, each in found.items() if not answer.fault(str(each))]
    assert accepted == []


@pytest.mark.parametrize("label", FORMULAS)
def test_every_formula_of_a_key_has_a_value_at_every_point(label: str) -> None:
    right = FORMULAS[label]
    positive = {each.name: bool(each.is_positive) for each in right.free_symbols}
    values = [value(expression_tree(right), point.at) for point in points(positive)]
    assert len(values) == PLAIN + NEAR + FAR
    assert not [each for each in values if 0 in each]


def test_the_points_have_both_signs_unless_a_symbol_is_positive() -> None:
    drawn = list(points({"a": True, "b": False}))
    assert all(point.at["a"] > 0 for point in drawn)
    assert {bool(point.at["b"] > 0) for point in drawn} == {True, False}


def test_most_points_are_no_fractions_of_whole_numbers() -> None:
    logarithms = [iv.log(point.at["a"]) for point in points({"a": True}) if not point.plain]
    assert len(logarithms) > PLAIN
    # A power of e whose exponent is a fraction other than 0 is no fraction (Lindemann).
    assert all(0 not in each for each in logarithms)


NUMBERS: dict[str, tuple[Number, Any, str]] = {
    "not a number": (Number(3), float("nan"), "expected a number, got nan"),
    "not a number, of another key": (
        Number(0.3, within=0.1),
        float("nan"),
        "expected a number, got nan",
    ),
    "infinity": (Number(3), float("inf"), "expected a number, got inf"),
    "infinity of SymPy": (Number(3), sp.oo, "expected a number, but an Infinity was not read"),
    "the imaginary unit": (Number(3), sp.I, "expected a number, but an ImaginaryUnit was not read"),
    "a root of a negative number": (
        Number(3),
        "sqrt(-9)",
        "expected a number, got one that has no real value",
    ),
    "one by nothing": (Number(3), "3/0", "expected a number, got one that has no real value"),
    "larger than a float": (Number(0.3), 10**400, "too large"),
    "much larger than a float": (
        Number(0.3),
        10**5000,
        "expected a number, got a number of more than 1000 digits",
    ),
    "a power beyond a float": (
        Number(3),
        "10^400",
        "expected a number, got one beyond 10^308, or too close to 0",
    ),
    "a whole number nearly right": (Number(10**12), 10**12 + 1, "too large"),
    "a fraction nearly right": (
        Number(Fraction(1, 3)),
        Fraction(10**15, 3 * 10**15 - 1),
        "too large",
    ),
    "nothing but for decimals": (Number(5), "0.1*10 - 1", "too small"),
    "decimals of which little is left": (Number(5), "1.5*10^300 - 1.5*10^300", "too small"),
    "a small number for none": (Number(0), Fraction(1, 10**15), "too large"),
}


@pytest.mark.parametrize(("answer", "given", "fault"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_must_be_finite_and_near(answer: Number, given: Any, fault: str) -> None:
    assert answer.fault(given) == fault
