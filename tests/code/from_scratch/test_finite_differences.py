"""Finite differences: exact on polynomials, and no more wrong than was derived."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from workedout.derivations import finite_differences as derived
from workedout.from_scratch.finite_differences import central_difference, forward_difference, study

STEPS = [float(f"1e-{power}") for power in range(1, 15)]


def cubic(t):
    return 2 * t**3 - 5 * t**2 + t - 7


def curve(t, number):
    """A smooth function of which nothing is rounded in fractions."""
    t = number(t)
    return t / (1 + t * t)


def curve_slope(t):
    return (1 - t * t) / (1 + t * t) ** 2


@pytest.fixture(scope="module")
def measured():
    return study(curve, 0.3, curve_slope(Fraction(0.3)), STEPS)


def test_a_cubic_is_off_by_the_terms_of_the_formulas():
    at, h = Fraction(3), Fraction(1, 7)
    slope, second, third = 6 * at**2 - 10 * at + 1, 12 * at - 10, 12
    assert forward_difference(cubic, at, h) == slope + h / 2 * second + h**2 / 6 * third
    assert central_difference(cubic, at, h) == slope + h**2 / 6 * third


def test_the_study_knows_the_higher_derivatives(measured):
    t = 0.3
    assert measured.second == pytest.approx(abs(2 * t * (t * t - 3) / (1 + t * t) ** 3))
    third = -6 * (t**4 - 6 * t**2 + 1) / (1 + t * t) ** 4
    assert measured.third == pytest.approx(abs(third))


def test_no_error_is_above_the_derived_one(measured):
    for h, ahead, both in zip(STEPS, measured.forward, measured.central, strict=True):
        r = measured.rounding
        assert ahead <= 1.1 * (measured.second * h / 2 + 2 * r / h)
        assert both <= 1.1 * (measured.third * h**2 / 6 + r / h)


def test_in_fractions_smaller_is_better(measured):
    for errors in (measured.forward_exact, measured.central_exact):
        assert errors == sorted(errors, reverse=True)
    assert measured.forward[-1] > 1e6 * measured.forward_exact[-1]


def test_the_best_step_is_where_a_minimiser_finds_it(measured):
    r, second, third = measured.rounding, measured.second, measured.third
    for (step, least), error in (
        (measured.best_forward, lambda h: second * h / 2 + 2 * r / h),
        (measured.best_central, lambda h: third * h**2 / 6 + r / h),
    ):
        found = minimize_scalar(lambda e, error=error: error(10**e), bounds=(-12, -1))
        assert 10**found.x == pytest.approx(step, rel=1e-2)
        assert found.fun == pytest.approx(least, rel=1e-4)


def test_the_study_uses_the_derived_formulas(measured):
    values = {derived.r: measured.rounding, derived.M: measured.second}
    assert float(derived.FORWARD_STEP.right.subs(values)) == pytest.approx(measured.best_forward[0])
    values[derived.M] = measured.third
    assert float(derived.CENTRAL_STEP.right.subs(values)) == pytest.approx(measured.best_central[0])


def test_single_precision_wants_larger_steps(measured):
    steps = [np.float32(h) for h in STEPS[:6]]
    coarse = study(curve, np.float32(0.3), curve_slope(Fraction(float(np.float32(0.3)))), steps,
                   np.float32)  # fmt: skip
    assert coarse.rounding > 1e7 * measured.rounding
    assert coarse.best_forward[0] > 1e3 * measured.best_forward[0]
    assert all(type(value) is float for value in coarse.forward)
