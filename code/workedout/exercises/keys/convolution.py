"""Right answers to exercises of the third part: the arithmetic of convolutions, and pooling."""

import random
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import product
from statistics import mean, median_low
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from workedout.derivations import convolution_costs, pooling
from workedout.exercises.answers import Answer, Choice, Formula, Numbers
from workedout.exercises.keys.arrays import Rows, exact, matrix, numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.from_scratch.convolution import Array, average_pool, max_pool, padded
from workedout.from_scratch.windows import Window
from workedout.wording import listed


@key(
    "ex-conv-hand",
    "the three sides of the outputs, and the number of pixels not reached",
    parts=("side 1", "side 2", "side 3", "pixels not reached"),
)
def sides(
    size: int = 7,
    slides: tuple[Window, ...] = (Window(3, 1, 1, 2), Window(3, dilation=2), Window(3, stride=3)),
) -> Answer:
    """By sliding the windows, the last of which may leave pixels out."""
    reached = len({pixel for pixels in slides[-1].positions(size) for pixel in pixels})
    return Numbers([*(window.outputs(size) for window in slides), size**2 - reached**2])


@instances(sides)
def other_windows(draw: random.Random) -> Instance:
    """Three ways in which one kernel slides."""
    size, k = draw.randint(10, 18), draw.randint(3, 4)
    s, p, d, last = draw.randint(2, 3), draw.randint(1, 2), draw.randint(2, 3), draw.randint(2, k)
    slides = (Window(k, p, p, s), Window(k, dilation=d), Window(k, stride=last))
    first, second, third = (window.outputs(size) for window in slides)
    span, reached = d * (k - 1) + 1, size - slides[2].left_over(size)
    return Instance(
        f"An image has {size} × {size} pixels, a kernel {k} × {k}. How many rows of outputs are "
        f"there with stride {s} and padding {p}? With stride 1, dilation {d} and no padding? With "
        f"stride {last} and no padding, and how many pixels does no window reach then?",
        {"size": size, "slides": slides},
        rf"$\lfloor ({size} + {2 * p} - {k - 1} - 1)/{s} \rfloor + 1 = {first}$. With dilation {d} "
        f"the window spans {span} pixels, and ${size} - {span} + 1 = {second}$. With stride "
        rf"{last}, $\lfloor ({size} - {k})/{last} \rfloor + 1 = {third}$; {reached} of the {size} "
        f"rows are reached, and as many columns, so ${size}^2 - {reached}^2 = "
        f"{size**2 - reached**2}$ pixels are not.",
    )


@cache
def pooled_behind(kernel: int, side: int) -> tuple[int, int]:
    """The rows that a convolution and a halving leave, and those that the halving drops."""
    halving, rows = Window(2, stride=2), Window(kernel).outputs(side)
    return halving.outputs(rows), halving.left_over(rows)


@key(
    "ex-conv-sides",
    "the sides from 20 to 40 pixels at which it sees every pixel, in order",
    parts=("first side", "second", "third", "fourth", "fifth"),
)
def sides_without_loss(low: int = 20, high: int = 40, kernel: int = 3, layers: int = 2) -> Answer:
    """Each side tried: no pooling may leave a row over."""

    def seen_whole(side: int) -> bool:
        for _ in range(layers):
            side, lost = pooled_behind(kernel, side)
            if lost:
                return False
        return True

    return Numbers([side for side in range(low, high + 1) if seen_whole(side)])


@instances(sides_without_loss)
def other_layers(draw: random.Random) -> Instance:
    """Two or three layers of convolution and pooling, and other sides."""
    kernel, layers, low = draw.choice((3, 5)), draw.randint(2, 3), draw.randint(40, 80)
    high, factor = low + 20, 2**layers
    taken = (kernel - 1) * (factor - 1)
    fit = [side for side in range(low, high + 1) if (side - taken) % factor == 0]
    return Instance(
        f"A network has {layers} convolutions of {kernel} × {kernel} without padding, each "
        "followed by a maximum over 2 × 2 pixels with stride 2. Which images with a side from "
        f"{low} to {high} pixels does it see whole, so that no row is dropped on the way?",
        {"low": low, "high": high, "kernel": kernel, "layers": layers},
        f"Go back from the last map, of $m$ rows: in front of a maximum that drops nothing there "
        f"are twice as many, and in front of a convolution {kernel - 1} more. So the side is "
        f"${factor} m + {taken}$ with a whole number $m$: {listed(list(map(str, fit)))}.",
    )


@key("ex-conv-two", "the parameters of the two layers of 3 × 3, as a formula in c")
def two_layers() -> Answer:
    """From the checked identity."""
    costs = convolution_costs
    c = sp.Symbol("c", integer=True, positive=True)
    sizes = {costs.c: c, costs.m: c, costs.k_1: 3, costs.k_2: 3, costs.g: 1}
    return Formula(sp.expand(2 * costs.PARAMETERS.right.subs(sizes)))


@key(
    "ex-conv-matrix",
    "the rows and the columns of the matrix, its entries that are not 0, and how many different "
    "numbers stand there",
    parts=("rows", "columns", "entries not 0", "different numbers"),
)
def as_matrix(side: int = 4, kernel: int = 3) -> Answer:
    """Entry by entry: in the row of each place, which weight stands in the column of a pixel."""
    places = list(Window(kernel).positions(side))
    rows = [
        {(i, j): (a, b) for (a, i), (b, j) in product(enumerate(down), enumerate(across))}
        for down, across in product(places, repeat=2)
    ]
    weights = [weight for row in rows for weight in row.values()]
    return Numbers((len(rows), side**2, len(weights), len(set(weights))))


@instances(as_matrix)
def other_matrices(draw: random.Random) -> Instance:
    """Another filter on another image."""
    k = draw.randint(2, 6)
    side = k + draw.randint(1, 8)
    o = side - k + 1
    return Instance(
        f"A filter of {k} × {k} slides over an image of {side} × {side} pixels, with stride 1, "
        "no padding and no bias. As a matrix on the image as one column: how many rows and how "
        "many columns has it, how many entries that are not 0, and how many different numbers "
        "stand there?",
        {"side": side, "kernel": k},
        f"There are ${o}^2 = {o * o}$ outputs, one for each row, and ${side}^2 = {side * side}$ "
        f"pixels, one for each column. Each row holds the ${k}^2 = {k * k}$ weights of the "
        f"filter: ${o * o} \\cdot {k * k} = {o * o * k * k}$ entries that are not 0, and {k * k} "
        "different numbers.",
    )


GRID = ((1, 3, 0, 2), (5, 7, 4, 2), (0, 0, 6, 1), (8, 0, 1, 0))


@key(
    "ex-pool-hand",
    "the four largest values and the four means, side by side, row by row",
    parts=(
        "largest, row 1, column 1",
        "largest, row 1, column 2",
        "largest, row 2, column 1",
        "largest, row 2, column 2",
        "mean, row 1, column 1",
        "mean, row 1, column 2",
        "mean, row 2, column 1",
        "mean, row 2, column 2",
    ),
)
def pooled(rows: Rows = GRID) -> Answer:
    """By the functions of the chapter, in fractions."""
    grid = exact([rows])
    largest, means = max_pool(grid, 2, 2)[0], average_pool(grid, 2, 2)
    return Numbers([*largest.flatten().tolist(), *means.flatten().tolist()])


@instances(pooled)
def other_maps(draw: random.Random) -> Instance:
    """Another map of the same size."""
    rows = [[draw.randint(0, 9) for _ in range(4)] for _ in range(4)]
    grid = exact([rows])
    largest, means = max_pool(grid, 2, 2)[0], average_pool(grid, 2, 2)
    return Instance(
        f"Pool the map ${matrix(rows)}$ by largest and by mean, with windows of 2 × 2 side by "
        "side. Give the four largest values row by row, then the four means.",
        {"rows": rows},
        f"The largest values are {numbers(largest)}, and the means, a quarter of each window's "
        f"sum, {numbers(means)}.",
    )


@key("ex-pool-twice", "the letters of those for which it is the same")
def twice() -> Answer:
    """Compared on maps that were drawn once and for all, in fractions."""
    draw = random.Random("pool twice")
    maps = [exact([draw.sample(range(99), 8) for _ in range(8)]) for _ in range(20)]

    def by(of: Callable[[Any], Any], grid: Array, size: int) -> Array:
        places = range(0, len(grid), size)
        return np.array(
            [[of(grid[i : i + size, j : j + size].flatten()) for j in places] for i in places]
        )

    kinds: dict[str, Callable[[Any], Any]] = {"a": max, "b": mean, "c": median_low}
    same = [
        letter
        for letter, of in kinds.items()
        if all((by(of, by(of, grid, 2), 2) == by(of, grid, 4)).all() for grid in maps)
    ]
    return Choice("".join(kinds), "".join(same))


@key("ex-pool-convolution", "each weight of the filter, as a formula in K")
def equal_weights() -> Answer:
    """They are equal, and are 1 together."""
    K, weight = sp.symbols("K w", positive=True)
    [found] = sp.solve(K * K * weight - 1, weight)
    return Formula(found)


@key(
    "ex-pool-edge",
    "the mean at a corner, at a side, and inside, as fractions or to three digits",
    parts=("corner", "side", "inside"),
)
def means_at_the_edge(kernel: int = 3, padding: int = 1, value: int = 1) -> Answer:
    """By the function of the chapter, on a map as large as the window, with zeros around it."""
    grid = padded(exact(np.full((1, kernel, kernel), value)), padding)
    means = average_pool(grid, kernel, 1)[0]
    middle = len(means) // 2
    return Numbers([means[0, 0], means[0, middle], means[middle, middle]], within=5e-3)


@instances(means_at_the_edge)
def other_edges(draw: random.Random) -> Instance:
    """Another value everywhere, and other windows."""
    k, value = draw.choice((3, 5)), draw.randint(2, 30)
    p = draw.randint(1, k // 2)
    corner, side = Fraction(value * (k - p) ** 2, k * k), Fraction(value * (k - p), k)
    return Instance(
        f"A map has {value} in every cell, and is far larger than the windows. It is pooled by "
        f"mean with windows of {k} × {k}, stride 1 and padding {p}, and the zeros count. What is "
        "the mean at a corner, at a side far from the corners, and far inside?",
        {"kernel": k, "padding": p, "value": value},
        f"The window at a corner holds {k - p} × {k - p} cells of the map, and its sum is divided "
        f"by {k * k} all the same: ${corner}$. At a side it holds {k - p} × {k}: ${side}$. Inside "
        f"no zero is seen: {value}.",
    )


@cache
def chances() -> list[Callable[[float], float]]:
    """Of a corner with missing pixels to be pooled as before, and of one with white ones, by q."""
    both = pooling.CORNER_MISSING, pooling.CORNER_WHITE
    return [sp.lambdify(pooling.q, stays.right) for stays in both]


def breaking(chance: Fraction) -> list[float]:
    """The shares of missing and of white pixels at which they are the given one."""

    def share(stays: Callable[[float], float]) -> float:
        return float(brentq(lambda q: stays(q) - float(chance), 0.0, 1.0))

    return [share(stays) for stays in chances()]


@key(
    "ex-pool-break",
    "q for white pixels that go missing, and for black ones that become white",
    parts=("white go missing", "black become white"),
)
def broken(chance: Fraction = Fraction(1, 2)) -> Answer:
    """The chances of the checked identities set to the given one."""
    return Numbers(breaking(chance), within=1e-2)


@instances(broken)
def other_chances(draw: random.Random) -> Instance:
    """Another chance than one half."""
    chance = Fraction(draw.randint(5, 95), 100)
    missing, white = breaking(chance)
    stays = f"{float(chance):.2f}"
    return Instance(
        "A white corner is pooled by largest value; its four windows of 2 × 2 have 3, 2, 2 and 0 "
        "white pixels. Each white pixel goes missing with probability $q$, by itself: at which "
        f"$q$ do all four largest values stay with a chance of {stays}? And if instead each black "
        "pixel becomes white with probability $q$?",
        {"chance": chance},
        "Missing: no window with white pixels may lose all of them, so "
        f"$(1 - q^2)^2 (1 - q^3) = {stays}$. The left side falls from 1 to 0; halving an interval "
        f"finds $q = {missing:.3g}$. White: all pixels of the black window have to stay black, "
        f"$(1 - q)^4 = {stays}$, so $q = {white:.3g}$.",
    )
