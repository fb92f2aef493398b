"""All that dropout can do to a few units: every mask with its probability, in exact arithmetic."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

Mask = tuple[int, ...]  # one entry a unit: 1 where it is kept, 0 where it is dropped


def every_mask(units: int, p: Any) -> Iterator[tuple[Mask, Any]]:
    """Each of the 2^units masks, with its probability.

    Args:
        units: how many, each dropped on its own.
        p: probability of dropping one; a fraction, or a formula of SymPy.
    """
    for mask in product((0, 1), repeat=units):
        yield mask, prod((1 - p if kept else p for kept in mask), start=Fraction(1))


def mean_over_masks(of: Callable[[Mask], Any], units: int, p: Any) -> Any:
    """The expectation of a function of the mask: the sum over all masks, none drawn."""
    return sum(probability * of(mask) for mask, probability in every_mask(units, p))
