"""Identities of the book, and the checker that must say no to their mistakes."""

import importlib
import pkgutil
from dataclasses import replace

import pytest
import sympy as sp

from workedout import checks, derivations
from workedout.checks import CheckFailedError
from workedout.derivations.identity import (
    Identity,
    check_identity,
    equal,
    holds,
    rejects_the_wrong_one,
)

MODULES = [
    importlib.import_module(f"workedout.derivations.{module.name}")
    for module in pkgutil.iter_modules(derivations.__path__)
]
IDENTITIES = [each for module in MODULES for each in getattr(module, "IDENTITIES", ())]
NAMES = [identity.name for identity in IDENTITIES]

x, y = sp.symbols("x y", positive=True)
RANGES = {x: (1, 20), y: (1, 20)}
SQUARE = Identity("square", (x + y) ** 2, x**2 + 2 * x * y + y**2, x**2 + y**2, RANGES)


def test_every_module_of_derivations_lists_its_identities_once():
    assert len(IDENTITIES) >= 3
    assert len(set(NAMES)) == len(NAMES)
    found = [value for module in MODULES for value in vars(module).values()]
    assert {id(each) for each in found if isinstance(each, Identity)} == set(map(id, IDENTITIES))


@pytest.mark.parametrize("identity", IDENTITIES, ids=NAMES)
def test_it_holds(identity):
    assert holds(identity)


@pytest.mark.parametrize("identity", IDENTITIES, ids=NAMES)
def test_its_plausible_mistake_is_rejected(identity):
    assert rejects_the_wrong_one(identity)


@pytest.mark.parametrize("identity", IDENTITIES, ids=NAMES)
def test_its_mistake_can_be_told_only_by_a_checker(identity):
    assert identity.wrong != identity.right
    seen = identity.wrong.free_symbols or identity.right.free_symbols
    assert seen & set(identity.ranges) or identity.where or identity.cases


@pytest.mark.parametrize("identity", IDENTITIES, ids=NAMES)
def test_its_formula_shows_both_sides(identity):
    left, _, right = identity.formula.latex.partition(" = ")
    assert left
    assert right


def test_the_checker_says_yes():
    assert holds(SQUARE)
    assert rejects_the_wrong_one(SQUARE)


REJECTED = {
    "a wrong sign": (x - y, y - x),
    "a wrong factor": (2 * x, x),
    "a constant more": (x, x + 1),
    "nothing is nothing": (x - x, sp.Integer(0)),
    "nothing, in disguise": (sp.Sum(0, (sp.Symbol("i"), 1, x)), sp.Integer(0)),
    "equal up to rounding alone": (x, x * (1 + sp.Rational(1, 10**6))),
}


@pytest.mark.parametrize(("left", "right"), REJECTED.values(), ids=REJECTED)
def test_the_checker_says_no(left, right):
    assert not equal(left, right, RANGES)


def test_an_expression_with_itself_is_no_identity():
    assert not holds(replace(SQUARE, right=SQUARE.left))


def test_an_identity_whose_mistake_is_right_does_not_pass():
    assert not rejects_the_wrong_one(replace(SQUARE, wrong=SQUARE.right))
    with pytest.raises(CheckFailedError):
        check_identity(replace(SQUARE, wrong=SQUARE.right))


def test_an_identity_that_does_not_hold_does_not_pass():
    with pytest.raises(CheckFailedError, match="not true: Square"):
        check_identity(replace(SQUARE, right=SQUARE.wrong))


def test_a_checked_identity_shows_its_tick(capsys):
    check_identity(SQUARE)
    assert capsys.readouterr().out.startswith("✓ Square: equal by algebra and at")


def test_the_tick_vouches_for_the_formula_that_is_printed(monkeypatch):
    shown = []
    monkeypatch.setattr(checks, "show", shown.append)
    check_identity(SQUARE)
    assert [tick.formula for tick in shown] == [SQUARE.formula]
    assert SQUARE.formula.identity == "square"


def test_the_points_alone_reject_what_algebra_let_pass(monkeypatch):
    monkeypatch.setattr(sp, "simplify", gullible)
    assert not equal(x + 1, x + 2, RANGES)
    assert equal(x + 1, 1 + x, RANGES)


def gullible(expression):
    """Finds every difference to be zero, and leaves the rest."""
    return sp.Integer(0) if expression.is_number else expression


def test_a_symbol_without_a_range_is_named():
    with pytest.raises(ValueError, match="expected a range for z"):
        assert equal(x + sp.Symbol("z"), x, RANGES)


def test_abbreviations_are_spelled_out_before_the_comparison():
    s = sp.Symbol("s", positive=True)
    identity = Identity("sum", s**2, x**2 + 2 * x * y + y**2, x**2, RANGES, {s: x + y})
    assert holds(identity)
    assert rejects_the_wrong_one(identity)
    assert "s^{2}" in identity.formula.latex
