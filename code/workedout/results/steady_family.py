"""Warm-up, clipping and layer norm beside none of them: all comparisons, decided together.

At the best rate of each, finals of ten seeds; at the highest rate of the sweep, five seeds on
validation images. Accuracies are in per cent.
"""

import math
from typing import Literal

import numpy as np

from workedout.display import Table
from workedout.experiments.specification import Measure
from workedout.experiments.start_here import KINDS, PAIRS, WINNERS, at, rates
from workedout.records.store import Record
from workedout.results.measures import MEASURES, one_sided, values
from workedout.statistics.comparisons import holm_named
from workedout.statistics.hypothesis_tests import Test, means_differ
from workedout.statistics.intervals import student_interval

Where = Literal["best", "highest"]
HEAD = (
    "training",
    "rate, by accuracy",
    "test accuracy",
    "rate, by loss",
    "test loss",
    "at the highest rate: validation accuracy",
    "validation loss",
)


def in_words(loss: float) -> str:
    """A mean loss, or that there is none."""
    return f"{loss:.3f}" if math.isfinite(loss) else "no number"


def compared(a: list[float], b: list[float]) -> Test:
    """Whether two means differ; not shown where a run came to no number, with the largest p."""
    without = sum(not math.isfinite(each) for each in (*a, *b))
    if without:
        return Test(False, f"{without} of {len(a) + len(b)} runs came to no number", 1.0)
    return means_differ(a, b)


class SteadyFamily:
    """The finals and the highest rates, and every comparison of a method with none.

    Args:
        swept: the sweep of rates.
        finals: at the rates that it chose, by each measure.
    """

    def __init__(self, swept: Record, finals: Record) -> None:
        self.lines: dict[tuple[Where, Measure, str], list[float]] = {}
        for kind in KINDS:
            for measure in MEASURES:
                best = finals[at(kind, WINNERS[measure][kind])]
                highest = swept[at(kind, max(rates(kind)))]
                self.lines["best", measure, kind] = values(best, measure)
                self.lines["highest", measure, kind] = values(highest, measure)
        places: tuple[Where, ...] = ("best", "highest")
        self.verdicts = holm_named(
            {
                (where, measure, method): compared(
                    self.lines[where, measure, method], self.lines[where, measure, none]
                )
                for where in places
                for measure in MEASURES
                for method, none in PAIRS
            }
        )

    def mean(self, where: Where, measure: Measure, kind: str) -> float:
        """Over the seeds."""
        return float(np.mean(self.lines[where, measure, kind]))

    def better(self, where: Where, measure: Measure, method: str) -> Test:
        """Whether a method reads more, or loses less, than none: both sides were asked."""
        return self._one_side(where, measure, method, ahead=True)

    def worse(self, where: Where, measure: Measure, method: str) -> Test:
        """Whether it reads fewer, or loses more."""
        return self._one_side(where, measure, method, ahead=False)

    def shown(self, where: Where, measure: Measure, method: str) -> bool:
        """Whether any difference is."""
        return self.verdicts[where, measure, method].holds

    @property
    def table(self) -> Table:
        """For each way of training its rates, and what it reached."""
        rows = []
        for kind in KINDS:
            right = [each / 100 for each in self.lines["best", "accuracy", kind]]
            rows.append(
                (
                    kind,
                    f"{WINNERS['accuracy'][kind]:g}",
                    student_interval(right).as_percent,
                    f"{WINNERS['loss'][kind]:g}",
                    student_interval(self.lines["best", "loss", kind]).as_loss,
                    f"{self.mean('highest', 'accuracy', kind):.1f}",
                    in_words(self.mean("highest", "loss", kind)),
                )
            )
        return Table(HEAD, tuple(rows))

    def _one_side(self, where: Where, measure: Measure, method: str, ahead: bool) -> Test:
        found, none = self.verdicts[where, measure, method], dict(PAIRS)[method]
        x, y = (self.mean(where, measure, kind) for kind in (method, none))
        return one_sided(found, measure, x, y, ahead)
