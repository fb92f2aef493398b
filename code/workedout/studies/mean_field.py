"""Very wide layers: their sums are normal, so that one integral says what a layer does."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from workedout.studies.towers import ACTIVATIONS, SLOPES

# The midpoint rule, with 0, where a ReLU has its kink, between two points.
STEP = 1e-3
Z = (np.arange(-9_000, 9_000) + 0.5) * STEP
DENSITY = np.exp(-(Z**2) / 2) / np.sqrt(2 * np.pi)


def mean(of: Callable[[NDArray], NDArray]) -> float:
    """Expectation of a function of a standard normal variable."""
    return float(np.sum(of(Z) * DENSITY) * STEP)


def factors(activation: str, gain: float, depth: int, square: float = 1.0) -> list[float]:
    """By how much each layer multiplies a squared length, in the limit of wide layers.

    Layer l has normal sums of variance q: gain² times the mean square of the outputs of the layer
    before it. Its factor is gain² times the mean square of its slopes.

    Args:
        activation: one of ``towers.ACTIVATIONS``.
        gain: weights have variance gain² / n.
        depth: layers.
        square: mean square of the inputs.

    Source: Schoenholz et al. (2017), without biases.
    """
    found = []
    for _ in range(depth):
        q = gain**2 * square
        found.append(gain**2 * _mean_square(SLOPES[activation], q))
        square = _mean_square(ACTIVATIONS[activation], q)
    return found


def normalised_factor(activation: str) -> float:
    """The same for a layer with batch norm, many examples, and as different as they can be.

    The sums have variance 1 and the outputs are divided by their own spread, so the weights' scale
    does not matter: mean squared slope over variance.
    """
    value = on(ACTIVATIONS[activation])
    variance = mean(lambda z: value(z) ** 2) - mean(value) ** 2
    return _mean_square(SLOPES[activation], 1.0) / variance


def on(function: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[NDArray], NDArray]:
    """The same function, of arrays."""
    return lambda values: function(torch.from_numpy(values)).numpy()


def _mean_square(function: Callable[[torch.Tensor], torch.Tensor], q: float) -> float:
    return mean(lambda z: on(function)(np.sqrt(q) * z) ** 2)
