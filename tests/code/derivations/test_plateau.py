"""What sets a network in motion that starts at zero: against autograd, flows and drawn walks."""

import math

import numpy as np
import pytest
import torch

from workedout.derivations import plateau as d
from workedout.studies.chains import Chains

PLACES, LABELS = (1.3, -0.4, 2.1), (1.0, -1.0, -1.0)
ANSWER = 0.3


def mixed_by_autograd(*widths):
    """The cost's derivative by all weights of a chain, one after another, on the plateau."""
    weights = [torch.zeros((), dtype=torch.float64, requires_grad=True) for _ in (*widths, 0)]
    x, y = (torch.tensor(each, dtype=torch.float64) for each in (PLACES, LABELS))
    s = weights[0] * x
    for width, weight in zip(widths, weights[1:], strict=True):
        s = width * weight * torch.sigmoid(s)
    found = (0.5 * (torch.tanh(s + math.atanh(ANSWER)) - y) ** 2).mean()
    for weight in reversed(weights):
        (found,) = torch.autograd.grad(found, weight, create_graph=True)
    return found.item()


@pytest.mark.parametrize(
    ("identity", "widths"),
    [(d.ONE_LAYER, {d.n: 5}), (d.TWO_LAYERS, {d.n_1: 4, d.n_2: 3})],
    ids=["one layer", "two layers"],
)
def test_the_first_pull_is_autograds(identity, widths):
    values = {**dict(zip((*d.X, *d.Y), PLACES + LABELS, strict=True)), d.t: ANSWER, **widths}
    found = mixed_by_autograd(*widths.values())
    assert float(identity.right.subs(values)) == pytest.approx(found, rel=1e-12)
    assert float(identity.wrong.subs(values)) != pytest.approx(found, rel=1e-2)


@pytest.mark.parametrize("units", [1, 4, 16])
def test_the_rate_is_the_eigenvalue_with_which_a_chain_leaves_its_plateau(units):
    x = np.array([[[1.0, 2.0], [0.0, -1.0], [-2.0, 0.5], [0.5, 0.0]]])
    y = np.array([[1.0, -1.0, 1.0, 1.0]])
    mean = y.mean()
    pull = ((y[0, :, None] - mean) * x[0]).mean(axis=0)
    numbers = {
        d.n: units,
        d.G: (1 - mean**2) * np.linalg.norm(pull),
        d.kappa: (1 - mean**2) ** 2,
    }
    polynomial = d.sp.Poly(d.RATE.right.subs(numbers), d.lamda).all_coeffs()
    derived = max(np.roots([float(each) for each in polynomial]).real)
    chain = Chains((units,), 1)
    chain.direction[:] = 1e-7 * pull
    chain.biases[:, -1] = math.atanh(mean)
    steps, eta, lengths = round(4 / (derived * 0.1)), 0.1, []
    for step in range(2 * steps + 1):
        if step % steps == 0:
            lengths.append(np.linalg.norm(chain.direction))
        chain.step(x, y, eta)
    found = ((lengths[2] / lengths[1]) ** (1 / steps) - 1) / eta
    assert found == pytest.approx(derived, rel=1e-3)


def test_for_small_pulls_the_rate_is_a_quarter_of_the_pull_over_a_root():
    pull, units = 1e-4, 8
    roots = np.roots([1, 1 + units / 4, -(pull**2) / 16, -(pull**2) / 16])
    assert max(roots.real) == pytest.approx(pull / 4 / math.sqrt(1 + units / 4), rel=1e-4)


def test_steps_that_cancel_leave_minus_half_of_their_squares():
    random = np.random.default_rng(0)
    steps = random.permutation(np.repeat([0.5, -0.5], 2))
    places = np.concatenate([[0], steps.cumsum()])[: len(d.PLACES)]
    values = dict(zip(d.PLACES, places, strict=True))
    weighted = (places[:-1] * np.diff(places)).sum()
    assert float(d.WALK.right.subs(values)) == pytest.approx(weighted)
    assert float(d.WALK.wrong.subs(values)) != pytest.approx(weighted)
