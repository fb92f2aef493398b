"""A few labelled examples, drawn anew for each seed: of another source, and of some classes."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import torch

from workedout.data import mnist, optical_digits
from workedout.data.drawn import CLASSES, DRAWS_TOLD, MINIATURE, Draw, stratified, whole_split
from workedout.data.examples import Examples, Split
from workedout.data.sources import Digits, sha256

DRAWS = 10  # of how many seeds a digest knows the rows


@dataclass(frozen=True)
class OpticalDigits(Draw):
    """Digits of ``optical_digits``, as many of each class, drawn anew for each seed.

    Attributes:
        part: ``"tuning"`` to draw from the pool and be judged by validation images, ``"final"`` to
            draw from both and be judged by the test images.
        count: how many labelled examples, a multiple of ten.
    """

    def drawn(self, seed: int) -> Split:
        """The examples of one seed.

        Raises:
            ValueError: a class has too few.
        """
        source, held_out = optical_digits.parts(self.part)
        return Split(source.take(stratified(source.targets, self.count, seed)), held_out)

    def miniature(self) -> Split:
        """The same digits, of the pool; they come with the package."""
        source, held_out = optical_digits.parts("tuning")
        rows = stratified(source.targets, min(self.count, MINIATURE), seed=0)
        return Split(source.take(rows), held_out)

    def digest(self) -> str:
        """Of the file, of what prepares it, and of the rows that are drawn."""
        parts = [rows.tolist() for rows in optical_digits.rows_of(optical_digits.labels())]
        targets = optical_digits.parts(self.part).train.targets
        rows = [stratified(targets, self.count, seed).tolist() for seed in range(DRAWS)]
        shares = optical_digits.between().tolist()
        constants = [mnist.MEAN, mnist.STANDARD_DEVIATION]
        return sha256([optical_digits.SHA256, shares, constants, parts, self.part, rows])


@dataclass(frozen=True)
class TurnedDigits(Draw):
    """The same digits, each turned by 10° to the left or to the right; that is its label.

    Attributes:
        part: as for ``OpticalDigits``.
        count: how many labelled examples, half of them turned to each side.
    """

    def drawn(self, seed: int) -> Split:
        """The examples of one seed; which image is turned to which side is the same in all.

        Raises:
            ValueError: a side has too few.
        """
        source, held_out = optical_digits.parts(self.part, turned=True)
        rows = stratified(source.targets, self.count, seed, classes=2)
        return Split(source.take(rows), held_out)

    def miniature(self) -> Split:
        """The same digits, of the pool; they come with the package."""
        return replace(self, part="tuning", count=min(self.count, MINIATURE)).split()

    def digest(self) -> str:
        """Of the digits, of the angle, and of which image is turned to which side."""
        sides = optical_digits.sides(len(optical_digits.labels())).tolist()
        targets = optical_digits.parts(self.part, turned=True).train.targets
        rows = [stratified(targets, self.count, seed, classes=2).tolist() for seed in range(DRAWS)]
        digits = OpticalDigits(self.part, 10).digest()
        return sha256([digits, optical_digits.ANGLE, sides, rows])


@dataclass(frozen=True)
class DigitsOf(Draw):
    """Some digits of some classes of MNIST, equally many of each, drawn anew for each seed.

    The held-out examples are all those of ``Digits`` that are of these classes.

    Attributes:
        part: as for ``Digits``.
        count: how many to train on, a multiple of the number of classes.
        classes: which, in rising order; the first gets the label 0, the next 1, and so on.
    """

    classes: tuple[int, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.classes or list(self.classes) != sorted({*self.classes} & {*range(CLASSES)}):
            raise ValueError(f"expected digits in rising order, got {self.classes}")

    def drawn(self, seed: int) -> Split:
        """The examples of one seed.

        Raises:
            DataError: the full set is not there.
            ValueError: a class has too few.
        """
        source, held_out = _of_classes(self.part, self.classes)
        return Split(source.take(self._rows(source, self.count, seed)), held_out)

    def miniature(self) -> Split:
        """The same classes of the pocket set."""
        train, held_out = (labelled_anew(part, self.classes) for part in mnist.pocket())
        return Split(train.take(self._rows(train, self._few, seed=0)), held_out)

    def digest(self) -> str:
        """Of the files, the classes, the count, and some draws from the pocket set."""
        train = labelled_anew(mnist.pocket().train, self.classes)
        rows = [self._rows(train, self._few, seed).tolist() for seed in range(DRAWS_TOLD)]
        return sha256([Digits(self.part).digest(), self.classes, self.count, rows])

    @property
    def _few(self) -> int:
        return min(self.count, MINIATURE // len(self.classes) * len(self.classes))

    def _rows(self, source: Examples, count: int, seed: int) -> torch.Tensor:
        return stratified(source.targets, count, seed, classes=len(self.classes))


def labelled_anew(examples: Examples, classes: tuple[int, ...]) -> Examples:
    """The examples of these classes, the first of which is labelled 0, the next 1, and so on."""
    which = examples.targets[:, None] == torch.tensor(classes)
    rows = which.any(dim=1).nonzero().flatten()
    return Examples(examples.inputs[rows], which[rows].long().argmax(dim=1))


@cache
def _of_classes(part: Literal["tuning", "final"], classes: tuple[int, ...]) -> Split:
    return Split(*(labelled_anew(each, classes) for each in whole_split(part)))
