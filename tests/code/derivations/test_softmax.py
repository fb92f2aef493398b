"""What the chapter on the loss derives, held against autograd and plain arithmetic."""

import math

import pytest
import sympy as sp
import torch
import torch.nn.functional as F

from workedout.derivations import softmax
from workedout.derivations.algebra.cases import filled
from workedout.derivations.identity import holds, rejects_the_wrong_one

DOUBLE = torch.float64
LOGITS = torch.tensor([0.3, -1.2, 2.0], dtype=DOUBLE)
SYMBOLS = dict(zip(softmax.logits, LOGITS.tolist(), strict=True))


@pytest.mark.parametrize("identity", softmax.IDENTITIES, ids=lambda identity: identity.name)
def test_an_identity_holds_and_its_mistake_does_not(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


def value(side, case, **numbers):
    """One side of a formula in a case, as a number."""
    (entry,) = filled(side, case)
    named = {symbol: numbers[str(symbol)] for symbol in entry.free_symbols - set(SYMBOLS)}
    return float(entry.subs({**SYMBOLS, **named}))


def of_three(cases, **chosen):
    """The case of three classes with these indices."""
    wanted = {getattr(softmax, name): number for name, number in {"n": 3, **chosen}.items()}
    (found,) = [c for c in cases() if all(c[key] == number for key, number in wanted.items())]
    return found


@pytest.mark.parametrize("label", [1, 2, 3])
def test_the_loss_is_that_of_pytorch(label):
    case = of_three(softmax.each_label, y=label)
    expected = F.cross_entropy(LOGITS[None], torch.tensor([label - 1])).item()
    assert value(softmax.LOSS.right, case) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("unit", [1, 2, 3])
def test_the_slope_of_log_sum_exp_is_autograds(unit):
    logits = LOGITS.clone().requires_grad_()
    logits.logsumexp(0).backward()
    found = value(softmax.LOG_SUM_SLOPE.right, of_three(softmax.each_logit, i=unit))
    assert found == pytest.approx(logits.grad[unit - 1].item(), rel=1e-12)


@pytest.mark.parametrize("unit", [1, 2, 3])
def test_the_gradient_is_autograds_for_a_soft_target(unit):
    logits = LOGITS.clone().requires_grad_()
    F.cross_entropy(logits[None], torch.tensor([[0.2, 0.5, 0.3]], dtype=DOUBLE)).backward()
    case = of_three(softmax.each_logit, i=unit)
    found = value(softmax.GRADIENT.right, case, t_1=0.2, t_2=0.5)
    assert found == pytest.approx(logits.grad[unit - 1].item(), rel=1e-12)


@pytest.mark.parametrize("unit", [1, 2, 3])
def test_the_gradient_through_two_softmaxes_is_autograds(unit):
    logits = LOGITS.clone().requires_grad_()
    F.cross_entropy(logits.softmax(0)[None], torch.tensor([1])).backward()
    (case,) = [
        c
        for c in softmax.doubled_cases()
        if (c[softmax.n], c[softmax.i], c[softmax.target[2]]) == (3, unit, 1)
    ]
    found = value(softmax.DOUBLED.right, case)
    assert found == pytest.approx(logits.grad[unit - 1].item(), rel=1e-12)


@pytest.mark.parametrize("unit", [1, 2, 3])
def test_the_gradient_of_the_squared_error_is_autograds(unit):
    logits = LOGITS.clone().requires_grad_()
    wanted = torch.tensor([0, 1, 0], dtype=DOUBLE)
    (((logits.softmax(0) - wanted) ** 2).sum() / 2).backward()
    (case,) = [
        c
        for c in softmax.squared_cases()
        if (c[softmax.n], c[softmax.i], c[softmax.target[2]]) == (3, unit, 1)
    ]
    found = value(softmax.SQUARED.right, case)
    assert found == pytest.approx(logits.grad[unit - 1].item(), rel=1e-12)


@pytest.mark.parametrize("classes", [2, 10])
def test_certainty_has_the_floor_with_two_softmaxes(classes):
    over_q = filled(softmax.CEILING.right, {softmax.n: sp.Integer(classes)})[0]
    certain = torch.eye(classes, dtype=DOUBLE)
    loss = F.cross_entropy(certain, torch.arange(classes)).item()
    assert math.log(float(over_q.subs(softmax.t, 1))) == pytest.approx(loss, rel=1e-12)


def test_the_derivative_by_the_scale_is_autograds():
    scale = torch.tensor(1.7, dtype=DOUBLE, requires_grad=True)
    F.cross_entropy((scale * LOGITS)[None], torch.tensor([0])).backward()
    found = value(softmax.STRETCHED.right, of_three(softmax.each_label, y=1), tau=1.7)
    assert found == pytest.approx(scale.grad.item(), rel=1e-12)


def test_the_mean_of_unequal_batches_is_off_by_what_the_formula_says():
    losses = torch.linspace(0, 3, 100, dtype=DOUBLE) ** 2
    means = torch.stack([batch.mean() for batch in losses.split(32)])
    numbers = {
        softmax.K: 3,
        softmax.B: 32,
        softmax.r: 4,
        softmax.full: means[:-1].mean().item(),
        softmax.last: means[-1].item(),
    }
    expected = (means.mean() - losses.mean()).item()
    assert float(softmax.UNEQUAL.right.subs(numbers)) == pytest.approx(expected, rel=1e-12)
