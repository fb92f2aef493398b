"""A network of exact numbers is read as a reader built it, or told why it is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from workedout.derivations.algebra.exact_networks import ExactLayer, ExactNetwork, output_unit
from workedout.exercises.answers import Gate, Hidden
from workedout.exercises.exact_copies import BITS, LAYERS, NUMBERS

GATE = Gate({2: (0, 0, 0, 1)}, Hidden())


class Cheat(ExactNetwork):
    """A network that computes what is asked in another way."""

    def __call__(self, inputs: Any) -> int:
        return int(all(inputs))


def layer(weights: Any, biases: Any) -> ExactNetwork:
    return ExactNetwork((ExactLayer(weights, biases),))


NETWORKS = {
    "none": (ExactNetwork(()), "expected a network with layers, got one without"),
    "of another type": (Cheat((output_unit([1, 1], 0),)), "expected an ExactNetwork, got a Cheat"),
    "of numbers": (ExactNetwork((1,)), "the first layer: expected an ExactLayer, got an int"),
    "ragged": (
        layer(((1, 1), (1,)), (0, 0)),
        "the first layer: expected one weight for each of 2 inputs, got 1",
    ),
    "unfit": (
        ExactNetwork((output_unit([1, 1], 0), output_unit([1, 1], 0))),
        "the second layer: expected one weight for each of 1 inputs, got 2",
    ),
    "with few biases": (
        layer(((1, 1),), ()),
        "the first layer: expected as many biases as units, got 0 for 1",
    ),
    "with words": (
        layer(((1, "2/3"),), (0,)),
        "the first layer: expected a number, got a str",
    ),
    "of two outputs": (layer(((1, 1), (1, 1)), (0, 0)), "expected one output, got 2"),
    "wide": (
        layer(((1,) * (NUMBERS + 1),), (0,)),
        f"the first layer: expected a network of at most {NUMBERS} weights and biases",
    ),
    "deep": (
        ExactNetwork((ExactLayer(((1, 1), (1, 1)), (0, 0)),) * 10_000),
        f"expected a network of at most {LAYERS} layers",
    ),
    "long": (
        layer(((1, 2**BITS),), (0,)),
        f"the first layer: expected fractions of at most {BITS} binary digits",
    ),
}


@pytest.mark.parametrize(("given", "fault"), NETWORKS.values(), ids=NETWORKS)
def test_a_network_that_is_none_is_told_why(given: Any, fault: str) -> None:
    assert GATE.fault(given) == fault


def test_a_network_of_other_kinds_of_numbers_is_read() -> None:
    numbers = (np.int64(1), torch.tensor(1.0))
    assert GATE.fault(ExactNetwork((output_unit(numbers, -1.0, relu=True),))) == ""
