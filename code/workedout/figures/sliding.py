"""A filter that slides over a small image, as a diagram to walk through."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from workedout.display import Table
from workedout.figures.kit.stepper import INK, PANEL, PAPER, SOFT, Part, Stepper, box, stepper, text
from workedout.from_scratch.windows import Array, Window, convolve
from workedout.wording import minus

CELL, GAP = 30, 32
TOP, LEFT, RIGHT = 34, 4, 276
WIDTH = 400
COUNTS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def sliding(image: Array, weights: Array, bias: int, window: Window) -> Stepper:
    """Draw a filter at each of its places on an image of one channel, with what it puts out.

    Args:
        image: (height, width), whole numbers.
        weights: (kernel, kernel), whole numbers.
        bias: a whole number.
        window: how the filter slides, along both axes; without dilation.
    """
    outputs = convolve(image[None], weights[None, None], np.array([bias]), window, window).astype(
        int
    )[0]
    rows, columns = (list(window.positions(size)) for size in image.shape)
    places = list(product(range(len(rows)), range(len(columns))))
    steps = [given(image, weights, bias, window)]
    steps += [
        words(image, weights, bias, (rows[i], columns[j]), (i, j), outputs[i, j]) for i, j in places
    ]
    steps.append(
        f"Done: {len(places)} places of the window, and as many outputs. The filter was the same "
        "at each of them."
    )
    parts = [*image_cells(image, window, [(rows[i], columns[j]) for i, j in places])]
    parts += [*filter_cells(weights, len(steps))]
    parts += [*output_cells(outputs, places, len(steps), TOP + GAP * (len(weights) + 1) + 14)]
    tall = max(image.shape[0] + window.before + window.after, len(weights) + 1.5 + outputs.shape[0])
    height = TOP + round(GAP * tall) + 4
    alt = (
        f"An image of {image.shape[0]} by {image.shape[1]} numbers in a frame of zeros, a filter "
        f"of {len(weights)} by {len(weights)} numbers that slides over it by {window.stride} at a "
        f"time, and the {outputs.shape[0]} by {outputs.shape[1]} outputs; the table below lists "
        "them all."
    )
    name = "A filter slides over an image, step by step"
    return stepper(name, (WIDTH, height), parts, steps, alt, numbers(image, weights, outputs))


def cell(x: float, y: float, value: int, fill: str, colour: str = INK) -> str:
    """A number in a box."""
    return box(x, y, CELL, CELL, fill) + text(x + CELL / 2, y + 20, minus(str(value)), colour)


def image_cells(
    image: Array, window: Window, places: list[tuple[list[int], list[int]]]
) -> Iterator[Part]:
    """The image and its padding; a number lights up while the window is on it."""
    height, width = image.shape
    yield Part(text(LEFT, 18, "image, in zeros", SOFT, "start"))
    around = range(-window.before, height + window.after)
    for row, column in product(around, range(-window.before, width + window.after)):
        inside = 0 <= row < height and 0 <= column < width
        value = int(image[row, column]) if inside else 0
        lit = tuple(
            step
            for step, (rows, columns) in enumerate(places, start=2)
            if row in rows and column in columns
        )
        x, y = LEFT + GAP * (column + window.before), TOP + GAP * (row + window.before)
        fill, colour = (PANEL, INK) if inside else (PAPER, SOFT)
        yield Part(cell(x, y, value, fill, colour), 1, lit)


def filter_cells(weights: Array, last: int) -> Iterator[Part]:
    """The weights, lit up where they are introduced and in the end."""
    yield Part(text(RIGHT, 18, "filter", SOFT, "start"))
    for row, column in np.ndindex(weights.shape):
        drawn = cell(RIGHT + GAP * column, TOP + GAP * row, int(weights[row, column]), PAPER)
        yield Part(drawn, 1, (1, last))


def output_cells(
    outputs: Array, places: list[tuple[int, int]], last: int, top: float
) -> Iterator[Part]:
    """The outputs, each from its step on."""
    yield Part(text(RIGHT, top - 8, "output", SOFT, "start"))
    for step, (row, column) in enumerate(places, start=2):
        x, y = RIGHT + GAP * column, top + GAP * row
        yield Part(box(x, y, CELL, CELL, PAPER))
        yield Part(cell(x, y, int(outputs[row, column]), PANEL), step, (step, last))


def given(image: Array, weights: Array, bias: int, window: Window) -> str:
    """What there is before the first place."""
    return (
        f"Given: an image of {image.shape[0]} × {image.shape[1]}, a frame of zeros around it "
        f"({window.before} on each side), a filter of {len(weights)} × {len(weights)}, and the "
        f"bias {minus(str(bias))}. The filter moves on by {window.stride} at a time."
    )


def words(
    image: Array,
    weights: Array,
    bias: int,
    at: tuple[list[int], list[int]],
    place: tuple[int, int],
    output: int,
) -> str:
    """What happens at one place, with the products that are not 0."""
    height, width = image.shape
    factors, unseen = [], 0
    for (a, row), (b, column) in product(enumerate(at[0]), enumerate(at[1])):
        if not (0 <= row < height and 0 <= column < width):
            unseen += 1
        elif weights[a, b] * image[row, column]:
            weight = minus(str(int(weights[a, b])))
            weight = f"({weight})" if weights[a, b] < 0 else weight
            factors.append(f"{weight} · {int(image[row, column])}")
    total = " + ".join([*factors, minus(str(bias)) if bias >= 0 else f"({minus(str(bias))})"])
    many = "s see" if unseen != 1 else " sees"
    return (
        f"Output row {place[0] + 1}, column {place[1] + 1}: {total} = {minus(str(int(output)))}, "
        f"the bias last; products with a 0 are left out. {COUNTS[unseen]} of the "
        f"{weights.size} product{many} padding."
    )


def numbers(image: Array, weights: Array, outputs: Array) -> Table:
    """All numbers, row by row."""
    named = {"image": image, "filter": weights, "output": outputs}
    rows = [
        (f"{name}, row {number}", "  ".join(minus(str(int(value))) for value in row))
        for name, values in named.items()
        for number, row in enumerate(values, start=1)
    ]
    return Table(("row", "numbers"), tuple(rows))
