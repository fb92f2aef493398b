"""A network of exact numbers as a reader built it, copied into one that is sound and small."""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from workedout.derivations.algebra.exact_networks import ExactLayer, ExactNetwork
from workedout.exercises.formulas.given import read
from workedout.exercises.formulas.trees import Numeral, UnreadError
from workedout.exercises.verdict_words import described, ordinal, say

LAYERS = 16
NUMBERS = 1000  # weights and biases in all
BITS = 256  # of a numerator, and of the least common denominator


def exact_copy(given: Any) -> ExactNetwork:
    """A network with the same numbers as ints and fractions; of the given one nothing is run.

    Raises:
        UnreadError: it is none, or too large, or its layers do not fit; the whole sentence.
    """
    if type(given) is not ExactNetwork:
        raise unlike("a network", given)
    layers = items(getattr(given, "layers", None), "layers", LAYERS, "layers")
    if not layers:
        raise UnreadError(say("no layers"))
    copies: list[ExactLayer] = []
    for place, layer in enumerate(layers):
        try:
            copies.append(layer_copy(layer))
            check_fit(copies)
        except UnreadError as unread:
            raise UnreadError(say("layer", place=ordinal(place), fault=unread)) from None
    if len(copies[-1].weights) > 1:
        raise UnreadError(say("one output", count=len(copies[-1].weights)))
    return ExactNetwork(tuple(copies))


def layer_copy(layer: Any) -> ExactLayer:
    """A layer with the same numbers.

    Raises:
        UnreadError: it is none, or too large, or a part of it is of another type.
    """
    if type(layer) is not ExactLayer:
        raise unlike("a layer", layer)
    rows = [items(row, "weights") for row in items(getattr(layer, "weights", None), "rows")]
    biases = items(getattr(layer, "biases", None), "biases")
    relu = getattr(layer, "relu", None)
    if type(relu) is not bool:
        raise unlike("relu", relu)
    check_count(sum(map(len, rows)) + len(biases))
    weights = tuple(tuple(map(number, row)) for row in rows)
    return ExactLayer(weights, tuple(map(number, biases)), relu)


def items(given: Any, what: str, limit: int = NUMBERS, counted: str = "numbers") -> list[Any]:
    """What is in a list or a tuple, of not more than a network may have of it.

    Raises:
        UnreadError: it is none, or has more.
    """
    for kind in (list, tuple):
        if issubclass(type(given), kind):
            check_count(kind.__len__(given), limit, counted)
            return list(kind.__iter__(given))
    raise unlike(what, given)


def number(given: Any) -> Fraction:
    """A weight or a bias.

    Raises:
        UnreadError: it is no number, or one that only a computation would give.
    """
    try:
        tree = read(given)
    except UnreadError as unread:
        raise UnreadError(say("expected", what=say("a number"), why=unread)) from None
    if not isinstance(tree, Numeral):
        raise unlike("a number", given)
    return tree.value


def check_fit(layers: list[ExactLayer]) -> None:
    """Refuse a last layer that does not fit the one before, or itself, and too much in all.

    Raises:
        UnreadError: the reason.
    """
    *before, last = layers
    units = len(last.weights)
    if not units or len(last.biases) != units:
        raise UnreadError(say("units", units=units, biases=len(last.biases)))
    inputs = len(before[-1].weights if before else last.weights[0]) or 1
    for row in last.weights:
        if len(row) != inputs:
            raise UnreadError(say("ragged", expected=inputs, count=len(row)))
    numbers = [each for layer in layers for each in numbers_of(layer)]
    check_count(len(numbers))
    check_digits(numbers)


def numbers_of(layer: ExactLayer) -> Iterator[Fraction]:
    """The weights and biases of a layer that was copied."""
    for row in (*layer.weights, layer.biases):
        yield from map(Fraction, row)


def check_count(count: int, limit: int = NUMBERS, counted: str = "numbers") -> None:
    """Refuse more numbers, or more of something else, than a network may have.

    Raises:
        UnreadError: there are more.
    """
    if count > limit:
        raise UnreadError(say("large network", limit=limit, what=say(counted)))


def check_digits(numbers: list[Fraction]) -> None:
    """Refuse numbers that would grow too long from layer to layer.

    Raises:
        UnreadError: they would.
    """
    common = 1
    for each in numbers:
        common = math.lcm(common, each.denominator)
        if max(each.numerator.bit_length(), common.bit_length()) > BITS:
            raise UnreadError(say("long numbers", bits=BITS))


def unlike(what: str, given: Any) -> UnreadError:
    """The error about something of another type than was expected."""
    return UnreadError(say("expected", what=say(what), why=say("got", given=described(given))))
