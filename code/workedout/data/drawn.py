"""Sources that draw their examples anew for each seed, some of them with wrong labels."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol, runtime_checkable

import torch
from torch import Tensor

from workedout.data import mnist
from workedout.data.examples import Examples, Split
from workedout.data.sources import Digits, Source, sha256
from workedout.randomness import generator

CLASSES = 10
MINIATURE = 400  # rows at most: more than a fingerprint takes
DRAWS_TOLD = 3  # in a digest
MINIATURE_SEED = 7  # any number would do, but it never changes


@runtime_checkable
class BySeed(Protocol):
    """A source of which each seed has its own examples; ``split`` gives those of seed 0."""

    def drawn(self, seed: int) -> Split:
        """The examples of one seed."""


@dataclass(frozen=True)
class Draw:
    """What such sources have in common.

    Attributes:
        part: where they are drawn from, and what they are judged by.
        count: how many are drawn.
    """

    part: Literal["tuning", "final"]
    count: int

    def __post_init__(self) -> None:
        Digits(self.part)  # refuses another part

    @property
    def reads_test_set(self) -> bool:
        """A final reads the test images."""
        return self.part == "final"

    def drawn(self, seed: int) -> Split:
        """The examples of one seed."""
        raise NotImplementedError

    def split(self) -> Split:
        """The draw of seed 0."""
        return self.drawn(0)


@dataclass(frozen=True)
class DrawnDigits(Draw):
    """Some digits of MNIST, drawn anew for each seed, equally many of each class.

    Row i of a draw shows a digit of class i mod 10, whatever its label says. Of one seed, a smaller
    draw is the beginning of a larger one. The held-out examples are those of ``Digits``, all of
    them, with the labels that they have.

    Attributes:
        part: where they are drawn from, as for ``Digits``.
        count: how many to train on, a multiple of ten.
        wrong: the share of them that get a wrong label, any of the nine with the same probability.
    """

    wrong: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.count <= 0 or self.count % CLASSES:
            raise ValueError(f"expected a multiple of ten above zero, got {self.count} examples")
        if not 0 <= self.wrong <= 1:
            raise ValueError(f"expected a share from 0 to 1 of wrong labels, got {self.wrong}")

    def drawn(self, seed: int) -> Split:
        """The draw of one seed.

        Raises:
            DataError: the full set is not there.
            ValueError: a class has too few digits.
        """
        whole = whole_split(self.part)
        return Split(drawn_from(whole.train, self.count, self.wrong, seed), whole.held_out)

    def miniature(self) -> Split:
        """A draw from the pocket set, of 400 digits at most."""
        pocket = mnist.pocket()
        count = min(self.count, MINIATURE)
        drawn = drawn_from(pocket.train, count, self.wrong, MINIATURE_SEED)
        return Split(drawn, pocket.held_out)

    def digest(self) -> str:
        """Of the files, the description, and some draws from the pocket set."""
        labels = mnist.pocket().train.targets
        told: list[object] = [Digits(self.part).digest(), self.count, self.wrong]
        for seed in range(DRAWS_TOLD):
            rows = stratified(labels, min(self.count, MINIATURE), seed)
            told.append([rows.tolist(), mislabelled(labels[rows], self.wrong, seed).tolist()])
        return sha256(told)


@cache
def whole_split(part: Literal["tuning", "final"]) -> Split:
    """All digits of a part, the same object each time, so that members can share them."""
    return Digits(part).split()


def split_of(source: Source, seed: int) -> Split:
    """The examples of one run: of a source that draws for each seed, those of this seed."""
    return source.drawn(seed) if isinstance(source, BySeed) else source.split()


def drawn_from(pool: Examples, count: int, wrong: float, seed: int) -> Examples:
    """What a seed draws from a pool of digits, as ``DrawnDigits`` describes it.

    Args:
        pool: labels from 0 to 9.
        count: how many, a multiple of ten.
        wrong: the share that gets a wrong label.
        seed: of the draw.

    Raises:
        ValueError: a class has too few digits.
    """
    inputs, truth = pool.take(stratified(pool.targets, count, seed))
    return Examples(inputs, mislabelled(truth, wrong, seed))


def stratified(labels: Tensor, count: int, seed: int, classes: int = CLASSES) -> Tensor:
    """Which rows a seed draws: equally many of each class, in turn.

    Args:
        labels: (N,) int64, from 0 on.
        count: how many rows, a multiple of the number of classes.
        seed: of the draw.
        classes: how many.

    Returns:
        (count,) int64; the label of row i is i mod the number of classes.

    Raises:
        ValueError: a class has too few, or the count is no such multiple.
    """
    if count <= 0 or count % classes:
        raise ValueError(f"expected a multiple of {classes} above zero, got {count} examples")
    random, each = generator(seed, "draw"), count // classes
    columns = []
    for digit in range(classes):
        rows = (labels == digit).nonzero().flatten()
        if len(rows) < each:
            raise ValueError(f"expected {each} or more of class {digit}, there are {len(rows)}")
        columns.append(rows[torch.randperm(len(rows), generator=random)[:each]])
    return torch.stack(columns, dim=1).flatten()


def mislabelled(labels: Tensor, share: float, seed: int) -> Tensor:
    """The same labels, a share of them exchanged for another class.

    Args:
        labels: (N,) int64, from 0 to 9.
        share: of the rows, from 0 to 1; as many as that is when rounded.
        seed: of the choice, and of the labels.

    Returns:
        (N,) int64; a wrong label is each of the nine others with the same probability.
    """
    random = generator(seed, "labels")
    rows = torch.randperm(len(labels), generator=random)[: round(share * len(labels))]
    others = torch.randint(1, CLASSES, (len(rows),), generator=random)
    changed = labels.clone()
    changed[rows] = (labels[rows] + others) % CLASSES
    return changed
