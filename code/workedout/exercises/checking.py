"""Check an answer to an exercise of the book: right, or what is wrong with it; never the answer.

from workedout.exercises.checking import exercise
exercise("ex-count").check(12_345)
exercise("ex-undo").check("z + mu/sigma")

What may be written in a text: `grammar` and `signs` of `workedout.exercises.formulas`.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from html import escape
from typing import Any

from workedout.display import show
from workedout.errors import WorkedOutError
from workedout.exercises.keys import convolution, signals, training, tuning
from workedout.exercises.keys.instances import instances_of
from workedout.exercises.keys.key import Key, keys_of
from workedout.exercises.verdict_words import described, shown
from workedout.plain import plainly

PARTS = (signals, training, tuning, convolution)
KEYS = {each.label: each for each in keys_of(*PARTS)}
INSTANCES = {each.key.label: each for each in instances_of(*PARTS)}


class UnknownExerciseError(WorkedOutError):
    """No exercise of that name can be checked."""


@plainly
@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and in words what is wrong with it."""

    fault: str

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.fault

    @property
    def words(self) -> str:
        """What is said, with its sign."""
        return "✓ right" if self.right else f"✗ not right: {self.fault}"

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        return f"<div class='wo-{'check' if self.right else 'verdict'}'>{escape(self.words)}</div>"


@plainly
@dataclass(frozen=True)
class Exercise:
    """An exercise whose answers can be checked.

    Attributes:
        key: what is asked, and how the right answer is computed.
    """

    key: Key

    def verdict(self, answer: Any) -> Verdict:
        """What is to be said about an answer."""
        return Verdict(self.key.compute().fault(answer))

    def check(self, answer: Any) -> None:
        """Show what is to be said about an answer."""
        show(self.verdict(answer))

    def __repr__(self) -> str:
        return f"{self.key.label}: check({self.key.asks})"


def exercise(label: str) -> Exercise:
    """The exercise with a label, as its page names it.

    Raises:
        UnknownExerciseError: it has none whose answers can be checked.
    """
    if type(label) is not str:
        raise UnknownExerciseError(f"expected a label such as 'ex-count', got {described(label)}")
    if label in KEYS:
        return Exercise(KEYS[label])
    near = get_close_matches(label, KEYS, 3) or sorted(KEYS)[:3]
    raise UnknownExerciseError(
        f"no exercise {shown(label)!r} can be checked; there is {', '.join(near)} "
        f"(all {len(KEYS)}: workedout.exercises.checking.KEYS)"
    )
