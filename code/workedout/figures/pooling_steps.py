"""Max and average pooling of small images, as a diagram to walk through."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from workedout.display import Table
from workedout.figures.kit.stepper import INK, PANEL, PAPER, SOFT, Part, Stepper, box, stepper, text
from workedout.from_scratch.convolution import Array, average_pool, max_pool

CELL, POOLED = 30, 44  # sides of the cells
LARGEST_LEFT, MEAN_LEFT, WIDTH = 168, 292, 384
TOP, PITCH = 44, 158  # of the first image; from image to image
WINDOWS = tuple(product(range(2), repeat=2))


def pooling_steps(images: Mapping[str, Array]) -> Stepper:
    """Draw each image with what windows of 2 × 2, side by side, make of it.

    Args:
        images: by name, (4, 4) of zeros and ones.

    Raises:
        ValueError: an image has another size.
    """
    parts, steps, rows = [*heads()], [given(len(images))], []
    end = 2 + len(images) * len(WINDOWS)
    for number, (name, image) in enumerate(images.items()):
        if image.shape != (4, 4):
            raise ValueError(f"expected images of 4 × 4, got {image.shape} for {name!r}")
        exact = image[None] + Fraction(0)
        largest, means = max_pool(exact, 2, 2)[0][0], average_pool(exact, 2, 2)[0]
        first, top = 2 + number * len(WINDOWS), TOP + number * PITCH
        parts += [*image_parts(name, image, first, top)]
        parts += [*pooled_parts(largest, first, LARGEST_LEFT, top, end)]
        parts += [*pooled_parts(means, first, MEAN_LEFT, top, end)]
        for row, column in WINDOWS:
            seen = [int(cell) for cell in covered(image, row, column).flat]
            steps.append(words(name, (row, column), seen, largest, means))
            shown = " ".join(map(str, seen))
            at = f"{name}, window ({row + 1}, {column + 1})"
            rows.append((at, shown, str(largest[row, column]), str(means[row, column])))
    steps.append(told_apart(images))
    alt = (
        f"{len(images)} images of 4 by 4 pixels, one below the other, each beside its 2 by 2 "
        "largest values and its 2 by 2 means; the table below the figure lists them all."
    )
    size = WIDTH, TOP + PITCH * len(images) - 30
    name = "Max and average pooling of small images, step by step"
    table = Table(("window", "cells", "largest", "mean"), tuple(rows))
    return stepper(name, size, parts, steps, alt, table)


def covered(image: Array, row: int, column: int) -> Array:
    """What a window covers."""
    return image[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]


def heads() -> Iterator[Part]:
    """What stands in which column."""
    for left, name in ((0, "image"), (LARGEST_LEFT, "largest"), (MEAN_LEFT, "mean")):
        yield Part(text(left, 13, name, SOFT, "start"))


def cell(left: float, top: float, side: float, value: object, fill: str) -> str:
    """A number in a box."""
    return box(left, top, side, side, fill) + text(left + side / 2, top + side / 2 + 5, str(value))


def image_parts(name: str, image: Array, first: int, top: int) -> Iterator[Part]:
    """The pixels; white ones are shaded, and those under the window light up."""
    yield Part(text(0, top - 8, name, INK, "start"))
    for row, column in product(range(4), repeat=2):
        value = int(image[row, column])
        lit = first + WINDOWS.index((row // 2, column // 2))
        drawn = cell(CELL * column, top + CELL * row, CELL, value, PANEL if value else PAPER)
        yield Part(drawn, 1, (1, lit))


def pooled_parts(values: Array, first: int, left: int, top: int, end: int) -> Iterator[Part]:
    """What a window was turned into, from its step on."""
    for step, (row, column) in enumerate(WINDOWS, start=first):
        x, y = left + POOLED * column, top + POOLED * row
        yield Part(box(x, y, POOLED, POOLED, PAPER))
        yield Part(cell(x, y, POOLED, values[row, column], PANEL), step, (step, end))


def given(count: int) -> str:
    """What there is before the first window."""
    return (
        f"Given: {count} images of 4 × 4 pixels, 1 for white and 0 for black. A window of 2 × 2 "
        "moves by two pixels, so each image has four windows, and none overlap."
    )


def told_apart(images: Mapping[str, Array]) -> str:
    """How many of the pooled maps differ, once all are there."""
    exact = [image[None] + Fraction(0) for image in images.values()]
    largest = {str(max_pool(image, 2, 2)[0]) for image in exact}
    means = {str(average_pool(image, 2, 2)) for image in exact}
    return (
        f"Done: of the {len(exact)} maps of largest values {len(largest)} differ, of the "
        f"{len(exact)} maps of means {len(means)}."
        if len(largest) > 1
        else f"Done: all {len(exact)} maps of largest values are the same; of the maps of means "
        f"{len(means)} differ."
    )


def words(name: str, at: tuple[int, int], seen: list[int], largest: Array, means: Array) -> str:
    """What happens at one window."""
    cells = ", ".join(map(str, seen))
    total = " + ".join(map(str, seen))
    place = f"{name.capitalize()}, window row {at[0] + 1}, column {at[1] + 1}"
    return (
        f"{place}: the cells are {cells}. The largest is {largest[at]}; the mean is "
        f"({total})/4 = {means[at]}."
    )
