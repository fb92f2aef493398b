"""The loop and what it notes of a network's inside while it trains."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from workedout.data.points import two_circles
from workedout.networks.models import Plane
from workedout.training.loop import fit, initialized, observe, seen_inside
from workedout.training.recipes import Recipe

CPU = torch.device("cpu")
POINTS = two_circles(80, draw=2)
PROBING = Recipe(3, 16, 0.1, loss="squared", precision="float64", observe=(0, 2, 9), probe="units")
PLANE = Plane((6, 3))


def test_a_probe_is_noted_at_each_observation():
    history = fit(PLANE, POINTS, PROBING, 4, CPU)
    assert [seen.step for seen in history.observations] == [0, 2, 9]
    assert [len(numbers) for numbers in history.probes] == [8, 8, 8]
    assert len(set(history.probes)) > 1


def test_a_probe_sees_the_training_points_and_the_network_of_its_moment():
    history = fit(PLANE, POINTS, PROBING, 4, CPU)
    for step, network in ((0, initialized(PLANE, PROBING, 4, CPU)), (9, history.network)):
        found = history.probes[0 if step == 0 else -1]
        seen = observe(network, POINTS.train, PROBING, step)
        assert found[1] == pytest.approx(seen.accuracy)
        first = network[:2](POINTS.train.inputs)
        assert found[2] == (first.amax(dim=0) == 0).sum().item()


def test_probing_changes_nothing_of_the_training():
    plain = fit(PLANE, POINTS, replace(PROBING, probe="none"), 4, CPU)
    probed = fit(PLANE, POINTS, PROBING, 4, CPU)
    assert (probed.step_losses, probed.observations) == (plain.step_losses, plain.observations)
    assert plain.probes == []


def test_looking_inside_is_in_evaluation_mode_and_leaves_training_mode():
    network = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Dropout(0.9), nn.Linear(3, 1), nn.Tanh())
    outputs, hidden = seen_inside(network, torch.ones(5, 2))
    assert all(layer.training for layer in network.modules())
    network.eval()
    assert torch.equal(outputs, network(torch.ones(5, 2)))
    assert [tuple(layer.shape) for layer in hidden] == [(5, 3)]
    assert torch.equal(hidden[0], network[:2](torch.ones(5, 2)))
    assert not outputs.requires_grad


def test_the_weights_of_a_moment_are_kept_as_they_were():
    history = fit(PLANE, POINTS, replace(PROBING, probe="weights"), 4, CPU)
    for numbers, network in (
        (history.probes[0], initialized(PLANE, PROBING, 4, CPU)),
        (history.probes[-1], history.network),
    ):
        assert numbers == tuple(torch.cat([p.flatten() for p in network.parameters()]).tolist())
    assert len(set(history.probes)) == 3
