"""How a right answer is kept with the label of its exercise."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from workedout.exercises.answers import Answer
from workedout.plain import plainly


@plainly
@dataclass(frozen=True)
class Key:
    """The right answer to an exercise.

    Attributes:
        label: of the exercise, in its chapter.
        asks: what an answer consists of, as a reader is told.
        parts: of an answer of several numbers, a name for each.
        compute: makes the right answer; called with other values than its own, the answer to
            another instance (see `instances`).
    """

    label: str
    asks: str
    compute: Callable[..., Answer]
    parts: tuple[str, ...] = ()


def key(
    label: str, asks: str, parts: tuple[str, ...] = ()
) -> Callable[[Callable[..., Answer]], Key]:
    """Make a key of a function that computes a right answer."""
    return lambda compute: Key(label, asks, compute, parts)


def keys_of(*modules: ModuleType) -> Iterator[Key]:
    """The keys that stand in modules, in order."""
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, Key))
