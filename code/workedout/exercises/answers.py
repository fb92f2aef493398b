"""What an answer to an exercise must be, and how a wrong one is told without telling the right one.

Each kind of answer has a method ``fault`` that says what is wrong with what was given, or nothing
where it is right. Whatever is given, it says so in one line: nothing given is run, and nothing
larger than the bounds of `formulas` and `exact_copies` is computed with.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, Literal, Protocol

import sympy as sp

from workedout.derivations.algebra.exact_networks import ExactNetwork
from workedout.exercises.exact_copies import exact_copy
from workedout.exercises.formulas.comparison import difference
from workedout.exercises.formulas.given import SINGLE, TEXTS, contents, entries, read
from workedout.exercises.formulas.of_sympy import expression_tree
from workedout.exercises.formulas.trees import SIGNS, UnreadError, exactly, names_in
from workedout.exercises.formulas.values import RANGE, NoValueError, measured
from workedout.exercises.verdict_words import described, ordinal, say, shown
from workedout.wording import listed

ROUNDED = 1e-9  # by which share a number in floating point may be off
NOTHING = Fraction(1, 10**12)  # what counts as zero in floating point
ENOUGH = 128  # binary digits of a number that is judged by a share of itself
BETWEEN = re.compile(r"[\s,;.()]+")  # what may stand between letters that are chosen
UNSAID = ("", "and")  # words between them that choose nothing
STRANGE = 3  # names that are repeated to a reader


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
        try:
            number, error = read_number(given)
        except UnreadError as unread:
            return say("expected", what=say("a number"), why=unread)
        right, rounding = self.right()
        off = number - right
        if abs(off) <= self.tolerance(max(error, rounding), number, right):
            return ""
        if number * right < 0:
            return say("wrong sign")
        fault = say("too large" if off > 0 else "too small")
        near = self.within > ROUNDED and abs(off) <= 10 * Fraction(self.within) * abs(right)
        return say("a little", fault=fault) if near else fault

    def right(self) -> tuple[Fraction, Fraction]:
        """The right number, and by how much it may be another one itself.

        Where an answer may be off by a share of it, it has no more digits than tell: a page that
        judges by it carries them all.
        """
        value, error = read_number(self.value)
        return (value, error) if self.within == ROUNDED else (shortened(value), Fraction(0))

    def tolerance(self, error: Fraction, number: Fraction, right: Fraction) -> Fraction:
        """By how much an answer may be off: by nothing where both are exact."""
        exact = error * 2**RANGE <= max(abs(number), 1)
        if exact and self.within == ROUNDED:
            return error
        share = max(Fraction(self.within), NOTHING)
        return max(share * abs(right), min(error, SINGLE * abs(right)), NOTHING)


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
        try:
            numbers = entries(given)
        except UnreadError as unread:
            return say("expected", what=expected, why=unread)
        if len(numbers) != len(self.values):
            return say("expected", what=expected, why=say("got", given=len(numbers)))
        faults = [
            say("one of them", place=ordinal(place), fault=fault)
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
        expression: the right one; an answer must agree where the symbols have either sign, unless
            they are positive.
    """

    expression: sp.Expr

    @property
    def positive(self) -> dict[str, bool]:
        """Of each symbol, whether it is positive."""
        return {each.name: bool(each.is_positive) for each in self.expression.free_symbols}

    def fault(self, given: Any) -> str:
        """Other symbols, a wrong factor, or a point at which the two differ."""
        positive = self.positive
        known = listed(sorted(positive))
        try:
            found = read(given, positive)
        except UnreadError as unread:
            return say("expected", what=say("a formula", known=known), why=unread)
        strange = names_in(found) - set(positive)
        if strange:
            return say(
                "expected", what=say("only these names", known=known), why=strangers(strange)
            )
        return difference(found, expression_tree(self.expression), positive)


@dataclass(frozen=True)
class Choice:
    """Which of the statements are right that an exercise puts under letters.

    Attributes:
        letters: all of them, as "abcd".
        right: the right one, or the right ones in order.
    """

    letters: str
    right: str

    def fault(self, given: Any) -> str:
        """Another number of letters, or whether some are missing or too many; never which."""
        asked = "one of the letters" if len(self.right) == 1 else "some of the letters"
        try:
            chosen = letters_in(given, self.letters)
        except UnreadError as unread:
            return say("expected", what=say(asked, letters=listed(list(self.letters))), why=unread)
        right = set(self.right)
        if chosen == right:
            return ""
        if len(right) == 1:
            return say("another letter" if len(chosen) == 1 else "one letter")
        if chosen < right:
            return say("letters missing")
        return say("letters too many" if chosen > right else "other letters")


@dataclass(frozen=True)
class Hidden:
    """How many hidden layers a network may have, and how many units the first of them.

    Attributes:
        least: how many layers at least.
        most: how many at most; None where there is no limit.
        layers: of the sentence about another number of layers, the key in `WORDS`.
        first: how many units the first layer has, a number or "bits" for as many as inputs; None
            where it may have any.
        units: of the sentence about another number of units, the key in `WORDS`.
    """

    least: int = 0
    most: int | None = None
    layers: str = ""
    first: int | Literal["bits"] | None = None
    units: str = ""

    def fault(self, bits: int, sizes: Sequence[int]) -> str:
        """What is wrong with hidden layers of these sizes; empty where nothing is."""
        if len(sizes) < self.least or (self.most is not None and len(sizes) > self.most):
            return say(self.layers, count=len(sizes))
        first = bits if self.first == "bits" else self.first
        if first is None or not sizes or sizes[0] == first:
            return ""
        return say(self.units, units=sizes[0], bits=bits)


def truth_table(
    rule: Callable[[Sequence[int]], int], inputs: Iterable[int]
) -> Mapping[int, tuple[int, ...]]:
    """What a rule gives for each row of bits, from 00 to 11, by the number of bits."""
    return {bits: tuple(map(rule, product((0, 1), repeat=bits))) for bits in inputs}


@dataclass(frozen=True)
class Gate:
    """A network of exact numbers that computes a truth table, with the asked number of units.

    Attributes:
        truth: by the number of bits with which it may be asked, what each row of them shall give,
            0 or 1, from 00 to 11.
        hidden: which hidden layers it may have.
    """

    truth: Mapping[int, Sequence[int]]
    hidden: Hidden

    def fault(self, given: Any) -> str:
        """Another kind of thing, another size, or the first row that it gets wrong."""
        try:
            network = exact_copy(given)
        except UnreadError as unread:
            return str(unread)
        bits = len(network.layers[0].weights[0])
        if bits not in self.truth:
            expected = listed(list(map(str, self.truth)), "or")
            return say("inputs", expected=expected, count=bits)
        wrong = self.hidden.fault(bits, [len(layer.weights) for layer in network.layers[:-1]])
        return wrong or self.wrong_row(network, bits)

    def wrong_row(self, network: ExactNetwork, bits: int) -> str:
        """The first row that a network gets wrong."""
        for row, true in zip(product((0, 1), repeat=bits), self.truth[bits], strict=True):
            output = network(row)
            if output < 1 if true else output > 0:
                word = "at least" if true else "at most"
                return say(word, row="".join(map(str, row)), output=shown(str(output)))
        return ""


def read_number(given: Any) -> tuple[Fraction, Fraction]:
    """A number, and by how much the one that was meant may be another.

    Raises:
        UnreadError: it is none.
    """
    tree = read(given)
    if names := names_in(tree):
        raise UnreadError(strangers(names))
    try:
        return measured(tree)
    except NoValueError as missing:
        raise UnreadError(say(missing.word)) from None


def shortened(number: Fraction) -> Fraction:
    """A number of at most `ENOUGH` binary digits, off by no more than half of the last of them."""
    if number.denominator.bit_length() <= ENOUGH:
        return number
    places = ENOUGH + number.denominator.bit_length() - abs(number.numerator).bit_length()
    scale = Fraction(2) ** places
    return round(number * scale) / scale


def letters_in(given: Any, letters: str) -> set[str]:
    """The letters in an answer, which may have commas, blanks, "and" and brackets between them.

    Raises:
        UnreadError: it is no text or list of texts, or there is something else in it.
    """
    texts = entries(given) if contents(given) is not None else [given]
    chosen: set[str] = set()
    for text in texts:
        if not exactly(TEXTS, text):
            raise UnreadError(say("got", given=described(text)))
        found = str.__str__(text)
        if len(found) > SIGNS:
            raise UnreadError(say("many signs", limit=SIGNS))
        words = [word for word in BETWEEN.split(found.lower()) if word not in UNSAID]
        if strange := [word for word in words if not set(word) <= set(letters)]:
            raise UnreadError(say("got", given=shown(strange[0])))
        chosen.update(*words)
    if not chosen:
        raise UnreadError(say("empty"))
    return chosen


def strangers(names: set[str]) -> str:
    """The names that have no place in an answer; of many, some."""
    some = [shown(name) for name in sorted(names)[:STRANGE]]
    if len(names) > STRANGE:
        return say("found", names=say("and others", names=", ".join(some)))
    return say("found", names=listed(some))
