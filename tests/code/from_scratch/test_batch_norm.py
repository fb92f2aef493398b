"""Batch norm by hand: PyTorch's layer in training, its gradients, and its running statistics."""

import pytest
import torch
from torch import Tensor, nn

from workedout.from_scratch.batch_norm import (
    backward,
    forward,
    normalised,
    running_variance,
    updated,
)

EPSILON, TOLERANCE = 1e-5, 1e-12
SHAPES = [(2, 1), (3, 4), (17, 5)]


def drawn(*shape: int, seed: int = 0) -> Tensor:
    random = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=random, dtype=torch.float64)


def layer_of(units: int) -> nn.BatchNorm1d:
    layer = nn.BatchNorm1d(units, eps=EPSILON, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(1 + drawn(units, seed=1))
        layer.bias.copy_(drawn(units, seed=2))
    return layer


def assert_close(found: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=TOLERANCE)


@pytest.mark.parametrize("shape", SHAPES)
def test_forward_is_what_pytorchs_layer_computes(shape: tuple[int, int]) -> None:
    layer, sums = layer_of(shape[1]), 3 + 2 * drawn(*shape)
    assert_close(forward(sums, layer.weight, layer.bias, EPSILON), layer(sums))


@pytest.mark.parametrize("shape", SHAPES)
def test_backward_gives_autograds_gradients(shape: tuple[int, int]) -> None:
    layer, sums = layer_of(shape[1]), (3 + 2 * drawn(*shape)).requires_grad_()
    gradient = drawn(*shape, seed=5)
    expected = torch.autograd.grad((layer(sums) * gradient).sum(), (sums, layer.weight, layer.bias))
    found = backward(gradient, sums.detach(), layer.weight.detach(), EPSILON)
    for mine, theirs in zip(found, expected, strict=True):
        assert_close(mine, theirs)


def test_normalised_values_have_mean_0_and_a_mean_square_just_below_1() -> None:
    sums = drawn(40, 3)
    values, root = normalised(sums, 0.5)
    variance = sums.var(dim=0, correction=0)
    assert_close(values.mean(dim=0), torch.zeros(3, dtype=torch.float64))
    assert_close(values.square().mean(dim=0), variance / (variance + 0.5))
    assert_close(root.square(), variance + 0.5)


def test_running_statistics_are_those_of_pytorchs_layer() -> None:
    layer = layer_of(4)
    mean, variance = layer.running_mean.clone(), layer.running_var.clone()
    for seed in range(3):
        sums = seed + drawn(6, 4, seed=seed)
        layer(sums)
        mean = updated(mean, sums.mean(dim=0), layer.momentum)
        variance = running_variance(variance, sums, layer.momentum)
    assert_close(mean, layer.running_mean)
    assert_close(variance, layer.running_var)
