"""Factors of very wide layers, against closed forms and a simulation."""

import math

import numpy as np
import pytest
import torch

from workedout.studies.mean_field import factors, mean, normalised_factor
from workedout.studies.towers import Tower, draw, pushed


@pytest.mark.parametrize(("power", "moment"), [(0, 1), (1, 0), (2, 1), (3, 0), (4, 3), (6, 15)])
def test_the_moments_of_the_normal_distribution_come_out(power, moment):
    assert mean(lambda z: z**power) == pytest.approx(moment, abs=1e-6)


@pytest.mark.parametrize("gain", [0.5, 1.0, math.sqrt(2), 3.0])
def test_a_relu_layer_has_half_the_squared_gain(gain):
    assert factors("relu", gain, 3) == pytest.approx([gain**2 / 2] * 3, rel=1e-6)


def test_a_straight_layer_has_the_squared_gain():
    assert factors("identity", 0.7, 2) == pytest.approx([0.49, 0.49])


def test_tanh_has_its_closed_form_for_small_sums():
    # E[(1 - tanh^2)^2] is 1 - 2 q to first order in the variance q.
    (factor,) = factors("tanh", 1.0, 1, square=1e-4)
    assert factor == pytest.approx(1 - 2e-4, abs=1e-7)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_a_wide_layer_that_was_drawn_has_the_factor(activation):
    n, gain = 1000, 1.7
    random = torch.Generator().manual_seed(3)
    x, v = torch.randn(2, n, generator=random, dtype=torch.float64)
    tower = Tower(n, n, 2, activation=activation, gain=gain)
    lengths = [
        each.square().sum(dim=(1, 2)).mean().item()
        for each in pushed(tower, draw(tower, 8), x, (v / v.norm())[:, None])
    ]
    measured = [lengths[0], lengths[1] / lengths[0]]
    expected = factors(activation, gain, 2, square=(x**2).mean().item())
    assert measured == pytest.approx(expected, rel=0.1)


def test_a_normalised_layer_has_its_closed_forms():
    assert normalised_factor("identity") == pytest.approx(1)
    assert normalised_factor("relu") == pytest.approx(math.pi / (math.pi - 1), rel=1e-6)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_a_normalised_layer_never_shrinks(activation):
    assert normalised_factor(activation) > 1.02


def test_a_kink_off_the_grid_costs_little():
    exact = 0.5 + math.erf(0.3 / math.sqrt(2)) / 2
    assert mean(lambda z: (z < 0.3).astype(float)) == pytest.approx(exact, abs=1e-3)
    assert mean(np.abs) == pytest.approx(math.sqrt(2 / math.pi), abs=1e-6)
