"""A few labelled examples of another source than MNIST, drawn anew for each seed."""

from dataclasses import dataclass, replace

from workedout.data import mnist, optical_digits
from workedout.data.drawn import MINIATURE, Draw, stratified
from workedout.data.examples import Split
from workedout.data.sources import sha256

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
