"""Changed copies of the training images, drawn anew for each batch, on any device."""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from workedout.mnist import MEAN, STANDARD_DEVIATION

BACKGROUND = (0 - MEAN) / STANDARD_DEVIATION  # what a black pixel becomes when standardised
ROTATION, SCALE, SHIFT = math.radians(10), 0.1, 2 / 28 * 2  # of a grid that spans −1 to 1


def none(images: Tensor, random: Generator) -> Tensor:
    """The images as they are."""
    return images


def affine(images: Tensor, random: Generator) -> Tensor:
    """Turn by up to 10°, scale by up to 10 %, shift by up to two pixels, each uniformly.

    Args:
        images: (B, 1, 28, 28), standardised.
        random: a generator on the CPU, so that every device sees the same changes.

    Returns:
        Images of the same shape, by bilinear interpolation; what moves in is background.
    """
    draws = torch.rand(4, len(images), generator=random, dtype=torch.float64) * 2 - 1
    angle, scale, right, down = draws.to(images.device, images.dtype)
    size = 1 + SCALE * scale
    cos, sin = size * torch.cos(ROTATION * angle), size * torch.sin(ROTATION * angle)
    matrices = torch.stack([cos, -sin, SHIFT * right, sin, cos, SHIFT * down], dim=1)
    grid = F.affine_grid(matrices.view(-1, 2, 3), list(images.shape), align_corners=False)
    moved = F.grid_sample(images - BACKGROUND, grid, align_corners=False)
    return moved + BACKGROUND


AUGMENTATIONS: dict[str, Callable[[Tensor, Generator], Tensor]] = {"none": none, "affine": affine}
