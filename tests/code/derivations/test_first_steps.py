"""What the chapter on diagnosis derives, held against simulation and autograd."""

import math
from fractions import Fraction
from itertools import pairwise

import pytest
import sympy as sp
import torch

from workedout.derivations import first_steps
from workedout.derivations.identity import holds, rejects_the_wrong_one


@pytest.mark.parametrize("identity", first_steps.IDENTITIES, ids=lambda identity: identity.name)
def test_an_identity_holds_and_its_mistake_does_not(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


def test_log_sum_exp_curves_by_the_variance_of_the_logits():
    z = torch.tensor([0.3, -1.2, 2.0, 0.5], dtype=torch.float64)
    t = torch.tensor(0.0, dtype=torch.float64)
    curved = torch.autograd.functional.hessian(lambda t: (t * z).logsumexp(0), t)
    assert curved.item() == pytest.approx(z.var(correction=0).item(), rel=1e-12)


def test_the_step_is_what_pytorch_does_without_zero_grad():
    weight = torch.nn.Parameter(torch.tensor(1.0, dtype=torch.float64))
    descent, seen = torch.optim.SGD([weight], lr=0.3), [1.0]
    for _ in range(5):
        (weight**2).backward()
        descent.step()
        seen.append(weight.item())
    for before, now, after in zip(seen, seen[1:], seen[2:], strict=False):
        numbers = {
            first_steps.before: before,
            first_steps.now: now,
            first_steps.eta: 0.3,
            first_steps.newest: 2 * now,
        }
        assert float(first_steps.KEPT.right.subs(numbers)) == pytest.approx(after, rel=1e-12)


def test_the_number_is_kept_exactly_over_many_steps():
    w = [Fraction(1), Fraction(2, 3)]
    for _ in range(50):
        w.append(2 * w[-1] - w[-2] - Fraction(1, 3) * w[-1])
    kept = sp.lambdify(
        (first_steps.now, first_steps.before, first_steps.eta, first_steps.curvature),
        first_steps.FOREVER.right,
        modules="math",
    )
    numbers = {kept(a, b, Fraction(1, 3), 1) for a, b in pairwise(w)}
    assert len(numbers) == 1
    assert math.isfinite(float(numbers.pop()))
