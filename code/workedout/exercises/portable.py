"""Keys to exercises as JSON, so that a page can judge an answer as Python does.

The scripts of `book/_assets/answers` read them; what the words and the signs are, they have from
`page_tables`.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from workedout.exercises.answers import Answer, Choice, Formula, Gate, Number, Numbers
from workedout.exercises.formulas.of_sympy import expression_tree
from workedout.exercises.formulas.trees import EXACT, FLOATING, Name, Numeral, Tree
from workedout.exercises.page_tables import exact, signs_of

Key = dict[str, Any]


def portable(answer: Answer) -> Key:
    """What the page's judge needs of an answer; numbers as texts, which JSON would round.

    Raises:
        KeyError: a page cannot judge answers of this kind.
    """
    return PORTABLE[type(answer)](answer)


def number_key(answer: Number) -> Key:
    """A number, by how much it may be another one itself, and by which share an answer may."""
    return {"kind": "number", **rounded(answer), "within": exact(Fraction(answer.within))}


def rounded(answer: Number) -> Key:
    """The right number and its rounding."""
    value, error = answer.right()
    return {"value": exact(value), "error": exact(error)}


def numbers_key(answer: Numbers) -> Key:
    """Numbers, and what they are together."""
    return {
        "kind": "numbers",
        "what": answer.what.format(len(answer.values)),
        "values": [rounded(Number(value, answer.within)) for value in answer.values],
        "within": exact(Fraction(answer.within)),
    }


def formula_key(answer: Formula) -> Key:
    """The symbols, which of them are positive, and the formula as lists within lists.

    The points at which an answer is compared with it are those of `page_tables.points_script`.
    """
    positive = answer.positive
    names = sorted(positive)
    return {
        "kind": "formula",
        "names": names,
        "signs": signs_of([positive[name] for name in names]),
        "right": lists(expression_tree(answer.expression)),
    }


def lists(tree: Tree) -> list[Any]:
    """A tree as JSON can hold it: what each part is, then what is in it.

    Raises:
        KeyError: a number in it is rough in another way than a decimal.
    """
    if isinstance(tree, Name):
        return ["name", tree.name]
    if isinstance(tree, Numeral):
        return ["number", *exact(tree.value), {EXACT: False, FLOATING: True}[tree.share]]
    return [tree.operation, *map(lists, tree.parts)]


def choice_key(answer: Choice) -> Key:
    """The letters, and which are right."""
    return {"kind": "choice", **asdict(answer)}


def gate_key(answer: Gate) -> Key:
    """The truth table as texts of bits, and the rule for hidden layers."""
    truth = {str(bits): "".join(map(str, outputs)) for bits, outputs in answer.truth.items()}
    return {"kind": "gate", "truth": truth, "hidden": asdict(answer.hidden)}


PORTABLE: dict[type, Callable[[Any], Key]] = {
    Number: number_key,
    Numbers: numbers_key,
    Formula: formula_key,
    Choice: choice_key,
    Gate: gate_key,
}


def sealed(label: str, key: Key) -> str:
    """A key that no one reads by chance, for instance in the source of a page.

    It protects against nobody who tries: the way back is in the page as well.

    Args:
        label: with which it is opened again, that of the exercise.
        key: what `portable` gives.
    """
    text = json.dumps(key, separators=(",", ":")).encode("ascii")
    masked = bytes(one ^ other for one, other in zip(text, stream(label), strict=False))
    return b64encode(masked).decode("ascii")


def stream(label: str) -> Iterator[int]:
    """Bytes that a label alone decides: FNV-1a of it, and from there xorshift (Marsaglia 2003)."""
    state = 0x811C9DC5
    for sign in label:
        state = (state ^ ord(sign)) * 0x01000193 % 2**32
    state = state or 1
    while True:
        state ^= state << 13 & 0xFFFFFFFF
        state ^= state >> 17
        state ^= state << 5 & 0xFFFFFFFF
        yield state & 0xFF
