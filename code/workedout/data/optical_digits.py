"""Digits from another source than MNIST: 1,797 of 8 by 8 pixels, made to look like MNIST's.

Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
Repository, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0. The file is the copy of its test part
that the wheel of scikit-learn 1.9.1 holds as ``sklearn/datasets/data/digits.csv.gz``, byte by byte.
Thirteen people wrote these digits. Each value counts the ink, from 0 to 16, in a block of 4 by 4
pixels of a bitmap of 32 by 32.
"""

import hashlib
from functools import cache
from typing import Literal, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from workedout.data.examples import Examples, Split
from workedout.data.idx import IdxError, read_bytes
from workedout.data.mnist import (
    MEAN,
    PACKAGE_REMEDY,
    POCKET_FOLDER,
    STANDARD_DEVIATION,
    DataError,
    Pixels,
)
from workedout.randomness import generator

FILE = "uci-digits.csv.gz"
SHA256 = "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8"  # of what it unpacks to
SMALL, MOST = 8, 16  # pixels a side, and the most ink of one
BOX, SIDE = 20, 28  # MNIST's digits fill 20 by 20 of 28 by 28 pixels
CLASSES = 10
ANGLE = 10.0  # degrees, to either side: pretraining changed its copies by as much at most
TEST, VALIDATION = 72, 30  # of each class; what is left is the pool
PARTS_SEED = 1998  # the year of the set; any number would do, but it never changes


class Rows(NamedTuple):
    """Which rows of the file are what, each (N,) int64 and in rising order.

    Attributes:
        test: to be read once, at the end.
        validation: to choose settings by.
        pool: the rest, to draw labelled examples from.
    """

    test: Tensor
    validation: Tensor
    pool: Tensor


def pixels() -> Pixels:
    """The set as it is on disk: images (1797, 8, 8) uint8 from 0 to 16, labels (1797,) uint8.

    Raises:
        DataError: the file is missing or another one.
    """
    path = POCKET_FOLDER / FILE
    try:
        text = read_bytes(path)
    except IdxError as error:
        raise DataError(f"{error}. {PACKAGE_REMEDY}") from None
    found = hashlib.sha256(text).hexdigest()
    if found != SHA256:
        raise DataError(f"{path} is another file: its SHA-256 is {found[:12]}…. {PACKAGE_REMEDY}")
    lines = [[int(value) for value in line.split(",")] for line in text.decode().split()]
    rows = torch.tensor(lines, dtype=torch.uint8)
    return rows[:, :-1].reshape(-1, SMALL, SMALL), rows[:, -1]


@cache
def labels() -> Tensor:
    """What the images show, (1797,) uint8, read once: every digest of a draw asks for it."""
    return pixels()[1]


def position(i: int, old: int = SMALL, new: int = BOX) -> float:
    """Where the centre of new pixel i lies among the old ones, whose centres are whole numbers.

    Half a pixel is added and taken away, since a pixel's centre is not its edge. Beyond the outer
    centres there is nothing to go between, so that the position ends there.
    """
    return min(max((i + 0.5) * old / new - 0.5, 0.0), old - 1.0)


def between(old: int = SMALL, new: int = BOX) -> Tensor:
    """Which share of each new pixel the old ones have along one side: (new, old) float64.

    A new pixel lies between two old ones, and takes of each the more, the nearer it is.
    """
    places = torch.tensor([position(i, old, new) for i in range(new)], dtype=torch.float64)
    return (1 - (places[:, None] - torch.arange(old)).abs()).clamp(min=0)


def enlarged(images: Tensor) -> Tensor:
    """Images in MNIST's size: (N, 8, 8) from 0 to 16 → (N, 28, 28) float64 from 0 to 1.

    As in MNIST, the digit fills 20 by 20 pixels, and four of background surround it.
    """
    shares = between()
    border = (SIDE - BOX) // 2
    return F.pad(shares @ (images.double() / MOST) @ shares.T, [border] * 4)


def to_examples(images: Tensor, labels: Tensor, turn: bool = False) -> Examples:
    """Examples as a network of MNIST reads them: inputs (N, 1, 28, 28) float32, labels int64.

    Both sets show light ink on black, so that no shade is turned over. The mean and the standard
    deviation are MNIST's: those that the network was trained with.

    Args:
        images: (N, 8, 8), from 0 to 16.
        labels: (N,).
        turn: whether each image is turned to a side, which is then its label.
    """
    fields, targets = enlarged(images), labels
    if turn:
        targets = sides(len(labels))
        fields = turned(fields, ANGLE * (2.0 * targets - 1))
    inputs = fields.sub(MEAN).div(STANDARD_DEVIATION)
    return Examples(inputs.float().unsqueeze(1), targets.to(torch.int64))


def rows_of(labels: Tensor) -> Rows:
    """The three parts, drawn once: of each class 72 to test, 30 to validate, the rest in the pool.

    Args:
        labels: (N,), from 0 to 9.
    """
    random = generator(PARTS_SEED, "parts of the optical digits")
    cut: list[tuple[Tensor, Tensor, Tensor]] = []
    for digit in range(CLASSES):
        rows = (labels == digit).nonzero().flatten()
        rows = rows[torch.randperm(len(rows), generator=random)]
        chosen = TEST + VALIDATION
        cut.append((rows[:TEST], rows[TEST:chosen], rows[chosen:]))
    return Rows(*(torch.cat(each).sort().values for each in zip(*cut, strict=True)))


def sides(count: int) -> Tensor:
    """To which side each image of the file is turned: (N,) int64, 0 to the left, 1 to the right."""
    return torch.randint(2, (count,), generator=generator(PARTS_SEED, "sides"))


def turned(images: Tensor, degrees: Tensor) -> Tensor:
    """Images turned about their middle, to the right above zero: (N, S, S), (N,) → (N, S, S).

    What is turned in from outside is background.
    """
    angle = degrees.to(images.dtype).deg2rad()
    nothing = torch.zeros_like(angle)
    # Each row says where a pixel of the new image comes from.
    rows = [(angle.cos(), angle.sin(), nothing), (-angle.sin(), angle.cos(), nothing)]
    maps = torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)
    stack = images.unsqueeze(1)
    grid = F.affine_grid(maps, list(stack.shape), align_corners=False)
    return F.grid_sample(stack, grid, align_corners=False).squeeze(1)


@cache
def parts(part: Literal["tuning", "final"], turned: bool = False) -> Split:
    """What labelled examples are drawn from, and what they are judged by.

    In a tuning, that is the pool, and the validation images. In a final, the validation images are
    drawn from too, and the test images judge.

    Args:
        part: which of the two.
        turned: whether each image is turned, and labelled by the side.
    """
    images, labels = pixels()
    whole, rows = to_examples(images, labels, turned), rows_of(labels)
    if part == "tuning":
        return Split(whole.take(rows.pool), whole.take(rows.validation))
    drawn_from = torch.cat([rows.pool, rows.validation]).sort().values
    return Split(whole.take(drawn_from), whole.take(rows.test))
