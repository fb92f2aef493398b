"""Four optimizers with a weight decay of their own: all comparisons, decided together.

Each of two measures is compared between the settings that were chosen by it. Beside them stand the
finals of before, whose rates were chosen by accuracy: three without decay, AdamW with one that was
not tuned.
"""

from itertools import combinations

import numpy as np

from workedout.display import Table
from workedout.experiments.optimizers import DECAY, TITLES
from workedout.experiments.optimizers_decay import NAMES, WINNERS
from workedout.experiments.specification import Measure
from workedout.records.store import Record
from workedout.results.measures import MEASURES, one_sided, values
from workedout.statistics.comparisons import holm_named
from workedout.statistics.hypothesis_tests import Test, means_differ
from workedout.statistics.intervals import student_interval

BEFORE = {name: f"{TITLES[name]} without decay" for name in NAMES} | {
    "adamw": f"{TITLES['adamw']}, decay {DECAY:g}"
}
HEAD = (
    "optimizer",
    "rate; decay, by accuracy",
    "test accuracy",
    "rate; decay, by loss",
    "test loss",
)


class DecayFamily:
    """The finals with a tuned decay and those of before, and every comparison between them.

    Args:
        decayed: the finals with a decay of their own.
        before: those of all optimizers, of which only AdamW has any.
    """

    def __init__(self, decayed: Record, before: Record) -> None:
        self.lines: dict[Measure, dict[str, list[float]]] = {
            measure: {
                TITLES[name]: values(decayed[WINNERS[measure][name].name], measure)
                for name in NAMES
            }
            | {BEFORE[name]: values(before[TITLES[name]], measure) for name in NAMES}
            for measure in MEASURES
        }
        pairs = [
            *combinations([TITLES[name] for name in NAMES], 2),
            *((TITLES[name], BEFORE[name]) for name in NAMES),
            (TITLES["momentum"], BEFORE["adamw"]),
        ]
        self.verdicts = holm_named(
            {
                (measure, a, b): means_differ(lines[a], lines[b])
                for measure, lines in self.lines.items()
                for a, b in pairs
            }
        )

    @property
    def table(self) -> Table:
        """For each optimizer what was chosen by each measure, and what ten seeds of it reached."""
        rows = []
        for name in NAMES:
            accurate, lossy = (WINNERS[measure][name] for measure in MEASURES)
            right = [each / 100 for each in self.lines["accuracy"][TITLES[name]]]
            rows.append(
                (
                    TITLES[name],
                    f"{accurate.rate:g}; {accurate.decay:g}",
                    student_interval(right).as_percent,
                    f"{lossy.rate:g}; {lossy.decay:g}",
                    student_interval(self.lines["loss"][TITLES[name]]).as_loss,
                )
            )
        return Table(HEAD, tuple(rows))

    def verdict(self, measure: Measure, a: str, b: str) -> Test:
        """Whether two differ by a measure, in whichever order they are named."""
        found = self.verdicts.get((measure, a, b))
        return found or self.verdicts[measure, b, a]

    def better(self, measure: Measure, a: str, b: str) -> Test:
        """Whether the first reads more, or loses less: both sides were asked."""
        found = self.verdict(measure, a, b)
        x, y = (float(np.mean(self.lines[measure][name])) for name in (a, b))
        return one_sided(found, measure, x, y)
