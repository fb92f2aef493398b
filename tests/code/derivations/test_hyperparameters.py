"""What the chapter on hyperparameters derives, held against minimisation, autograd and counting."""

import itertools

import pytest
import torch
from scipy.optimize import minimize_scalar

from workedout.derivations import hyperparameters as derived

A, C, N = 1.5, -2.0, 7.0
AT = {derived.a: A, derived.c: C, derived.N: N}
STRENGTHS = [0.0, 0.5, 3.0, -2.0]


def penalised(w, strength):
    return A * (w - C) ** 2 / 2 + strength * w**2 / (2 * N)


def smallest(strength):
    return minimize_scalar(lambda w: penalised(w, strength), tol=1e-12)


def value(expression, where, strength):
    return float(expression.subs(where).subs({**AT, derived.strength: strength}))


@pytest.mark.parametrize("strength", STRENGTHS)
def test_the_settled_weight_is_found_by_minimising(strength):
    found = smallest(strength)
    assert value(derived.SETTLED.right, {}, strength) == pytest.approx(found.x, abs=1e-6)
    assert value(derived.SMALLEST.right, {}, strength) == pytest.approx(found.fun, abs=1e-9)


@pytest.mark.parametrize("strength", STRENGTHS)
def test_the_slope_of_the_smallest_cost_is_its_finite_difference(strength):
    h = 1e-3
    difference = (smallest(strength + h).fun - smallest(strength - h).fun) / (2 * h)
    identity = derived.ENVELOPE
    where = {derived.best: identity.where[derived.best]}
    assert value(identity.right, where, strength) == pytest.approx(difference, rel=1e-5)


def test_below_minus_n_a_there_is_no_smallest_cost():
    beyond = -1.1 * N * A
    assert penalised(1e6, beyond) < penalised(1e3, beyond) < penalised(1.0, beyond) < 1e6
    assert value(derived.SMALLEST.right, {}, -0.999 * N * A) < -1e3


@pytest.mark.parametrize("strength", STRENGTHS)
def test_the_slope_of_the_plain_cost_has_the_sign_of_the_decay(strength):
    def plain(at):
        return A * (smallest(at).x - C) ** 2 / 2

    h = 1e-2
    difference = (plain(strength + h) - plain(strength - h)) / (2 * h)
    where = {derived.best: derived.PLAIN.where[derived.best]}
    found = value(derived.PLAIN.right, where, strength)
    assert found == pytest.approx(difference, rel=1e-3, abs=1e-5)
    assert found * strength >= 0


def test_the_slope_of_the_penalty_is_autograds_and_knows_no_decay():
    w = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
    strength = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
    (strength / (2 * N) * w @ w + torch.sin(w).sum()).backward()
    where = derived.PENALTY_SLOPE.where[derived.squared_length]
    numbers = dict(zip(derived.w, w.tolist(), strict=True))
    right = derived.PENALTY_SLOPE.right.subs({derived.squared_length: where})
    assert float(right.subs({**numbers, derived.N: N})) == pytest.approx(strength.grad.item())
    assert derived.strength not in right.free_symbols


def test_the_slope_after_one_step_is_autograds():
    q, start, rate = (0.5, -1.5, 2.0), (0.3, 0.8), 0.2

    def cost(x, y):
        return q[0] * x**2 / 2 + q[1] * x * y + q[2] * y**3 / 3

    w = [torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in start]
    slopes = [each.detach() for each in torch.autograd.grad(cost(*w), w)]
    eta = torch.tensor(rate, dtype=torch.float64, requires_grad=True)
    cost(*(each.detach() - eta * slope for each, slope in zip(w, slopes, strict=True))).backward()
    identity = derived.ONE_STEP
    numbers = {
        **dict(zip(derived.before, start, strict=True)),
        **dict(zip(derived.q, q, strict=True)),
        derived.rate: rate,
    }
    right, wrong = (
        float(side.subs(identity.where).subs(numbers)) for side in (identity.right, identity.wrong)
    )
    assert right == pytest.approx(eta.grad.item(), rel=1e-12)
    assert wrong != pytest.approx(eta.grad.item(), rel=1e-2)


def test_the_variance_on_the_same_image_is_counted_over_its_four_cases():
    shares = {(1, 1): 0.9, (1, 0): 0.04, (0, 1): 0.02, (0, 0): 0.04}
    mean = sum(p * (a - b) for (a, b), p in shares.items())
    variance = sum(p * (a - b - mean) ** 2 for (a, b), p in shares.items())
    numbers = dict(zip(derived.shares, (0.9, 0.04, 0.02), strict=True))
    assert float(derived.SAME_IMAGES.right.subs(numbers)) == pytest.approx(variance)
    assert float(derived.SAME_IMAGES.wrong.subs(numbers)) > 1.5 * variance


def test_symbols_of_different_identities_have_different_names():
    lefts = [identity.left for identity in derived.IDENTITIES]
    assert all(a != b for a, b in itertools.combinations(lefts, 2))
