"""Right answers to exercises of the second part: depth and width."""

import cmath
import math
import random
from bisect import bisect_left
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import sympy as sp
from scipy.stats import binom

from workedout.derivations import parameters
from workedout.exercises.answers import Answer, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.exercises.keys.written import rounded, values_of
from workedout.statistics.comparisons import largest_of, power, seeds_needed

# Percentage points of misread images over seeds, of the grid's networks of equal parameters.
GRID_SPREAD = 0.1041
normal_excess = cache(largest_of)


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


@key(
    "ex-expensive",
    "the units of the two layers, of the split with the most parameters",
    parts=("first layer", "second layer"),
)
def expensive(inputs: int = 784, units: int = 200, outputs: int = 10) -> Answer:
    """All splits tried, by the checked identity."""
    cost = added_by_split()
    most = max(range(1, units), key=lambda second: cost(inputs, units, second, outputs))
    return Numbers((units - most, most))


@cache
def added_by_split() -> Callable[..., int]:
    """What a split of h units adds, as a function of n, h, k and m."""
    symbols = (parameters.n, parameters.h, parameters.k, parameters.m)
    function: Callable[..., int] = sp.lambdify(symbols, parameters.SPLIT_COST.right)
    return function


@instances(expensive)
def other_splits(draw: random.Random) -> Instance:
    """So few inputs that the most expensive split lies between the ends."""
    inputs, outputs, second = draw.randint(10, 40), draw.randint(2, 9), draw.randint(3, 20)
    units = inputs - outputs + 2 * second
    first, second = values_of(expensive.compute(inputs, units, outputs))
    return Instance(
        f"A dense network has {inputs} inputs and {outputs} outputs, and {units} hidden units in "
        "two layers. Which split has the most parameters? Give the units of the first layer and "
        "those of the second.",
        {"inputs": inputs, "units": units, "outputs": outputs},
        "With $k$ units in the second layer, the difference to one layer of all units is "
        f"$({units} - k)(k - {outputs}) - {inputs} k$. Its derivative is "
        f"${units} + {outputs} - {inputs} - 2 k$, which is positive below $k = {second}$ and "
        f"negative above. So the most expensive split is ${first}$ and ${second}$.",
    )


@key(
    "ex-steps",
    "the steps of one epoch, and the images of the last batch",
    parts=("steps", "images of the last batch"),
)
def steps(images: int = 60_000, batch: int = 128) -> Answer:
    """Division with remainder; a last batch that is full leaves none."""
    full, rest = divmod(images, batch)
    return Numbers((full + 1, rest) if rest else (full, batch))


@instances(steps)
def other_batches(draw: random.Random) -> Instance:
    """Another training set, in other batches."""
    images, batch = 100 * draw.randint(20, 600), draw.choice((24, 32, 48, 64, 96, 128, 256))
    count, last = values_of(steps.compute(images, batch))
    return Instance(
        f"An epoch goes through {images} images in batches of {batch}; the last batch has what is "
        "left. How many steps does it have, and how many images has the last batch?",
        {"images": images, "batch": batch},
        f"${images} = {count - 1} \\cdot {batch} + {last}$, so an epoch has ${count}$ steps, and "
        f"the last batch has ${last}$ images.",
    )


@key("ex-best-of", "the excess in percentage points")
def best_of(accuracy: float = 0.982, images: int = 5_000, tried: int = 16) -> Answer:
    """The expectation of the largest of so many binomial counts; nearly that of normal draws."""
    counts = np.arange(images + 1)
    largest = binom.cdf(counts, images, accuracy) ** tried
    expected = float((counts * np.diff(largest, prepend=0)).sum() / images)
    return Number(100 * (expected - accuracy), within=3e-2)


@instances(best_of)
def other_candidates(draw: random.Random) -> Instance:
    """Another accuracy, and another number of candidates and images."""
    accuracy, images = draw.randint(850, 975) / 1000, draw.choice((5_000, 8_000, 10_000))
    tried = draw.randint(5, 20)
    [excess] = values_of(best_of.compute(accuracy, images, tried))
    deviation, normal = (accuracy * (1 - accuracy) / images) ** 0.5, normal_excess(tried)
    return Instance(
        f"{tried} candidates all have the true accuracy ${accuracy:g}$. Each is tried on {images} "
        "images of its own, and you pick the best. By how many percentage points do you expect "
        "its measured accuracy to lie above the true one?",
        {"accuracy": accuracy, "images": images, "tried": tried},
        "The standard deviation of one accuracy is "
        f"$\\sqrt{{{accuracy:g} \\cdot {1 - accuracy:g} / {images}}}$, "
        f"${rounded(100 * deviation, 3)}$ percentage points. The largest of {tried} normal draws "
        f"lies on average ${rounded(normal, 3)}$ standard deviations above the mean: "
        f"${rounded(100 * deviation * normal, 3)}$ points. With the binomial distribution itself "
        f"it is ${rounded(excess, 3)}$ points.",
    )


@key(
    "ex-three-layers", "the width, and the number of hidden units", parts=("width", "hidden units")
)
def equal_layers(inputs: int = 784, units: int = 100, outputs: int = 10, depth: int = 3) -> Answer:
    """Of the two widths between whose counts that of one layer lies, the nearer one."""
    one = parameters.count((inputs, units, outputs))

    def count(width: int) -> int:
        return parameters.count((inputs, *[width] * depth, outputs))

    above = 1 + bisect_left(range(1, units + 1), one, key=count)
    width = min((above - 1, above), key=lambda w: abs(count(w) - one))
    return Numbers((width, depth * width))


@instances(equal_layers)
def other_layers(draw: random.Random) -> Instance:
    """Another network of one layer, and two to four layers for it."""
    inputs, outputs = draw.choice((64, 256, 784)), draw.choice((2, 5, 10))
    units, depth = 5 * draw.randint(8, 40), draw.randint(2, 4)
    given = {"inputs": inputs, "units": units, "outputs": outputs, "depth": depth}
    width, hidden = values_of(equal_layers.compute(**given))
    one = parameters.count((inputs, units, outputs))
    ends, between = inputs + outputs + depth, depth - 1
    square = "w^2" if between == 1 else f"{between} w^2"
    root = (ends**2 + 4 * between * (one - outputs)) ** 0.5
    near = [
        f"{parameters.count((inputs, *[w] * depth, outputs))} for a width of {w}"
        for w in (width - 1, width, width + 1)
    ]
    return Instance(
        f"A dense network with one hidden layer of {units} units has {inputs} inputs and {outputs} "
        f"outputs. You want {depth} hidden layers of one width instead, whose number of parameters "
        "comes nearest to its own. How wide are they, and how many hidden units do you have then?",
        given,
        f"There are ${units} \\cdot {inputs + outputs + 1} + {outputs} = {one}$ parameters. "
        f"${square} + {ends} w + {outputs} = {one}$ has the positive root "
        f"$w = {rounded((root - ends) / (2 * between))}$. The counts are {near[0]}, {near[1]} and "
        f"{near[2]}, so the nearest width is ${width}$, which makes ${depth} \\cdot {width} = "
        f"{hidden}$ hidden units.",
    )


@key("ex-break-even", "the number of hidden units at which both have as many")
def break_even(inputs: int = 784, outputs: int = 10, depth: int = 2) -> Answer:
    """Where the difference of the checked identity is zero."""
    given = {parameters.n: inputs, parameters.m: outputs, parameters.d: depth}
    return Number(int(nothing_added().subs(given)))


@cache
def nothing_added() -> sp.Expr:
    """The hidden units at which equal layers add no parameters, in n, m and d."""
    [units] = sp.solve(parameters.EQUAL_SPLIT.right.doit(), parameters.h)
    return units


@instances(break_even)
def other_depths(draw: random.Random) -> Instance:
    """Other inputs and outputs, and another number of layers."""
    inputs, outputs, depth = draw.randint(10, 400), draw.randint(2, 20), draw.randint(2, 5)
    given = {"inputs": inputs, "outputs": outputs, "depth": depth}
    [units] = values_of(break_even.compute(**given))
    return Instance(
        f"A dense network has {inputs} inputs and {outputs} outputs. At which number of hidden "
        f"units have {depth} hidden layers of one width as many parameters as one layer of all "
        "these units?",
        given,
        f"The difference has the factor $n + m - h/d$. It is zero at $h/{depth} = {inputs} + "
        f"{outputs} = {inputs + outputs}$, so at ${depth} \\cdot {inputs + outputs} = {units}$ "
        "hidden units.",
    )


@key(
    "ex-grid-seeds",
    "the chance with five seeds, as a share, and the number of seeds",
    parts=("chance", "seeds"),
)
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


@instances(seen)
def other_copies(draw: random.Random) -> Instance:
    """Shifts that go farther or less far, and another number of epochs."""
    reach, epochs = draw.randint(1, 4), draw.randint(8, 90)
    copies = (2 * reach + 1) ** 2
    [expected] = values_of(seen.compute(reach, epochs))
    return Instance(
        f"A copy of an image is shifted by a whole number of pixels from $-{reach}$ to ${reach}$ "
        "along each axis, all shifts equally likely, and each epoch draws a new one. How many "
        f"different copies of an image has a network seen after {epochs} epochs, on average?",
        {"reach": reach, "epochs": epochs},
        f"There are ${2 * reach + 1}^2 = {copies}$ copies. One of them is missed by all draws with "
        f"the probability $({copies - 1}/{copies})^{{{epochs}}}$, so the expected number is "
        f"${copies} \\cdot (1 - ({copies - 1}/{copies})^{{{epochs}}}) = {rounded(expected)}$.",
    )


@key(
    "ex-turn",
    "the pixels that it moves, the least factor of its size, and the largest",
    parts=("pixels", "least factor", "largest factor"),
)
def turned(
    rows: int = 6, columns: int = 5, degrees: int = 10, scale: Fraction = Fraction(1, 10)
) -> Answer:
    """A number of the plane, turned; and what a grid of another size makes of a length."""
    place = complex(columns, rows)
    moved = abs(place * cmath.exp(1j * math.radians(degrees)) - place)
    return Numbers([moved, 1 / (1 + scale), 1 / (1 - scale)], within=5e-3)


@instances(turned)
def other_turns(draw: random.Random) -> Instance:
    """Another place, another angle and another scale."""
    rows, columns, degrees = draw.randint(1, 12), draw.randint(1, 12), draw.randint(4, 40)
    scale = Fraction(draw.randint(5, 30), 100)
    given = {"rows": rows, "columns": columns, "degrees": degrees, "scale": scale}
    moved, least, largest = map(rounded, values_of(turned.compute(**given)))
    size = f"{float(scale):g}"
    return Instance(
        f"A stroke lies {rows} rows above and {columns} columns to the right of an image's centre. "
        f"The image is turned by {degrees} degrees about its centre. By how many pixels does the "
        "stroke move? In another copy the grid on which the image is read is scaled by a factor "
        f"from $1 - {size}$ to $1 + {size}$. By which factor does the digit change at least, and "
        "by which at most?",
        given,
        f"The stroke moves by the chord $2 \\sqrt{{{rows}^2 + {columns}^2}} "
        f"\\sin({degrees}^\\circ / 2) = {moved}$. A digit that is read on a larger grid comes out "
        f"smaller: its size changes by $1/(1 + {size}) = {least}$ at least, and by "
        f"$1/(1 - {size}) = {largest}$ at most.",
    )
