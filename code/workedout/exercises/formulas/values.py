"""The value of a formula at a point, as an interval in which it surely lies.

Interval arithmetic tells a small difference from an error of rounding: where two intervals have
nothing in common, the values differ. Sizes are bounded, so that each operation takes a short time.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from mpmath import MPIntervalContext
from mpmath.libmp import from_man_exp, fzero, to_rational

from workedout.exercises.formulas.trees import EXACT, Name, Numeral, Tree

RANGE = 1024  # binary digits before the point and behind it, as in floating point
PRECISION = 2 * RANGE + 256  # binary digits of the ends of an interval
FLOOR = 4 * RANGE  # behind so many binary digits, an end counts as no more than the last of them
INTERVALS = MPIntervalContext()
INTERVALS.prec = PRECISION

Interval = Any  # mpmath has no types


class NoValueError(Exception):
    """At this point there is no real number, or none of a size that is computed with."""

    word = "no value"


class OutOfRangeError(NoValueError):
    """A number on the way is too large, or too close to zero."""

    word = "out of range"


def value(tree: Tree, point: Mapping[str, Interval]) -> Interval:
    """The value of a formula.

    Args:
        tree: the formula.
        point: the values of its symbols.

    Raises:
        NoValueError: a part of it has none, or one that is too large or too close to zero.
    """
    if isinstance(tree, Name):
        return point[tree.name]
    if isinstance(tree, Numeral):
        return in_range(interval(tree.value, tree.share))
    return in_range(OPERATIONS[tree.operation](*[value(part, point) for part in tree.parts]))


def measured(tree: Tree) -> tuple[Fraction, Fraction]:
    """The number that a formula without symbols is, and by how much it may be another.

    Raises:
        NoValueError: it is no real one; or it is computed, and too large or too close to zero.
    """
    if isinstance(tree, Numeral):
        return tree.value, abs(tree.value) * tree.share
    low, high = ends(value(tree, {}))
    return (low + high) / 2, (high - low) / 2


def interval(number: Fraction, share: Fraction = EXACT) -> Interval:
    """A number and those that are off by at most a share of it."""
    exact = INTERVALS.mpf(number.numerator) / number.denominator
    if not share:
        return exact
    return exact * (1 + INTERVALS.mpf([-1, 1]) * share.numerator / share.denominator)


def ends(found: Interval) -> tuple[Fraction, Fraction]:
    """The least and the largest number of an interval."""
    low, high = (Fraction(*to_rational(end)) for end in found._mpi_)
    return low, high


def in_range(found: Interval) -> Interval:
    """An interval whose numbers are neither too large nor too close to zero.

    Its ends are moved outwards where they are beyond the floor: a power of one close to zero, and a
    power of that, would have more digits than there is memory.

    Raises:
        OutOfRangeError: they are.
    """
    sizes = [size(end) for end in found._mpi_ if end != fzero]
    if sizes and (max(sizes) > RANGE or (max(sizes) < -RANGE and 0 not in found)):
        raise OutOfRangeError
    if not sizes or min(sizes) >= -FLOOR:
        return found
    low, high = found._mpi_
    return INTERVALS.make_mpf((outwards(low, sign=-1), outwards(high, sign=1)))


def size(end: Any) -> int:
    """How many binary digits a number other than zero has before the point."""
    _, _, exponent, bits = end
    return int(exponent + bits)


def outwards(end: Any, sign: int) -> Any:
    """An end that is no closer to zero than the floor: the floor of this sign, or zero."""
    if end == fzero or size(end) >= -FLOOR:
        return end
    negative = bool(end[0])
    return from_man_exp(sign, -FLOOR) if negative == (sign < 0) else fzero


def power(base: Interval, exponent: Interval) -> Interval:
    """A power; one that is not whole, of a positive number alone."""
    low, high = ends(exponent)
    if max(-low, high) > RANGE:
        raise OutOfRangeError
    whole = round(low)
    if low <= whole <= high and (high - low) * 2**RANGE < 1:
        return base**whole if whole >= 0 else reciprocal(base**-whole)
    if low == high == Fraction(1, 2):
        return root(base)
    return exponential(exponent * logarithm(base))


def reciprocal(divisor: Interval) -> Interval:
    """One by a number other than zero."""
    if 0 in divisor:
        raise NoValueError
    return 1 / divisor


def root(base: Interval) -> Interval:
    """The square root of what is not negative."""
    if ends(base)[0] < 0:
        raise NoValueError
    return INTERVALS.sqrt(base)


def logarithm(argument: Interval) -> Interval:
    """The natural logarithm of a positive number."""
    if ends(argument)[0] <= 0:
        raise NoValueError
    return INTERVALS.log(argument)


def exponential(exponent: Interval) -> Interval:
    """A power of e."""
    low, high = ends(exponent)
    if max(-low, high) > RANGE:
        raise OutOfRangeError
    return INTERVALS.exp(exponent)


def tangent(angle: Interval) -> Interval:
    """The sine by the cosine."""
    return INTERVALS.sin(angle) * reciprocal(INTERVALS.cos(angle))


def hyperbolic_tangent(argument: Interval) -> Interval:
    """(e^2t - 1) / (e^2t + 1)."""
    squared = exponential(2 * argument)
    return (squared - 1) / (squared + 1)


def product(*factors: Interval) -> Interval:
    """Of any number of factors; each product on the way is in range."""
    found = INTERVALS.mpf(1)
    for factor in factors:
        found = in_range(found * factor)
    return found


OPERATIONS: dict[str, Callable[..., Interval]] = {
    "+": lambda *terms: sum(terms, INTERVALS.mpf(0)),
    "*": product,
    "-": lambda term: -term,
    "/": reciprocal,
    "^": power,
    "sqrt": root,
    "exp": exponential,
    "ln": logarithm,
    "log": logarithm,
    "sin": INTERVALS.sin,
    "cos": INTERVALS.cos,
    "tan": tangent,
    "tanh": hyperbolic_tangent,
    "abs": abs,
    "e": lambda: INTERVALS.exp(INTERVALS.mpf(1)),
    "pi": lambda: INTERVALS.mpf(INTERVALS.pi),
}
