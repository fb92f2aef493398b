"""Batch norm in the finals: what each arm ended with, and the family of those with a falling rate.

Runs of one seed have equal first weights and equal batches, so all comparisons are in pairs.
Accuracies are in per cent.
"""

import math

import numpy as np

from workedout.display import Table
from workedout.experiments.batch_norm import BEST, FALLING, KINDS, name
from workedout.experiments.batch_norm_falling import LINES, WINNERS
from workedout.experiments.specification import Measure
from workedout.records.store import ArmRecord, Record
from workedout.results.measures import MEASURES, one_sided, values
from workedout.statistics.comparisons import holm_named
from workedout.statistics.hypothesis_tests import Test, differ_in_pairs
from workedout.statistics.intervals import student_interval

WITHOUT, WITH = KINDS
ENDS = ("test accuracy", "median", "test loss", "median loss")
HEAD = ("case", "peak, by accuracy", *ENDS[:2], "peak, by loss", *ENDS[2:])


def of_accuracy(arm: ArmRecord) -> tuple[str, str]:
    """Mean with its interval over the seeds, and median."""
    middle = float(np.median(values(arm, "accuracy")))
    return student_interval(arm.accuracies).within(0, 1).as_percent, f"{middle:.2f}"


def of_loss(arm: ArmRecord) -> tuple[str, str]:
    """The same of the losses, or how many runs came to no number."""
    without = sum(not math.isfinite(each) for each in arm.losses)
    if without:
        return f"no number in {without} of {len(arm.losses)}", "no number"
    return student_interval(arm.losses).as_loss, f"{float(np.median(arm.losses)):.4f}"


def ends_of(record: Record) -> Table:
    """Every arm of a record: means and medians over the seeds, of accuracy and of loss."""
    rows = [(arm, *of_accuracy(each), *of_loss(each)) for arm, each in record.arms.items()]
    return Table(("arm", *ENDS), tuple(rows))


class FallingFamily:
    """The finals whose rate falls, and every comparison that they are in, decided together.

    Asked are, in each case, whether batch norm changes accuracy and loss, each at the peaks that
    were chosen by it; whether it leaves another share of the errors than one half; and whether a
    falling rate ends with another accuracy than the best constant one, with and without.

    Args:
        falling: the finals with a falling rate.
        constant: those with a constant one, chosen by accuracy.
    """

    def __init__(self, falling: Record, constant: Record) -> None:
        self.arms = {
            (measure, *line): falling[name(*line, WINNERS[measure][line])]
            for measure in MEASURES
            for line in LINES
        }
        self.lines = {key: values(arm, key[0]) for key, arm in self.arms.items()}
        self.constant = {
            line: values(constant[name(*line, BEST[line[0]][line[1]])], "accuracy")
            for line in LINES
        }
        asked: dict[tuple[str, ...], Test] = {
            (measure, case): differ_in_pairs(
                self.lines[measure, case, WITH], self.lines[measure, case, WITHOUT]
            )
            for case in FALLING
            for measure in MEASURES
        }
        asked |= {("half", case): differ_in_pairs(*self.errors(case)) for case in FALLING}
        asked |= {
            ("falls", *line): differ_in_pairs(
                self.lines["accuracy", line[0], line[1]], self.constant[line]
            )
            for line in LINES
        }
        self.verdicts = holm_named(asked)

    @property
    def table(self) -> Table:
        """For each case and kind the peaks that were chosen, and what ten seeds reached."""
        rows = []
        for case, kind in LINES:
            accurate, lossy = (f"{WINNERS[measure][case, kind]:g}" for measure in MEASURES)
            right = of_accuracy(self.arms["accuracy", case, kind])
            lost = of_loss(self.arms["loss", case, kind])
            rows.append((f"{case}, {kind}", accurate, *right, lossy, *lost))
        return Table(HEAD, tuple(rows))

    def gains(self, measure: Measure, case: str) -> list[float]:
        """What batch norm adds to the accuracy, or takes from the loss, seed by seed."""
        with_it, without = (self.lines[measure, case, kind] for kind in (WITH, WITHOUT))
        sign = 1 if measure == "accuracy" else -1
        return [sign * (a - b) for a, b in zip(with_it, without, strict=True)]

    def errors(self, case: str) -> tuple[list[float], list[float]]:
        """Misread digits in per cent: with batch norm, and half of those without."""
        with_it, without = (self.lines["accuracy", case, kind] for kind in (WITH, WITHOUT))
        return [100 - each for each in with_it], [(100 - each) / 2 for each in without]

    def helps(self, measure: Measure, case: str) -> Test:
        """Whether batch norm reads more, or loses less: both sides were asked."""
        x, y = (float(np.mean(self.lines[measure, case, kind])) for kind in (WITH, WITHOUT))
        return one_sided(self.verdicts[measure, case], measure, x, y)

    def over_half_stay(self, case: str) -> Test:
        """Whether more than half of the errors stay with batch norm."""
        left, half = (float(np.mean(each)) for each in self.errors(case))
        return one_sided(self.verdicts["half", case], "accuracy", left, half)

    def falling_reads_more(self, case: str, kind: str) -> Test:
        """Whether a falling rate reads more than the best constant one."""
        x = float(np.mean(self.lines["accuracy", case, kind]))
        y = float(np.mean(self.constant[case, kind]))
        return one_sided(self.verdicts["falls", case, kind], "accuracy", x, y)
