"""The words and the table of the pass through a convolution."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from workedout.display import Table
from workedout.figures.kit.grids import factor, number, products
from workedout.from_scratch.convolution import Array, Layers, Pass
from workedout.wording import listed

WINDOWS = tuple(product(range(2), repeat=2))


def symbol(letter: str, layer: object = "", below: object = "") -> str:
    """A symbol in a line of HTML."""
    above = f"<sup>{layer}</sup>" if layer != "" else ""
    return f"<i>{letter}</i>{above}" + (f"<sub>{below}</sub>" if below != "" else "")


def by(of: str) -> str:
    """The derivative of the loss by a symbol, in a line of HTML."""
    return f"∂<i>ℓ</i>/∂{of}"


def words(done: Pass, x: Array, y: Array, net: Layers) -> Iterator[str]:
    """What happens in each step, with its numbers."""
    yield from forward_words(done, x, y, net)
    yield from to_the_map(done, net)
    yield from to_the_image(done, x, net)


def forward_words(done: Pass, x: Array, y: Array, net: Layers) -> Iterator[str]:
    """Up to the loss."""
    yield (
        "Given: an image, a filter with its bias, and for each of two outputs four weights, a bias "
        "and a target. Rows and columns are counted from 0."
    )
    yield (
        "Forward, the first place of the filter: it lies on the upper left corner. "
        f"{symbol('s', 1, '00')} = {products(net.w[0, 0], x[0, :2, :2])} + {factor(net.b[0])} = "
        f"{number(done.sums[0, 0, 0])}."
    )
    rows = "; ".join(" ".join(map(number, row)) for row in done.sums[0])
    yield (
        "The filter moves on, one cell at a time, and is the same everywhere. Nine places, nine "
        f"sums: {rows}."
    )
    yield "ReLU: what is below zero becomes 0."
    for u, v in WINDOWS:
        seen = listed([number(value) for value in done.mapped[0, u : u + 2, v : v + 2].flat])
        row, column = done.taken[0, u, v]
        yield (
            f"Forward, window ({u}, {v}): of {seen} the largest is {number(done.pooled[0, u, v])}. "
            f"It stands in cell ({row}, {column}) of the map, which the window remembers."
        )
    sums = " ".join(
        f"{symbol('s', 2, m + 1)} = {products(net.dense[m, 0], done.pooled[0])} + "
        f"{factor(net.dense_b[m])} = {number(done.outputs[m])}."
        for m in range(2)
    )
    yield f"Forward, the outputs: {sums}"
    squares = " + ".join(
        f"({number(out)} − {factor(target)})²" for out, target in zip(done.outputs, y, strict=True)
    )
    yield f"The loss: <i>ℓ</i> = ½ ({squares}) = {number(done.loss)}. The forward pass ends here."


def to_the_map(done: Pass, net: Layers) -> Iterator[str]:
    """Back to the cells of the map."""
    errors = " and ".join(
        f"{symbol('δ', 2, m + 1)} = {number(each)}" for m, each in enumerate(done.error_2)
    )
    yield f"Backward, the outputs: each error is the output less its target. {errors}."
    yield (
        "The weights of the outputs: error times pooled value, "
        f"{by(symbol('w', 2, '<i>muv</i>'))} = {symbol('δ', 2, '<i>m</i>')} "
        f"{symbol('z', '', '<i>uv</i>')}. The two biases get the errors themselves."
    )
    each = "; ".join(
        " + ".join(f"{factor(net.dense[m, 0, u, v])} · {factor(done.error_2[m])}" for m in range(2))
        + f" = {number(done.by_pooled[0, u, v])}"
        for u, v in WINDOWS
    )
    yield (
        "The pooled values: each feeds both outputs, so two products are added. "
        f"{by(symbol('z', '', '<i>uv</i>'))}: {each}."
    )
    held: dict[tuple[int, int], Any] = {}
    for u, v in WINDOWS:
        cell, handed = done.taken[0, u, v], done.by_pooled[0, u, v]
        before = held.get(cell)
        held[cell] = handed if before is None else before + handed
        now = number(handed)
        if before is not None:
            now = f"{number(before)} + {factor(handed)} = {number(held[cell])}"
        yield (
            f"Through the pooling, window ({u}, {v}): it hands its {number(handed)} to the cell "
            f"that it took, ({cell[0]}, {cell[1]}), which now has {now}. The other three cells of "
            "the window get nothing."
        )
    yield (
        "Through ReLU: its slope is 1 where the sum is above zero, so both cells pass on what they "
        f"have: the errors {symbol('δ', 1, '<i>ij</i>')}. The others have nothing to pass."
    )


def to_the_image(done: Pass, x: Array, net: Layers) -> Iterator[str]:
    """Back to the filter and the image."""
    hit = [(i, j) for i, j in product(range(3), repeat=2) if done.error_1[0, i, j] != 0]
    first = " + ".join(f"{factor(done.error_1[0, i, j])} · {factor(x[0, i, j])}" for i, j in hit)
    yield (
        "The filter: each weight was used at all nine places, so nine products are added, of which "
        f"{len(hit)} are not zero. {by(symbol('w', 1, '00'))} = {first} = "
        f"{number(done.by_w[0, 0, 0, 0])}, and so on. The bias gets the sum of the errors, "
        f"{number(done.by_b[0])}."
    )
    a, b = next(
        (a, b)
        for a, b in product(range(4), repeat=2)
        if all(0 <= a - i <= 1 and 0 <= b - j <= 1 for i, j in hit)
    )
    both = " + ".join(
        f"{factor(net.w[0, 0, a - i, b - j])} · {factor(done.error_1[0, i, j])}" for i, j in hit
    )
    yield (
        "The image, if you want it: each error goes back along the four weights to the four pixels "
        f"that its cell saw. Pixel ({a}, {b}) was seen by both: {both} = "
        f"{number(done.by_x[0, a, b])}."
    )
    yield (
        "Done: five derivatives of the convolution, ten of the dense layer, and sixteen of the "
        "image, which nobody needs in order to train."
    )


def numbers(done: Pass, x: Array, net: Layers) -> Table:
    """Every value with its derivative."""
    lines: list[tuple[str, Any, Any]] = []

    def add(name: str, values: Array, slopes: Array) -> None:
        for row, column in product(*map(range, values.shape)):
            lines.append((f"{name}, ({row}, {column})", values[row, column], slopes[row, column]))

    add("image", x[0], done.by_x[0])
    add("filter", net.w[0, 0], done.by_w[0, 0])
    lines.append(("bias of the filter", net.b[0], done.by_b[0]))
    add("sums", done.sums[0], done.error_1[0])
    add("map", done.mapped[0], done.by_map[0])
    add("pooled", done.pooled[0], done.by_pooled[0])
    for m in range(2):
        add(f"weights of output {m + 1}", net.dense[m, 0], done.by_dense[m, 0])
        lines.append((f"bias of output {m + 1}", net.dense_b[m], done.error_2[m]))
        lines.append((f"output {m + 1}", done.outputs[m], done.error_2[m]))
    lines.append(("loss", done.loss, 1))
    head = ("cell", "value", "derivative of the loss by it")
    return Table(head, tuple((n, number(v), number(d)) for n, v, d in lines))
