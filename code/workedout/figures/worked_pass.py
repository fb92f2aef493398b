"""The forward and the backward pass through a 2-3-1 network, as a diagram to walk through."""

from collections.abc import Iterator
from fractions import Fraction

from workedout.figures.kit.stepper import (
    BACKWARD,
    FORWARD,
    PAPER,
    SOFT,
    Part,
    Stepper,
    box,
    line,
    raised,
    stepper,
    text,
)
from workedout.figures.worked_pass_words import number, numbers, words
from workedout.from_scratch.dense import Array, Layers, Pass

SIZE = (400, 560)
INPUTS, HIDDEN, OUTPUT = (130, 270), (66, 200, 334), 200  # the middles of the boxes
INPUT_TOP, HIDDEN_TOP, OUTPUT_TOP, LOSS_TOP = 24, 168, 366, 492
UNIT, PILL, ROW = 130, 60, 20
PLACES = (-32, 32)  # of a hidden unit's two weights
FIRST_PILLS, SECOND_PILLS = HIDDEN_TOP - 56, HIDDEN_TOP + 4 * ROW + 24
# Steps: what is given; units 1 to 3; output; loss; back: its error; its weights; what reaches the
# hidden outputs; the errors of units 1 to 3; the weights of the three; what is not computed.
GIVEN, FIRST, OUT, LOSS, BACK, OUT_WEIGHTS, REACHED, ERRORS, WEIGHTS, END = (
    1, 2, 5, 6, 7, 8, 9, 10, 13, 14,
)  # fmt: skip


def worked_pass(done: Pass, x: Array, y: Array, layers: Layers) -> Stepper:
    """Draw the two passes of a 2-3-1 network from the values that were computed.

    Args:
        done: what ``one_example`` computed, in fractions.
        x, y: input (2, 1) and target (1, 1).
        layers: weights and biases, (3, 2), (3, 1), (1, 3) and (1, 1).

    Raises:
        ValueError: the network has other widths.
    """
    shapes = [weights.shape for weights, _ in layers]
    if shapes != [(3, 2), (1, 3)]:
        raise ValueError(f"expected weights of a 2-3-1 network, (3, 2) and (1, 3), got {shapes}")
    parts = [*edges(), *given(x, y, layers), *unit_boxes(done, layers), *ends(done, y)]
    parts += weight_pills(done, layers)
    table = numbers(done, layers)
    alt = (
        "Computational graph of a 2-3-1 network from the two inputs at the top through three "
        "hidden units and one output to the loss at the bottom. Each weight, bias, sum and output "
        "stands with its value and with the derivative of the loss by it; the table below the "
        "figure lists them all."
    )
    name = "Forward and backward pass of a 2-3-1 network, step by step"
    return stepper(name, SIZE, parts, [*words(done, x, y, layers)], alt, table)


def edges() -> Iterator[Part]:
    """The lines, under everything else: each edge runs straight to its weight, then to its unit."""
    for unit, middle in enumerate(HIDDEN):
        lit = (FIRST + unit, WEIGHTS)
        for place, source in zip(PLACES, INPUTS, strict=True):
            to = middle + place
            path = line(source, INPUT_TOP + 30, to, FIRST_PILLS) + line(
                to, FIRST_PILLS, to, HIDDEN_TOP
            )
            yield Part(path, 1, lit)
        start, end = middle, OUTPUT + (unit - 1) * 36
        path = line(start, HIDDEN_TOP, start, SECOND_PILLS) + line(
            start, SECOND_PILLS + 40, end, OUTPUT_TOP
        )
        yield Part(path, 1, (OUT, OUT_WEIGHTS, REACHED))
    yield Part(line(OUTPUT, OUTPUT_TOP + 3 * ROW + 6, OUTPUT, LOSS_TOP), 1, (LOSS, BACK))


def given(x: Array, y: Array, layers: Layers) -> Iterator[Part]:
    """Inputs and headings."""
    key = (
        "<tspan>values, forward</tspan>"
        f"<tspan x='400' fill='{BACKWARD}' text-anchor='end'>∂ derivatives, backward</tspan>"
    )
    yield Part(text(0, 13, key, FORWARD, "start"))
    for place, (middle, value) in enumerate(zip(INPUTS, x[:, 0], strict=True), 1):
        content = f"{raised('x', 0, place)}<tspan dy='-0.25em'> = {number(value)}</tspan>"
        inside = box(middle - 42, INPUT_TOP, 84, 30) + text(middle, INPUT_TOP + 20, content)
        yield Part(inside, 1, (GIVEN, END))


def rows(middle: float, top: float, lines: list[tuple]) -> Iterator[Part]:
    """The rows of a unit's box: symbol, value and derivative, each with the step of its own."""
    for at, (name, value, since, slope, since_back, lit) in enumerate(lines):
        height = top + (at + 1) * ROW - 3
        left, right = middle - UNIT / 2 + 7, middle + UNIT / 2 - 7
        label = f"<tspan font-style='italic'>{name}</tspan>"
        yield Part(text(left, height, label, SOFT, "start"), 1)
        yield Part(text(middle - 6, height, number(value), FORWARD, "end"), since, (since,))
        yield Part(text(right, height, f"∂ {number(slope)}", BACKWARD, "end"), since_back, lit)


def unit_boxes(done: Pass, layers: Layers) -> Iterator[Part]:
    """The hidden units and the output unit."""
    (_, hidden_bias), (weights, output_bias) = layers
    reached = weights.T @ done.errors[1]
    for unit, middle in enumerate(HIDDEN):
        here, back = FIRST + unit, ERRORS + unit
        height = 4 * ROW + 6
        yield Part(box(middle - UNIT / 2, HIDDEN_TOP, UNIT, height), 1, (here, back))
        title = f"unit {unit + 1}"
        yield Part(text(middle, HIDDEN_TOP + ROW - 4, title, SOFT), 1)
        lines = [
            ("b", hidden_bias[unit, 0], 1, done.gradients[0][1][unit, 0], WEIGHTS, (WEIGHTS,)),
            ("s", done.sums[0][unit, 0], here, done.errors[0][unit, 0], back, (back,)),
            ("x", done.outputs[1][unit, 0], here, reached[unit, 0], REACHED, (REACHED, back)),
        ]
        yield from rows(middle, HIDDEN_TOP + ROW, lines)
    yield Part(box(OUTPUT - UNIT / 2, OUTPUT_TOP, UNIT, 3 * ROW + 6), 1, (OUT, BACK))
    yield Part(text(OUTPUT, OUTPUT_TOP + ROW - 4, "output", SOFT), 1)
    error = done.errors[1][0, 0]
    lines = [
        ("b", output_bias[0, 0], 1, done.gradients[1][1][0, 0], OUT_WEIGHTS, (OUT_WEIGHTS,)),
        ("s", done.sums[1][0, 0], OUT, error, BACK, (BACK,)),
    ]
    yield from rows(OUTPUT, OUTPUT_TOP + ROW, lines)


def ends(done: Pass, y: Array) -> Iterator[Part]:
    """The loss, and the target beside it."""
    yield Part(box(OUTPUT - UNIT / 2, LOSS_TOP, UNIT, 2 * ROW + 10), 1, (LOSS,))
    label = "<tspan font-style='italic'>ℓ</tspan>"
    yield Part(text(OUTPUT - UNIT / 2 + 8, LOSS_TOP + 38, label, SOFT, "start"), 1)
    target = f"<tspan font-style='italic'>y</tspan> = {number(y[0, 0])}"
    yield Part(text(OUTPUT, LOSS_TOP + 18, f"loss, {target}", SOFT), 1, (GIVEN,))
    yield Part(text(OUTPUT - 6, LOSS_TOP + 38, number(done.loss), FORWARD, "end"), LOSS, (LOSS,))
    yield Part(text(OUTPUT + UNIT / 2 - 8, LOSS_TOP + 38, "∂ 1", BACKWARD, "end"), BACK, (BACK,))


def weight_pills(done: Pass, layers: Layers) -> Iterator[Part]:
    """Each weight on its edge, its derivative below it."""
    (first, _), (second, _) = layers
    gradients = [by_weights for by_weights, _ in done.gradients]
    for unit, middle in enumerate(HIDDEN):
        for place in (0, 1):
            left = middle + PLACES[place] - PILL / 2
            pair = first[unit, place], gradients[0][unit, place]
            yield from pill(left, FIRST_PILLS, *pair, WEIGHTS, FIRST + unit)
        pair = second[0, unit], gradients[1][0, unit]
        yield from pill(middle - PILL / 2, SECOND_PILLS, *pair, OUT_WEIGHTS, OUT)


def pill(
    left: float, top: float, weight: Fraction, slope: Fraction, since: int, used: int
) -> Iterator[Part]:
    """A weight's box."""
    middle = left + PILL / 2
    inside = box(left, top, PILL, 40, PAPER) + text(middle, top + 16, number(weight), FORWARD)
    yield Part(inside, 1, (GIVEN, used, since))
    yield Part(text(middle, top + 34, f"∂ {number(slope)}", BACKWARD), since, (since,))
