"""How numbers are drawn, and how they stand in a question and in its solution."""

import random
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy as sp

from workedout.exercises.answers import Answer, Number, Numbers
from workedout.wording import listed


def matrix(rows: Iterable[Iterable[Any]]) -> str:
    r"""Numbers as a matrix of TeX, fractions as ``1/2``; one alone as it is."""
    written = [list(map(str, row)) for row in rows]
    if len(written) == len(written[0]) == 1:
        return written[0][0]
    body = r" \\ ".join(map(" & ".join, written))
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def row(numbers: Iterable[Any]) -> str:
    """Numbers with commas between them, in brackets."""
    return f"({listed_tex(numbers)})"


def listed_tex(numbers: Iterable[Any]) -> str:
    """Numbers with commas between them."""
    return ", ".join(map(str, numbers))


def tex(expression: Any) -> str:
    """An expression of SymPy, or a number, as TeX."""
    return str(sp.latex(sp.sympify(expression)))


def rounded(value: Any, digits: int = 4) -> str:
    """To so many digits, and never without those before the point: 0.03921, 34539."""
    number = float(value)
    return f"{number:.0f}" if abs(number) >= 10**digits else decimal(f"{number:.{digits}g}")


def decimal(value: Any) -> str:
    """A number without an exponent, and without zeros at its end: 0.00005, 3.2, 40."""
    exact = Decimal(value) if isinstance(value, str) else Decimal(repr(float(value)))
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def coefficient(number: Fraction) -> str:
    """A number above zero before a letter: nothing for 1, a fraction as one of TeX."""
    return "" if number == 1 else tex(sp.Rational(number))


def ratio(draw: random.Random, most: int, parts: Sequence[int] = (1, 2, 3)) -> Fraction:
    """A fraction above zero, up to a whole number, in one of these parts."""
    part = draw.choice(parts)
    return Fraction(draw.randint(1, most * part), part)


def either(draw: random.Random, number: Any) -> Any:
    """A number or its negative."""
    return number * draw.choice((-1, 1))


def in_row(values: Iterable[Any]) -> str:
    """Numbers in one pair of dollar signs each: "$1$, $2$ and $3$"."""
    return listed([f"${value}$" for value in values])


def values_of(answer: Answer) -> list[Any]:
    """The numbers of an answer.

    Raises:
        TypeError: it has none.
    """
    if isinstance(answer, Number):
        return [answer.value]
    if isinstance(answer, Numbers):
        return list(answer.values)
    raise TypeError(f"expected an answer of numbers, got a {type(answer).__name__}")
