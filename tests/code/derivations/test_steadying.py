"""Warm-up, clipping and layer norm: the identities hold, their mistakes do not, PyTorch agrees."""

import math

import pytest
import torch
from torch import nn

from workedout.derivations import steadying as s
from workedout.derivations.identity import holds, rejects_the_wrong_one


@pytest.mark.parametrize("identity", s.IDENTITIES, ids=lambda identity: identity.name)
def test_it_holds_and_its_mistake_does_not(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


@pytest.mark.parametrize("size", [1e-3, 0.5, 7.0, 1e6])
def test_torchs_adam_begins_with_a_step_of_the_rate(size):
    weight = nn.Parameter(torch.zeros(1, dtype=torch.float64))
    weight.grad = torch.full_like(weight, size)
    torch.optim.Adam([weight], lr=0.01).step()
    values = {s.w: 0, s.eta: 0.01}
    assert weight.item() == pytest.approx(float(s.FIRST.right.subs(values)), rel=1e-4)


def test_torchs_clipping_leaves_the_length_of_the_formula():
    weight = nn.Parameter(torch.zeros(2, dtype=torch.float64))
    weight.grad = torch.tensor([3.0, 4.0], dtype=torch.float64)
    nn.utils.clip_grad_norm_([weight], 2.0)
    values = {s.eta: 1, s.b: 2, s.g_1: 3, s.g_2: 4, s.norm: 5}
    length = float(s.CLIPPED.left.subs(values))
    assert weight.grad.norm().item() == pytest.approx(length, rel=1e-6)
    assert length == pytest.approx(2.0)


def test_torchs_layer_norm_gives_the_squares_of_the_formula():
    sums, a, epsilon = (1.0, -2.0, 4.0), 3.0, 0.25
    layer = nn.LayerNorm(3, eps=epsilon, dtype=torch.float64)
    found = layer(a * torch.tensor(sums, dtype=torch.float64))[0].item()
    values = dict(zip(s.SUMS, sums, strict=True)) | {s.a: a, s.epsilon: epsilon}
    expected = float(s.SCALED.right.subs(s.MOMENTS).subs(values))
    assert found**2 == pytest.approx(expected, rel=1e-12)
    assert math.isclose(float(s.SCALED.left.subs(s.MOMENTS).subs(values)), expected)
