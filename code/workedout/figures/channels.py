"""A convolution over several channels with several filters, as a diagram to walk through."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from workedout.display import Table
from workedout.figures.kit.grids import Grid, factor, number
from workedout.figures.kit.stepper import SOFT, Part, Stepper, stepper, text
from workedout.from_scratch.convolution import convolution

WIDTH = 400
SIDE, HEIGHT = 38, 26  # of a cell
TOP, APART = 30, 34  # of the first grid, and between rows of grids
Place = tuple[int, int]


def channels(image: np.ndarray, filters: np.ndarray, biases: np.ndarray) -> Stepper:
    """Draw each product of window and filter: summed in a channel, then over channels.

    Args:
        image: whole numbers, (channels, height, width).
        filters: whole numbers, (filters, channels, k, k).
        biases: whole numbers, (filters,).
    """
    outputs = convolution(image, filters, biases)
    places = [*np.ndindex(outputs.shape)]
    steps = [given(image, filters)]
    steps += [words(image, filters, biases, place, outputs[place]) for place in places]
    steps.append(
        f"Done: {len(filters)} filters, so {len(filters)} output channels. Each output saw all "
        f"{len(image)} channels of the image; each filter has one bias."
    )
    size, columns = filters.shape[-1], image.shape[2]
    parts = [*image_parts(image, size, places)]
    top = TOP + image.shape[1] * HEIGHT + APART
    for which in range(len(filters)):
        parts += [*filter_parts(filters[which], biases[which], which, places, columns, top)]
        parts += [*output_parts(outputs[which], which, places, len(steps), top)]
        top += max(size * HEIGHT + 30, outputs.shape[1] * HEIGHT) + APART
    alt = (
        f"An image of {len(image)} channels above {len(filters)} filters, each with one square of "
        f"{size} by {size} weights a channel, a bias, and its {outputs.shape[1]} by "
        f"{outputs.shape[2]} outputs to the right; the table below lists all sums."
    )
    name = "Filters over several channels, step by step"
    table = sums(image, filters, biases, outputs)
    return stepper(name, (WIDTH, top - APART + 8), parts, steps, alt, table)


def grid(which: int, columns: int, top: float) -> Grid:
    """The grid of a channel; channels of the filters stand below those of the image.

    Args:
        which: the channel, counted from 0.
        columns: of the image.
        top: of the first cell.
    """
    return Grid(which * (columns * SIDE + 18), top, SIDE, HEIGHT)


def seen(place: tuple[int, ...], size: int) -> set[Place]:
    """The cells under the window."""
    return {(place[1] + a, place[2] + b) for a, b in product(range(size), range(size))}


def image_parts(image: np.ndarray, size: int, places: list[tuple[int, ...]]) -> Iterator[Part]:
    """The channels of the image, lit up under the window."""

    def lit(row: int, column: int) -> tuple[int, ...]:
        on = (n for n, place in enumerate(places, 2) if (row, column) in seen(place, size))
        return (1, 1, *on)

    for channel, values in enumerate(image):
        cells = grid(channel, image.shape[2], TOP)
        yield cells.title(f"image, channel {channel + 1}")
        yield from cells.values(values, lit)


def filter_parts(
    weights: np.ndarray,
    bias: int,
    which: int,
    places: list[tuple[int, ...]],
    columns: int,
    top: float,
) -> Iterator[Part]:
    """A filter's weights for each channel, and its bias."""
    used = tuple(n for n, place in enumerate(places, 2) if place[0] == which)
    for channel, values in enumerate(weights):
        cells = grid(channel, columns, top)
        yield cells.title(f"filter {which + 1}, channel {channel + 1}")
        yield from cells.values(values, lambda *_: (1, 1, *used))
    below = top + weights.shape[1] * HEIGHT
    yield Part(text(0, below + 18, f"bias {number(bias)}", SOFT, "start"), 1, (1, *used))


def output_parts(
    outputs: np.ndarray, which: int, places: list[tuple[int, ...]], last: int, top: float
) -> Iterator[Part]:
    """What a filter puts out, each number from its step on."""
    cells = Grid(WIDTH - outputs.shape[1] * SIDE, top, SIDE, HEIGHT)
    yield cells.title(f"output {which + 1}")

    def steps(row: int, column: int) -> tuple[int, ...]:
        step = 2 + places.index((which, row, column))
        return step, step, last

    yield from cells.values(outputs, steps)


def given(image: np.ndarray, filters: np.ndarray) -> str:
    """What there is before the first output."""
    size = filters.shape[-1]
    return (
        f"Given: an image of {len(image)} channels, and {len(filters)} filters. Each filter has "
        f"{size} × {size} weights for each channel, and one bias. No padding, stride 1. "
        "In the steps, products with a 0 are left out."
    )


def words(
    image: np.ndarray,
    filters: np.ndarray,
    biases: np.ndarray,
    place: tuple[int, ...],
    output: int,
) -> str:
    """The sum of a place: channel by channel, then together."""
    which, row, column = place
    size = filters.shape[-1]
    window = image[:, row : row + size, column : column + size]
    parts, totals = [], []
    for channel, (weights, values) in enumerate(zip(filters[which], window, strict=True), 1):
        pairs = [pair for pair in zip(weights.flat, values.flat, strict=True) if all(pair)]
        products = " + ".join(f"{factor(one)} · {factor(other)}" for one, other in pairs)
        totals.append((weights * values).sum())
        parts.append(f"channel {channel}: {products or '0'} = {number(totals[-1])}")
    added = " + ".join(map(factor, [*totals, biases[which]]))
    return (
        f"Filter {which + 1}, row {row + 1}, column {column + 1}. In {'; in '.join(parts)}. "
        f"Added up, the bias last: {added} = {number(output)}."
    )


def sums(image: np.ndarray, filters: np.ndarray, biases: np.ndarray, outputs: np.ndarray) -> Table:
    """For each output the sum of each channel, the bias, and the whole."""
    size = filters.shape[-1]
    rows = []
    for place in np.ndindex(outputs.shape):
        which, row, column = place
        window = image[:, row : row + size, column : column + size]
        totals = (filters[which] * window).sum((1, 2))
        name = f"filter {which + 1}, row {row + 1}, column {column + 1}"
        rows.append((name, *map(number, (*totals, biases[which], outputs[place]))))
    head = ("output", *(f"channel {n}" for n in range(1, len(image) + 1)), "bias", "sum")
    return Table(head, tuple(rows))
