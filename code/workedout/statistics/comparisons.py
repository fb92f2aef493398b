"""Comparing networks: on the same images, several claims at once, the best of many, how many seeds.

Distributions are those of SciPy and statsmodels; what a test says is a ``Test``, as in
``intervals``.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from scipy import integrate, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestIndPower

from workedout.statistics.hypothesis_tests import Test, p_words
from workedout.statistics.intervals import Interval

Named = TypeVar("Named", bound=Hashable)

BEYOND = 12.0  # standard deviations: no double-precision integral sees what lies further out


def more_right(only_first: int, only_second: int, alpha: float = 0.05) -> Test:
    """Whether the first of two networks reads more of *all* images rightly: McNemar, one-sided.

    Images on which both are right, or both wrong, do not count. If neither network is better, each
    of the others is right for the first or the second with equal probability; so the count is
    binomial, and the test exact.

    Source: McNemar (1947); SciPy's ``binomtest``.

    Args:
        only_first: images that only the first reads rightly.
        only_second: images that only the second reads rightly.
        alpha: level of the test.

    Raises:
        ValueError: a count is below zero.
    """
    if min(only_first, only_second) < 0:
        raise ValueError(f"expected counts of 0 or more, got {only_first} and {only_second}")
    apart = only_first + only_second
    p = stats.binomtest(only_first, apart, alternative="greater").pvalue if apart else 1.0
    statistic = (
        f"{only_first} images against {only_second}, McNemar's exact test, "
        f"one-sided p {p_words(float(p))}"
    )
    return Test(bool(p < alpha), statistic, float(p))


def difference_interval(a: Sequence[float], b: Sequence[float], level: float = 0.95) -> Interval:
    """Interval for the difference of two means over seeds, by Welch: variances unequal.

    Source: Welch (1947); SciPy's ``ttest_ind``.

    Raises:
        ValueError: fewer than two values of one of them.
    """
    if min(len(a), len(b)) < 2:
        raise ValueError(f"expected two values or more of each, got {len(a)} and {len(b)}")
    ends = stats.ttest_ind(a, b, equal_var=False).confidence_interval(level)
    return Interval(float(np.mean(a) - np.mean(b)), float(ends.low), float(ends.high), level)


def holm(tests: Sequence[Test], alpha: float = 0.05) -> list[Test]:
    """The same tests, decided together: at most ``alpha`` is the chance of one false claim or more.

    Whatever the claims have to do with each other.

    Source: Holm (1979); statsmodels' ``multipletests``.

    Args:
        tests: of all claims that were made, also of those that fail.
        alpha: level of all of them together.

    Raises:
        ValueError: there are none, or one has no p.
    """
    unknown = [test.statistic for test in tests if test.p is None]
    if unknown or not tests:
        raise ValueError(f"expected tests with a p, got {unknown or 'none'}")
    holds, adjusted, *_ = multipletests([test.p for test in tests], alpha, method="holm")
    return [
        Test(
            bool(each),
            f"{test.statistic}; Holm, of {len(tests)}: p {p_words(float(p))}",
            float(p),
        )
        for test, each, p in zip(tests, holds, adjusted, strict=True)
    ]


def holm_named(tests: Mapping[Named, Test], alpha: float = 0.05) -> dict[Named, Test]:
    """Claims by what they are called, decided together as by ``holm``."""
    return dict(zip(tests, holm(list(tests.values()), alpha), strict=True))


def largest_of(count: int) -> float:
    """How far the largest of so many normal draws lies above the mean, in standard deviations.

    The expectation, by integration of SciPy's normal distribution.

    Raises:
        ValueError: there are none.
    """
    if count < 1:
        raise ValueError(f"expected one draw or more, got {count}")

    def moment(x: float) -> float:
        return count * x * float(stats.norm.pdf(x) * stats.norm.cdf(x) ** (count - 1))

    return float(integrate.quad(moment, -BEYOND, BEYOND)[0])


def optimism(candidates: int, apart: float, images: int) -> float:
    """By how much the best of equally good networks is overrated on the images that chose it.

    Args:
        candidates: how many were compared, all on the same images.
        apart: the share of images on which two of them differ, one right and one wrong.
        images: how many.

    Returns:
        Its measured accuracy less its true one, in expectation, as a share; for counts that are
        about normal.

    Raises:
        ValueError: there are no candidates, no images, or the share is none.
    """
    if not 0 <= apart <= 1 or images < 1:
        raise ValueError(f"expected a share and a count of images, got {apart} and {images}")
    return largest_of(candidates) * math.sqrt(apart / (2 * images))


def power(seeds: int, difference: float, deviation: float, alpha: float = 0.05) -> float:
    """The chance that so many seeds of each of two arms show a difference: Student's t, one-sided.

    Args:
        seeds: of each arm, two or more.
        difference: of the true means, in the unit of the deviation.
        deviation: standard deviation over seeds, of both arms.
        alpha: level of the test.
    """
    return float(TTestIndPower().power(difference / deviation, seeds, alpha, alternative="larger"))


def seeds_needed(
    difference: float, deviation: float, chance: float = 0.8, alpha: float = 0.05
) -> int:
    """How many seeds of each arm show a difference with this chance at least; two or more.

    Source: the noncentral t of statsmodels' ``TTestIndPower``.

    Raises:
        ValueError: the difference or the deviation is not above zero: no number would do.
    """
    if difference <= 0 or deviation <= 0:
        raise ValueError(
            f"expected a difference and a deviation above zero, got {difference} and {deviation}"
        )
    seeds = 2
    while power(seeds, difference, deviation, alpha) < chance:
        seeds += 1
    return seeds
