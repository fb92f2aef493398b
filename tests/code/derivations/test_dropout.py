"""What the chapter on dropout derives, held against PyTorch's layer, enumeration, minimisation."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import sympy as sp
import torch
from scipy.optimize import minimize_scalar
from torch import nn
from torch.nn.functional import dropout as torch_dropout

from workedout.derivations import dropout as derived
from workedout.derivations import dropout_penalty as penalty
from workedout.derivations.identity import rejects_the_wrong_one

P = 0.3
X, W, BIAS = [0.5, -1.5, 2.0], [1.2, 0.4, -0.7], 0.3


def masks(units, p=P):
    """Every mask with its probability, in floating point, by another way than the package's."""
    for kept in product([False, True], repeat=units):
        mask = np.array(kept, dtype=float)
        yield mask / (1 - p), np.prod(np.where(kept, 1 - p, p))


def value(expression, entries):
    """A right side with numbers for its symbols and indexed symbols."""
    entries = {key: sp.sympify(number) for key, number in entries.items()}
    sizes = {key: number for key, number in entries.items() if key in (derived.n, penalty.N)}
    written = expression.subs(sizes).doit()
    return float(written.xreplace(entries))


def entries(base, numbers):
    return {base[place]: number for place, number in enumerate(numbers, 1)}


SUM = {
    derived.n: 3,
    derived.p: P,
    derived.b: BIAS,
    **entries(derived.x, X),
    **entries(derived.w, W),
}


def test_a_hundred_thousand_masks_of_pytorch_have_the_mean_and_the_variance():
    count = 100_000
    torch.manual_seed(0)
    rows = torch_dropout(torch.tensor([X], dtype=torch.float64).repeat(count, 1), P, training=True)
    sums = rows @ torch.tensor(W, dtype=torch.float64) + BIAS
    variance = value(derived.SUM_VARIANCE.right, SUM)
    four_errors = 4 * (variance / count) ** 0.5
    assert sums.mean().item() == pytest.approx(value(derived.SUM_MEAN.right, SUM), abs=four_errors)
    assert sums.var().item() == pytest.approx(variance, rel=0.02)
    for unit, (x, found) in enumerate(zip(X, rows.T, strict=True), 1):
        point = {**SUM, derived.i: unit}
        at = [
            side.right.subs(derived.i, unit) for side in (derived.UNIT_MEAN, derived.UNIT_VARIANCE)
        ]
        assert found.mean().item() == pytest.approx(value(at[0], point), abs=0.02)
        assert found.var().item() == pytest.approx(value(at[1], point), rel=0.02)
        assert set(np.round(found.numpy(), 9)) == {0.0, round(x / (1 - P), 9)}


def test_the_gradient_through_pytorchs_layer_is_the_printed_one():
    torch.manual_seed(1)
    inputs = torch.tensor([X * 4], dtype=torch.float64, requires_grad=True)
    outputs = nn.Dropout(P)(inputs)
    outputs.retain_grad()
    (outputs**3).sum().backward()
    kept = outputs.detach() != 0
    assert 0 < kept.sum() < kept.numel()
    for place, by_input in enumerate(inputs.grad[0]):
        point = {
            derived.p: P,
            derived.m[1]: float(kept[0, place]),
            derived.by_dropped[1]: outputs.grad[0, place].item() or 7.0,
        }
        found = value(derived.BACKWARD.right.subs(derived.i, 1), point)
        assert found == pytest.approx(by_input.item(), rel=1e-12)


def test_the_mean_loss_and_the_mean_cost_are_those_of_every_mask():
    random = np.random.default_rng(0)
    inputs, answers, weights = (random.normal(size=s) for s in ((4, 3), 4, 3))
    squared = [
        sum(chance * (weights @ (mask * row) - answer) ** 2 for mask, chance in masks(3))
        for row, answer in zip(inputs, answers, strict=True)
    ]
    one = {
        **SUM,
        derived.whole_sum: weights @ inputs[0],
        derived.y: answers[0],
        **entries(derived.x, inputs[0]),
        **entries(derived.w, weights),
    }
    one[derived.variance_of_sum] = value(derived.SUM_VARIANCE.right, one)
    assert value(derived.LOSS.right, one) == pytest.approx(squared[0], rel=1e-12)
    many = {
        derived.n: 3,
        penalty.N: 4,
        derived.p: P,
        penalty.cost: np.mean((inputs @ weights - answers) ** 2),
        **entries(derived.w, weights),
        **{derived.x[k + 1, i + 1]: inputs[k, i] for k, i in np.ndindex(4, 3)},
    }
    assert value(penalty.PENALTY.right, many) == pytest.approx(np.mean(squared), rel=1e-12)


def test_the_best_weight_is_found_by_minimising_over_every_mask():
    inputs, answers = [0.5, 2.0, 1.5], [1.0, -2.0, 3.0]

    def mean_loss(weight):
        return sum(
            chance * (weight * mask[0] * x - y) ** 2
            for x, y in zip(inputs, answers, strict=True)
            for mask, chance in masks(1)
        )

    found = minimize_scalar(mean_loss, tol=1e-12).x
    point = {penalty.N: 3, derived.p: P, **entries(derived.x, inputs)}
    point |= entries(penalty.target, answers)
    assert value(penalty.BEST.right, point) == pytest.approx(found, abs=1e-7)


def test_two_linear_layers_answer_on_average_what_they_answer_in_evaluation():
    random = np.random.default_rng(1)
    inner, outer, inputs = (random.normal(size=s) for s in ((2, 3), 2, 3))
    mean = sum(
        first * second * outer @ (hidden * (inner @ (seen * inputs)))
        for seen, first in masks(3)
        for hidden, second in masks(2)
    )
    point = {derived.n: 3, **entries(derived.x, inputs), **entries(derived.v, outer)}
    point |= {derived.w[j + 1, i + 1]: inner[j, i] for j, i in np.ndindex(2, 3)}
    right = derived.TWO_LAYERS.right.subs(derived.h, 2)
    assert value(right, point) == pytest.approx(mean, rel=1e-12)
    assert mean == pytest.approx(outer @ inner @ inputs, rel=1e-12)


def test_the_logarithms_of_probabilities_differ_on_average_as_the_logits_do():
    random = np.random.default_rng(2)
    weights, inputs = torch.tensor(random.normal(size=(4, 3))), torch.tensor(X).double()
    mean = sum(
        chance * (weights @ (torch.tensor(mask) * inputs)).log_softmax(0)
        for mask, chance in masks(3)
    )
    logits = weights @ inputs
    right = derived.LOG_RATIO.right.subs({derived.i: 1, derived.j: 3})
    found = value(right, entries(derived.logit, logits.tolist()))
    assert found == pytest.approx((mean[0] - mean[2]).item(), rel=1e-12)


def test_batch_norm_after_dropout_sees_the_printed_variance():
    torch.manual_seed(3)
    units = torch.randn(200_000, 1, dtype=torch.float64) * 1.5 + 2.0
    layer = nn.BatchNorm1d(1, momentum=1.0, dtype=torch.float64)
    layer(nn.Dropout(P)(units))
    point = {
        derived.p: P,
        derived.batch_mean: units.mean().item(),
        derived.batch_variance: units.var(correction=0).item(),
    }
    found = value(derived.VARIANCE_AFTER.right, point)
    assert layer.running_var.item() == pytest.approx(found, rel=0.02)
    assert found > 1.5 * point[derived.batch_variance]


p, i = derived.p, derived.i
SQUARES = sp.Sum(derived.w[i] ** 2 * derived.x[i] ** 2, (i, 1, derived.n))
MISTAKES = {
    "the odds upside down": (derived.SUM_VARIANCE, (1 - p) / p * SQUARES),
    "divided once too often": (derived.SUM_VARIANCE, p / (1 - p) ** 2 * SQUARES),
    "without the division": (derived.SUM_VARIANCE, p * (1 - p) * SQUARES),
    "p for 1 - p going back": (derived.BACKWARD, derived.m[i] / p * derived.by_dropped[i]),
    "no mask going back": (derived.BACKWARD, derived.by_dropped[i] / (1 - p)),
    "plain decay": (
        penalty.PENALTY,
        penalty.cost + p / (1 - p) * sp.Sum(derived.w[i] ** 2, (i, 1, derived.n)),
    ),
    "no penalty": (penalty.PENALTY, penalty.cost),
    "the ridge without a square": (penalty.BEST, (1 - p) ** 2 * penalty.BEST.wrong),
    "no part of the mean": (derived.VARIANCE_AFTER, derived.batch_variance / (1 - p)),
}


@pytest.mark.parametrize(("identity", "mistake"), MISTAKES.values(), ids=MISTAKES)
def test_other_mistakes_are_rejected(identity, mistake):
    assert rejects_the_wrong_one(replace(identity, wrong=mistake))
