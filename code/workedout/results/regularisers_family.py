"""Four methods against overfitting with few digits: what they reached, and all comparisons.

Runs of one seed learn from the same digits, so the combinations are compared in pairs. Each measure
is compared between the settings that were chosen by it; all comparisons are one family.
"""

import numpy as np

from workedout.display import Table
from workedout.experiments.regularisers import ALL, COMBINATIONS, NONE
from workedout.experiments.regularisers_few import WINNERS, Setting
from workedout.experiments.specification import Measure
from workedout.records.store import ArmRecord, Record
from workedout.results.measures import MEASURES, one_sided, values
from workedout.statistics.comparisons import holm_named
from workedout.statistics.hypothesis_tests import Test, differ_in_pairs
from workedout.statistics.intervals import student_interval

ADDED = tuple(name for name in COMBINATIONS if name != NONE)
SINGLE = tuple(name for name in ADDED if name != ALL)
PAIRS = (*((name, NONE) for name in ADDED), *((ALL, name) for name in SINGLE))
HEAD = ("combination", "by accuracy", "test accuracy", "by loss", "test loss")


class RegularisersFamily:
    """What each combination reached, and every comparison with none and with all four.

    Args:
        record: of the finals.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.lines: dict[Measure, dict[str, list[float]]] = {
            measure: {name: values(self.arm(measure, name), measure) for name in COMBINATIONS}
            for measure in MEASURES
        }
        self.verdicts = holm_named(
            {
                (measure, a, b): differ_in_pairs(lines[a], lines[b])
                for measure, lines in self.lines.items()
                for a, b in PAIRS
            }
        )

    def arm(self, measure: Measure, combination: str) -> ArmRecord:
        """The runs with the setting that was chosen by a measure."""
        return self.record[WINNERS[measure][combination].name]

    def mean(self, measure: Measure, combination: str) -> float:
        """Of all seeds: accuracy in per cent, or loss."""
        return float(np.mean(self.lines[measure][combination]))

    def ahead(self, measure: Measure, a: str, b: str) -> Test:
        """Whether the first of a pair reads more, or loses less: both sides were asked."""
        x, y = self.mean(measure, a), self.mean(measure, b)
        return one_sided(self.verdicts[measure, a, b], measure, x, y)

    def behind(self, measure: Measure, a: str, b: str) -> Test:
        """Whether the first of a pair reads fewer, or loses more."""
        x, y = self.mean(measure, a), self.mean(measure, b)
        return one_sided(self.verdicts[measure, a, b], measure, x, y, ahead=False)

    def word(self, measure: Measure, a: str, b: str) -> str:
        """What is shown of the first of a pair: ahead, behind, or nothing."""
        if self.ahead(measure, a, b).holds:
            return "ahead"
        return "behind" if self.behind(measure, a, b).holds else "cannot tell"

    @property
    def table(self) -> Table:
        """For each combination what was chosen by each measure, and what ten seeds reached."""
        return Table(
            HEAD,
            tuple(
                (
                    name,
                    told(WINNERS["accuracy"][name]),
                    student_interval(self.arm("accuracy", name).accuracies).as_percent,
                    told(WINNERS["loss"][name]),
                    student_interval(self.lines["loss"][name]).as_loss,
                )
                for name in COMBINATIONS
            ),
        )

    @property
    def compared(self) -> Table:
        """Every comparison, by both measures."""
        rows = ((f"{a} against {b}", *(self.word(m, a, b) for m in MEASURES)) for a, b in PAIRS)
        return Table(("pair", *MEASURES), tuple(rows))


def told(setting: Setting) -> str:
    """The rate and the strengths of a setting, in a cell of a table."""
    return setting.name.removeprefix(f"{setting.combination}, ")
