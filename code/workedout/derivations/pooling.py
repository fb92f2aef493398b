"""Pooling: how it follows shifts, and what it makes of pixels that are missing or white.

Each formula on chances is held against all ways in which the pixels can be hit, one by one.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product as every
from typing import Any

import numpy as np
import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.in_order import plus, times
from workedout.derivations.identity import Identity
from workedout.from_scratch.convolution import Array, max_pool

# Images of 4 × 4 pixels, each with a square of 3 × 3 white pixels in one of the corners.
SQUARE = np.zeros((4, 4), dtype=int)
SQUARE[:3, :3] = 1

# By where the square is; 1 is white, 0 black.
SQUARES: dict[str, Array] = {
    "upper left": SQUARE,
    "upper right": np.fliplr(SQUARE),
    "lower left": np.flipud(SQUARE),
    "lower right": np.flipud(np.fliplr(SQUARE)),
}

# Others, each with a corner: two white strokes along two sides.
UPPER_LEFT = np.zeros((4, 4), dtype=int)
UPPER_LEFT[0] = UPPER_LEFT[:, 0] = 1

# By where the corner is.
CORNERS: dict[str, Array] = {
    "upper left": UPPER_LEFT,
    "upper right": np.fliplr(UPPER_LEFT),
    "lower left": np.flipud(UPPER_LEFT),
    "lower right": np.flipud(np.fliplr(UPPER_LEFT)),
}


i, s, t = sp.symbols("i s t", integer=True)
n, k = sp.symbols("n k", integer=True, positive=True)
q = sp.Symbol("q", positive=True)
x, z, moved = sp.IndexedBase("x"), sp.IndexedBase("z"), sp.IndexedBase("z'")
MEAN_MAX = sp.Symbol(r"{\E[\max]}", positive=True)
MEAN_MEAN = sp.Symbol(r"{\E[\operatorname{mean}]}", positive=True)
SAME = sp.Symbol(r"{P_{\text{same}}}", positive=True)
ONE = sp.Integer(1)
CELLS = 10  # of the row that is shifted
CELL_SYMBOLS = sp.symbols(f"x:{CELLS}", real=True)
ANY_CELLS = dict.fromkeys(CELL_SYMBOLS, (-9, 9))

Pool = Callable[[Sequence[Any]], Any]


def mean(values: Sequence[Any]) -> Any:
    """The mean of a window's cells."""
    return sum(values) / sp.Integer(len(values))


def largest(values: Sequence[Any]) -> Any:
    """The largest of a window's cells."""
    return sp.Max(*values)


def rows_of_cells() -> Iterator[Case]:
    """Means of two to four cells on a row of unlike ones, for windows that move by one cell."""
    cells = {x[at]: cell for at, cell in enumerate(CELL_SYMBOLS)}
    for count in (2, 3, 4):
        means = {z[at]: mean(CELL_SYMBOLS[at : at + count]) for at in range(CELLS - count + 1)}
        for first in (0, 2):
            yield {n: sp.Integer(count), i: sp.Integer(first), **cells, **means}


def shifted_maps() -> Iterator[Case]:
    """A row of unlike cells whose ends meet, and the same row shifted by s t cells, pooled."""

    def pooled(pool: Pool, size: int, stride: int, by: int) -> dict[int, Any]:
        """By place, counted on beyond both ends."""
        count = CELLS // stride
        return {
            at: pool([CELL_SYMBOLS[(stride * at + a - by) % CELLS] for a in range(size)])
            for at in range(-count, 2 * count)
        }

    for pool, (size, stride), by in every((largest, mean), ((2, 2), (3, 1), (3, 2)), (1, 2)):
        still = pooled(pool, size, stride, 0)
        after = pooled(pool, size, stride, stride * by)
        for place in (0, 2):
            yield {
                i: sp.Integer(place),
                s: sp.Integer(stride),
                t: sp.Integer(by),
                **{z[at]: value for at, value in still.items()},
                **{moved[at]: value for at, value in after.items()},
            }


def hit(cells: Sequence[int], which: int) -> Iterator[tuple[list[int], sp.Expr]]:
    """All ways in which cells of one kind can be hit, each by itself with probability q.

    Args:
        cells: 1 for white, 0 for black.
        which: the kind that is hit: 1 goes missing, 0 becomes white.

    Yields:
        The cells afterwards, and the probability.
    """
    exposed = [at for at, cell in enumerate(cells) if cell == which]
    for hits in every((False, True), repeat=len(exposed)):
        after = list(cells)
        for at, struck in zip(exposed, hits, strict=True):
            after[at] = 1 - which if struck else which
        struck_count = sum(hits)
        yield after, q**struck_count * (1 - q) ** (len(exposed) - struck_count)


def windows(which: int, whites: Callable[[int], range]) -> Iterator[Case]:
    """Windows of up to five cells; the expected maximum and mean, over all ways to be hit."""
    for count in range(1, 6):
        for white in whites(count):
            cells = [1] * white + [0] * (count - white)
            ways = list(hit(cells, which))
            yield {
                n: sp.Integer(count),
                k: sp.Integer(white),
                MEAN_MAX: sp.expand(sum(chance * max(after) for after, chance in ways)),
                MEAN_MEAN: sp.expand(
                    sum(chance * sp.Rational(sum(after), count) for after, chance in ways)
                ),
            }


def some_white(which: int) -> Iterator[Case]:
    """Windows with a white cell or more."""
    return windows(which, lambda count: range(1, count + 1))


def corners(which: int) -> Iterator[Case]:
    """The chance that the pooled corner stays as it is, over all ways to be hit."""
    for image in CORNERS.values():
        clean = max_pool(image[None], 2, 2)[0]
        kept = sum(
            chance
            for after, chance in hit([int(cell) for cell in image.flat], which)
            if np.array_equal(max_pool(np.reshape(after, (1, 4, 4)), 2, 2)[0], clean)
        )
        yield {SAME: sp.expand(kept)}


# Shift a row by s t cells, and the pooled row follows by t. The wrong one follows by s t.
SHIFT = Identity(
    name="pooling follows a shift by its stride",
    left=moved[i],
    right=z[i - t],
    wrong=z[i - s * t],
    ranges=ANY_CELLS,
    cases=shifted_maps,
)

# Move a window by one cell: one cell leaves, another one comes in, and the mean changes by their
# difference over n. The wrong one forgets the n.
SLIDE = Identity(
    name="change of a mean when its window moves by a cell",
    left=plus(z[i + 1], -z[i]),
    right=times(1 / n, plus(x[i + n], -x[i])),
    wrong=x[i + n] - x[i],
    ranges=ANY_CELLS,
    cases=rows_of_cells,
)

# White cells go missing, each with probability q. The wrong one wants all to survive.
MISSING_MAX = Identity(
    name="expected maximum with pixels missing",
    left=MEAN_MAX,
    right=plus(ONE, -sp.Pow(q, k)),
    wrong=(1 - q) ** k,
    ranges={q: (2, 9)},
    cases=lambda: some_white(1),
)
MISSING_MEAN = Identity(
    name="expected mean with pixels missing",
    left=MEAN_MEAN,
    right=times(plus(ONE, -q), k / n),
    wrong=(1 - q**k) * k / n,
    ranges={q: (2, 9)},
    cases=lambda: some_white(1),
)

# Black cells become white, each with probability q, in a window without a white one for the
# maximum. The wrong ones hit one cell for all, and forget that only black cells can change.
WHITE_MAX = Identity(
    name="expected maximum of a black window with white pixels",
    left=MEAN_MAX,
    right=plus(ONE, -sp.Pow(plus(ONE, -q), n, evaluate=False)),
    wrong=q,
    ranges={q: (2, 9)},
    cases=lambda: windows(0, lambda count: range(1)),
)
WHITE_MEAN = Identity(
    name="expected mean with white pixels",
    left=MEAN_MEAN,
    right=plus(k / n, times(q, plus(ONE, -k / n))),
    wrong=k / n + q,
    ranges={q: (2, 9)},
    cases=lambda: some_white(0),
)

# A whole corner image. The wrong ones take the three windows with white cells for alike, and want
# every black cell to stay black.
CORNER_MISSING = Identity(
    name="chance that a corner with pixels missing is pooled as before",
    left=SAME,
    right=times(plus(ONE, -(q**3)), sp.Pow(plus(ONE, -(q**2)), 2, evaluate=False)),
    wrong=(1 - q**2) ** 3,
    ranges={q: (2, 9)},
    cases=lambda: corners(1),
)
CORNER_WHITE = Identity(
    name="chance that a corner with white pixels is pooled as before",
    left=SAME,
    right=sp.Pow(plus(ONE, -q), 4, evaluate=False),
    wrong=(1 - q) ** 9,
    ranges={q: (2, 9)},
    cases=lambda: corners(0),
)

IDENTITIES = (
    SHIFT,
    SLIDE,
    MISSING_MAX,
    MISSING_MEAN,
    WHITE_MAX,
    WHITE_MEAN,
    CORNER_MISSING,
    CORNER_WHITE,
)
