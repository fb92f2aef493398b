"""Finite differences beside the derivative: how wrong they are at each step, and why.

The same function is worked out in floating point and in exact fractions. What the quotient in
fractions is off by is truncation; what floating point adds is rounding.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache, partial
from typing import Any, NamedTuple

Function = Callable[[Any], Any]
TINY = Fraction(1, 10**30)  # nothing is rounded in fractions, so that a step may be this small


def forward_difference(f: Function, at: Any, h: Any) -> Any:
    """One step ahead."""
    return (f(at + h) - f(at)) / h


def central_difference(f: Function, at: Any, h: Any) -> Any:
    """One step to both sides."""
    return (f(at + h) - f(at - h)) / (2 * h)


class Study(NamedTuple):
    """Errors of the two differences at each step, and what predicts them.

    Attributes:
        steps: h.
        forward, central: distance of the computed quotient from the derivative.
        forward_exact, central_exact: the same in fractions: truncation alone.
        rounding: r, the largest distance between a computed value and the exact one.
        second, third: sizes of the second and the third derivative.
    """

    steps: list[float]
    forward: list[float]
    central: list[float]
    forward_exact: list[float]
    central_exact: list[float]
    rounding: float
    second: float
    third: float

    @property
    def best_forward(self) -> tuple[float, float]:
        """The best step of the forward difference and its error, as derived."""
        step = 2 * (self.rounding / self.second) ** (1 / 2)
        return step, self.second * step

    @property
    def best_central(self) -> tuple[float, float]:
        """The same for the central difference."""
        step = (3 * self.rounding / self.third) ** (1 / 3)
        return step, self.third * step**2 / 2


def study(
    f: Callable[..., Any],
    at: float,
    slope: Fraction,
    steps: Sequence[float],
    number: Callable[[float], Any] = float,
) -> Study:
    """Measure both differences of a function at a point, and what they are made of.

    Args:
        f: the function; the argument ``number`` says with which kind of number to compute.
        at: the point, a number that ``number`` holds exactly.
        slope: the derivative there, exactly.
        steps: numbers that ``number`` holds exactly, above zero.
        number: the kind of floating-point number, ``float`` or ``numpy.float32``.
    """
    exact, rounded = (cache(partial(f, number=kind)) for kind in (Fraction, number))
    point, errors = Fraction(float(at)), []
    for difference in (forward_difference, central_difference):
        by_float = [difference(rounded, number(at), number(h)) for h in steps]
        by_fractions = [difference(exact, point, Fraction(float(h))) for h in steps]
        errors.append([float(abs(Fraction(float(d)) - slope)) for d in by_float])
        errors.append([float(abs(d - slope)) for d in by_fractions])
    off = [_rounding(exact, rounded, at, sign * h, number) for h in steps for sign in (1, -1)]
    forward, forward_exact, central, central_exact = errors
    second, third = _higher_derivatives(exact, point)
    return Study(
        [float(h) for h in steps], forward, central, forward_exact, central_exact,
        max(off), float(abs(second)), float(abs(third)),
    )  # fmt: skip


def _rounding(
    exact: Function, rounded: Function, at: float, h: float, number: Callable[[float], Any]
) -> float:
    """How far the value that is computed for a step lies from the one that was meant."""
    meant = exact(Fraction(float(at)) + Fraction(float(h)))
    return float(abs(Fraction(float(rounded(number(at) + number(h)))) - meant))


def _higher_derivatives(exact: Function, at: Fraction) -> tuple[Fraction, Fraction]:
    """Second and third derivative by differences in fractions, right to thirty digits or more."""
    far, ahead, here, back, away = (exact(at + k * TINY) for k in (2, 1, 0, -1, -2))
    second = (ahead - 2 * here + back) / TINY**2
    third = (far - 2 * ahead + 2 * back - away) / (2 * TINY**3)
    return second, third
