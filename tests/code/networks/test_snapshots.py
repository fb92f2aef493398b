"""A network as it was at some moment of its training, from the numbers that a probe kept."""

from dataclasses import replace

import pytest
import torch

from workedout.data.points import two_circles
from workedout.networks.models import Plane
from workedout.networks.snapshots import restored
from workedout.training.ensemble import Member, fit_together
from workedout.training.loop import fit, initialized
from workedout.training.recipes import Recipe

CPU = torch.device("cpu")
NETWORK = Plane((4, 2), "sigmoid")
POINTS = two_circles(80, draw=3)
RECIPE = Recipe(2, 10, 0.1, loss="squared", precision="float64", observe=(0, 5, 8), probe="weights")


def assert_same(network, other):
    for one, two in zip(network.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(one, two, rtol=0, atol=1e-14)


def test_a_network_is_restored_as_it_was_first_and_last():
    history = fit(NETWORK, POINTS, RECIPE, 4, CPU)
    assert_same(restored(NETWORK, history.probes[0]), initialized(NETWORK, RECIPE, 4, CPU))
    assert_same(restored(NETWORK, history.probes[-1]), history.network)


def test_each_member_of_a_batched_model_keeps_its_own():
    members = [Member(NETWORK, POINTS, RECIPE, seed) for seed in (4, 5)]
    for history in fit_together(members, CPU):
        assert_same(restored(NETWORK, history.probes[-1]), history.network)


def test_numbers_of_another_shape_are_refused():
    history = fit(replace(NETWORK, hidden=(3,)), POINTS, RECIPE, 4, CPU)
    with pytest.raises(ValueError, match="expected 25 numbers"):
        restored(NETWORK, history.probes[-1])
