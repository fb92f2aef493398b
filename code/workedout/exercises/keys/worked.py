"""How numbers stand in the question and the solution of a further instance."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from workedout.exercises.answers import Answer, Number, Numbers
from workedout.wording import listed


def numbers(answer: Answer) -> list[Any]:
    """The numbers of an answer.

    Raises:
        TypeError: it has none.
    """
    if isinstance(answer, Number):
        return [answer.value]
    if isinstance(answer, Numbers):
        return list(answer.values)
    raise TypeError(f"expected an answer of numbers, got a {type(answer).__name__}")


values_of = numbers


def rounded(value: Any, digits: int = 4) -> str:
    """To so many digits, and never without those before the point: 0.03921, 34539."""
    number = float(value)
    return f"{number:.0f}" if abs(number) >= 10**digits else decimal(f"{number:.{digits}g}")


def decimal(value: Any) -> str:
    """A number without an exponent, and without zeros at its end: 0.00005, 3.2, 40."""
    exact = Decimal(value) if isinstance(value, str) else Decimal(repr(float(value)))
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_row(values: Iterable[Any]) -> str:
    """Numbers in one pair of dollar signs each: "$1$, $2$ and $3$"."""
    return listed([f"${value}$" for value in values])
