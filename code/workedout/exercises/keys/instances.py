"""Another exercise of a kind: other numbers, the same key, a solution worked by the same code.

A function beside a key draws them::

    @key("ex-count", "the number of parameters")
    def counted(sizes: tuple[int, ...] = (784, 30, 20, 10)) -> Answer: ...

    @instances(counted)
    def other_sizes(draw: random.Random) -> Instance: ...
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from types import ModuleType
from typing import Any

from workedout.errors import WorkedOutError
from workedout.exercises.answers import Answer, Choice, Number, Numbers, read_number
from workedout.exercises.formulas.trees import UnreadError
from workedout.exercises.keys.key import Key
from workedout.plain import plainly

TRIES = 100  # draws, until one is fit to be asked
NUMERAL = re.compile(r"\d+(?:\.\d+)?(?:/\d+)?")


class DegenerateError(WorkedOutError):
    """No instance was drawn that is worth asking."""


@plainly
@dataclass(frozen=True)
class Instance:
    """Another exercise of a kind.

    Attributes:
        question: what is asked, in Markdown with formulas between dollar signs.
        given: what the key's function is called with, by name.
        worked: the solution, in Markdown, with the answer in it.
    """

    question: str
    given: Mapping[str, Any]
    worked: str


@plainly
@dataclass(frozen=True)
class Instances:
    """The further instances of an exercise.

    Attributes:
        key: of the exercise, whose function computes their answers too.
        draw: makes one from a stream of random numbers.
    """

    key: Key
    draw: Callable[[random.Random], Instance]

    def answer(self, instance: Instance) -> Answer:
        """The right answer to one."""
        return self.key.compute(**instance.given)

    def numbered(self, number: int) -> Instance:
        """The one with a number from 1 on.

        Raises:
            DegenerateError: there are not so many.
        """
        return self.first(number)[-1]

    def first(self, count: int) -> list[Instance]:
        """So many, no two of which ask the same.

        Raises:
            DegenerateError: too few of those drawn are worth asking.
        """
        found: dict[str, Instance] = {}
        tries = TRIES + 5 * count
        for each in islice(self.worth_asking(), tries):
            found.setdefault(each.question, each)
            if len(found) == count:
                return list(found.values())
        raise DegenerateError(
            f"{self.key.label}: {len(found)} instances in {tries} are worth asking and "
            f"distinct, expected {count}"
        )

    def worth_asking(self) -> Iterator[Instance]:
        """Instances without end, those left out whose answer one can guess.

        Raises:
            DegenerateError: none in many is worth asking.
        """
        draw = random.Random(self.key.label)
        while True:
            tries = (self.draw(draw) for _ in range(TRIES))
            fit = next((each for each in tries if not degenerate(each, self.answer(each))), None)
            if fit is None:
                raise DegenerateError(f"{self.key.label}: no instance in {TRIES} is worth asking")
            yield fit


def degenerate(instance: Instance, answer: Answer) -> bool:
    """Whether each number of an answer is 0, 1 or one of the question's."""
    if not isinstance(answer, Number | Numbers):
        return False
    guessed = {Fraction(0), Fraction(1), *map(Fraction, NUMERAL.findall(instance.question))}
    values = answer.values if isinstance(answer, Numbers) else [answer.value]
    return all(read_number(value)[0] in guessed for value in values)


def told(worked: str, answer: Answer) -> bool:
    """Whether a worked solution has each number of the answer in it, or a letter of a choice."""
    if isinstance(answer, Choice):
        return all(f"({letter})" in worked for letter in answer.right)
    if not isinstance(answer, Number | Numbers):
        return True
    values = answer.values if isinstance(answer, Numbers) else [answer.value]
    found = re.findall(r"-?\d[\d,]*(?:\.\d+)?(?:/\d+|e-?\d+)?", worked.replace("−", "-"))
    return all(any(right(value, answer.within, text) for text in found) for value in values)


def right(value: Any, within: float, text: str) -> bool:
    """Whether a text is a number that would be accepted for a value."""
    try:
        return Number(value, within).fault(text.replace(",", "")) == ""
    except UnreadError:
        return False


def instances(key: Key) -> Callable[[Callable[[random.Random], Instance]], Instances]:
    """Make further instances of a key's exercise from a function that draws one."""
    return lambda draw: Instances(key, draw)


def instances_of(*modules: ModuleType) -> Iterator[Instances]:
    """The instances that stand in modules, in order."""
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, Instances))
