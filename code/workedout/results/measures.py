"""Accuracy and loss: the numbers of an arm by either, and which of two means is ahead."""

from workedout.experiments.specification import Measure
from workedout.records.store import ArmRecord
from workedout.statistics.hypothesis_tests import Test

MEASURES: tuple[Measure, ...] = ("accuracy", "loss")
DIGITS: dict[Measure, int] = {"accuracy": 2, "loss": 4}  # behind the point of a mean


def values(arm: ArmRecord, measure: Measure) -> list[float]:
    """One for each seed: accuracies in per cent, or losses."""
    return [100 * each for each in arm.accuracies] if measure == "accuracy" else list(arm.losses)


def one_sided(found: Test, measure: Measure, x: float, y: float, ahead: bool = True) -> Test:
    """What a two-sided test says of the first of two: that it is ahead, or that it is behind.

    Args:
        found: whether the two means differ.
        measure: by which they were compared.
        x, y: the means; in accuracies the higher one is ahead, in losses the lower one.
        ahead: which of the two is asked.
    """
    is_ahead = x > y if measure == "accuracy" else x < y
    means = f"{x:.{DIGITS[measure]}f} and {y:.{DIGITS[measure]}f}"
    return Test(found.holds and is_ahead == ahead, f"{means}, {found.statistic}")
