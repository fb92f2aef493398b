"""Whether a chosen setting is the last of those that were tried.

Then the best may lie beyond it. What was tried around a final, in one of its settings, are those
arms of its own chapter, on the same examples, that differ from it in this setting alone.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from workedout.experiments.catalogue import Question
from workedout.experiments.specification import Arm, specification

# How long one trains, what is noted on the way and on which part of the images is no setting that a
# search of few epochs chooses.
NO_SETTINGS = ("data.part", "recipe.epochs", "recipe.observe", "recipe.probe")
GRID = 3  # values; of two one is zero, say: with or without, which no grid is


class Tried(NamedTuple):
    """The values of a setting that were tried around a final, its own among them."""

    final: str
    arm: str
    setting: str
    chosen: float
    values: tuple[float, ...]

    @property
    def at_edge(self) -> bool:
        """Whether none was tried on one side; nothing is below zero."""
        low, *_, high = self.values
        return self.chosen == high or (self.chosen == low and low > 0)


def tried(questions: tuple[Question, ...]) -> Iterator[Tried]:
    """For each final of a chapter, every setting that more than one value was tried of."""
    named = [(each.name, arm) for each in questions for arm in getattr(each, "arms", ())]
    searched = [settings(arm) for _, arm in named if not arm.data.reads_test_set]
    for final, arm in named:
        if arm.data.reads_test_set:
            own = settings(arm)
            for setting in filter(lambda name: can_be_chosen(name, own[name]), own):
                rest = without(own, setting)
                near = {each[setting] for each in searched if without(each, setting) == rest}
                values = tuple(sorted(filter(is_number, near | {own[setting]})))
                if len(values) >= GRID or (len(values) > 1 and 0 not in values):
                    yield Tried(final, arm.name, setting, own[setting], values)


def settings(arm: Arm) -> dict[str, Any]:
    """What decides an arm's numbers, one entry a setting, such as ``recipe.learning_rate``."""
    return {
        f"{part}.{name}": tuple(value) if isinstance(value, list) else value
        for part, described in specification(arm).items()
        for name, value in described.items()
        if not {part, f"{part}.{name}"} & set(NO_SETTINGS)
    }


def without(every: dict[str, Any], setting: str) -> dict[str, Any]:
    """All settings but one."""
    return {name: value for name, value in every.items() if name != setting}


def can_be_chosen(setting: str, value: Any) -> bool:
    """Whether a search may choose it; how many examples there are, say, is given."""
    return is_number(value) and not setting.startswith("data.")


def is_number(value: Any) -> bool:
    """Whether a setting can be raised and lowered."""
    return isinstance(value, int | float) and not isinstance(value, bool)
