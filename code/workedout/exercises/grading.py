"""Check the answers of a course again: files that readers exported from "Your progress".

A file says what was answered, how often it was tried, and what its reader calls themselves; whether
it is right is found out here, by the keys. That a file names somebody proves no authorship.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from workedout.derivations.algebra.exact_networks import ExactLayer, ExactNetwork
from workedout.errors import WorkedOutError
from workedout.exercises.answers import Answer, read_number
from workedout.exercises.checking import KEYS, Verdict
from workedout.exercises.formulas.trees import UnreadError
from workedout.exercises.verdict_words import shown
from workedout.files import content
from workedout.plain import plainly

FORMAT, VERSION = "workedout-progress", 1
LARGEST = 2_000_000  # bytes of a file
LONGEST = 100  # signs of what a reader calls themselves
ANSWERS = 1000  # in one file
UNKNOWN = Verdict("no exercise of this edition has that label")
UNREADABLE = Verdict("the answer was not exported whole")


class NotAnExportError(WorkedOutError):
    """A file is damaged, or none that this book exported; one line, with the file's name."""


@plainly
@dataclass(frozen=True)
class Graded:
    """An answer that was checked again.

    Attributes:
        reader: what the reader calls themselves, else the name of the file.
        exercise: its label.
        verdict: whether it is right, and what is wrong.
        attempts: how often the reader tried, as the file says; at least 1.
    """

    reader: str
    exercise: str
    verdict: Verdict
    attempts: int


def graded(path: Path) -> list[Graded]:
    """The answers in a file, in the order of their exercises in the book, strange labels last.

    Raises:
        NotAnExportError: the file is none that was exported.
    """
    found = exported(path)
    answers = found.get("answers", {})
    if not isinstance(answers, dict) or len(answers) > ANSWERS:
        raise problem(path, f"expected at most {ANSWERS:,} answers")
    reader = reader_of(found.get("reader"), path)
    order = {label: place for place, label in enumerate(KEYS)}
    return [
        Graded(reader, shown(label), checked_again(label, entry), attempts_of(entry))
        for label, entry in sorted(
            answers.items(), key=lambda item: (order.get(item[0], len(order)), item[0])
        )
    ]


def exported(path: Path) -> Mapping[str, Any]:
    """What stands in a file.

    Raises:
        NotAnExportError: it cannot be read, is no JSON, or another file than was exported.
    """
    try:
        found = json.loads(content(path, LARGEST))
    except OSError as error:
        raise problem(path, error.strerror or str(error)) from None
    except (ValueError, RecursionError):
        raise problem(path, "it is damaged, or no file of this book") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise problem(path, "it is no file that this book exported")
    if found.get("version") != VERSION:
        raise problem(path, f"it is of another version than {VERSION}")
    return found


def problem(path: Path, reason: str) -> NotAnExportError:
    """The error about a file, with its name as a line can show it."""
    return NotAnExportError(f"{printable(path.name)}: {reason}")


def reader_of(given: Any, path: Path) -> str:
    """What a reader calls themselves, in one line; where they do not, the name of the file."""
    name = printable(given[:LONGEST]).strip() if isinstance(given, str) else ""
    return name or printable(path.name)


def printable(text: str) -> str:
    """A text in one line: signs that do not show themselves are left out."""
    return "".join(sign for sign in text if sign.isprintable())


def attempts_of(entry: Any) -> int:
    """How often a reader tried; once, where the file does not say it."""
    attempts = entry.get("attempts") if isinstance(entry, dict) else None
    return attempts if type(attempts) is int and 0 < attempts < 10**9 else 1


def checked_again(label: str, entry: Any) -> Verdict:
    """The verdict of the key about what was answered; what the file says of it counts nothing."""
    if label not in KEYS:
        return UNKNOWN
    try:
        given = answer_of(entry["given"])
    except (KeyError, TypeError):
        return UNREADABLE
    return Verdict(right_answer(label).fault(given))


@cache
def right_answer(label: str) -> Answer:
    """The right answer, computed once for all files."""
    return KEYS[label].compute()


def answer_of(given: Any) -> Any:
    """A text, some texts, or the network whose layers were written in fields.

    Raises:
        KeyError: a part of a network is missing.
        TypeError: it is something else.
    """
    if isinstance(given, str):
        return given
    if isinstance(given, list) and all(isinstance(text, str) for text in given):
        return given
    return ExactNetwork(tuple(map(layer_of, given["layers"])))


def layer_of(given: Any) -> ExactLayer:
    """A layer whose numbers are texts.

    Raises:
        KeyError: a part is missing.
        TypeError: a part is something else.
    """
    weights = tuple(tuple(map(number_of, row)) for row in given["weights"])
    return ExactLayer(weights, tuple(map(number_of, given["biases"])), given["relu"])


def number_of(text: Any) -> Any:
    """The fraction that a text is; the text itself, for the key to say what is wrong with it."""
    if not isinstance(text, str):
        raise TypeError
    try:
        number, error = read_number(text)
    except UnreadError:
        return text
    return Fraction(number) if not error else text


def all_graded(folder: Path) -> Iterator[list[Graded] | NotAnExportError]:
    """For each file of a folder whose name ends in ``.json``, by name: its answers, or the error.

    Raises:
        NotAnExportError: there is no such file.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        raise NotAnExportError(f"{folder}: expected a folder with files that end in .json")
    for file in files:
        try:
            yield graded(file)
        except NotAnExportError as error:
            yield error
