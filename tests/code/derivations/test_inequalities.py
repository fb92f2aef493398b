"""Systems of inequalities: the elimination, held against linear programming and by its checkers."""

import random
from fractions import Fraction

import pytest
from scipy.optimize import linprog

from workedout.derivations.algebra.inequalities import (
    Refutation,
    Witness,
    at_least,
    at_most,
    decide,
    equals,
    refutes,
    satisfies,
    written,
)


def drawn(seed):
    """A system of five inequalities in three unknowns, with small whole numbers."""
    random_ = random.Random(seed)
    return [
        at_least([random_.randint(-2, 2) for _ in range(3)], random_.randint(-2, 3))
        for _ in range(5)
    ]


def feasible(system):
    """What linear programming in floating point says."""
    left = [[-float(value) for value in each.coefficients] for each in system]
    right = [-float(each.bound) for each in system]
    return linprog([0] * 3, left, right, bounds=(None, None)).status == 0


SYSTEMS = [drawn(seed) for seed in range(200)]


def test_the_drawn_systems_are_of_both_kinds():
    answers = [type(decide(system)) for system in SYSTEMS]
    assert 20 < answers.count(Refutation) < 180


@pytest.mark.parametrize("system", SYSTEMS[:100], ids=range(100))
def test_the_decision_is_that_of_linear_programming(system):
    assert isinstance(decide(system), Witness) == feasible(system)


def test_every_decision_passes_its_checker():
    for system in SYSTEMS:
        answer = decide(system)
        if isinstance(answer, Witness):
            assert satisfies(system, answer.point)
        else:
            assert refutes(system, answer.multipliers)


CONTRADICTION = [at_least((1, 1), 1), at_least((-1, 0), 0), at_least((0, -1), 0)]
NOT_REFUTING = {
    "a negative multiplier": (1, 1, -1),
    "an unknown that remains": (1, 1, 0),
    "nothing at all": (0, 0, 0),
    "one too few": (1, 1),
    "too large a share of one": (2, 1, 1),
}


def test_multipliers_that_refute_are_accepted():
    assert refutes(CONTRADICTION, (1, 1, 1))
    assert decide(CONTRADICTION) == Refutation((1, 1, 1))


@pytest.mark.parametrize("multipliers", NOT_REFUTING.values(), ids=NOT_REFUTING)
def test_multipliers_that_refute_nothing_are_rejected(multipliers):
    assert not refutes(CONTRADICTION, multipliers)


def test_a_sum_that_is_no_contradiction_is_rejected():
    assert not refutes([at_least((1,), 0), at_most((1,), 0)], (1, 1))


def test_a_point_beside_an_inequality_is_rejected():
    assert satisfies([at_least((2, 1), 3)], (1, 1))
    assert not satisfies([at_least((2, 1), 3)], (1, Fraction(9, 10)))


def test_an_equation_is_two_inequalities():
    system = equals((3, 2), 1)
    assert satisfies(system, (1, -1))
    assert not satisfies(system, (1, 0))
    assert not satisfies(system, (0, 0))


def test_fractions_are_exact():
    third = Fraction(1, 3)
    assert decide(equals((3,), 1)) == Witness((third,))


def test_unlike_numbers_of_unknowns_are_named():
    with pytest.raises(ValueError, match="one number of unknowns"):
        decide([at_least((1,), 0), at_least((1, 1), 0)])
    with pytest.raises(ValueError, match="one number of unknowns"):
        decide([])


WRITTEN = {
    "w ≥ 1": at_least((1, 0), 1),
    "−w − b ≥ −2": at_least((-1, -1), -2),
    "2 w − 1/3 b ≥ 0": at_least((2, Fraction(-1, 3)), 0),
    "0 ≥ 1": at_least((0, 0), 1),
}


@pytest.mark.parametrize(("text", "inequality"), WRITTEN.items(), ids=WRITTEN)
def test_an_inequality_is_written_as_one_would(text, inequality):
    assert written(inequality, ("w", "b")) == text
