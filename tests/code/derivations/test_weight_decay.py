"""What the chapter on weight decay derives, held against autograd, steps taken and simulation."""

import math
from dataclasses import replace

import pytest
import sympy as sp
import torch

from workedout.derivations import weight_decay as wd
from workedout.derivations.identity import rejects_the_wrong_one

ETA, STRENGTH, N, B = 0.3, 7.0, 400, 20


def test_a_step_is_the_one_that_autograd_and_sgd_make() -> None:
    w = torch.tensor(1.7, dtype=torch.float64, requires_grad=True)
    data_cost = torch.sin(w)
    (slope,) = torch.autograd.grad(data_cost, w, retain_graph=True)
    (data_cost + STRENGTH / (2 * N) * w**2).backward()
    expected = (w - ETA * w.grad).item()
    values = {wd.eta: ETA, wd.strength: STRENGTH, wd.N: N, wd.w: 1.7, wd.by_data: slope.item()}
    assert float(wd.STEP.right.subs(values)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("share", [1e-9, 1e-5, 0.01, 0.5, 0.99])
def test_the_slack_is_not_negative_and_grows(share: float) -> None:
    def slack(c: float) -> float:
        return c**2 / (2 * (1 - c)) + c + math.log1p(-c)

    assert slack(share) >= -1e-15
    assert float(wd.SLACK.right.subs(wd.c, share)) > 0
    if share >= 0.01:
        step = 1e-6
        rise = (slack(share + step) - slack(share - step)) / (2 * step)
        assert rise == pytest.approx(float(wd.SLACK.right.subs(wd.c, share)), rel=1e-4)


def test_gradient_descent_settles_where_the_formula_says() -> None:
    curvature, target, weight = 0.05, -3.0, 4.0
    for _ in range(5_000):
        weight = (1 - ETA * STRENGTH / N) * weight - ETA * curvature * (weight - target)
    values = {wd.curvature: curvature, wd.target: target, wd.strength: STRENGTH, wd.N: N}
    assert weight == pytest.approx(float(wd.SETTLED.right.subs(values)), rel=1e-10)


def test_weights_on_equal_inputs_settle_where_the_formula_says() -> None:
    curvature, target, weights = 0.05, -3.0, torch.tensor([4.0, 0.0, -1.0], dtype=torch.float64)
    for _ in range(20_000):
        weights = (1 - ETA * STRENGTH / N) * weights - ETA * curvature * (weights.sum() - target)
    values = {wd.curvature: curvature, wd.target: target, wd.strength: STRENGTH, wd.N: N}
    formula = float(wd.SHARED.right.subs(values | {wd.copies: 3}))
    torch.testing.assert_close(weights, torch.full_like(weights, formula), rtol=1e-9, atol=0)


def test_one_weight_alone_settles_where_one_of_one_does() -> None:
    assert sp.simplify(wd.SHARED.right.subs(wd.copies, 1) - wd.SETTLED.right) == 0


@pytest.mark.parametrize("count", [2, 3, 7])
def test_a_relu_unit_in_parts_gives_what_the_whole_one_gives(count: int) -> None:
    inputs = torch.linspace(-2, 2, 9, dtype=torch.float64)
    incoming, outgoing = 1.3, -0.7
    whole = outgoing * torch.relu(incoming * inputs)
    parts = count * (outgoing / math.sqrt(count)) * torch.relu(incoming / math.sqrt(count) * inputs)
    torch.testing.assert_close(parts, whole, rtol=1e-12, atol=0)
    for total, weighted in zip(whole.tolist(), (incoming * inputs).tolist(), strict=True):
        values = {wd.output: outgoing, wd.weighted_sum: weighted, wd.copies: count}
        left = wd.SPLIT.left.subs(wd.SPLIT.where).subs(values)
        assert float(left) == pytest.approx(total, rel=1e-12)


def test_noise_keeps_up_the_variance_of_the_formula() -> None:
    share, rate, tau, random = 0.05, 0.2, 3.0, torch.Generator().manual_seed(0)
    weights = torch.zeros(200_000, dtype=torch.float64)
    for _ in range(150):
        noise = torch.randn(weights.shape, generator=random, dtype=torch.float64)
        weights = (1 - share) * weights - rate * tau * noise
    formula = wd.NOISE.right.subs({wd.c: share, wd.eta: rate, wd.tau: tau})
    assert weights.var().item() == pytest.approx(float(formula), rel=0.02)


@pytest.mark.parametrize("kappa", [1e-4, 1e-2, 1.0])
def test_adams_first_step_on_the_decay_alone_is_the_rate(kappa: float) -> None:
    weight = torch.nn.Parameter(torch.tensor([2.0], dtype=torch.float64))
    optimizer = torch.optim.Adam([weight], 0.01, weight_decay=kappa, eps=0)
    weight.grad = torch.zeros_like(weight)
    optimizer.step()
    assert 2 - weight.item() == pytest.approx(0.01, rel=1e-9)


fraction = wd.eta * wd.strength / wd.N
MISTAKES = {
    "the gradient shrinks as well": (wd.STEP, (1 - fraction) * (wd.w - wd.eta * wd.by_data)),
    "the decay without the rate": (
        wd.STEP,
        (1 - wd.strength / wd.N) * wd.w - wd.eta * wd.by_data,
    ),
    "the decay of the old cost's sign": (wd.STEP, (1 + fraction) * wd.w - wd.eta * wd.by_data),
    "an epoch with N steps": (wd.EPOCH, sp.exp(-wd.eta * wd.strength * wd.N / wd.B)),
    "it settles at zero": (wd.SETTLED, sp.Integer(0) * wd.target),
    "the rate decides where": (
        wd.SETTLED,
        wd.curvature * wd.target / (wd.curvature + wd.eta * wd.strength / wd.N),
    ),
    "equal inputs halve the weights": (wd.SHARED, wd.SETTLED.right / wd.copies),
    "equal inputs change nothing": (wd.SHARED, wd.SETTLED.right),
    "each part is as large as the whole": (
        wd.SPLIT,
        wd.copies * wd.output * wd.SPLIT.where[wd.whole],
    ),
    "the parts' outputs are divided by k": (
        wd.SPLIT,
        wd.output * wd.SPLIT.where[wd.whole] / sp.sqrt(wd.copies),
    ),
    "noise over twice the share": (wd.NOISE, wd.eta**2 * wd.tau**2 / (2 * wd.c)),
    "Adam's step grows with the strength": (wd.ADAM, wd.eta * wd.kappa),
}


@pytest.mark.parametrize(("identity", "mistake"), MISTAKES.values(), ids=MISTAKES)
def test_other_mistakes_are_rejected(identity: wd.Identity, mistake: sp.Expr) -> None:
    assert rejects_the_wrong_one(replace(identity, wrong=mistake))
