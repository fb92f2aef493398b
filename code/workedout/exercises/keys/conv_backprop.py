"""Right answers to exercises of the third part: backpropagation through a convolution."""

from collections.abc import Sequence

import numpy as np
import sympy as sp
import torch
import torch.nn.functional as F

from workedout.derivations import convolution_costs
from workedout.exercises.answers import Answer, Formula, Number, Numbers
from workedout.exercises.keys.arrays import Rows, exact
from workedout.exercises.keys.key import key
from workedout.from_scratch.convolution import (
    average_pool,
    convolution,
    convolution_backward,
    windows,
)

# The worked network of the chapter on the backward pass.
IMAGE = ((1, 2, 1, 3), (1, 2, 2, 1), (2, 1, 2, 2), (3, 3, 1, 3))
FILTER, FILTER_BIAS = ((2, -1), (-2, 1)), 1
DENSE, DENSE_BIASES = (((1, -1), (2, 0)), ((0, -1), (-1, 2))), (-4, 1)
TARGET = (0, 4)


@key(
    "ex-cb-one",
    "the filter's gradient in the worked network, then the four entries of the image's where the "
    "filter lay, each row by row",
)
def one_error(
    image: Rows = IMAGE, weights: Rows = FILTER, place: tuple[int, int] = (1, 2), error: int = 1
) -> Answer:
    """By the loops of the chapter."""
    x, w = exact([image]), exact([[weights]])
    errors = 0 * convolution(x, w, exact([0]))
    errors[0][place] += error
    by_w, _, by_x = convolution_backward(x, w, errors)
    i, j = place
    lay = by_x[0, i : i + len(weights), j : j + len(weights)]
    return Numbers([*by_w.flatten().tolist(), *lay.flatten().tolist()])


@key("ex-cb-average", "the derivative by the middle cell, in numbers")
def by_middle_cell() -> Answer:
    """Forward and back with means, in fractions."""
    sums = convolution(exact([IMAGE]), exact([[FILTER]]), exact([FILTER_BIAS]))
    cells, dense = sums * (sums > 0), exact(DENSE)
    outputs = (dense * average_pool(cells, 2, 1)[0]).sum((1, 2)) + exact(DENSE_BIASES)
    by_means = ((outputs - exact(TARGET))[:, None, None] * dense).sum(0)
    by_cells = 0 * cells[0]
    for place, seen in windows(by_cells.shape, 2):
        by_cells[seen] += by_means[place] / 4
    return Number(by_cells[1, 1])


@key(
    "ex-cb-stride",
    "of how many products the gradient of pixel (2, 2) is a sum, that of (2, 3), and that of "
    "(3, 3)",
)
def products_summed(
    side: int = 6, kernel: int = 3, stride: int = 2, padding: int = 1, rows: Sequence[int] = (2, 3)
) -> Answer:
    """The loops of the chapter, backward with ones in all places."""
    x, w = np.ones((1, side, side), int), np.ones((1, 1, kernel, kernel), int)
    errors = 0 * convolution(x, w, np.zeros(1, int), stride, padding) + 1
    *_, by_x = convolution_backward(x, w, errors, stride, padding)
    first, second = rows
    places = (first, first), (first, second), (second, second)
    return Numbers([int(by_x[0][place]) for place in places])


@key(
    "ex-cb-tie",
    "the derivatives of the maximum by the four cells, row by row, in max_pool2d, then in amax",
)
def shared_by_equals() -> Answer:
    """What autograd gives."""
    found = []
    for maximum in (lambda cells: F.max_pool2d(cells, 2), lambda cells: cells.amax((2, 3))):
        cells = torch.zeros(1, 1, 2, 2, dtype=torch.float64, requires_grad=True)
        (by_cells,) = torch.autograd.grad(maximum(cells).sum(), cells)
        found += by_cells.flatten().tolist()
    return Numbers(found)


@key("ex-cb-cost", "the multiply-adds forward, as a formula in C, O, K, I and J")
def forward_cost() -> Answer:
    """From the checked identity."""
    costs = convolution_costs
    C, O, K, I, J = sp.symbols("C O K I J", positive=True)  # noqa: E741  (the book's)
    sizes = {costs.c: C, costs.m: O, costs.k_1: K, costs.k_2: K, costs.g: 1}
    return Formula(costs.MULTIPLY_ADDS.right.subs({**sizes, costs.o_1: I, costs.o_2: J}))
