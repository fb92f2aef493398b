"""A digit of one's own: from an image file to what a network of MNIST reads.

The steps are those by which MNIST was made (LeCun et al. 1998): the digit is scaled, its shape
kept, until it fits into 20 by 20 pixels, and stands in 28 by 28 with its centre of mass in the
middle.
"""

from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from workedout.data.mnist import MEAN, STANDARD_DEVIATION
from workedout.data.photographs import PhotographError, photograph

BOX, SIDE = 20, 28
MIDDLE = 14  # row and column, counted from 0, of the centre of mass: so it is in MNIST
ENOUGH = 1_000  # pixels a side: more of a photograph says no more about 20
PALE = 0.1  # of black against white: what differs less from the paper is no ink at all
FAINT = 0.15  # of the strongest ink: less is a shadow, or the grain of the paper


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
    written = ink(np.asarray(image, dtype=np.float32) / 255)
    shades = torch.from_numpy(centred(boxed(written)))
    return shades.sub(MEAN).div(STANDARD_DEVIATION).view(1, 1, SIDE, SIDE)


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
    return np.where(apart < FAINT, np.float32(0), apart)


def boxed(written: np.ndarray) -> np.ndarray:
    """What is written, cut out and scaled so that its longer side has 20 pixels."""
    rows, columns = (np.flatnonzero(written.any(axis=axis)) for axis in (1, 0))
    cut = written[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (max(1, round(BOX * side / max(cut.shape))) for side in cut.shape)
    small = Image.fromarray(cut).resize((width, height), Image.Resampling.BOX)
    found: np.ndarray = np.asarray(small)
    return np.asarray(found / found.max())


def centred(small: np.ndarray) -> np.ndarray:
    """The same in 28 by 28 pixels, moved whole pixels so that its centre of mass is in the middle.

    Where that would push it over the edge, it stays at the edge.
    """
    square = np.zeros((SIDE, SIDE), dtype=np.float32)
    starts = []
    for axis, side in enumerate(small.shape):
        mass = small.sum(axis=1 - axis)
        centre = float((mass * np.arange(side)).sum() / mass.sum())
        starts.append(min(max(round(MIDDLE - centre), 0), SIDE - side))
    (top, left), (height, width) = starts, small.shape
    square[top : top + height, left : left + width] = small
    return square
