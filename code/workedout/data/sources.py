"""Where an experiment's examples come from: named, digested, and with a miniature.

A source is a frozen value, so that it can stand in a specification. Its digest is known without
the files; its miniature, on which a fingerprint is trained, needs none either.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Protocol

import torch

from workedout.data import mnist
from workedout.data.examples import Examples, Split
from workedout.data.points import mirrored_circles, two_circles


class Source(Protocol):
    """Anything that gives the examples of an experiment."""

    @property
    def reads_test_set(self) -> bool:
        """Whether the held-out examples are the test set."""

    def split(self) -> Split:
        """The examples themselves."""

    def miniature(self) -> Split:
        """Examples of the same kind, on any machine, for the fingerprint."""

    def digest(self) -> str:
        """SHA-256 of all that decides the examples."""


class Material(Protocol):
    """Anything that a measurement is made on."""

    def full(self) -> tuple[Any, ...]:
        """What is measured, one argument after another."""

    def miniature(self) -> tuple[Any, ...]:
        """Things of the same kind, on any machine, for the fingerprint."""

    def digest(self) -> str:
        """SHA-256 of all that is measured, known without it."""


@dataclass(frozen=True)
class DigitFiles:
    """The pixels of MNIST as they are on disk: those to train on, and the test pixels."""

    def full(self) -> tuple[Any, ...]:
        """Read the full set; raises ``DataError`` where it is not there."""
        return mnist.full_pixels()

    def miniature(self) -> tuple[Any, ...]:
        """The pocket set."""
        return mnist.pocket_pixels()

    def digest(self) -> str:
        """The same as a final's."""
        return _digits_digest("final")


@dataclass(frozen=True)
class Digits:
    """MNIST: to tune on the training files alone, or for a final with the test set."""

    part: Literal["tuning", "final"]

    def __post_init__(self) -> None:
        if self.part not in ("tuning", "final"):
            raise ValueError(f"expected 'tuning' or 'final', got {self.part!r}")

    @property
    def reads_test_set(self) -> bool:
        """A final reads the test set."""
        return self.part == "final"

    def split(self) -> Split:
        """Read the full set; raises ``DataError`` where it is not there."""
        digits = _digits()
        return digits.final if self.part == "final" else digits.tuning

    def miniature(self) -> Split:
        """The pocket set."""
        return mnist.pocket()

    def digest(self) -> str:
        """Of the files, the constants of standardisation and, for tuning, the split's rows."""
        return _digits_digest(self.part)


@dataclass(frozen=True)
class Pocket:
    """The pocket set of digits, for live cells and tests."""

    reads_test_set = False

    def split(self) -> Split:
        """The pocket set."""
        return mnist.pocket()

    miniature = split

    def digest(self) -> str:
        """Of the files and the constants of standardisation."""
        return sha256([mnist.POCKET_FILES, mnist.MEAN, mnist.STANDARD_DEVIATION])


@dataclass(frozen=True)
class TwoCircles:
    """A disc inside a ring.

    See ``points.two_circles``.

    Attributes:
        draw: which draw of the points.
        count: how many points, train and held out together.
    """

    draw: int
    count: int = 500
    reads_test_set = False

    def split(self) -> Split:
        """The points of this draw."""
        return two_circles(self.count, self.draw)

    miniature = split

    def digest(self) -> str:
        """Of the points' coordinates and labels, rounded to what every machine agrees on."""
        return points_digest(self.split())


@dataclass(frozen=True)
class MirroredCircles:
    """A disc inside a ring, symmetric about the origin.

    See ``points.mirrored_circles``.

    Attributes:
        draw: which draw of the points.
        count: how many points, train and held out together.
    """

    draw: int
    count: int = 500
    reads_test_set = False

    def split(self) -> Split:
        """The points of this draw."""
        return mirrored_circles(self.count, self.draw)

    miniature = split

    def digest(self) -> str:
        """Of the points' coordinates and labels, rounded to what every machine agrees on."""
        return points_digest(self.split())


TRUTHS: dict[str, tuple[float, ...]] = {
    "or": (0.0, 1.0, 1.0, 1.0),
    "and": (0.0, 0.0, 0.0, 1.0),
    "xor": (0.0, 1.0, 1.0, 0.0),
}


@dataclass(frozen=True)
class TruthTable:
    """A gate of two inputs: its four rows, to train on and to look at.

    Attributes:
        gate: one of ``"or"``, ``"and"`` and ``"xor"``.
    """

    gate: str

    reads_test_set = False

    def __post_init__(self) -> None:
        if self.gate not in TRUTHS:
            raise ValueError(f"unknown gate {self.gate!r}: one of {list(TRUTHS)}")

    def split(self) -> Split:
        """Inputs (4, 2) of 0 and 1, in the order 00, 01, 10, 11, and targets (4,), float64."""
        inputs = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
        rows = Examples(inputs, torch.tensor(TRUTHS[self.gate], dtype=torch.float64))
        return Split(rows, rows)

    miniature = split

    def digest(self) -> str:
        """Of the rows."""
        return sha256([value.tolist() for value in self.split().train])


@cache
def _digits() -> mnist.Mnist:
    return mnist.load()


@cache
def _digits_digest(part: str) -> str:
    ingredients: list[object] = [mnist.FULL_FILES, mnist.MEAN, mnist.STANDARD_DEVIATION, part]
    if part == "tuning":
        ingredients.append([rows.tolist() for rows in mnist.split_rows(60_000)])
    return sha256(ingredients)


def points_digest(points: Split) -> str:
    """SHA-256 of points in the plane, rounded to what every machine agrees on."""
    return sha256([[value.round(decimals=9).tolist() for value in part] for part in points])


def sha256(ingredients: object) -> str:
    """SHA-256 of what JSON can hold."""
    return hashlib.sha256(json.dumps(ingredients, sort_keys=True).encode()).hexdigest()
