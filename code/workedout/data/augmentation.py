"""Changed copies of the training images, drawn anew for each batch, on any device."""

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from workedout.data.mnist import MEAN, STANDARD_DEVIATION

BACKGROUND = (0 - MEAN) / STANDARD_DEVIATION  # what a black pixel becomes when standardised
ROTATION, SCALE, SHIFT = math.radians(10), 0.1, 2 / 28 * 2  # of a grid that spans −1 to 1
FARTHEST = 4  # pixels: as wide as the empty margin around the digits of MNIST


class Augmentation(NamedTuple):
    """A change of images in two parts, so that many batches can be changed at once.

    Attributes:
        draw: the random numbers for so many images, (k, B) float64, from a generator on the CPU,
            so that every device sees the same changes.
        apply: images (B, 1, 28, 28), standardised, and these numbers → images of the same shape.
    """

    draw: Callable[[int, Generator], Tensor]
    apply: Callable[[Tensor, Tensor], Tensor]

    def __call__(self, images: Tensor, random: Generator) -> Tensor:
        """Change each image of a batch by itself."""
        return self.apply(images, self.draw(len(images), random))


def draw_nothing(count: int, random: Generator) -> Tensor:
    """No random numbers."""
    return torch.empty(0, count, dtype=torch.float64)


def leave(images: Tensor, draws: Tensor) -> Tensor:
    """The images as they are."""
    return images


def draw_affine(count: int, random: Generator) -> Tensor:
    """Angle, scale and the two shifts of each image, uniform in (−1, 1)."""
    return torch.rand(4, count, generator=random, dtype=torch.float64) * 2 - 1


def move(images: Tensor, draws: Tensor) -> Tensor:
    """Turn by up to 10°, scale by up to a tenth, shift by up to two pixels, each uniformly.

    By bilinear interpolation; what moves in is background.
    """
    angle, scale, right, down = draws.to(images.device, images.dtype)
    size = 1 + SCALE * scale
    cos, sin = size * torch.cos(ROTATION * angle), size * torch.sin(ROTATION * angle)
    matrices = torch.stack([cos, -sin, SHIFT * right, sin, cos, SHIFT * down], dim=1)
    grid = F.affine_grid(matrices.view(-1, 2, 3), list(images.shape), align_corners=False)
    moved = F.grid_sample(images - BACKGROUND, grid, align_corners=False)
    return moved + BACKGROUND


def draw_places(count: int, random: Generator) -> Tensor:
    """How far each image is moved down and to the right, in whole pixels, all equally likely."""
    drawn = torch.rand(2, count, generator=random, dtype=torch.float64)
    return (drawn * (2 * FARTHEST + 1)).floor() - FARTHEST


def place(images: Tensor, draws: Tensor) -> Tensor:
    """Move each image by whole pixels of its own: nothing is interpolated."""
    down, right = draws.to(images.device, torch.int64)
    return shifted(images, down, right)


def shifted(images: Tensor, down: Tensor | int, right: Tensor | int) -> Tensor:
    """Move images by whole pixels; what moves in is background, what moves out is lost.

    Args:
        images: (B, 1, 28, 28), standardised.
        down, right: how far, at most 28: one number for all, or (B,) int64.
    """
    count, _, height, width = images.shape

    def sources(size: int, by: Tensor | int) -> tuple[Tensor, Tensor]:
        """Where each row or column comes from, (B, size), and whether that is in the image."""
        start = -torch.as_tensor(by, device=images.device).expand(count)
        taken = start.unsqueeze(1) + torch.arange(size, device=images.device)
        return taken.clamp(0, size - 1), (taken >= 0) & (taken < size)

    (rows, row_there), (columns, column_there) = sources(height, down), sources(width, right)
    which = torch.arange(count, device=images.device)[:, None, None]
    moved = images[which, 0, rows[:, :, None], columns[:, None, :]]
    there = row_there[:, :, None] & column_there[:, None, :]
    return torch.where(there, moved, BACKGROUND).unsqueeze(1)


none = Augmentation(draw_nothing, leave)
affine = Augmentation(draw_affine, move)
places = Augmentation(draw_places, place)
AUGMENTATIONS: dict[str, Augmentation] = {"none": none, "affine": affine, "places": places}
