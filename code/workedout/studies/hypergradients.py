"""Training as a function of its settings: descent on the decay, and derivatives through training.

Everything here is plain descent on all examples at once, small enough to be differentiated. The
decay is the factor of the weights in the gradient, lambda / N in the book's letters.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from workedout.data.examples import Examples

Cost = Callable[[Tensor], Tensor]


class Course(NamedTuple):
    """A descent on weights and decay together, before each step and at the end.

    Attributes:
        decays: the decay.
        costs: the penalised cost.
        lengths: the length of the weights.
        end: the last weights; None where they were not kept.
    """

    decays: list[float]
    costs: list[float]
    lengths: list[float]
    end: Tensor | None = None


class Pushed(NamedTuple):
    """Weights after training, with their derivatives by the settings, all of one shape."""

    weights: Tensor
    by_rate: Tensor
    by_decay: Tensor


def softmax_cost(examples: Examples) -> Cost:
    """Mean cross-entropy of a network without hidden layer and without biases.

    Args:
        examples: inputs (N, ...) and labels (N,).

    Returns:
        A function of the weights, (classes, inputs).
    """
    inputs = examples.inputs.flatten(1)

    def cost(weights: Tensor) -> Tensor:
        return F.cross_entropy(inputs.to(weights.dtype) @ weights.T, examples.targets)

    return cost


def gradient(cost: Cost, at: Tensor) -> Tensor:
    """The gradient of a cost, itself differentiable."""
    at = at if at.requires_grad else at.detach().requires_grad_()
    (found,) = torch.autograd.grad(cost(at), at, create_graph=True)
    return found


def descend_on_decay(cost: Cost, start: Tensor, decay: float, rate: float, steps: int) -> Course:
    """Descend on cost + decay · ‖w‖² / 2, with the decay as one parameter among the others."""
    course = Course([], [], [])
    weights = start
    for step in range(steps + 1):
        length = float(weights.norm())
        course.decays.append(decay)
        course.lengths.append(length)
        course.costs.append(cost(weights).item() + decay * length**2 / 2)
        if step < steps:
            slope = gradient(cost, weights).detach()
            weights = weights - rate * (slope + decay * weights)
            decay = decay - rate * length**2 / 2
    return course._replace(end=weights)


def unrolled(cost: Cost, start: Tensor, rate: Tensor, decay: Tensor, steps: int) -> Tensor:
    """The weights after training, as a function of rate and decay that autograd can differentiate.

    Args:
        cost: of the training examples.
        start: the first weights.
        rate, decay: scalars.
        steps: how many.
    """
    weights = start
    for _ in range(steps):
        weights = weights - rate * (gradient(cost, weights) + decay * weights)
    return weights


def pushed_forward(cost: Cost, start: Tensor, rate: float, decay: float, steps: int) -> Pushed:
    """The same weights with their derivatives by rate and decay, pushed along step by step.

    Differentiating ``w − η (∇C(w) + κ w)`` gives the next derivative from this one and a product
    with the Hessian, so that nothing of the past has to be kept.
    """
    weights = start.detach()
    by_rate, by_decay = torch.zeros_like(start), torch.zeros_like(start)
    for _ in range(steps):
        at = weights.requires_grad_()
        slope = gradient(cost, at)
        curved = [
            torch.autograd.grad(slope, at, grad_outputs=each, retain_graph=True)[0] + decay * each
            for each in (by_rate, by_decay)
        ]
        full = slope.detach() + decay * at.detach()
        by_rate = by_rate - rate * curved[0] - full
        by_decay = by_decay - rate * curved[1] - rate * at.detach()
        weights = at.detach() - rate * full
    return Pushed(weights, by_rate, by_decay)
