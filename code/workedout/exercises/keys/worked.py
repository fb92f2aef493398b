"""How numbers stand in the question and the solution of a further instance."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from workedout.exercises.answers import Answer, Number, Numbers
from workedout.wording import listed


def values_of(answer: Answer) -> list[Any]:
    """The numbers of an answer.

    Raises:
        TypeError: it has none.
    """
    if isinstance(answer, Number):
        return [answer.value]
    if isinstance(answer, Numbers):
        return list(answer.values)
    raise TypeError(f"expected an answer of numbers, got {answer!r}")


def rounded(value: Any, digits: int = 4) -> str:
    """A number to so many digits, without an exponent: "0.0002273"."""
    text: str = np.format_float_positional(
        float(value), precision=digits, fractional=False, trim="-"
    )
    return text


def in_row(values: Iterable[Any]) -> str:
    """Numbers in one pair of dollar signs each: "$1$, $2$ and $3$"."""
    return listed([f"${value}$" for value in values])
