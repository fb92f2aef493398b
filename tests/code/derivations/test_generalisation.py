"""Bias, variance, and the loss of who cannot know which labels are wrong."""

import math
from itertools import product

import numpy as np
import pytest
import sympy as sp

from workedout.derivations import generalisation as derived
from workedout.derivations.identity import holds, rejects_the_wrong_one


@pytest.mark.parametrize("identity", derived.IDENTITIES, ids=lambda identity: identity.name)
def test_it_holds_and_its_mistake_does_not(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


# Another way than by moments: all outcomes of a coin with two unequal sides.
SIDES, CHANCES, RIGHT = (0.2, 0.9), (0.3, 0.7), 1.0
MEAN = sum(p * c for p, c in zip(SIDES, CHANCES, strict=True))
VARIANCE = sum(c * (p - MEAN) ** 2 for p, c in zip(SIDES, CHANCES, strict=True))


def over_outcomes(count, value):
    return sum(
        math.prod(CHANCES[side] for side in sides) * value([SIDES[side] for side in sides])
        for sides in product((0, 1), repeat=count)
    )


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_mean_of_some_networks_is_what_all_outcomes_give(count):
    found = over_outcomes(count, lambda answers: (sum(answers) / count - RIGHT) ** 2)
    right = derived.AVERAGE.right.subs(
        {derived.m: MEAN, derived.v: VARIANCE, derived.y: RIGHT, derived.n: count}
    )
    assert found == pytest.approx(float(right))


def test_two_networks_give_the_bias_alone():
    found = over_outcomes(2, lambda answers: math.prod(answer - RIGHT for answer in answers))
    assert found == pytest.approx((MEAN - RIGHT) ** 2)


@pytest.mark.parametrize("share", [0.2, 0.4])
def test_no_other_probability_does_better_than_the_floor(share):
    def loss(q):
        return float(derived.BLIND.subs({derived.rho: share, derived.q: q}))

    others = [loss(q) for q in np.linspace(0.01, 0.99, 99)]
    assert derived.floor(share) == pytest.approx(min(others), abs=1e-9)
    by_hand = -(1 - share) * math.log(1 - share) - share * math.log(share / 9)
    assert derived.floor(share) == pytest.approx(by_hand)


def test_without_wrong_labels_the_floor_is_zero():
    assert derived.floor(0.0) == 0
    assert sp.limit(derived.FLOOR, derived.rho, 0) == 0
