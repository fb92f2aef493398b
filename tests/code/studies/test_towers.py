"""Deep towers, against plain PyTorch modules and autograd, one network at a time."""

import math

import pytest
import torch
from torch import nn

from workedout.studies.towers import ACTIVATIONS, SLOPES, Tower, draw, pushed, signals

MODULES = {
    "identity": nn.Identity,
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}
INPUTS = torch.randn(7, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def plain_module(tower, layers, seed, normalised=False):
    """The same network for one seed, of PyTorch's own layers."""
    parts = []
    for number, layer in enumerate(layers):
        linear = nn.Linear(layer.weight.shape[2], layer.weight.shape[1], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(layer.weight[seed])
            linear.bias.copy_(layer.bias[seed, 0])
        parts.append(linear)
        if number < len(layers) - 1:
            if normalised:
                parts.append(nn.BatchNorm1d(tower.width, dtype=torch.float64))
            parts.append(MODULES[tower.activation]())
    return nn.Sequential(*parts)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_plain_tower_computes_what_a_sequential_computes(activation):
    tower = Tower(5, 6, 3, 2, activation, gain=1.5)
    layers = draw(tower, 3)
    outputs = signals(tower, layers, INPUTS)[-1]
    for seed in range(3):
        expected = plain_module(tower, layers, seed)(INPUTS)
        torch.testing.assert_close(outputs[seed], expected, rtol=1e-12, atol=1e-14)


def test_a_normalised_tower_computes_what_pytorchs_batch_norm_computes():
    tower = Tower(5, 6, 3, 2, "tanh", path="batch-norm")
    layers = draw(tower, 2)
    outputs = signals(tower, layers, INPUTS)[-1]
    for seed in range(2):
        expected = plain_module(tower, layers, seed, normalised=True)(INPUTS)
        torch.testing.assert_close(outputs[seed], expected, rtol=1e-10, atol=1e-12)


def test_a_residual_tower_adds_its_branches():
    tower = Tower(5, 6, 2, 1, "relu", path="residual", branch=0.3)
    first, second, last = draw(tower, 1)
    x = torch.relu(INPUTS @ first.weight[0].T)
    x = x + 0.3 * torch.relu(x @ second.weight[0].T) @ second.back[0].T
    expected = x @ last.weight[0].T
    torch.testing.assert_close(signals(tower, [first, second, last], INPUTS)[-1][0], expected)


@pytest.mark.parametrize("path", ["plain", "residual"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_pushed_directions_are_autograds_jacobian(activation, path):
    tower = Tower(5, 5, 4, 1, activation, gain=1.3, path=path, branch=0.7)
    layers, x = draw(tower, 1), INPUTS[0]
    passed = pushed(tower, layers, x, torch.eye(5, dtype=torch.float64))
    for depth in range(4):
        jacobian = torch.autograd.functional.jacobian(
            lambda each, depth=depth: signals(tower, layers, each[None])[depth].flatten(), x
        )
        torch.testing.assert_close(passed[depth][0], jacobian, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_slope_is_the_derivative_of_its_activation(activation):
    sums = torch.linspace(-3, 3, 13, dtype=torch.float64)[:-1] + 0.1
    sums.requires_grad_()
    (derivative,) = torch.autograd.grad(ACTIVATIONS[activation](sums).sum(), sums)
    torch.testing.assert_close(SLOPES[activation](sums.detach()), derivative)


def test_batch_norm_has_no_jacobian_of_one_example():
    tower = Tower(5, 5, 2, path="batch-norm")
    with pytest.raises(ValueError, match="expected no batch norm"):
        pushed(tower, draw(tower, 1), INPUTS[0], torch.eye(5, dtype=torch.float64))


def test_weights_have_the_variance_that_the_gain_says():
    layers = draw(Tower(50, 80, 2, gain=3.0), 40)
    for layer, inputs in zip(layers[:2], (50, 80), strict=True):
        assert layer.weight.var().item() == pytest.approx(9 / inputs, rel=0.02)
        assert layer.weight.mean().item() == pytest.approx(0, abs=0.01)
    assert layers[2].weight.var().item() == pytest.approx(1 / 80, rel=0.1)


def test_an_orthogonal_start_is_the_gain_times_an_orthogonal_matrix():
    layers = draw(Tower(4, 6, 3, gain=2.0, start="orthogonal"), 3)
    for layer in layers[1:3]:
        products = layer.weight @ layer.weight.mT
        torch.testing.assert_close(products, 4 * torch.eye(6, dtype=torch.float64).expand(3, 6, 6))
    assert not torch.allclose(layers[0].weight.mT @ layers[0].weight, 4 * torch.eye(4).double())


def test_an_orthogonal_start_has_no_preferred_signs():
    diagonals = torch.cat(
        [
            layer.weight.diagonal(dim1=1, dim2=2).flatten()
            for layer in draw(Tower(3, 3, 2, start="orthogonal"), 500)[:2]
        ]
    )
    assert abs(diagonals.sign().mean().item()) < 4 / math.sqrt(len(diagonals))


def test_a_seed_draws_the_same_weights_among_few_and_many():
    tower = Tower(3, 4, 2, path="residual")
    few, many = draw(tower, 2), draw(tower, 5)
    for one, other in zip(few, many, strict=True):
        assert torch.equal(one.weight, other.weight[:2])
    assert torch.equal(few[1].back, many[1].back[:2])
    assert not torch.equal(many[0].weight[0], many[0].weight[1])
