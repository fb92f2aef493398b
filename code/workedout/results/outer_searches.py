"""Descent through a training beside random search: every comparison, decided together.

Each search was made on the same draws, so they are compared in pairs.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from workedout.display import Table
from workedout.experiments.hypergradients import AT_RANDOM, DESCENTS, LENGTHS, OUTER, named
from workedout.results.measures import one_sided
from workedout.statistics.comparisons import holm_named
from workedout.statistics.hypothesis_tests import Test, differ_in_pairs
from workedout.statistics.intervals import student_interval
from workedout.studies.outer_search import WITH_HYPERGRADIENT

# In trainings.
COSTS = AT_RANDOM | {name: WITH_HYPERGRADIENT * each for name, each in DESCENTS.items()}
HEAD = ("search", "cost in trainings", "outer step", "lowest validation loss", "median")
# Each descent beside a random search that costs as much; the longest one beside as many trainings.
PAIRS = tuple(
    (named(rule, length), named("random", trainings))
    for rule in OUTER
    for length, trainings in (
        *((length, WITH_HYPERGRADIENT * length) for length in LENGTHS),
        (max(LENGTHS), max(LENGTHS)),
    )
)


class OuterSearches:
    """What each search found on each draw, and which of two is lower.

    Args:
        value: of the record.
    """

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.reached: dict[str, list[float]] = value["reached"]
        self.steps: dict[str, float] = {
            named(rule, int(length)): step
            for rule, by_length in value["chosen"].items()
            for length, step in by_length.items()
        }
        self.verdicts = holm_named(
            {(a, b): differ_in_pairs(self.reached[a], self.reached[b]) for a, b in PAIRS}
        )

    @property
    def table(self) -> Table:
        """Every search with its price and the losses that it found."""
        rows = []
        for name, losses in self.reached.items():
            step = f"{self.steps[name]:g}" if name in self.steps else "none"
            found = student_interval(losses).as_loss
            rows.append((name, str(COSTS[name]), step, found, f"{np.median(losses):.4f}"))
        return Table(HEAD, tuple(rows))

    def shown(self, a: str, b: str) -> bool:
        """Whether the two are shown to differ."""
        return self.verdicts[a, b].holds

    def lower(self, a: str, b: str) -> Test:
        """Whether a descent finds a lower loss than a random search: both sides were asked."""
        return self._one_side(a, b, ahead=True)

    def higher(self, a: str, b: str) -> Test:
        """Whether it finds a higher one."""
        return self._one_side(a, b, ahead=False)

    def _one_side(self, a: str, b: str, ahead: bool) -> Test:
        x, y = (float(np.mean(self.reached[name])) for name in (a, b))
        return one_sided(self.verdicts[a, b], "loss", x, y, ahead)
