"""Gradients of a loss in deep stacks, and plain descent along them: one network for each seed."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from workedout.examples import Examples
from workedout.stacks import Layer, Stack, draw, signals


class Norms(NamedTuple):
    """Lengths of the gradient by each hidden layer's outputs and by its weights, (S, depth)."""

    by_outputs: Tensor
    by_weights: Tensor


def gradient_norms(
    stack: Stack, seeds: int, inputs: Tensor, loss: Callable[[Tensor], Tensor]
) -> Norms:
    """How long the gradient is at each hidden layer.

    Args:
        stack: the networks.
        seeds: how many of them.
        inputs: (B, inputs).
        loss: from the outputs (S, B, outputs) to one loss for each seed, (S,).
    """
    layers = draw(stack, seeds)
    weights = [layer.weight.requires_grad_() for layer in layers[:-1]]
    *passed, outputs = signals(stack, layers, inputs)
    gradients = torch.autograd.grad(loss(outputs).sum(), [*passed, *weights])
    lengths = torch.stack([each.flatten(1).norm(dim=1) for each in gradients], dim=1)
    return Norms(lengths[:, : stack.depth], lengths[:, stack.depth :])


def descend(stack: Stack, seeds: int, points: Examples, rate: float, steps: int) -> Tensor:
    """Plain gradient descent on all points at once; the losses after it, (S,).

    The loss is half the mean squared difference of the target and the output's tanh.
    """
    layers = draw(stack, seeds)
    parameters = [each.requires_grad_() for layer in layers for each in layer if each is not None]
    for _ in range(steps):
        gradients = torch.autograd.grad(squared(stack, layers, points).sum(), parameters)
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= rate * gradient
    return squared(stack, layers, points).detach()


def squared(stack: Stack, layers: list[Layer], points: Examples) -> Tensor:
    """Half the mean squared difference of target and tanh of the output, (S,)."""
    answers = torch.tanh(signals(stack, layers, points.inputs)[-1].squeeze(-1))
    return ((answers - points.targets) ** 2).mean(dim=1) / 2
