"""Expressions of SymPy as trees; none is evaluated, simplified, hashed or compared on the way."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy as sp

from workedout.exercises.formulas.trees import (
    BITS,
    DIGITS,
    FUNCTIONS,
    LEVELS,
    PARTS,
    Apply,
    Name,
    Numeral,
    Tree,
    UnreadError,
    bounded,
    exactly,
    numeral,
)
from workedout.exercises.verdict_words import described, say

OPERATIONS: dict[type, str] = {
    sp.Add: "+",
    sp.Mul: "*",
    sp.Pow: "^",
    sp.exp: "exp",
    sp.log: "log",
    sp.sin: "sin",
    sp.cos: "cos",
    sp.tan: "tan",
    sp.tanh: "tanh",
    sp.Abs: "abs",
    type(sp.E): "e",
    type(sp.pi): "pi",
}
COUNTS = {**dict.fromkeys(FUNCTIONS, 1), "^": 2}  # of the arguments of an operation
SYMBOLS = {sp.Symbol: True, sp.Dummy: True}


def expression_tree(expression: sp.Expr) -> Tree:
    """An expression as a tree.

    Raises:
        UnreadError: it is too large, or holds something that is not read.
    """
    return bounded(Walk().tree(expression, LEVELS))


class Walk:
    """Goes through an expression and counts its parts, a shared one as often as it stands there."""

    def __init__(self) -> None:
        self.left = PARTS

    def tree(self, part: Any, levels: int) -> Tree:
        """A part of an expression, of at most so many levels."""
        self.left -= 1
        if self.left < 0:
            raise UnreadError(say("many parts", limit=PARTS))
        if not levels:
            raise UnreadError(say("deep", limit=LEVELS))
        operation, number = exactly(OPERATIONS, part), exactly(NUMBERS, part)
        if exactly(SYMBOLS, part):
            return Name(str.__str__(part.name))
        if operation:
            return self.applied(operation, part.args, levels - 1)
        if number:
            return number(part)
        raise UnreadError(say("not a part", given=described(part)))

    def applied(self, operation: str, args: Any, levels: int) -> Tree:
        """An operation on as many arguments as it has."""
        if len(args) != COUNTS.get(operation, len(args)):
            raise UnreadError(say("not a part", given=f"{operation} of {len(args)} parts"))
        return Apply(operation, tuple(self.tree(each, levels) for each in args))


def rational(number: sp.Rational) -> Numeral:
    """A fraction or a whole number."""
    return numeral(Fraction(int(number.p), int(number.q)))


def decimal(number: sp.Float) -> Numeral:
    """A number in floating point, which may be off by the last of its bits."""
    sign, mantissa, exponent, bits = number._mpf_
    if bits > BITS or abs(exponent) > BITS:
        raise UnreadError(say("many digits", limit=DIGITS))
    value = int(mantissa) * Fraction(2) ** exponent
    return numeral(-value if sign else value, Fraction(1, 2 ** max(number._prec - 5, 8)))


RATIONALS = (sp.Rational, sp.Integer, *map(type, (sp.S.Zero, sp.S.One, -sp.S.One, sp.S.Half)))
NUMBERS: dict[type, Callable[[Any], Numeral]] = {
    **dict.fromkeys(RATIONALS, rational),
    sp.Float: decimal,
}
