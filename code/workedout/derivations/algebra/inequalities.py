"""Systems of linear inequalities, decided exactly: a point that satisfies them, or a refutation.

By Fourier–Motzkin elimination in rationals. A refutation consists of multipliers, none below zero,
by which the inequalities add up to "0 is at least a positive number"; Farkas (1902) proved that
there is one exactly when no point satisfies the system. Whoever distrusts the elimination checks
its answer: ``satisfies`` and ``refutes`` are a few lines each and share nothing with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


@dataclass(frozen=True)
class Inequality:
    """``coefficients · unknowns ≥ bound``, in whole numbers or fractions."""

    coefficients: tuple[Fraction, ...]
    bound: Fraction


@dataclass(frozen=True)
class Witness:
    """A point that satisfies a system of inequalities.

    Attributes:
        point: one number for each unknown.
    """

    point: tuple[Fraction, ...]


@dataclass(frozen=True)
class Refutation:
    """One multiplier for each inequality of a system that no point satisfies.

    Attributes:
        multipliers: none below zero; with them the inequalities add up to a contradiction.
    """

    multipliers: tuple[Fraction, ...]


class Row(NamedTuple):
    """An inequality that follows from the system, with the multipliers by which it does."""

    coefficients: tuple[Fraction, ...]
    bound: Fraction
    multipliers: tuple[Fraction, ...]


def at_least(coefficients: Sequence[int | Fraction], bound: int | Fraction) -> Inequality:
    """``coefficients · unknowns ≥ bound``."""
    return Inequality(tuple(map(Fraction, coefficients)), Fraction(bound))


def at_most(coefficients: Sequence[int | Fraction], bound: int | Fraction) -> Inequality:
    """``coefficients · unknowns ≤ bound``."""
    return at_least([-value for value in coefficients], -bound)


def equals(coefficients: Sequence[int | Fraction], bound: int | Fraction) -> list[Inequality]:
    """``coefficients · unknowns = bound``, as two inequalities."""
    return [at_least(coefficients, bound), at_most(coefficients, bound)]


def written(inequality: Inequality, names: Sequence[str]) -> str:
    """An inequality as one would write it: ``−w₁ − b ≥ 0``."""
    text = ""
    for factor, name in zip(inequality.coefficients, names, strict=True):
        if factor:
            size = "" if abs(factor) == 1 else f"{abs(factor)} "
            sign = ("−" if not text else " − ") if factor < 0 else " + " if text else ""
            text += f"{sign}{size}{name}"
    return f"{text or 0} ≥ {inequality.bound}".replace("-", "−")


def satisfies(system: Sequence[Inequality], point: Sequence[Fraction]) -> bool:
    """Whether a point satisfies every inequality."""
    return all(_dot(each.coefficients, point) >= each.bound for each in system)


def refutes(system: Sequence[Inequality], multipliers: Sequence[Fraction]) -> bool:
    """Whether the inequalities, each times its multiplier, add up to 0 ≥ a positive number."""
    if len(multipliers) != len(system) or any(factor < 0 for factor in multipliers):
        return False
    columns = zip(*(each.coefficients for each in system), strict=True)
    unknowns_vanish = all(_dot(column, multipliers) == 0 for column in columns)
    return unknowns_vanish and _dot([each.bound for each in system], multipliers) > 0


def decide(system: Sequence[Inequality]) -> Witness | Refutation:
    """Find a point that satisfies a system, or multipliers that refute it.

    Args:
        system: at least one inequality, all with the same number of unknowns.

    Raises:
        ValueError: the inequalities have different numbers of unknowns, or there is none.
    """
    sizes = {len(each.coefficients) for each in system}
    if len(sizes) != 1:
        raise ValueError(f"expected one number of unknowns in all inequalities, got {sizes}")
    unknowns = sizes.pop()
    stages = [
        [
            Row(each.coefficients, each.bound, _unit(number, len(system)))
            for number, each in enumerate(system)
        ]
    ]
    for unknown in range(unknowns):
        stages.append(_without(unknown, stages[-1]))
    for row in stages[-1]:
        if row.bound > 0:
            return Refutation(row.multipliers)
    point = [Fraction(0)] * unknowns
    for unknown in reversed(range(unknowns)):
        point[unknown] = _allowed(unknown, stages[unknown], point)
    return Witness(tuple(point))


def _without(unknown: int, rows: Sequence[Row]) -> list[Row]:
    """What follows for the other unknowns: every lower bound lies below every upper bound."""
    below = [_scaled(row, unknown) for row in rows if row.coefficients[unknown] > 0]
    above = [_scaled(row, unknown) for row in rows if row.coefficients[unknown] < 0]
    kept = [row for row in rows if row.coefficients[unknown] == 0]
    return kept + [_sum(one, other) for one in below for other in above]


def _scaled(row: Row, unknown: int) -> Row:
    """The same inequality with coefficient 1 or −1 at the unknown."""
    size = abs(row.coefficients[unknown])
    return Row(
        tuple(value / size for value in row.coefficients),
        row.bound / size,
        tuple(value / size for value in row.multipliers),
    )


def _sum(one: Row, other: Row) -> Row:
    return Row(
        tuple(a + b for a, b in zip(one.coefficients, other.coefficients, strict=True)),
        one.bound + other.bound,
        tuple(a + b for a, b in zip(one.multipliers, other.multipliers, strict=True)),
    )


def _allowed(unknown: int, rows: Sequence[Row], point: Sequence[Fraction]) -> Fraction:
    """A value of the unknown that the rows allow, given the unknowns after it."""
    lows: list[Fraction] = []
    highs: list[Fraction] = []
    for row in rows:
        if factor := row.coefficients[unknown]:
            rest = _dot(row.coefficients[unknown + 1 :], point[unknown + 1 :])
            (lows if factor > 0 else highs).append((row.bound - rest) / factor)
    if lows:
        return max(lows)
    return min(highs, default=Fraction(0))


def _dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def _unit(place: int, size: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(int(number == place)) for number in range(size))
