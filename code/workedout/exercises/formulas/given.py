"""Whatever a reader gives, as a tree or as the entries of a list.

Only what is exactly of a type that we know is asked for its content, and by that type's own
methods. An object of any other type is described by the name of its type and never called, so that
it can neither hang, nor raise, nor see what it would be compared with.
"""

import math
import re
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
import sympy as sp
import torch

from workedout.exercises.formulas.grammar import parse
from workedout.exercises.formulas.of_sympy import expression_tree
from workedout.exercises.formulas.signs import plain
from workedout.exercises.formulas.trees import (
    DIGITS,
    FLOATING,
    SIGNS,
    Numeral,
    Tree,
    UnreadError,
    exactly,
    numeral,
)
from workedout.exercises.verdict_words import described, say, shown

ENTRIES = 1000  # of a list, the lists in it counted too
NESTED = 8  # lists within lists
CLEAR = re.compile(";|, ")  # what can only separate the numbers of a text
BRACKETED = re.compile(r"[\[\],;]")  # what separates them in square brackets
COMMA = re.compile(",")
SINGLE = Fraction(1, 2**19)  # by which share a number of 32 bits may be off


def read(given: Any, names: Collection[str] = ()) -> Tree:
    """A number or a formula.

    Args:
        given: a text, an expression of SymPy, or a number of any usual kind.
        names: the symbols that a formula may hold.

    Raises:
        UnreadError: it is something else, or too large.
    """
    array = exactly(ARRAYS, given)
    if array and getattr(given, "ndim", 1) == 0:
        [given] = array(given)
    if number := exactly(NUMBERS, given):
        return number(given)
    if exactly(TEXTS, given):
        return parse(str.__str__(given), names)
    if issubclass(type(given), sp.Basic):
        return expression_tree(given)
    raise UnreadError(say("got", given=described(given)))


def whole(given: int) -> Numeral:
    """A whole number."""
    return numeral(Fraction(given))


def floating(given: float, share: Fraction = FLOATING) -> Numeral:
    """A number in floating point."""
    if not math.isfinite(given):
        raise UnreadError(say("got", given=given))
    return numeral(Fraction(given), share)


def decimal(given: Decimal) -> Numeral:
    """A decimal number."""
    if not given.is_finite():
        raise UnreadError(say("got", given=shown(str(given).lower())))
    if max(abs(given.adjusted()), len(given.as_tuple().digits)) > DIGITS:
        raise UnreadError(say("many digits", limit=DIGITS))
    return numeral(Fraction(given), FLOATING)


def of_numpy(given: np.generic) -> Numeral:
    """A number of NumPy."""
    if isinstance(given, np.integer):
        return whole(int(given))
    return floating(float(given), SINGLE if isinstance(given, np.float32) else FLOATING)


REAL = {np.dtype(code).type for code in np.typecodes["AllInteger"] + np.typecodes["Float"]}
NUMBERS: dict[type, Callable[[Any], Numeral]] = {
    int: whole,
    float: floating,
    Fraction: numeral,
    Decimal: decimal,
    **dict.fromkeys(REAL, of_numpy),
}
TEXTS: dict[type, bool] = {str: True, np.str_: True}


def entries(given: Any) -> list[Any]:
    """The entries of a list, of lists in a list, or of an array, row by row; of a text, its parts.

    Raises:
        UnreadError: it is nothing of the kind, or has too many.
    """
    if exactly(TEXTS, given):
        return pieces(str.__str__(given))
    first = contents(given)
    if first is None:
        raise UnreadError(say("got instead" if iterable(given) else "got", given=described(given)))
    found, lists, steps = [], [iter(first)], 0
    while lists:
        entry = next(lists[-1], END)
        if entry is END:
            lists.pop()
            continue
        steps += 1
        if steps > ENTRIES or len(lists) > NESTED:
            raise UnreadError(say("many entries", limit=ENTRIES))
        inside = contents(entry)
        if inside is None:
            found.append(entry)
        else:
            lists.append(iter(inside))
    return found


END = object()


def pieces(text: str) -> list[str]:
    """The numbers of a text such as ``1, 2`` or ``(1; 2)`` or ``[[1, 2], [3, 4]]``.

    In square brackets each comma separates. Elsewhere a comma before a blank does, and a semicolon;
    where there is one of them, other commas are of decimals, as in ``0,5; 0,25``.
    """
    if len(text) > SIGNS:
        raise UnreadError(say("many signs", limit=SIGNS))
    flat = plain(text)
    separator = BRACKETED if "[" in flat else CLEAR if CLEAR.search(flat) else COMMA
    found = [piece.strip(" ,") for piece in separator.split(flat) if piece.strip(" ,")]
    for opening, closing in ("()", "{}") if len(found) > 1 else ():
        if found[0].count(opening) > found[0].count(closing):
            found[0] = found[0].removeprefix(opening)
            found[-1] = found[-1].removesuffix(closing)
    return found


def contents(given: Any) -> Iterable[Any] | None:
    """The entries of a list, a tuple or an array; None where it is none.

    Raises:
        UnreadError: an array has too many, or they cannot be read.
    """
    for kind in (list, tuple):
        if issubclass(type(given), kind):
            return kind.__iter__(given)
    items = exactly(ARRAYS, given)
    return items(given) if items else None


def iterable(given: Any) -> bool:
    """Whether something could be put into a list; its type is looked into, past any metaclass."""
    line = type.__dict__["__mro__"].__get__(type(given))
    return any("__iter__" in type.__dict__["__dict__"].__get__(each) for each in line)


def few(count: int) -> None:
    """Refuse more entries than a list may have, before any is read.

    Raises:
        UnreadError: there are more.
    """
    if count > ENTRIES:
        raise UnreadError(say("many entries", limit=ENTRIES))


def of_array(given: np.ndarray) -> Iterable[Any]:
    """Those of an array of NumPy, as numbers of NumPy."""
    few(given.size)
    return given.flat


def of_tensor(given: torch.Tensor) -> Iterable[Any]:
    """Those of a tensor; one without memory of its own, or a sparse one, has none to be read."""
    try:
        few(given.numel())
        numbers = given.flatten().tolist()
    except (RuntimeError, TypeError, ValueError):
        raise UnreadError(say("unreadable", given=described(given))) from None
    return map(np.float32, numbers) if given.dtype == torch.float32 else numbers


def of_matrix(given: sp.matrices.MatrixBase) -> Iterable[Any]:
    """Those of a matrix of SymPy."""
    few(given.rows * given.cols)
    numbers: list[Any] = given.flat()
    return numbers


ARRAYS: dict[type, Callable[[Any], Iterable[Any]]] = {
    np.ndarray: of_array,
    torch.Tensor: of_tensor,
    torch.nn.Parameter: of_tensor,
    sp.MutableDenseMatrix: of_matrix,
    sp.ImmutableDenseMatrix: of_matrix,
    sp.Tuple: lambda given: given.args,
    range: lambda given: islice(given, ENTRIES + 1),
}
