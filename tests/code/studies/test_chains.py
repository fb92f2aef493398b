"""Chains are networks of equal units: against PyTorch's full networks, step by step."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from workedout.data.sources import TwoCircles
from workedout.experiments.plateau import RECIPE
from workedout.inspection.layer_signals import linear_layers
from workedout.networks.models import Plane
from workedout.studies.chains import Chains, train_chains, unit_differences
from workedout.training.loop import fit

LAYOUTS = [(4,), (3, 2), (2, 4, 3)]
SPLITS = [TwoCircles(draw, count=40).split() for draw in range(2)]
INPUTS = np.stack([split.train.inputs.numpy() for split in SPLITS])
TARGETS = np.stack([split.train.targets.numpy() for split in SPLITS])


def drawn(hidden):
    """Two chains with random numbers."""
    chains, random = Chains(hidden, 2), np.random.default_rng(0)
    for part in (chains.direction, chains.weights, chains.biases):
        part[:] = random.normal(size=part.shape)
    return chains


def as_network(chains, number):
    """The full network of equal units that a chain stands for."""
    network = Plane(chains.hidden, "sigmoid", "zeros")().double()
    with torch.no_grad():
        for place, layer in enumerate(linear_layers(network)):
            if place == 0:
                layer.weight.copy_(torch.from_numpy(chains.direction[number]))
            else:
                layer.weight.fill_(chains.weights[number, place - 1])
            layer.bias.fill_(chains.biases[number, place])
    return network


def loss_of(network, number):
    answers = network(torch.from_numpy(INPUTS[number])).squeeze(1)
    return (0.5 * (answers - torch.from_numpy(TARGETS[number])) ** 2).mean()


@pytest.mark.parametrize("hidden", LAYOUTS, ids=str)
def test_the_losses_are_those_of_the_full_networks(hidden):
    chains = drawn(hidden)
    full = [loss_of(as_network(chains, number), number).item() for number in range(2)]
    assert chains.losses(INPUTS, TARGETS) == pytest.approx(full, rel=1e-12)


@pytest.mark.parametrize("hidden", LAYOUTS, ids=str)
def test_a_step_is_that_of_the_full_networks(hidden):
    chains = drawn(hidden)
    networks = [as_network(chains, number) for number in range(2)]
    chains.step(INPUTS, TARGETS, 0.7)
    for number, network in enumerate(networks):
        parameters = list(network.parameters())
        slopes = torch.autograd.grad(loss_of(network, number), parameters)
        stepped = as_network(chains, number).parameters()
        for parameter, slope, found in zip(parameters, slopes, stepped, strict=True):
            assert torch.allclose(parameter - 0.7 * slope, found, rtol=0, atol=1e-12)


def test_training_takes_the_examples_in_the_order_of_fit():
    short = replace(RECIPE, epochs=3)
    course = train_chains((4, 2), SPLITS, short, seed=2, every=1)
    for number, split in enumerate(SPLITS):
        history = fit(Plane((4, 2), "sigmoid", "zeros"), split, short, seed=2)
        first, second, last = linear_layers(history.network.cpu())
        ends = [first.weight[0, 0], second.weight[0, 0], last.weight[0, 0], last.bias[0]]
        ours = [
            course.direction[-1, number, 0],
            *course.weights[-1, number],
            course.biases[-1, number, -1],
        ]
        assert ours == pytest.approx([end.item() for end in ends], rel=1e-6, abs=1e-9)


def test_the_order_of_another_seed_ends_elsewhere():
    short = replace(RECIPE, epochs=1)
    ends = [train_chains((4,), SPLITS, short, seed=seed, every=1).weights[-1] for seed in (0, 1)]
    assert not np.allclose(*ends, rtol=0, atol=1e-9)


def test_a_course_begins_at_zero_and_is_looked_at_at_even_distances():
    course = train_chains((4, 2), SPLITS, replace(RECIPE, epochs=4), seed=0, every=2)
    assert course.epochs.tolist() == [0, 2, 4]
    assert course.losses[0] == pytest.approx([0.5, 0.5])
    assert course.direction.shape == (3, 2, 2)
    assert course.weights.shape == (3, 2, 2)
    assert course.biases.shape == (3, 2, 3)
    assert not course.weights[0].any()


def test_a_look_is_not_changed_by_what_follows():
    course = train_chains((4,), SPLITS, replace(RECIPE, epochs=2), seed=0, every=1)
    assert not np.array_equal(course.biases[1], course.biases[2])


def test_units_are_compared_in_all_their_numbers():
    for place in ("weight", "bias", "outgoing"):
        network = Plane((3,), "sigmoid", "zeros")().double()
        hidden, last = linear_layers(network)
        with torch.no_grad():
            changed = {
                "weight": hidden.weight[1],
                "bias": hidden.bias[1:2],
                "outgoing": last.weight[0, 1:2],
            }[place]
            changed += 1e-9
        (differences,) = unit_differences(network)
        assert differences[0, 2] == 0, place
        assert differences[0, 1] == differences[1, 2] == pytest.approx(1e-9), place
