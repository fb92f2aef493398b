"""Three ways to learn from few labelled examples: what they reached, and all comparisons.

Runs of one seed learn from the same labelled examples, so the ways are compared in pairs. All
comparisons of the chapter, on all its tasks and in both measures, are one family.
"""

from collections.abc import Mapping, Sequence
from itertools import permutations
from math import exp, log
from typing import NamedTuple

import numpy as np

from workedout.display import Table
from workedout.experiments.specification import Measure
from workedout.experiments.transfer import TITLES, WAYS, Candidate, Chosen
from workedout.records.store import ArmRecord, Record
from workedout.results.measures import MEASURES, values
from workedout.statistics.comparisons import holm_named
from workedout.statistics.hypothesis_tests import Test, higher_in_pairs
from workedout.statistics.intervals import student_interval

AS_IS = "as it is"  # the pretrained network, not trained on
HEAD = ("labelled", "way", "rate, by accuracy", "test accuracy", "rate, by loss", "test loss")
TENFOLD = 10  # how many times as many labelled examples a network without a past gets


class Side(NamedTuple):
    """One side of a comparison.

    Attributes:
        way: a name in ``WAYS``, or ``AS_IS``.
        labelled: how many labelled examples it had; 0 for the network as it is.
    """

    way: str
    labelled: int


Key = tuple[str, Measure, Side, Side]


class Finals:
    """What each way reached on a task.

    Args:
        record: of the finals.
        chosen: the rates that each measure chose.
    """

    def __init__(self, record: Record, chosen: Chosen) -> None:
        self.record, self.chosen = record, chosen
        self.counts = sorted({labelled for _, labelled in chosen["accuracy"]})

    def arm(self, measure: Measure, way: str, labelled: int) -> ArmRecord:
        """The runs with the rate that was chosen by a measure."""
        rate = self.chosen[measure][way, labelled]
        return self.record[Candidate(way, labelled, rate).name]

    def values(self, measure: Measure, way: str, labelled: int) -> list[float]:
        """One for each seed: accuracies in per cent, or losses."""
        return values(self.arm(measure, way, labelled), measure)

    def mean(self, measure: Measure, way: str, labelled: int) -> float:
        """Of all seeds."""
        return float(np.mean(self.values(measure, way, labelled)))

    @property
    def table(self) -> Table:
        """A row for each number of labelled examples and each way."""
        rows = []
        for labelled in self.counts:
            for way in WAYS:
                rates = [self.chosen[measure][way, labelled] for measure in MEASURES]
                right = [each / 100 for each in self.values("accuracy", way, labelled)]
                rows.append(
                    (
                        str(labelled),
                        TITLES[way],
                        f"{rates[0]:g}",
                        student_interval(right).as_percent,
                        f"{rates[1]:g}",
                        student_interval(self.values("loss", way, labelled)).as_loss,
                    )
                )
        return Table(HEAD, tuple(rows))

    def needed(self, measure: Measure, way: str, reached: float) -> float | None:
        """How many labelled examples a way needs until its mean is as good.

        Between two numbers that were tried, the mean is taken to change evenly with their
        logarithm.

        Args:
            measure: by which.
            way: whose means are followed, from few labelled examples to many.
            reached: the accuracy in per cent, or the loss, that is to be reached.

        Returns:
            None where it does not get there; the least number that was tried where it starts
            beyond.
        """
        sign = 1.0 if measure == "accuracy" else -1.0
        means = [sign * self.mean(measure, way, labelled) for labelled in self.counts]
        aim = sign * reached
        if means[0] >= aim:
            return float(self.counts[0])
        for at in range(1, len(means)):
            if means[at] >= aim:
                share = (aim - means[at - 1]) / (means[at] - means[at - 1])
                low, high = log(self.counts[at - 1]), log(self.counts[at])
                return exp(low + share * (high - low))
        return None


class TransferFamily:
    """Every comparison of the chapter, decided together by Holm's correction.

    Args:
        tasks: the finals of each, by name.
        untrained: for a task, accuracy (a share) and loss of the pretrained network as it is.
        fewer: the tasks on which the pretrained ways, with a tenth of the labelled examples, are
            compared with a network without a past.
    """

    def __init__(
        self,
        tasks: Mapping[str, Finals],
        untrained: Mapping[str, Mapping[str, float]],
        fewer: Sequence[str],
    ) -> None:
        self.tasks, self.untrained = tasks, untrained
        tests: dict[Key, Test] = {}
        for task, found in tasks.items():
            for labelled in found.counts:
                sides = [Side(way, labelled) for way in WAYS]
                if task in untrained:
                    sides.append(Side(AS_IS, 0))
                self._compare(tests, task, sides)
            if task in fewer:
                for labelled in found.counts:
                    if TENFOLD * labelled in found.counts:
                        for way in WAYS[1:]:
                            pair = [Side(way, labelled), Side("scratch", TENFOLD * labelled)]
                            self._compare(tests, task, pair)
        self.verdicts = holm_named(tests)

    def values(self, task: str, measure: Measure, side: Side) -> list[float]:
        """One for each seed; of the network as it is, the same number each time."""
        if side.way == AS_IS:
            found = self.untrained[task][measure]
            seeds = len(self.values(task, measure, Side("scratch", self.tasks[task].counts[0])))
            return [100 * found if measure == "accuracy" else found] * seeds
        return self.tasks[task].values(measure, side.way, side.labelled)

    def verdict(self, task: str, measure: Measure, a: Side, b: Side) -> Test:
        """Whether the first side reads more, or loses less, than the second."""
        found = self.verdicts.get((task, measure, a, b))
        if found is not None:
            return found
        other = self.verdicts[task, measure, b, a]
        return Test(False, f"the other way round: {other.statistic}", 1.0)

    def better(self, task: str, a: str, b: str, labelled: int, measure: Measure) -> Test:
        """The same for two ways with the same labelled examples, or for the network as it is."""
        first, second = (Side(way, 0 if way == AS_IS else labelled) for way in (a, b))
        return self.verdict(task, measure, first, second)

    def _compare(self, tests: dict[Key, Test], task: str, sides: Sequence[Side]) -> None:
        """Add one two-sided test for each pair and measure, in the direction that is ahead."""
        for measure in MEASURES:
            for a, b in permutations(sides, 2):
                if (task, measure, b, a) in tests:
                    continue
                x, y = (self.values(task, measure, side) for side in (a, b))
                up, down = (x, y) if measure == "accuracy" else (y, x)
                if np.mean(up) > np.mean(down):
                    tests[task, measure, a, b] = higher_in_pairs(up, down)
                elif (a, b) == tuple(sorted((a, b))) and np.mean(up) == np.mean(down):
                    tests[task, measure, a, b] = Test(False, "the same mean", 1.0)
