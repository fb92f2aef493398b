"""A digit of one's own: from an image file to what a network of MNIST reads.

The steps are those by which MNIST was made (LeCun et al. 1998): the digit is scaled, its shape
kept, until it fits into 20 by 20 pixels, and stands in 28 by 28 with its centre of mass in the
middle.
"""

from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import torch
from torch import Tensor

from workedout.data.mnist import MEAN, STANDARD_DEVIATION
from workedout.data.photographs import PhotographError, photograph

BOX, SIDE = 20, 28
MIDDLE = 14  # row and column, counted from 0, of the centre of mass: so it is in MNIST
ENOUGH = 1_000  # pixels a side: more of a photograph says no more about 20
PALE = 0.1  # of black against white: what differs less from the paper is no ink at all
FAINT = 0.15  # of the strongest ink: less is a shadow, or the grain of the paper
TIE = 9  # decimals of a pixel to which a centre of mass is told, so that halves are halves


class Prepared(NamedTuple):
    """A digit on its way from a picture to what a network reads, step by step.

    Attributes:
        ink: how much ink each pixel of the picture has, (height, width), from 0 for paper to 1.
        box: the rows and columns of the picture that hold ink: (top, left, height, width).
        small: what is in them, scaled so that its longer side has 20 pixels, the most ink being 1.
        centre: row and column of the centre of mass in ``small``.
        corner: row and column of the field where the first pixel of ``small`` went.
        field: the digit in 28 by 28 pixels.
    """

    ink: np.ndarray
    box: tuple[int, int, int, int]
    small: np.ndarray
    centre: tuple[float, float]
    corner: tuple[int, int]
    field: np.ndarray


def digit_from_file(path: str | Path | BinaryIO) -> Tensor:
    """Read a picture of one digit, prepared as the digits of MNIST were.

    Dark on light or light on dark; the paper is what most of the picture's edge shows. Whatever
    else is in the picture counts as part of the digit.

    Args:
        path: of a PNG or another image file, or the file itself, open or in memory.

    Returns:
        A batch of one, (1, 1, 28, 28) float32, standardised as ``to_examples`` does.

    Raises:
        PhotographError: the file is missing, is no image, is cut short, is far too large, or has
            no digit in it.
    """
    image = photograph(path).convert("L")
    image.thumbnail((ENOUGH, ENOUGH))
    field = prepared(np.asarray(image, dtype=np.float64) / 255).field
    shades = torch.from_numpy(field).float()
    return shades.sub(MEAN).div(STANDARD_DEVIATION).view(1, 1, SIDE, SIDE)


def prepared(shades: np.ndarray) -> Prepared:
    """Prepare a picture of one digit, (height, width) from 0 to 1, as MNIST was.

    Raises:
        PhotographError: nothing stands out from the paper.
    """
    written = ink(shades)
    box = surrounding(written)
    small = boxed(written, box)
    centre = centre_of_mass(small)
    corner = corner_for(centre, small)
    field = np.zeros((SIDE, SIDE))
    (top, left), (height, width) = corner, small.shape
    field[top : top + height, left : left + width] = small
    return Prepared(written, box, small, centre, corner, field)


def shrunk(shades: np.ndarray) -> np.ndarray:
    """What one gets without all that: the whole picture, made square and shrunk, (28, 28).

    Raises:
        PhotographError: nothing stands out from the paper.
    """
    written = ink(shades)
    side = max(written.shape)
    square = np.zeros((side, side))
    (height, width) = written.shape
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = written
    return averaged(square, SIDE, SIDE)


def ink(shades: np.ndarray) -> np.ndarray:
    """How much ink each pixel has, from 0 for paper to 1, (height, width).

    Raises:
        PhotographError: nothing stands out from the paper.
    """
    edge = np.concatenate([shades[0], shades[-1], shades[:, 0], shades[:, -1]])
    apart = np.abs(shades - np.median(edge))
    strongest = apart.max()
    if strongest < PALE:
        raise PhotographError("the picture shows no digit: it has one shade all over")
    apart /= strongest
    return np.asarray(np.where(apart < FAINT, 0.0, apart))


def surrounding(written: np.ndarray) -> tuple[int, int, int, int]:
    """The smallest box with all ink in it: (top, left, height, width)."""
    rows, columns = (np.flatnonzero(written.any(axis=axis)) for axis in (1, 0))
    top, left = int(rows[0]), int(columns[0])
    return top, left, int(rows[-1]) + 1 - top, int(columns[-1]) + 1 - left


def boxed(written: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """What is written in the box, scaled so that its longer side has 20 pixels."""
    top, left, *sides = box
    cut = written[top : top + sides[0], left : left + sides[1]]
    height, width = (max(1, round(BOX * side / max(sides))) for side in sides)
    small = averaged(cut, height, width)
    return np.asarray(small / small.max())


def averaged(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """An image in another number of pixels: each is the mean of the area that it covers."""
    rows, columns = (
        shares(old, new) for old, new in zip(image.shape, (height, width), strict=True)
    )
    return np.asarray(rows @ image @ columns.T)


def shares(old: int, new: int) -> np.ndarray:
    """Which share of each new pixel every old one has along one side, (new, old)."""
    length = old / new
    starts, edges = length * np.arange(new)[:, None], np.arange(old)
    ends = np.minimum(starts + length, edges + 1)
    inside: np.ndarray = np.clip(ends - np.maximum(starts, edges), 0, None)
    return inside / length


def centre_of_mass(small: np.ndarray) -> tuple[float, float]:
    """Its row and column, counted from the middle of the first pixel."""
    row, column = (
        float((small.sum(axis=1 - axis) * np.arange(side)).sum() / small.sum())
        for axis, side in enumerate(small.shape)
    )
    return row, column


def corner_for(centre: tuple[float, float], small: np.ndarray) -> tuple[int, int]:
    """Where the first pixel goes, so that the centre of mass comes nearest to the middle.

    Where that would push the digit over the edge, it stays at the edge.
    """
    top, left = (
        min(max(round(round(MIDDLE - each, TIE)), 0), SIDE - side)
        for each, side in zip(centre, small.shape, strict=True)
    )
    return top, left
