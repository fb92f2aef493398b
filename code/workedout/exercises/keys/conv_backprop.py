"""Right answers to exercises of the third part: backpropagation through a convolution."""

import random
from collections.abc import Sequence
from itertools import permutations

import numpy as np
import sympy as sp
import torch
import torch.nn.functional as F

from workedout.derivations import convolution_costs
from workedout.exercises.answers import Answer, Formula, Number, Numbers
from workedout.exercises.keys.arrays import Rows, exact, matrix, numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.from_scratch.convolution import (
    average_pool,
    convolution,
    convolution_backward,
    windows,
)
from workedout.from_scratch.windows import Window
from workedout.wording import listed

# The worked network of the chapter on the backward pass.
IMAGE = ((1, 2, 1, 3), (1, 2, 2, 1), (2, 1, 2, 2), (3, 3, 1, 3))
FILTER, FILTER_BIAS = ((2, -1), (-2, 1)), 1
DENSE, DENSE_BIASES = (((1, -1), (2, 0)), ((0, -1), (-1, 2))), (-4, 1)
TARGET = (0, 4)


@key(
    "ex-cb-one",
    "the filter's gradient in the worked network, then the four entries of the image's where the "
    "filter lay, each row by row",
    parts=(
        "filter, row 1, column 1",
        "filter, row 1, column 2",
        "filter, row 2, column 1",
        "filter, row 2, column 2",
        "image, row 1, column 1",
        "image, row 1, column 2",
        "image, row 2, column 1",
        "image, row 2, column 2",
    ),
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


@instances(one_error)
def other_errors(draw: random.Random) -> Instance:
    """Another image, filter, place and error."""
    image = [[draw.randint(0, 9) for _ in range(4)] for _ in range(4)]
    weights = [[draw.choice((-3, -2, -1, 1, 2, 3)) for _ in range(2)] for _ in range(2)]
    i, j, error = draw.randint(0, 2), draw.randint(0, 2), draw.choice((-4, -3, -2, 2, 3, 4))
    seen = [row[j : j + 2] for row in image[i : i + 2]]
    return Instance(
        f"The filter ${matrix(weights)}$ slides over the image ${matrix(image)}$ with stride "
        "1 and without padding. Of the errors, the derivatives of the loss by the sums, only the "
        f"one at row {i}, column {j}, counted from 0, is not zero: it is {error}. What is the "
        "gradient of the filter? And what are the derivatives by the four pixels under the filter "
        "there? Give each row by row.",
        {"image": image, "weights": weights, "place": (i, j), "error": error},
        f"The filter saw {numbers(seen)} there; times {error}, its gradient is "
        f"{numbers(error * np.array(seen))}. The pixels get the filter itself, times {error}: "
        f"{numbers(error * np.array(weights))}.",
    )


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
    parts=("pixel (2, 2)", "pixel (2, 3)", "pixel (3, 3)"),
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


@instances(products_summed)
def other_strides(draw: random.Random) -> Instance:
    """Another way to slide, and two rows that are seen unequally often."""
    kernel = draw.randint(3, 7)
    stride, padding = draw.randint(1, 3), draw.randint(0, kernel - 2)
    side = kernel + stride + draw.randint(1, 3)
    places = list(Window(kernel, padding, padding, stride).positions(side))
    through = {row: [p.index(row) for p in places if row in p] for row in range(side)}
    unequal = [(a, b) for a, b in permutations(through, 2) if len(through[a]) < len(through[b])]
    a, b = draw.choice(unequal or list(permutations(through, 2)))
    one, other = len(through[a]), len(through[b])
    lines = [
        f"row {row} of the image is seen through "
        + (f"{'rows' if seen[1:] else 'row'} {listed(list(map(str, seen)))}" if seen else "no row")
        for row, seen in ((a, through[a]), (b, through[b]))
    ]
    return Instance(
        f"A filter of {kernel} × {kernel} moves over an image of {side} × {side} pixels by "
        f"{stride}, with padding {padding}. Rows and columns are counted from 0. Of how many "
        f"products is the gradient of pixel $({a}, {a})$ a sum, that of $({a}, {b})$, and that "
        f"of $({b}, {b})$?",
        {"side": side, "kernel": kernel, "stride": stride, "padding": padding, "rows": (a, b)},
        f"Place $i$ sees row $a$ through row $a + {padding} - {stride} \\cdot i$ of the filter: "
        f"{lines[0]}, and {lines[1]}. It is the same for columns, so the sums have "
        f"${one} \\cdot {one} = {one * one}$, ${one} \\cdot {other} = {one * other}$ and "
        f"${other} \\cdot {other} = {other * other}$ products.",
    )


@key(
    "ex-cb-tie",
    "the derivatives of the maximum by the four cells, row by row, in max_pool2d, then in amax",
    parts=(
        "max_pool2d, row 1, column 1",
        "max_pool2d, row 1, column 2",
        "max_pool2d, row 2, column 1",
        "max_pool2d, row 2, column 2",
        "amax, row 1, column 1",
        "amax, row 1, column 2",
        "amax, row 2, column 1",
        "amax, row 2, column 2",
    ),
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
