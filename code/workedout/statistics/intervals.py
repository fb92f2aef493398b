"""Intervals, on SciPy and statsmodels, each as a value that a page can print."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from workedout.wording import percent


@dataclass(frozen=True)
class Interval:
    """An estimate with the ends of its interval, all in the unit of the data.

    Attributes:
        estimate: what was computed from the data.
        low: the lower end.
        high: the upper end.
        level: the probability with which such intervals cover the true value.
    """

    estimate: float
    low: float
    high: float
    level: float

    @property
    def as_percent(self) -> str:
        """For an accuracy, as ``98.43 % (98.40 to 98.46)``."""
        return f"{percent(self.estimate)} ({100 * self.low:.2f} to {100 * self.high:.2f})"

    @property
    def as_loss(self) -> str:
        """For a mean loss, as ``0.0712 (0.0701 to 0.0723)``."""
        return f"{self.estimate:.4f} ({self.low:.4f} to {self.high:.4f})"

    def within(self, low: float, high: float) -> "Interval":
        """The part of the interval in which the quantity can lie, as 0 to 1 for an accuracy."""
        return replace(self, low=max(self.low, low), high=min(self.high, high))


def student_interval(values: Sequence[float], level: float = 0.95) -> Interval:
    """Interval for the mean over seeds, from their own spread (Student 1908).

    Args:
        values: one for each seed, three or more.
        level: probability with which such intervals cover the mean.

    Raises:
        ValueError: fewer than three values: one run says nothing of the spread, and from two the
            interval reaches six times their distance to either side.
    """
    if counted(values) < 3:
        raise ValueError("expected three values or more, got 2: show both instead of an interval")
    return _about_the_mean(values, level, 1 / math.sqrt(counted(values)))


def prediction_interval(values: Sequence[float], level: float = 0.95) -> Interval:
    """Interval for one further run, if it is drawn as these were: wider than for the mean.

    Raises:
        ValueError: fewer than two values.
    """
    return _about_the_mean(values, level, math.sqrt(1 + 1 / counted(values)))


def wilson_interval(correct: int, total: int, level: float = 0.95) -> Interval:
    """Interval for the probability of a right answer, from a test of ``total`` images.

    Source: Wilson (1927); statsmodels' ``proportion_confint``.

    Raises:
        ValueError: the count is below zero or above the total.
    """
    if not 0 <= correct <= total or total == 0:
        raise ValueError(f"expected a count between 0 and {total}, got {correct}")
    low, high = proportion_confint(correct, total, alpha=1 - level, method="wilson")
    return Interval(correct / total, float(low), float(high), level)


def interval_over_images(accuracies: Sequence[float], images: int) -> Interval:
    """Wilson's interval for a network that reads as many images rightly as runs do in the mean.

    Args:
        accuracies: of the runs, as shares.
        images: on how many they were measured.
    """
    return wilson_interval(round(sum(accuracies) / len(accuracies) * images), images)


def counted(values: Sequence[float]) -> int:
    """How many values there are: two or more, since one says nothing of the spread."""
    if len(values) < 2:
        raise ValueError(f"expected two values or more, got {len(values)}: no spread to be seen")
    return len(values)


def _about_the_mean(values: Sequence[float], level: float, factor: float) -> Interval:
    mean, spread = float(np.mean(values)), float(np.std(values, ddof=1))
    reach = float(stats.t.ppf((1 + level) / 2, df=len(values) - 1)) * spread * factor
    return Interval(mean, mean - reach, mean + reach, level)
