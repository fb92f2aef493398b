"""Gradients of a loss in deep towers, and plain descent along them: one network for each seed."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from workedout.data.examples import Examples
from workedout.studies.towers import Layer, Tower, draw, signals


class Norms(NamedTuple):
    """Lengths of the gradient by each hidden layer's outputs and by its weights, (S, depth)."""

    by_outputs: Tensor
    by_weights: Tensor


def gradient_norms(
    tower: Tower,
    seeds: int,
    inputs: Tensor,
    loss: Callable[[Tensor], Tensor],
) -> Norms:
    """How long the gradient is at each hidden layer, for S seeds.

    Args:
        tower: the networks.
        seeds: how many of them.
        inputs: (B, inputs).
        loss: from outputs (S, B, outputs) to a loss for each seed.
    """
    layers = draw(tower, seeds)
    weights = [layer.weight.requires_grad_() for layer in layers[:-1]]
    *passed, outputs = signals(tower, layers, inputs)
    total = loss(outputs).sum()
    gradients = torch.autograd.grad(total, [*passed, *weights])
    norms = [each.flatten(1).norm(dim=1) for each in gradients]
    lengths = torch.stack(norms, dim=1)
    return Norms(lengths[:, : tower.depth], lengths[:, tower.depth :])


def descend(
    tower: Tower,
    seeds: int,
    points: Examples,
    rate: float,
    steps: int,
) -> Tensor:
    """Losses of S seeds after plain gradient descent on all points.

    The loss is half the mean squared difference between the target
    and the hyperbolic tangent of the output.
    """
    layers = draw(tower, seeds)
    drawn = [each for layer in layers for each in layer]
    parameters = [each for each in drawn if each is not None]
    for each in parameters:
        each.requires_grad_()
    for _ in range(steps):
        total = squared(tower, layers, points).sum()
        gradients = torch.autograd.grad(total, parameters)
        with torch.no_grad():
            for each, gradient in zip(parameters, gradients, strict=True):
                each -= rate * gradient
    return squared(tower, layers, points).detach()


def squared(tower: Tower, layers: list[Layer], points: Examples) -> Tensor:
    """Half the mean squared difference of target and tanh of the output, (S,)."""
    answers = torch.tanh(signals(tower, layers, points.inputs)[-1].squeeze(-1))
    return ((answers - points.targets) ** 2).mean(dim=1) / 2
