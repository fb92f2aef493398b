"""Arrays of exact numbers, and how they are written in a question."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from workedout.from_scratch.convolution import Array

Rows = Sequence[Sequence[int]]


def exact(rows: Any) -> Array:
    """An array of fractions."""
    return np.array(rows) + Fraction(0)


def matrix(rows: Rows) -> str:
    """Rows of numbers, in TeX."""
    lines = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    return rf"\begin{{matrix}} {lines} \end{{matrix}}"


def numbers(values: Any) -> str:
    """Numbers one after another."""
    return ", ".join(map(str, np.ravel(values)))
