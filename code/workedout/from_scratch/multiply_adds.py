"""Multiplications that really happen: counted one by one, or by PyTorch."""

from itertools import pairwise

import numpy as np
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from workedout.from_scratch.dense import backward, forward


class Counting:
    """A number without a value that counts how often one of its kind is multiplied."""

    products = 0

    def __mul__(self, other: "Counting") -> "Counting":
        Counting.products += 1
        return self

    def __add__(self, other: "Counting") -> "Counting":
        return self


def by_counting(widths: tuple[int, ...], batch: int = 1) -> tuple[int, int]:
    """Multiplications in ``forward`` and in ``backward``, as they run.

    Args:
        widths: from the inputs to the outputs.
        batch: number of examples.
    """

    def some(*shape: int) -> np.ndarray:
        return np.full(shape, Counting(), dtype=object)

    layers = [(some(m, n), some(m, 1)) for n, m in pairwise(widths)]
    Counting.products = 0
    sums, outputs = forward(layers, some(batch, widths[0]), lambda s: s)
    ahead = Counting.products
    backward(layers, sums, outputs, some(batch, widths[-1]), lambda s: s)
    return ahead, Counting.products - ahead


def by_flop_counter(
    widths: tuple[int, ...], batch: int = 1, inputs_too: bool = False
) -> tuple[int, int]:
    """Multiply-adds forward and backward by PyTorch's counter, to which one is two operations.

    Args:
        widths: from the inputs to the outputs.
        batch: number of examples.
        inputs_too: whether autograd is asked for the derivatives by the inputs as well.
    """
    network = nn.Sequential()
    for n, m in pairwise(widths):
        network.extend([nn.Linear(n, m), nn.Tanh()])
    inputs = torch.ones(batch, widths[0], requires_grad=inputs_too)
    with FlopCounterMode(display=False) as ahead:
        cost = network(inputs).square().mean()
    with FlopCounterMode(display=False) as back:
        cost.backward()
    return ahead.get_total_flops() // 2, back.get_total_flops() // 2


def of_image(network: nn.Module, side: int = 28) -> int:
    """Multiply-adds of reading one image, in convolutions and dense layers.

    Args:
        network: takes (N, 1, side, side).
        side: pixels along each side.
    """
    with torch.no_grad(), FlopCounterMode(display=False) as counted:
        network.eval()(torch.zeros(1, 1, side, side))
    return int(counted.get_total_flops()) // 2
