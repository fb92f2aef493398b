"""Chains held against the networks whose units they stand for."""

import numpy as np
import pytest
import torch

from workedout.chains import Chains, train_chains, unit_differences
from workedout.examples import Examples, Split
from workedout.layer_signals import linear_layers
from workedout.models import Plane
from workedout.recipes import Recipe
from workedout.sources import TwoCircles
from workedout.training import fit

HIDDENS = [(4,), (4, 2), (3, 2, 2)]
RECIPE = Recipe(
    epochs=3, batch_size=10, learning_rate=0.5, loss="squared", precision="float64", observe="end"
)


def drawn(hidden):
    """One chain with weights drawn at random, and the network of equal units that it stands for."""
    draw = np.random.default_rng(0)
    chain = Chains(hidden, 1)
    for part in (chain.direction, chain.weights, chain.biases):
        part[:] = draw.normal(size=part.shape)
    network = Plane(hidden, "sigmoid", "zeros")().double()
    layers = linear_layers(network)
    with torch.no_grad():
        layers[0].weight[:] = torch.tensor(chain.direction[0])
        for layer, weight in zip(layers[1:], chain.weights[0], strict=True):
            layer.weight.fill_(weight)
        for layer, bias in zip(layers, chain.biases[0], strict=True):
            layer.bias.fill_(bias)
    return chain, network


def points(count=17):
    draw = np.random.default_rng(1)
    return draw.normal(size=(count, 2)), draw.choice([-1.0, 1.0], size=count)


@pytest.mark.parametrize("hidden", HIDDENS, ids=str)
def test_a_chain_answers_as_its_network_does(hidden):
    chain, network = drawn(hidden)
    inputs, _ = points()
    _, outputs = chain.forward(inputs[None])
    with torch.no_grad():
        expected = network(torch.tensor(inputs)).squeeze(1).numpy()
    np.testing.assert_allclose(outputs[0], expected, atol=1e-14)


@pytest.mark.parametrize("hidden", HIDDENS, ids=str)
def test_a_step_of_a_chain_is_that_of_its_network(hidden):
    chain, network = drawn(hidden)
    inputs, targets = points()
    loss = (0.5 * (network(torch.tensor(inputs)).squeeze(1) - torch.tensor(targets)) ** 2).mean()
    assert chain.losses(inputs[None], targets[None])[0] == pytest.approx(loss.item(), abs=1e-14)
    loss.backward()
    chain.step(inputs[None], targets[None], 0.3)
    layers = linear_layers(network)
    ends = [layer.weight.detach() - 0.3 * layer.weight.grad for layer in layers]
    np.testing.assert_allclose(chain.direction[0], ends[0][0].numpy(), atol=1e-14)
    for end, weight in zip(ends[1:], chain.weights[0], strict=True):
        np.testing.assert_allclose(end.numpy(), weight, atol=1e-14)
    for layer, bias in zip(layers, chain.biases[0], strict=True):
        moved = (layer.bias.detach() - 0.3 * layer.bias.grad).numpy()
        np.testing.assert_allclose(moved, bias, atol=1e-14)


def test_a_training_is_that_of_fit_for_every_split():
    splits = [
        Split(*(Examples(part.inputs[:25], part.targets[:25]) for part in TwoCircles(draw).split()))
        for draw in (0, 1)
    ]
    course = train_chains((4, 2), splits, RECIPE, seed=3, every=3)
    assert course.epochs.tolist() == [0, 3]
    for place, split in enumerate(splits):
        network = fit(Plane((4, 2), "sigmoid", "zeros"), split, RECIPE, seed=3).network
        first, second, last = linear_layers(network)
        found = course.weights[-1, place]
        np.testing.assert_allclose(
            course.direction[-1, place], first.weight[0].detach(), atol=1e-12
        )
        np.testing.assert_allclose(found, [second.weight[0, 0].item(), last.weight[0, 0].item()])


def test_the_order_of_the_examples_follows_the_seed():
    splits = [TwoCircles(0).split()]
    ends = [
        train_chains((4,), splits, RECIPE, seed, every=3).weights[-1, 0, 0] for seed in (0, 0, 1)
    ]
    assert ends[0] == ends[1] != ends[2]


def test_units_that_are_equal_differ_by_nothing_and_others_by_their_largest_difference():
    _, network = drawn((3, 2))
    assert all(float(each.max()) == 0 for each in unit_differences(network))
    with torch.no_grad():
        linear_layers(network)[1].weight[1, 2] += 0.25
    first, second = unit_differences(network)
    assert first[0, 1] == 0
    assert first[0, 2] == first[2, 0] == pytest.approx(0.25)
    assert second[0, 1] == pytest.approx(0.25)
    shapes = [tuple(each.shape) for each in (first, second)]
    assert shapes == [(units, units) for units in (3, 2)]
