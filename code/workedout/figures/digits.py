"""Figures of the data set itself."""

from typing import Any

import numpy as np
from torch import Tensor

from workedout.data.mnist import MEAN, STANDARD_DEVIATION
from workedout.display import Table
from workedout.figures.kit.drawing import GRID, SERIES, Figure, drawing, finished
from workedout.wording import percent

CLASSES = range(10)


def ink(image: np.ndarray) -> np.ndarray:
    """Values in [0, 1] as black of that opacity; the page turns black to its own text colour."""
    shades = np.zeros((*image.shape, 4))
    shades[..., 3] = image
    return shades


def digit_grid(images: Tensor, labels: Tensor, rows: int = 3) -> Figure:
    """The first few digits of each class.

    Args:
        images: uint8 (N, 28, 28), at least ``rows`` of each class.
        labels: (N,).
        rows: digits of each class.
    """
    chosen = [(labels == digit).nonzero().squeeze(1)[:rows].tolist() for digit in CLASSES]
    with drawing(height=0.5 * rows, rows=rows, columns=len(CLASSES)) as (canvas, axes):
        for number, place in enumerate(axes):
            row, digit = divmod(number, len(CLASSES))
            pixels = images[chosen[digit][row]].numpy() / 255
            place.imshow(ink(pixels), interpolation="none")
            place.set_axis_off()
    lit = [[float((images[i] > 0).double().mean()) for i in part] for part in chosen]
    table = Table(
        ("digit", *(f"pixels on, example {row + 1}" for row in range(rows))),
        tuple((str(d), *(percent(share, 0) for share in lit[d])) for d in CLASSES),
    )
    alt = (
        f"{rows * 10} handwritten digits in {rows} rows, one column for each class from 0 to 9; "
        "dark strokes on an empty ground."
    )
    return finished(canvas, "digit-grid", alt, table)


def class_counts(facts: dict[str, Any]) -> Figure:
    """How many images of each class the training and the test files hold."""
    train, test = facts["train_counts"], facts["held_out_counts"]
    with drawing(height=2.6) as (canvas, (place,)):
        for offset, counts, label, colour in (
            (-0.2, train, "training files", SERIES[0]),
            (0.2, test, "test files", SERIES[1]),
        ):
            place.bar([d + offset for d in CLASSES], counts, 0.4, label=label, color=colour)
        place.set_xticks(list(CLASSES))
        place.set_xlabel("class")
        place.set_ylabel("images")
        place.set_ylim(0, max(train) * 1.2)
        place.legend(ncols=2, loc="upper right")
        place.grid(axis="y")
    most, least = train.index(max(train)), train.index(min(train))
    alt = (
        f"Bars for the ten classes. In the training files class {most} has the most images, "
        f"{max(train):,}, and class {least} the fewest, {min(train):,}; the test files have about "
        "a sixth as many of each."
    )
    rows = tuple((str(d), f"{train[d]:,}", f"{test[d]:,}") for d in CLASSES)
    return finished(canvas, "class-counts", alt, Table(("class", "training", "test"), rows))


def pixel_use(facts: dict[str, Any]) -> Figure:
    """Where the ink falls: the mean image, and the pixels that no training image uses."""
    mean = np.array(facts["mean_image"]).reshape(28, 28)
    never = np.array(facts["times_on"]).reshape(28, 28) == 0
    with drawing(height=2.5, columns=2) as (canvas, (left, right)):
        left.imshow(ink(mean / mean.max()), interpolation="none")
        right.imshow(ink(never * 1.0), interpolation="none")
        for place, title in ((left, "mean image"), (right, "never on")):
            place.set_title(title, fontsize=10.5)
            place.set_xticks([0, 9, 18, 27])
            place.set_yticks([0, 9, 18, 27])
            place.spines[:].set(visible=True, color=GRID)
            place.set_xlabel("column")
        left.set_ylabel("row")
    by_row = never.sum(axis=1)
    alt = (
        "Two 28 by 28 grids. Left, the mean of all training images: a round smear, darkest near "
        f"the middle. Right, the {int(never.sum())} pixels that are 0 in every training image: "
        f"all of them in the corners and along the border, {int(by_row[0])} in the top row and "
        f"{int(by_row[-1])} in the bottom row, none in the middle."
    )
    if never[2:26, 2:26].any():
        raise ValueError("the description says that no pixel of the middle is never on")
    rows = tuple((str(r), str(int(by_row[r])), f"{mean[r].max():.3f}") for r in range(28))
    head = ("row", "pixels never on", "largest mean of the row")
    return finished(canvas, "pixel-use", alt, Table(head, rows))


def changed_copies(images: Tensor, copies: Tensor) -> Figure:
    """Training images, each in front of changed copies of it.

    Args:
        images: standardised (k, 1, 28, 28).
        copies: of each, so many: (k, c, 1, 28, 28).
    """
    count = 1 + copies.shape[1]
    rows = []
    with drawing(height=0.62 * len(images), rows=len(images), columns=count) as (canvas, axes):
        for number, place in enumerate(axes):
            row, column = divmod(number, count)
            shown = images[row, 0] if column == 0 else copies[row, column - 1, 0]
            pixels = np.clip(shown.numpy() * STANDARD_DEVIATION + MEAN, 0, 1)
            place.imshow(ink(pixels), interpolation="none")
            place.set_axis_off()
            rows.append((row, column, centre(pixels)))
    named = ("image", *(f"copy {number}" for number in range(1, count)))
    table = Table(
        ("digit", *(f"{name}: centre of the ink (row, column)" for name in named)),
        tuple((f"{row + 1}", *(at for r, _, at in rows if r == row)) for row in range(len(images))),
    )
    alt = (
        f"{len(images)} handwritten digits, one a row. First the image itself, then {count - 1} "
        "copies of it, each turned, scaled and shifted a little in its own way."
    )
    return finished(canvas, "changed-copies", alt, table)


def centre(pixels: np.ndarray) -> str:
    """The mean row and column of the ink, in words."""
    row, column = np.tensordot(pixels, np.indices(pixels.shape), axes=((0, 1), (1, 2)))
    return f"{row / pixels.sum():.1f}, {column / pixels.sum():.1f}"
