"""How drawn numbers are written in a question and in its solution."""

import random
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp


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


def rounded(number: Any, digits: int = 3) -> str:
    """A number to so many significant digits, none of them as a power of ten."""
    value = float(number)
    short = Fraction(f"{value:.{digits - 1}e}")
    return str(short) if short.denominator == 1 else f"{float(short):.12f}".rstrip("0")


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
