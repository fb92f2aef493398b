"""Check an answer to an exercise of the book: right, or what is wrong with it; never the answer.

from workedout.exercises.checking import exercise
exercise("ex-count").check(12_345)
exercise("ex-undo").check("z + mu/sigma")
exercise("ex-count").another(3)

What may be written in a text: `grammar` and `signs` of `workedout.exercises.formulas`.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from html import escape
from typing import Any

from workedout.display import show
from workedout.errors import WorkedOutError
from workedout.exercises.keys import (
    conv_backprop,
    convolution,
    convolutional_networks,
    decay,
    depth,
    descent,
    dying,
    fine_tuning,
    generalising,
    gradients,
    judging,
    pretrained,
    signals,
    starts,
    training,
    tuning,
)
from workedout.exercises.keys.instances import (
    DegenerateError,
    Instance,
    Instances,
    instances_of,
)
from workedout.exercises.keys.key import Key, keys_of
from workedout.exercises.verdict_words import described, say, shown
from workedout.plain import plainly

PARTS = (
    signals,
    starts,
    gradients,
    dying,
    training,
    depth,
    descent,
    tuning,
    decay,
    generalising,
    judging,
    convolution,
    conv_backprop,
    convolutional_networks,
    pretrained,
    fine_tuning,
)
KEYS = {each.label: each for each in keys_of(*PARTS)}
MOST = 1000  # instances of a kind that are counted
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
        return say("right") if self.right else say("not right", fault=self.fault)

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

    def another(self, number: int = 1) -> "Another":
        """Another exercise of this kind: other numbers, the same question.

        Args:
            number: which one, from 1 on; the same number is the same exercise everywhere.

        Raises:
            UnknownExerciseError: this kind has no others, or not so many.
        """
        if self.key.label not in INSTANCES:
            raise UnknownExerciseError(f"of {self.key.label} there is no other exercise")
        if type(number) is not int or not 1 <= number <= MOST:
            raise UnknownExerciseError(f"expected a whole number from 1 to {MOST}")
        kind = INSTANCES[self.key.label]
        try:
            return Another(kind, kind.numbered(number))
        except DegenerateError as error:
            raise UnknownExerciseError(str(error)) from None

    def __repr__(self) -> str:
        return f"{self.key.label}: check({self.key.asks})"


@plainly
@dataclass(frozen=True)
class Another:
    """Another exercise of a kind.

    Attributes:
        kind: the instances that it is one of.
        instance: what is asked.
    """

    kind: Instances
    instance: Instance

    def check(self, answer: Any) -> None:
        """Show what is to be said about an answer."""
        show(Verdict(self.kind.answer(self.instance).fault(answer)))

    @property
    def worked(self) -> str:
        """The solution, in Markdown."""
        return self.instance.worked

    def __repr__(self) -> str:
        return f"{self.instance.question} Answer with check(answer)."

    def _repr_markdown_(self) -> str:
        return repr(self)


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
