"""Noise on a parabola: each formula held against exact averages, and the mistakes rejected."""

from fractions import Fraction
from itertools import product

import pytest

from workedout.derivations import schedules as s
from workedout.derivations.identity import holds, rejects_the_wrong_one
from workedout.training.recipes import SCHEDULES


@pytest.mark.parametrize("identity", s.IDENTITIES, ids=lambda identity: identity.name)
def test_it_holds_and_its_mistake_does_not(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


def mean_square_after(rate, curvature, noises, starts):
    """The mean of w'² over all pairs of a start and a noise, one step on, in exact fractions."""
    ends = [(w - rate * (curvature * w + xi)) ** 2 for w, xi in product(starts, noises)]
    return sum(ends) / len(ends)


def test_a_step_is_the_average_over_all_pairs_of_start_and_noise():
    rate, curvature = Fraction(1, 7), Fraction(3, 2)
    starts, noises = [Fraction(x) for x in (-3, 1, 2)], [Fraction(x) for x in (-2, 2)]
    V = sum(w**2 for w in starts) / 3
    values = {s.eta: rate, s.lam: curvature, s.sigma: 2, s.V: V}
    assert s.STEP.right.subs(values) == mean_square_after(rate, curvature, noises, starts)
    assert s.STEP.wrong.subs(values) != mean_square_after(rate, curvature, noises, starts)


def test_a_step_leaves_the_floor_where_it_is():
    values = {s.eta: Fraction(1, 5), s.lam: 2, s.sigma: 3}
    floor = s.FLOOR.right.subs(values)
    assert s.STEP.right.subs({**values, s.V: floor}) == floor
    wrong = s.FLOOR.wrong.subs(values)
    assert s.STEP.right.subs({**values, s.V: wrong}) != wrong


@pytest.mark.parametrize("step", [Fraction(1, 100), Fraction(-1, 100)])
def test_no_rate_beside_the_best_gets_lower(step):
    values = {s.lam: 2, s.sigma: 3, s.V: 5}
    best = s.BEST.right.subs(values)
    lowest = s.STEP.right.subs({**values, s.eta: best})
    assert s.STEP.right.subs({**values, s.eta: best + step}) > lowest
    assert 1 / lowest == s.HARMONIC.right.subs(values)


def test_a_batch_of_one_has_the_floor_without_batches():
    assert (s.BATCH.right.subs(s.B, 1) - s.FLOOR.right).simplify() == 0


def test_the_noise_that_vanishes_is_that_of_the_step_with_a_variance_in_proportion():
    assert (s.STEP.right.subs(s.sigma**2, s.gamma * s.V) - s.VANISHING.right).simplify() == 0


@pytest.mark.parametrize("name", SCHEDULES)
def test_no_schedule_goes_above_the_rate_or_below_zero(name):
    factors = [SCHEDULES[name](step / 1000) for step in range(1000)]
    assert min(factors) >= 0
    assert max(factors) <= 1
