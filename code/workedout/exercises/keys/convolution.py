"""Right answers to exercises of the third part: arithmetic, pooling, the backward pass."""

from fractions import Fraction

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from workedout.derivations import convolution_costs, pooling
from workedout.exercises.answers import Answer, Formula, Number, Numbers, shape
from workedout.exercises.keys.key import key
from workedout.from_scratch.convolution import average_pool, max_pool
from workedout.from_scratch.windows import Window


@key("ex-conv-hand", "the three sides of the outputs, and the number of pixels not reached")
def sides() -> Answer:
    """By sliding the windows."""
    last = Window(3, stride=3)
    windows = (Window(3, 1, 1, 2), Window(3, dilation=2), last)
    reached = len({pixel for pixels in last.positions(7) for pixel in pixels})
    return Numbers([*(window.outputs(7) for window in windows), 7**2 - reached**2])


@key("ex-conv-matrix", "the shape of the matrix")
def as_matrix() -> Answer:
    """One row an output, one column a pixel."""
    return shape(Window(3).outputs(4) ** 2, 4**2)


@key("ex-conv-two", "the parameters of the two layers of 3 × 3, as a formula in c")
def two_layers() -> Answer:
    """From the checked identity."""
    costs = convolution_costs
    c = sp.Symbol("c", integer=True, positive=True)
    sizes = {costs.c: c, costs.m: c, costs.k_1: 3, costs.k_2: 3, costs.g: 1}
    return Formula(sp.expand(2 * costs.PARAMETERS.right.subs(sizes)))


@key("ex-pool-hand", "the four largest values and the four means, row by row")
def pooled() -> Answer:
    """By the functions of the chapter, in fractions."""
    rows = [[1, 3, 0, 2], [5, 7, 4, 2], [0, 0, 6, 1], [8, 0, 1, 0]]
    grid = np.array([[[Fraction(cell) for cell in row] for row in rows]])
    largest, means = max_pool(grid, 2, 2)[0], average_pool(grid, 2, 2)
    return Numbers([*largest.flatten().tolist(), *means.flatten().tolist()])


@key("ex-pool-break", "q for black pixels that become white")
def half_broken() -> Answer:
    """The chance of the checked identity set to one half."""
    stays = pooling.CORNER_WHITE.right
    return Number(brentq(lambda q: float(stays.subs(pooling.q, q)) - 1 / 2, 0.0, 1.0), within=1e-2)


@key("ex-cb-cost", "the multiply-adds forward, as a formula in C, O, K, I and J")
def forward_cost() -> Answer:
    """From the checked identity."""
    costs = convolution_costs
    C, O, K, I, J = sp.symbols("C O K I J", positive=True)  # noqa: E741  (the book's)
    sizes = {costs.c: C, costs.m: O, costs.k_1: K, costs.k_2: K, costs.g: 1}
    return Formula(costs.MULTIPLY_ADDS.right.subs({**sizes, costs.o_1: I, costs.o_2: J}))
