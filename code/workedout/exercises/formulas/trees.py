"""Formulas as trees of numbers, names and operations, and how large one may be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from workedout.errors import WorkedOutError
from workedout.exercises.verdict_words import say

SIGNS = 1000  # of a text
PARTS = 300  # numbers, names and operations
BRACKETS = 20  # within one another, and exponents of exponents
LEVELS = 60  # operations within one another
COSTLY = 20  # functions, and powers that are no whole number, which take long to evaluate
DIGITS = 1000  # of a whole number, or of either number of a fraction
BITS = 3322  # which hold as many

T = TypeVar("T")

EXACT = Fraction(0)
FLOATING = Fraction(1, 2**48)  # by which share a decimal may be off: a few roundings of a float

CONSTANTS = ("e", "pi")
FUNCTIONS = ("sqrt", "exp", "ln", "log", "sin", "cos", "tan", "tanh", "abs")


class UnreadError(WorkedOutError):
    """What was given is no number or formula, with the reason: "got a list"."""


@dataclass(frozen=True)
class Numeral:
    """A number.

    Attributes:
        value: the number itself.
        share: by which share of it the number that was meant may be another; 0 where it is exact.
    """

    value: Fraction
    share: Fraction = EXACT


@dataclass(frozen=True)
class Name:
    """A symbol."""

    name: str


@dataclass(frozen=True)
class Apply:
    """An operation on parts.

    Attributes:
        operation: ``+`` and ``*`` of any number of parts, ``-`` of one (its negative), ``/`` of one
            (one by it), ``^`` of two, a function of one, a constant of none.
        parts: what it is applied to.
    """

    operation: str
    parts: tuple["Tree", ...] = ()


Tree = Numeral | Name | Apply


def exactly(table: Mapping[type, T], given: object) -> T | None:
    """What a table has for exactly the type of a value; neither it nor its type is asked."""
    return next((found for kind, found in table.items() if type(given) is kind), None)


def numeral(value: Fraction, share: Fraction = EXACT) -> Numeral:
    """A number of not too many digits; a whole number is exact, also in floating point.

    Raises:
        UnreadError: it has too many.
    """
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > BITS:
        raise UnreadError(say("many digits", limit=DIGITS))
    return Numeral(value, EXACT if value.denominator == 1 else share)


def parts_of(tree: Tree) -> Iterator[Tree]:
    """A tree and all that is in it."""
    yield tree
    for part in tree.parts if isinstance(tree, Apply) else ():
        yield from parts_of(part)


def names_in(tree: Tree) -> set[str]:
    """The symbols of a tree."""
    return {part.name for part in parts_of(tree) if isinstance(part, Name)}


def bounded(tree: Tree) -> Tree:
    """A tree of not too many parts that take long to evaluate.

    Raises:
        UnreadError: it has too many.
    """
    if sum(map(costly, parts_of(tree))) > COSTLY:
        raise UnreadError(say("many functions", limit=COSTLY))
    return tree


def costly(tree: Tree) -> bool:
    """Whether a part is a function, or a power that may be no whole one."""
    if not isinstance(tree, Apply):
        return False
    if tree.operation != "^":
        return tree.operation in FUNCTIONS
    exponent = tree.parts[1]
    if isinstance(exponent, Apply) and exponent.operation == "-":
        [exponent] = exponent.parts
    return not (isinstance(exponent, Numeral) and exponent.value.denominator == 1)
