"""Convolution and pooling, forward and backward, as loops over the places of a window.

They work on NumPy arrays of any numbers, exact fractions among them. An image is (C, H, W):
channel, row, column; filters are (O, C, K, K): channel out, channel in, row, column.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import numpy as np

Array = Any  # of floats, or of fractions
Place = tuple[int, int]
Windows = Iterator[tuple[Place, tuple[Any, slice, slice]]]


def windows(shape: tuple[int, ...], size: int, stride: int = 1) -> Windows:
    """Each place of a square window on an image, with the index of what it covers.

    Args:
        shape: of the image, rows and columns last.
        size: rows and columns of the window.
        stride: how far it moves from place to place.
    """
    rows, columns = ((n - size) // stride + 1 for n in shape[-2:])
    for i, j in product(range(rows), range(columns)):
        top, left = stride * i, stride * j
        yield (i, j), (..., slice(top, top + size), slice(left, left + size))


def padded(x: Array, padding: int) -> Array:
    """An image with so many zeros around it."""
    return np.pad(x, [(0, 0), (padding, padding), (padding, padding)])


def convolution(x: Array, w: Array, b: Array, stride: int = 1, padding: int = 0) -> Array:
    """At each place the sum of filter times what it covers, and the bias: (C, H, W) → (O, I, J)."""
    x = padded(x, padding)
    places = list(windows(x.shape, w.shape[-1], stride))
    (rows, columns), _ = places[-1]
    s = np.empty((len(w), rows + 1, columns + 1), dtype=np.result_type(x, w, b))
    for (i, j), seen in places:
        s[:, i, j] = (w * x[seen]).sum((1, 2, 3)) + b
    return s


def convolution_backward(
    x: Array, w: Array, error: Array, stride: int = 1, padding: int = 0
) -> tuple[Array, Array, Array]:
    """From the errors to the derivatives by filters, biases and image.

    Args:
        x, w, stride, padding: as forward.
        error: derivatives of the loss by the sums, (O, I, J).
    """
    x = padded(x, padding)
    by_w, by_x = np.zeros_like(w), np.zeros_like(x)
    for (i, j), seen in windows(x.shape, w.shape[-1], stride):
        here = error[:, i, j, None, None, None]
        by_w = by_w + here * x[seen]  # what it saw, times its error
        by_x[seen] += (here * w).sum(0)  # its error, back along each weight
    inside = slice(padding, -padding or None)
    return by_w, error.sum((1, 2)), by_x[:, inside, inside]


def max_pool(x: Array, size: int, stride: int) -> tuple[Array, dict[tuple[int, ...], Place]]:
    """The largest value of each window, and which cell it is: of equals, the first.

    Returns:
        Pooled values (C, U, V); and for each (channel, u, v) the row and column in x.
    """
    z: dict[tuple[int, ...], Any] = {}
    taken: dict[tuple[int, ...], Place] = {}
    for (u, v), seen in windows(x.shape, size, stride):
        for channel, values in enumerate(x[seen]):
            row, column = divmod(int(np.argmax(values)), size)
            taken[channel, u, v] = (stride * u + row, stride * v + column)
            z[channel, u, v] = values[row, column]
    pooled = np.empty([n + 1 for n in max(z)], dtype=x.dtype)
    for place, value in z.items():
        pooled[place] = value
    return pooled, taken


def average_pool(x: Array, size: int, stride: int) -> Array:
    """The mean of each window: (C, H, W) → (C, U, V), as exact as the numbers of x."""
    rows, columns = ((length - size) // stride + 1 for length in x.shape[-2:])
    pooled = np.empty((len(x), rows, columns), dtype=(x[:1, :1, :1] / 1).dtype)
    for (u, v), seen in windows(x.shape, size, stride):
        pooled[:, u, v] = x[seen].sum((1, 2)) / size**2
    return pooled


def max_pool_backward(x: Array, by_z: Array, taken: dict[tuple[int, ...], Place]) -> Array:
    """Each window hands its derivative to the cell that it took; a cell adds up what it is handed.

    Args:
        x: what was pooled.
        by_z: derivatives by the pooled values.
        taken: as ``max_pool`` returned it.
    """
    by_x = np.zeros_like(x)
    for (channel, u, v), (row, column) in taken.items():
        by_x[channel, row, column] += by_z[channel, u, v]
    return by_x


class Layers(NamedTuple):
    """A small network: convolution, ReLU, max pooling, dense.

    Attributes:
        w: filters (O, C, K, K).
        b: their biases (O,).
        dense: weights (M, O, U, V) of the pooled values.
        dense_b: the outputs' biases (M,).
        stride: of the convolution.
        padding: of the convolution.
        size: rows and columns of the pooling windows.
        step: their stride.
    """

    w: Array
    b: Array
    dense: Array
    dense_b: Array
    stride: int = 1
    padding: int = 0
    size: int = 2
    step: int = 1


class Pass(NamedTuple):
    """What forward and backward computed; derivatives of the loss have names with ``by``.

    Attributes:
        sums, mapped, pooled, outputs: forward: s^1, x^1, z and s^2.
        taken: the cell that each window took.
        loss: half the squared distance from the target.
        error_2, by_dense: of the outputs, and by the dense weights.
        by_pooled, by_map, error_1: on the way back.
        by_w, by_b, by_x: by the filters, their biases and the image.
    """

    sums: Array
    mapped: Array
    pooled: Array
    outputs: Array
    taken: dict[tuple[int, ...], Place]
    loss: Any
    error_2: Array
    by_dense: Array
    by_pooled: Array
    by_map: Array
    error_1: Array
    by_w: Array
    by_b: Array
    by_x: Array


def one_image(x: Array, y: Array, net: Layers) -> Pass:
    """Forward, then backward, for one image (C, H, W) with the target (M,)."""
    s = convolution(x, net.w, net.b, net.stride, net.padding)
    mapped = s * (s > 0)
    z, taken = max_pool(mapped, net.size, net.step)
    outputs = (net.dense * z).sum((1, 2, 3)) + net.dense_b

    error_2 = outputs - y
    by_dense = error_2[:, None, None, None] * z
    by_z = (error_2[:, None, None, None] * net.dense).sum(0)
    by_map = max_pool_backward(mapped, by_z, taken)
    error_1 = by_map * (s > 0)
    backward = convolution_backward(x, net.w, error_1, net.stride, net.padding)
    loss = (error_2 * error_2).sum() / 2
    return Pass(
        s, mapped, z, outputs, taken, loss, error_2, by_dense, by_z, by_map, error_1, *backward
    )
