"""Right answers to exercises of the second part: depth and width."""

import cmath
import math
import random
from bisect import bisect_left
from fractions import Fraction
from itertools import pairwise

import numpy as np
import sympy as sp
from scipy.stats import binom

from workedout.derivations import parameters
from workedout.exercises.answers import Answer, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.statistics.comparisons import power, seeds_needed

# Percentage points of misread images over seeds, of the grid's networks of equal parameters.
GRID_SPREAD = 0.1041


@key("ex-count", "the number of parameters")
def counted(sizes: tuple[int, ...] = (784, 30, 20, 10)) -> Answer:
    """By the formula."""
    return Number(parameters.count(sizes))


@instances(counted)
def other_sizes(draw: random.Random) -> Instance:
    """Two hidden layers between pixels and classes, both drawn."""
    side, classes = draw.choice((8, 16, 28)), draw.choice((2, 5, 10))
    sizes = (side**2, 10 * draw.randint(2, 12), 5 * draw.randint(2, 9), classes)
    layers = [f"{ahead} \\cdot {units} + {units}" for ahead, units in pairwise(sizes)]
    return Instance(
        f"A dense network takes images of ${side} \\times {side}$ pixels, has hidden layers of "
        f"{sizes[1]} and {sizes[2]} units, and tells {classes} classes apart. "
        "How many parameters does it have?",
        {"sizes": sizes},
        f"Weights and biases, layer by layer: ${' + '.join(layers)} = {parameters.count(sizes)}$.",
    )


@key("ex-expensive", "the units of the two layers, of the split with the most parameters")
def expensive(inputs: int = 784, units: int = 200, outputs: int = 10) -> Answer:
    """All splits tried, by the checked identity."""
    cost = sp.lambdify(
        (parameters.n, parameters.h, parameters.k, parameters.m), parameters.SPLIT_COST.right
    )
    most = max(range(1, units), key=lambda second: cost(inputs, units, second, outputs))
    return Numbers((units - most, most))


@key("ex-steps", "the steps of one epoch, and the images of the last batch")
def steps(images: int = 60_000, batch: int = 128) -> Answer:
    """Division with remainder; a last batch that is full leaves none."""
    full, rest = divmod(images, batch)
    return Numbers((full + 1, rest) if rest else (full, batch))


@key("ex-best-of", "the excess in percentage points")
def best_of(accuracy: float = 0.982, images: int = 5_000, tried: int = 16) -> Answer:
    """The expectation of the largest of so many binomial counts; nearly that of normal draws."""
    counts = np.arange(images + 1)
    largest = binom.cdf(counts, images, accuracy) ** tried
    expected = float((counts * np.diff(largest, prepend=0)).sum() / images)
    return Number(100 * (expected - accuracy), within=3e-2)


@key("ex-three-layers", "the width, and the number of hidden units")
def equal_layers(inputs: int = 784, units: int = 100, outputs: int = 10, depth: int = 3) -> Answer:
    """Of the two widths between whose counts that of one layer lies, the nearer one."""
    one = parameters.count((inputs, units, outputs))

    def count(width: int) -> int:
        return parameters.count((inputs, *[width] * depth, outputs))

    above = 1 + bisect_left(range(1, units + 1), one, key=count)
    width = min((above - 1, above), key=lambda w: abs(count(w) - one))
    return Numbers((width, depth * width))


@key("ex-break-even", "the number of hidden units at which both have as many")
def break_even(inputs: int = 784, outputs: int = 10, depth: int = 2) -> Answer:
    """Where the difference of the checked identity is zero."""
    given = {parameters.n: inputs, parameters.m: outputs, parameters.d: depth}
    [units] = sp.solve(parameters.EQUAL_SPLIT.right.subs(given).doit(), parameters.h)
    return Number(int(units))


@key("ex-grid-seeds", "the chance with five seeds, as a share, and the number of seeds")
def seeds_enough(difference: float = 0.1, spread: float = GRID_SPREAD, seeds: int = 5) -> Answer:
    """By the book's functions."""
    return Numbers(
        [power(seeds, difference, spread), seeds_needed(difference, spread)], within=1e-2
    )


@key("ex-copies", "the number of copies")
def seen(reach: int = 2, epochs: int = 40) -> Answer:
    """Each copy counts with the probability that it was not always missed."""
    copies = (2 * reach + 1) ** 2
    return Number(copies * (1 - Fraction(copies - 1, copies) ** epochs), within=1e-2)


@key("ex-turn", "the pixels that it moves, the least factor of its size, and the largest")
def turned(
    rows: int = 6, columns: int = 5, degrees: int = 10, scale: Fraction = Fraction(1, 10)
) -> Answer:
    """A number of the plane, turned; and what a grid of another size makes of a length."""
    place = complex(columns, rows)
    moved = abs(place * cmath.exp(1j * math.radians(degrees)) - place)
    return Numbers([moved, 1 / (1 + scale), 1 / (1 - scale)], within=5e-3)
