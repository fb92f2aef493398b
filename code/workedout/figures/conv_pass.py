"""Forward and backward through a convolution, overlapping pooling and two outputs, by steps."""

from collections.abc import Iterator

from workedout.figures.conv_pass_words import numbers, words
from workedout.figures.kit.grids import Grid, Steps, number
from workedout.figures.kit.stepper import (
    BACKWARD,
    FORWARD,
    PAPER,
    SOFT,
    Part,
    Stepper,
    box,
    raised,
    stepper,
    text,
)
from workedout.from_scratch.convolution import Array, Layers, Pass

SIZE = (400, 552)
IMAGE, FILTER = Grid(0, 46), Grid(244, 46)
SUMS, MAP = Grid(0, 236), Grid(244, 236)
POOLED, DENSE = Grid(0, 388), (Grid(150, 388), Grid(288, 388))
BIAS_TOP, OUTPUT_TOP = 136, 494
OUTPUTS, BOX = (0, 138, 276), 124
# Steps: what is given; the first cell; all cells; ReLU; four windows; outputs; loss; back: errors;
# dense weights; pooled values; four windows hand over; ReLU; the filter; the image; the end.
GIVEN, FIRST, CELLS, RELU, WINDOW, OUT, LOSS = 1, 2, 3, 4, 5, 9, 10
BACK, DENSE_WEIGHTS, BY_POOLED, HAND, BY_SUMS, BY_FILTER, BY_IMAGE, END = (
    11, 12, 13, 14, 18, 19, 20, 21,
)  # fmt: skip
WINDOWS = ((0, 0), (0, 1), (1, 0), (1, 1))
Place = tuple[int, int]


def conv_pass(done: Pass, x: Array, y: Array, net: Layers) -> Stepper:
    """Draw the two passes of the network of the chapter from the values that were computed.

    Args:
        done: what ``one_image`` computed.
        x, y: the image (1, 4, 4) and the target (2,).
        net: one filter of 2 by 2, windows of 2 by 2 with stride 1, two outputs.

    Raises:
        ValueError: the network has other sizes.
    """
    sizes = x.shape, done.sums.shape, net.dense.shape
    if sizes != ((1, 4, 4), (1, 3, 3), (2, 1, 2, 2)):
        raise ValueError(f"expected (1, 4, 4), (1, 3, 3) and (2, 1, 2, 2), got {sizes}")
    parts = [*headings(), *convolution(done, x, net), *pooling(done, net), *ends(done, y, net)]
    alt = (
        "From top to bottom: an image of 4 by 4 cells beside a filter of 2 by 2 and its bias; the "
        "3 by 3 sums beside the map that ReLU makes of them; the 2 by 2 pooled values beside the "
        "weights of two outputs; the outputs and the loss. Each cell has its value and the "
        "derivative of the loss by it; the table below the figure lists them all."
    )
    name = "Forward and backward through convolution, pooling and two outputs, step by step"
    return stepper(name, SIZE, parts, [*words(done, x, y, net)], alt, numbers(done, x, net))


def headings() -> Iterator[Part]:
    """The names of the grids, and which numbers are which."""
    key = (
        "<tspan>values, forward</tspan>"
        f"<tspan x='400' fill='{BACKWARD}' text-anchor='end'>∂ derivatives, backward</tspan>"
    )
    yield Part(text(0, 13, key, FORWARD, "start"))
    yield IMAGE.title(f"image {raised('x', 0)}")
    yield FILTER.title(f"filter {raised('w', 1)}")
    yield SUMS.title(f"sums {raised('s', 1)}")
    yield MAP.title(f"map {raised('x', 1)}")
    yield POOLED.title(f"pooled {raised('z')}")
    for which, grid in enumerate(DENSE, 1):
        yield grid.title(f"weights {raised('w', 2, which)}")


def window_of(place: Place) -> set[Place]:
    """The cells that a window of 2 by 2 covers."""
    return {(place[0] + down, place[1] + right) for down, right in WINDOWS}


def windows_with(cell: Place) -> list[int]:
    """The numbers of the pooling windows that cover a cell."""
    return [which for which, place in enumerate(WINDOWS) if cell in window_of(place)]


def convolution(done: Pass, x: Array, net: Layers) -> Iterator[Part]:
    """Image, filter and bias, the sums and the map."""

    def image(row: int, column: int) -> tuple[int, ...]:
        return (GIVEN, GIVEN, *([FIRST] if (row, column) in window_of((0, 0)) else []), CELLS)

    def sums(row: int, column: int) -> tuple[int, ...]:
        return (FIRST, FIRST, RELU) if (row, column) == (0, 0) else (CELLS, CELLS, RELU)

    def mapped(row: int, column: int) -> tuple[int, ...]:
        cell = row, column
        hands = [HAND + n for n, place in enumerate(WINDOWS) if done.taken[(0, *place)] == cell]
        return (RELU, RELU, *(WINDOW + n for n in windows_with(cell)), *hands)

    yield from IMAGE.values(x[0], image)
    yield from IMAGE.slopes(done.by_x[0], lambda *_: (BY_IMAGE, BY_IMAGE))
    yield from FILTER.values(net.w[0, 0], lambda *_: (GIVEN, GIVEN, FIRST, CELLS))
    yield from FILTER.slopes(done.by_w[0, 0], lambda *_: (BY_FILTER, BY_FILTER))
    yield from bias(done, net)
    yield from SUMS.values(done.sums[0], sums)
    yield from SUMS.slopes(done.error_1[0], lambda *_: (BY_SUMS, BY_SUMS, BY_FILTER, BY_IMAGE))
    yield from MAP.values(done.mapped[0], mapped)
    yield from MAP.slopes(done.by_map[0], by_map(done))


def by_map(done: Pass) -> Steps:
    """When a cell of the map has all that it is handed: after the last window that took it."""

    def steps(row: int, column: int) -> tuple[int, ...]:
        hands = [
            HAND + n for n, place in enumerate(WINDOWS) if done.taken[(0, *place)] == (row, column)
        ]
        since = max(hands, default=HAND + len(WINDOWS) - 1)
        return (since, since, BY_SUMS)

    return steps


def bias(done: Pass, net: Layers) -> Iterator[Part]:
    """The bias of the filter."""
    left, width = FILTER.left, 2 * FILTER.width
    yield Part(box(left, BIAS_TOP, width, 46, PAPER), 1, (GIVEN, FIRST, CELLS, BY_FILTER))
    shown = f"{raised('b', 1)}<tspan dy='0.5em'> = {number(net.b[0])}</tspan>"
    yield Part(text(left + width / 2, BIAS_TOP + 20, shown), 1, (GIVEN, FIRST, CELLS))
    slope = f"∂ {number(done.by_b[0])}"
    yield Part(text(left + width / 2, BIAS_TOP + 39, slope, BACKWARD), BY_FILTER, (BY_FILTER,))


def pooling(done: Pass, net: Layers) -> Iterator[Part]:
    """The pooled values, and the weights that the outputs give them."""

    def pooled(row: int, column: int) -> tuple[int, ...]:
        step = WINDOW + WINDOWS.index((row, column))
        return (step, step, OUT, DENSE_WEIGHTS)

    def by_pooled(row: int, column: int) -> tuple[int, ...]:
        return (BY_POOLED, BY_POOLED, HAND + WINDOWS.index((row, column)))

    yield from POOLED.values(done.pooled[0], pooled)
    yield from POOLED.slopes(done.by_pooled[0], by_pooled)
    for which, grid in enumerate(DENSE):
        yield from grid.values(net.dense[which, 0], lambda *_: (GIVEN, GIVEN, OUT, BY_POOLED))
        slopes = done.by_dense[which, 0]
        yield from grid.slopes(slopes, lambda *_: (DENSE_WEIGHTS, DENSE_WEIGHTS))


def ends(done: Pass, y: Array, net: Layers) -> Iterator[Part]:
    """The two outputs with their biases and targets, and the loss."""
    for which, left in enumerate(OUTPUTS[:2]):
        middle = left + BOX / 2
        lit = (OUT, LOSS, BACK, DENSE_WEIGHTS, BY_POOLED)
        yield Part(box(left, OUTPUT_TOP, BOX, 56, PAPER), 1, lit)
        given = (
            f"{raised('b', 2, which + 1)}<tspan dy='-0.25em'> = {number(net.dense_b[which])}, "
            f"<tspan font-style='italic'>y</tspan> = {number(y[which])}</tspan>"
        )
        yield Part(text(middle, OUTPUT_TOP + 20, given, SOFT), 1, (GIVEN,))
        value = f"{raised('s', 2, which + 1)}<tspan dy='-0.25em'> = {number(done.outputs[which])}"
        yield Part(
            text(left + 10, OUTPUT_TOP + 44, f"{value}</tspan>", FORWARD, "start"), OUT, (OUT,)
        )
        slope = f"∂ {number(done.error_2[which])}"
        place = left + BOX - 10, OUTPUT_TOP + 44
        yield Part(text(*place, slope, BACKWARD, "end"), BACK, (BACK, DENSE_WEIGHTS, BY_POOLED))
    left, middle = OUTPUTS[2], OUTPUTS[2] + BOX / 2
    yield Part(box(left, OUTPUT_TOP, BOX, 56, PAPER), 1, (LOSS,))
    yield Part(text(middle, OUTPUT_TOP + 20, "loss", SOFT))
    label = f"<tspan font-style='italic'>ℓ</tspan> = {number(done.loss)}"
    yield Part(text(left + 10, OUTPUT_TOP + 44, label, FORWARD, "start"), LOSS, (LOSS,))
    yield Part(text(left + BOX - 10, OUTPUT_TOP + 44, "∂ 1", BACKWARD, "end"), BACK, (BACK,))
    yield Part("", END, (END,))
