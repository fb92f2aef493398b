"""What the chapter on optimizers derives, held against ``torch.optim`` in numbers."""

from itertools import pairwise

import pytest
import sympy as sp
import torch
from torch import nn, optim

from workedout.derivations import running_means


def lengths(make, steps=5, slope=0.7):
    """Lengths of the steps that torch takes along an even slope."""
    w = nn.Parameter(torch.zeros(1, dtype=torch.float64))
    optimizer, found = make([w]), [0.0]
    for _ in range(steps):
        w.grad = torch.full_like(w, slope)
        optimizer.step()
        found.append(w.item())
    return [a - b for a, b in pairwise(found)]


def by_formula(identity, steps=5, **numbers):
    values = {getattr(running_means, name): value for name, value in numbers.items()}
    return [
        float(identity.right.subs({**values, running_means.t: step}).doit())
        for step in range(1, steps + 1)
    ]


@pytest.mark.parametrize(
    ("identity", "make", "numbers"),
    [
        (running_means.TERMINAL, lambda p: optim.SGD(p, 0.1, 0.9), {"mu": 0.9, "g": 0.7}),
        (running_means.FADING, lambda p: optim.Adagrad(p, 0.1, eps=0), {}),
        (running_means.STARTING, lambda p: optim.RMSprop(p, 0.1, eps=0), {"alpha": 0.99}),
        (running_means.STEADY, lambda p: optim.Adam(p, 0.1, eps=0), {}),
    ],
    ids=["momentum", "adagrad", "rmsprop", "adam"],
)
def test_a_step_on_an_even_slope_is_as_long_as_torchs(identity, make, numbers):
    assert by_formula(identity, eta=0.1, **numbers) == pytest.approx(lengths(make), rel=1e-12)


def test_the_corrected_mean_of_equal_gradients_is_that_gradient():
    mean = running_means.CORRECTED_MEAN.right.subs(
        {
            running_means.m_new: (1 - sp.Rational(9, 10) ** 3) * 5,
            running_means.beta_1: sp.Rational(9, 10),
            running_means.t: 3,
        }
    )
    assert mean == 5


@pytest.mark.parametrize("decay", [0.01, 0.1, 1.0])
def test_decay_in_the_gradient_is_lost_under_adam(decay):
    w = nn.Parameter(torch.tensor([3.0], dtype=torch.float64))
    optimizer = optim.Adam([w], 0.1, weight_decay=decay, eps=0)
    w.grad = torch.zeros_like(w)
    optimizer.step()
    right = running_means.DECAY_LOST.right.subs({running_means.w_0: 3, running_means.eta: 0.1})
    assert w.item() == pytest.approx(float(right), rel=1e-12)


def test_torch_takes_its_gradient_where_nesterov_looks_ahead():
    def slope(at):
        return at**3 - 2 * at

    rate, mu, v, w = 0.05, 0.9, 0.0, 1.5
    y = nn.Parameter(torch.tensor([w], dtype=torch.float64))
    optimizer = optim.SGD([y], rate, mu, nesterov=True)
    for _ in range(20):
        v = mu * v + slope(w - rate * mu * v)
        w = w - rate * v
        y.grad = slope(y.detach())
        optimizer.step()
        assert y.item() == pytest.approx(w - rate * mu * v, rel=1e-9)
