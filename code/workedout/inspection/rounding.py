"""What a network with one hidden layer answers, whatever the order in which float32 adds.

A sum of n products has at most the relative error γ = n u / (1 - n u), taken of the sum of the
absolute products, in any order of the additions and with or without fused operations (Higham 2002,
section 3.1). So each unit lies in an interval around its exact value, each difference of two logits
too, and where that has one sign no rounding changes the answer. What intervals leave open, exact
fractions tell of the exact network.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from torch import nn

from workedout.data.examples import Examples

SINGLE, DOUBLE = 2.0**-24, 2.0**-53  # the unit roundoff u of float32 and of float64
SMALLEST = 2.0**-126  # a result of float32 below it may become 0
WIDER = 1 + 2.0**-40  # for the roundings in the radii themselves


@dataclass(frozen=True)
class Dense:
    """The numbers of a network with one hidden layer of ReLU units, exactly, in float64.

    Attributes:
        inner: (hidden, inputs).
        inner_bias: (hidden,).
        outer: (classes, hidden).
        outer_bias: (classes,).
    """

    inner: np.ndarray
    inner_bias: np.ndarray
    outer: np.ndarray
    outer_bias: np.ndarray

    def logits(self, inputs: np.ndarray) -> np.ndarray:
        """(N, inputs) to (N, classes), in float64."""
        hidden = np.maximum(inputs @ self.inner.T + self.inner_bias, 0)
        logits: np.ndarray = hidden @ self.outer.T + self.outer_bias
        return logits

    def between(self, label: int, other: int) -> tuple[np.ndarray, float]:
        """What makes one logit less another of the hidden values: (hidden,) weights, and a bias."""
        bias = self.outer_bias[label] - self.outer_bias[other]
        return self.outer[label] - self.outer[other], float(bias)


@dataclass(frozen=True)
class Differences:
    """The logit of the label less each other one, between two bounds; the label's own are inf.

    Attributes:
        low: (N, classes).
        high: (N, classes).
    """

    low: np.ndarray
    high: np.ndarray

    @property
    def times(self) -> np.ndarray:
        """(N,), how many times the rounding could be as large before an answer were open.

        Below 1 where an answer is open.
        """
        with np.errstate(invalid="ignore"):  # of the label and itself
            ratio = (self.high + self.low) / (self.high - self.low)
        ratio[np.isinf(self.low)] = np.inf
        decided = np.where(np.isinf(ratio), -np.inf, -ratio).max(axis=1)  # for another class
        times: np.ndarray = np.maximum(ratio.min(axis=1), decided)
        return times

    @property
    def right(self) -> np.ndarray:
        """(N,), where every order of the sums gives the label."""
        return np.asarray((self.low > 0).all(axis=1))

    @property
    def wrong(self) -> np.ndarray:
        """(N,), where every order of the sums gives another class."""
        return np.asarray((self.high < 0).any(axis=1))


def dense(network: nn.Sequential) -> Dense:
    """The numbers of a network.

    Raises:
        ValueError: it has other layers than two linear ones with one ReLU between them.
    """
    kinds = [type(layer) for layer in network if not isinstance(layer, nn.Flatten)]
    if kinds != [nn.Linear, nn.ReLU, nn.Linear]:
        found = ", ".join(kind.__name__ for kind in kinds)
        raise ValueError(f"expected Linear, ReLU and Linear, got {found}")
    return Dense(*(p.detach().double().cpu().numpy() for p in network.parameters()))


def as_arrays(examples: Examples) -> tuple[np.ndarray, np.ndarray]:
    """Inputs (N, inputs) in float64, which has every float32 number, and labels (N,)."""
    return examples.inputs.flatten(1).double().numpy(), examples.targets.numpy()


def rivals(labels: np.ndarray, classes: int) -> Iterator[tuple[np.ndarray, int, int]]:
    """Each label with each other class: the rows of the images that have it, both classes."""
    for label in np.unique(labels).tolist():
        rows = np.flatnonzero(labels == label)
        yield from ((rows, label, other) for other in range(classes) if other != label)


def gamma(operations: int, unit: float) -> float:
    """The factor γ of so many roundings."""
    return operations * unit / (1 - operations * unit)


def error(weights: np.ndarray, bias: np.ndarray, largest: np.ndarray) -> np.ndarray:
    """By how much a float32 sum may differ from the exact one, in any order.

    Args:
        weights: (rows, n).
        bias: (rows,).
        largest: (N, n), at least the absolute values of the inputs.

    Returns:
        (N, rows). A product and at most n additions touch each term, so that n + 1 roundings count.
    """
    terms = weights.shape[1]
    size = largest @ abs(weights).T + abs(bias)
    bound: np.ndarray = gamma(terms + 1, SINGLE) * size + (2 * terms + 1) * SMALLEST
    return bound * WIDER


def differences(network: Dense, inputs: np.ndarray, labels: np.ndarray) -> Differences:
    """The logit of each label less each other logit, for every order of the sums in float32.

    Args:
        network: its numbers.
        inputs: (N, inputs), numbers of float32.
        labels: (N,).
    """
    units = inputs @ network.inner.T + network.inner_bias
    size = abs(inputs) @ abs(network.inner).T + abs(network.inner_bias)
    here = gamma(inputs.shape[1] + 3, DOUBLE) * size  # of this computation
    spread = error(network.inner, network.inner_bias, abs(inputs)) + here
    # ReLU keeps the order, so the ends of an interval become the ends of its image.
    least, most = np.maximum(units - spread, 0), np.maximum(units + spread, 0)
    logit_error = error(network.outer, network.outer_bias, most)
    low = np.full((len(inputs), len(network.outer)), np.inf)
    high = low.copy()
    for rows, label, other in rivals(labels, len(network.outer)):
        middle, radius = apart(network, least[rows], most[rows], label, other)
        radius = radius + logit_error[rows, label] + logit_error[rows, other]
        low[rows, other] = middle - radius * WIDER
        high[rows, other] = middle + radius * WIDER
    return Differences(low, high)


def apart(
    network: Dense, least: np.ndarray, most: np.ndarray, label: int, other: int
) -> tuple[np.ndarray, np.ndarray]:
    """The exact difference of two logits over a box of hidden values: its middle and radius.

    Both logits have the same hidden values, so their weights are subtracted first.
    """
    weights, bias = network.between(label, other)
    size = most @ (abs(network.outer[label]) + abs(network.outer[other])) + abs(bias)
    radius = (most - least) / 2 @ abs(weights) + gamma(len(weights) + 5, DOUBLE) * size
    return (least + most) / 2 @ weights + bias, radius


def exact_logits(network: Dense, image: np.ndarray) -> list[Fraction]:
    """The logits of one image, (inputs,), without any rounding."""

    def sums(weights: np.ndarray, bias: np.ndarray, values: list[Fraction]) -> list[Fraction]:
        return [
            sum(
                (Fraction(float(w)) * value for w, value in zip(row, values, strict=True)),
                Fraction(float(start)),
            )
            for row, start in zip(weights, bias, strict=True)
        ]

    pixels = [Fraction(float(value)) for value in image]
    hidden = [max(each, Fraction(0)) for each in sums(network.inner, network.inner_bias, pixels)]
    return sums(network.outer, network.outer_bias, hidden)
