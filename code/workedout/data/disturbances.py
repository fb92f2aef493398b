"""What can happen to an image before a network sees it: shifted, pixels missing, pixels white.

The same disturbance does the same to the same images each time, so that all networks are asked
the same questions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from workedout.data.augmentation import BACKGROUND, shifted
from workedout.data.mnist import MEAN, STANDARD_DEVIATION
from workedout.randomness import generator

WHITE = (1 - MEAN) / STANDARD_DEVIATION  # what a pixel of full ink becomes when standardised
DIRECTIONS = ((0, 1), (1, 0), (0, -1), (-1, 0))  # (down, right): to the right, down, left, up
SEED = 0


@dataclass(frozen=True)
class Disturbance:
    """One kind of disturbance, of one strength.

    Attributes:
        what: one of ``"shift"``, by as many pixels to the right, down, left or up, image after
            image; ``"missing"``, pixels that become background; and ``"white"``, pixels that
            become full ink.
        amount: of a shift, how many pixels; else the probability with which a pixel is hit, each
            by itself. Whoever is hit by a small amount is hit by a larger one.
    """

    what: Literal["shift", "missing", "white"]
    amount: float

    def __post_init__(self) -> None:
        if self.what not in CHANGES:
            raise ValueError(f"unknown disturbance {self.what!r}: one of {list(CHANGES)}")
        if self.what == "shift" and (self.amount < 0 or self.amount != int(self.amount)):
            raise ValueError(f"expected a whole number of pixels, got {self.amount}")
        if self.what != "shift" and not 0 <= self.amount <= 1:
            raise ValueError(f"expected a probability, got {self.amount}")

    def __call__(self, images: Tensor) -> Tensor:
        """Disturb standardised images: (N, 1, H, W) → the same shape."""
        return CHANGES[self.what](images, self.amount)

    @property
    def name(self) -> str:
        """In words, as ``missing 0.5``."""
        return f"{self.what} {self.amount:g}"


def shift(images: Tensor, pixels: float) -> Tensor:
    """Image number n moves in direction n mod 4; what moves in is background."""
    turns = torch.arange(len(images)) % len(DIRECTIONS)
    down, right = (int(pixels) * torch.tensor(DIRECTIONS)[turns]).to(images.device).unbind(1)
    return shifted(images, down, right)


def hit(images: Tensor, share: float) -> Tensor:
    """Which pixels are hit: (N, 1, H, W) bool; drawn on the CPU, the same on every device."""
    drawn = torch.rand(images.shape, generator=generator(SEED, "disturbance"), dtype=torch.float64)
    return (drawn < share).to(images.device)


def missing(images: Tensor, share: float) -> Tensor:
    """Pixels that are hit become background."""
    return images.masked_fill(hit(images, share), BACKGROUND)


def white(images: Tensor, share: float) -> Tensor:
    """Pixels that are hit become full ink."""
    return images.masked_fill(hit(images, share), WHITE)


CHANGES: dict[str, Callable[[Tensor, float], Tensor]] = {
    "shift": shift,
    "missing": missing,
    "white": white,
}

SHIFTS = (1, 2, 3, 4)
MISSING = (0.1, 0.3, 0.5, 0.7)
WHITE_SHARES = (0.02, 0.05, 0.1, 0.2)  # most pixels are black: a white one is the harder blow
DISTURBANCES = (
    *(Disturbance("shift", pixels) for pixels in SHIFTS),
    *(Disturbance("missing", share) for share in MISSING),
    *(Disturbance("white", share) for share in WHITE_SHARES),
)
