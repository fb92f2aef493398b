"""Whether two formulas are one: compared at points drawn by a seed, many of them irrational."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from workedout.exercises.formulas.trees import Tree
from workedout.exercises.formulas.values import (
    INTERVALS,
    Interval,
    NoValueError,
    ends,
    interval,
    value,
)
from workedout.exercises.verdict_words import say

SMALL = [Fraction(n, 2) for n in range(3, 20)]  # distinct ones are the plain points
PLAIN, NEAR, FAR = 4, 16, 8  # how many points of each kind
NEAR_SPAN, FAR_SPAN = 2.0, 16.0  # a point is e to a power between minus this and this
NARROW = Fraction(1, 2**30)  # by which share of the right one agreeing values may be uncertain


@dataclass(frozen=True)
class Coordinate:
    """What a symbol is at a point: a small fraction, or e to a power, of either sign.

    Attributes:
        number: the fraction, or the exponent.
        sign: of the power of e; 0 where it is the fraction itself.
    """

    number: Fraction
    sign: int = 0

    @property
    def interval(self) -> Interval:
        """The number itself, as nearly as it is computed."""
        if not self.sign:
            return interval(self.number)
        size = INTERVALS.exp(interval(self.number))
        return size if self.sign > 0 else -size

    @property
    def text(self) -> str:
        """As a sentence has it: the fraction, or the number to four digits."""
        low, _ = ends(self.interval)
        return f"{float(low):.4g}" if self.sign else str(low)


@dataclass(frozen=True)
class Point:
    """Values for symbols.

    Attributes:
        coordinates: what the symbols are, by name.
    """

    coordinates: Mapping[str, Coordinate]

    @cached_property
    def at(self) -> Mapping[str, Interval]:
        """The numbers, by name."""
        return {name: number.interval for name, number in self.coordinates.items()}

    @property
    def plain(self) -> bool:
        """Whether they are small fractions."""
        return not any(number.sign for number in self.coordinates.values())

    def __str__(self) -> str:
        """As a sentence has it: "x = 3/2, y = 5", or to four digits."""
        numbers = (f"{name} = {number.text}" for name, number in self.coordinates.items())
        text = ", ".join(numbers)
        return text if self.plain else say("about", point=text)


@dataclass(frozen=True)
class Pair:
    """What was found at a point, and the right value there."""

    point: Point
    found: Interval
    right: Interval

    @property
    def apart(self) -> bool:
        """Whether the two surely differ."""
        return 0 not in self.found - self.right

    @property
    def rough(self) -> bool:
        """Whether the two are too uncertain to be called one."""
        low, high = ends(self.found - self.right)
        return high - low > NARROW * min(map(abs, ends(self.right)))


def difference(found: Tree, right: Tree, positive: Mapping[str, bool]) -> str:
    """What tells a formula from the right one; empty where nothing does.

    Args:
        found: the formula, in no other symbols than the right one.
        right: the right one.
        positive: of each symbol, whether it is positive.
    """
    pairs, fault = [], ""
    for point, expected in right_values(right, positive):
        try:
            pairs.append(Pair(point, value(found, point.at), expected))
        except NoValueError as missing:
            fault = say(f"{missing.word} at", point=point)
            break
    differing = [pair.point for pair in pairs if pair.apart]
    if differing and not fault and one_factor(pairs):
        return say("wrong factor")
    if differing:
        return say("differs", point=differing[0])
    return fault or (say("rough") if any(pair.rough for pair in pairs) else "")


def right_values(right: Tree, positive: Mapping[str, bool]) -> Sequence[tuple[Point, Interval]]:
    """The points at which the right formula has a value other than zero, and that value."""
    return computed(right, frozenset(positive.items()))


@lru_cache(maxsize=64)
def computed(right: Tree, positive: frozenset[tuple[str, bool]]) -> list[tuple[Point, Interval]]:
    """The same, kept for the next answer to the exercise."""
    found = []
    for point in points(dict(positive)):
        try:
            expected = value(right, point.at)
        except NoValueError:
            continue
        if 0 not in expected:
            found.append((point, expected))
    return found


def one_factor(pairs: Sequence[Pair]) -> bool:
    """Whether all that was found is the right one times the same number, not zero."""
    bounds = [ends(pair.found / pair.right) for pair in pairs]
    low, high = max(low for low, _ in bounds), min(high for _, high in bounds)
    return low <= high and (low > 0 or high < 0)


def points(positive: Mapping[str, bool]) -> Iterator[Point]:
    """Points to compare formulas at, the same at every call.

    First small fractions. The others are powers of e, so that no polynomial with whole
    coefficients is zero there, nor a sine that is zero at all fractions.
    """
    draw = random.Random(0)
    for _ in range(PLAIN):
        numbers = map(Coordinate, draw.sample(SMALL, len(positive)))
        yield Point(dict(zip(sorted(positive), numbers, strict=True)))
    for span in [NEAR_SPAN] * NEAR + [FAR_SPAN] * FAR:
        yield Point({name: drawn(draw, span, positive[name]) for name in sorted(positive)})


def drawn(draw: random.Random, span: float, positive: bool) -> Coordinate:
    """A number of any size up to e to a power, and of either sign unless it is positive."""
    exponent = Fraction(draw.uniform(-span, span))
    return Coordinate(exponent, 1 if draw.random() < 1 / 2 or positive else -1)
