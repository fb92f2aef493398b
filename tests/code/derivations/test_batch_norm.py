"""What the chapter on batch norm derives, held against autograd and against other mistakes."""

from dataclasses import replace

import pytest
import sympy as sp
import torch

from workedout.derivations import batch_norm
from workedout.derivations.batch_norm import B, by_output, gamma, i, k, normal, over_batch, r
from workedout.derivations.identity import rejects_the_wrong_one

SUMS, SLOPES = (0.4, -1.3, 2.2, 0.9), (0.7, -0.2, 1.1, -0.5)
SCALE, SHIFT, EPSILON = 1.7, -0.4, 0.3


def numbers(entry: sp.Expr, count: int = 4) -> float:
    """An entry of the facts, with numbers for all that is free in it."""
    s = batch_norm.values("s", count)
    spread = batch_norm.moments(s)[1].subs(dict(zip(s, SUMS, strict=True)))
    point = {
        **dict(zip(s, SUMS, strict=True)),
        **dict(zip(batch_norm.values("g", count), SLOPES, strict=True)),
        gamma: SCALE,
        batch_norm.beta: SHIFT,
        r: sp.sqrt(spread + EPSILON),
        batch_norm.epsilon: EPSILON,
    }
    return float(entry.subs(point))


def by_autograd() -> tuple[list[float], float, float]:
    sums = torch.tensor(SUMS, dtype=torch.float64, requires_grad=True)
    scale, shift = (
        torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (SCALE, SHIFT)
    )
    variance = sums.var(correction=0)
    outputs = scale * (sums - sums.mean()) / (variance + EPSILON).sqrt() + shift
    (outputs * torch.tensor(SLOPES, dtype=torch.float64)).sum().backward()
    return sums.grad.tolist(), scale.grad.item(), shift.grad.item()


def test_the_derivatives_of_the_cases_are_autograds() -> None:
    facts = batch_norm.facts(4)
    found = [numbers(facts[batch_norm.by_sum[number]]) for number in range(1, 5)]
    by_sums, by_scale, by_shift = by_autograd()
    assert found == pytest.approx(by_sums, rel=1e-12)
    assert numbers(facts[batch_norm.by_scale]) == pytest.approx(by_scale, rel=1e-12)
    assert numbers(facts[batch_norm.by_shift]) == pytest.approx(by_shift, rel=1e-12)


def test_the_printed_gradient_is_autograds() -> None:
    by_sums, *_ = by_autograd()
    facts = batch_norm.facts(4)
    for number, expected in enumerate(by_sums, 1):
        written = batch_norm.BACKWARD.right.subs({i: number, B: 4}).doit()
        found = numbers(written.xreplace({x: facts[x] for x in written.atoms(sp.Indexed)}))
        assert found == pytest.approx(expected, rel=1e-10)


MEAN, SPREAD = over_batch(by_output[k]), normal[i] * over_batch(by_output[k] * normal[k])
MISTAKES = {
    "neither the mean nor the spread moves": gamma / r * by_output[i],
    "only the spread moves": gamma / r * (by_output[i] - SPREAD),
    "divided by one example less": gamma / r * (by_output[i] - (MEAN + SPREAD) * B / (B - 1)),
    "without the scale": (by_output[i] - MEAN - SPREAD) / r,
    "scaled twice": gamma**2 / r * (by_output[i] - MEAN - SPREAD),
    "sums for means": gamma / r * (by_output[i] - B * (MEAN + SPREAD)),
    "the spread with the other sign": gamma / r * (by_output[i] - MEAN + SPREAD),
    "the root squared": gamma / r**2 * (by_output[i] - MEAN - SPREAD),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_other_mistakes_in_the_gradient_are_rejected(mistake: sp.Expr) -> None:
    assert rejects_the_wrong_one(replace(batch_norm.BACKWARD, wrong=mistake))


def test_a_batch_of_two_tells_that_both_the_mean_and_the_spread_move() -> None:
    """Two values become minus and plus one, whatever they are: nothing goes through."""
    facts = batch_norm.facts(2)
    gradient = facts[batch_norm.by_sum[1]]
    spread = batch_norm.moments(batch_norm.values("s", 2))[1]
    assert sp.simplify(gradient.subs(r, sp.sqrt(spread))) == 0
    assert sp.simplify(gradient) != 0


def test_the_cost_does_not_depend_on_the_length_of_the_weights() -> None:
    (case,) = batch_norm.steps()
    weights, slopes = batch_norm.values("w", 2), batch_norm.values("g", 3)
    point = dict(zip((*weights, *slopes), (1.5, -0.7, 0.3, 1.1, -2.0), strict=True))
    gradient = [case[batch_norm.by_weight[number]] for number in (1, 2)]
    along = sum(w * g for w, g in zip(weights, gradient, strict=True))
    at = {**point, gamma: SCALE}
    assert float(along.subs(at)) == pytest.approx(0, abs=1e-12)
    assert abs(float(gradient[0].subs(at))) > 0.1
