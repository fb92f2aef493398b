"""What an answer to an exercise must be, and how a wrong one is told without telling the right one.

Each kind of answer has a method ``fault`` that says what is wrong with what was given, or nothing
where it is right.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from numbers import Rational
from typing import Any, Protocol

import sympy as sp

from workedout.derivations.exact_networks import ExactNetwork
from workedout.wording import listed

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
POINTS = 12  # at which formulas are compared
ROUNDED = 1e-9  # by which share a number in floating point may be off
NOTHING = 1e-12  # what counts as zero in floating point


class Answer(Protocol):
    """A kind of answer with the right one in it."""

    def fault(self, given: Any) -> str:
        """What is wrong with an answer; empty where it is right."""


@dataclass(frozen=True)
class Number:
    """One number.

    Attributes:
        value: the right one; a Fraction or an int where it is exact.
        within: by which share of it an answer may be off, such as one rounded to two digits.
    """

    value: Any
    within: float = ROUNDED

    def fault(self, given: Any) -> str:
        """Too large, too small, or no number."""
        number = read_number(given)
        if number is None:
            return f"expected a number, got {described(given)}"
        right = read_number(self.value)
        assert right is not None
        if exact(number) and exact(right) and self.within == ROUNDED:
            off = number - right
        else:
            off = float(number) - float(right)
            off = 0 if abs(off) <= max(self.within * abs(float(right)), NOTHING) else off
        if off == 0:
            return ""
        if number * right < 0:
            return "has the wrong sign"
        near = self.within > ROUNDED and abs(off) <= 10 * self.within * abs(float(right))
        return ("a little " if near else "") + ("too large" if off > 0 else "too small")


@dataclass(frozen=True)
class Numbers:
    """Some numbers in order; those of an array row by row.

    Attributes:
        values: the right ones.
        within: as for one number.
        what: what they are together, as "a shape of {} numbers".
    """

    values: Sequence[Any]
    within: float = ROUNDED
    what: str = "{} numbers"

    def fault(self, given: Any) -> str:
        """Another count, or which of them is wrong and how."""
        expected = self.what.format(len(self.values))
        if isinstance(given, str | Mapping) or not hasattr(given, "__iter__"):
            return f"expected {expected}, got {described(given)}"
        numbers = list(flattened(given))
        if len(numbers) != len(self.values):
            return f"expected {expected}, got {len(numbers)}"
        faults = [
            f"the {ORDINALS[place]} number: {fault}"
            for place, (value, number) in enumerate(zip(self.values, numbers, strict=True))
            if (fault := Number(value, self.within).fault(number))
        ]
        return "; ".join(faults)


def shape(*sides: int) -> Numbers:
    """The shape of an array."""
    return Numbers(sides, what="a shape of {} numbers")


@dataclass(frozen=True)
class Formula:
    """An expression in some symbols, however it is written.

    Attributes:
        expression: the right one, in positive symbols.
    """

    expression: sp.Expr

    def fault(self, given: Any) -> str:
        """Other symbols, a wrong factor, or a point at which the two differ."""
        names = {symbol.name: symbol for symbol in self.expression.free_symbols}
        known = listed(sorted(names))
        try:
            found = read_formula(given, names)
        except (sp.SympifyError, SyntaxError, TypeError, AttributeError):
            return f"expected a formula in {known}, got {described(given)}"
        strange = sorted(symbol.name for symbol in found.free_symbols - set(names.values()))
        if strange:
            return f"expected a formula in {known} alone, found {listed(strange)}"
        at = self.differs_at(found)
        if at is None:
            return ""
        ratio = sp.simplify(found / self.expression)
        if ratio.is_number:
            return "has the right form, but a wrong factor"
        place = ", ".join(f"{symbol.name} = {value}" for symbol, value in at.items())
        return f"differs from the right one at {place}"

    def differs_at(self, found: sp.Expr) -> dict[sp.Symbol, sp.Expr] | None:
        """The first of some points at which another expression has another value."""
        draw = random.Random(0)
        symbols = sorted(self.expression.free_symbols, key=lambda symbol: symbol.name)
        for _ in range(POINTS):
            at = {
                symbol: sp.Rational(draw.randint(2, 9), draw.choice((1, 1, 2)))
                for symbol in symbols
            }
            apart = sp.simplify((found - self.expression).subs(at))
            if apart != 0 and not abs(sp.N(apart)) < ROUNDED:
                return at
        return None


@dataclass(frozen=True)
class Gate:
    """A network of exact numbers that computes a truth table, with the asked number of units.

    Attributes:
        truth: what a row of bits shall give, 0 or 1.
        inputs: with how many bits it may be asked.
        hidden: from the number of bits and the units of each hidden layer, what is wrong.
    """

    truth: Callable[[Sequence[int]], int]
    inputs: Sequence[int]
    hidden: Callable[[int, Sequence[int]], str]

    def fault(self, given: Any) -> str:
        """Another kind of thing, another size, or the first row that it gets wrong."""
        if not isinstance(given, ExactNetwork):
            return f"expected an ExactNetwork, got {described(given)}"
        bits = len(given.layers[0].weights[0])
        if bits not in self.inputs:
            return f"expected {listed(list(map(str, self.inputs)), 'or')} inputs, got {bits}"
        wrong = self.hidden(bits, [len(layer.weights) for layer in given.layers[:-1]])
        if wrong:
            return wrong
        for row in product((0, 1), repeat=bits):
            output, true = given(row), self.truth(row)
            if output < 1 if true else output > 0:
                asked = "at least 1" if true else "at most 0"
                return f"at {''.join(map(str, row))} the output should be {asked}, and is {output}"
        return ""


def read_number(given: Any) -> Any:
    """A number as int, Fraction or float; None where it is none."""
    if hasattr(given, "item") and getattr(given, "ndim", 0) == 0:
        given = given.item()  # of NumPy and of PyTorch
    if isinstance(given, bool):
        return None
    if isinstance(given, sp.Expr) and given.is_number and given.is_real:
        given = Fraction(int(given.p), int(given.q)) if given.is_Rational else float(given)
    if isinstance(given, Rational):
        return Fraction(int(given.numerator), int(given.denominator))
    return given if isinstance(given, float) and given == given else None


def exact(number: Any) -> bool:
    """Whether a number is no approximation."""
    return isinstance(number, Fraction)


def flattened(given: Iterable[Any]) -> Iterable[Any]:
    """The entries of nested lists or of an array, row by row."""
    entries = given.tolist() if hasattr(given, "tolist") else given
    for entry in entries:
        if isinstance(entry, list | tuple):
            yield from flattened(entry)
        else:
            yield entry


def read_formula(given: Any, names: Mapping[str, sp.Symbol]) -> sp.Expr:
    """An expression of SymPy, or one written as text, in our symbols."""
    found = sp.sympify(given, locals=dict(names))
    if not isinstance(found, sp.Expr):
        raise TypeError(given)
    return found.subs({s: names[s.name] for s in found.free_symbols if s.name in names})


def described(given: Any) -> str:
    """What was given, by its type."""
    name = type(given).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
