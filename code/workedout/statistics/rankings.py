"""Rankings by few runs: how often one run of each finds the best, and whether two rankings agree.

Arms are lists of runs: one accuracy for each seed.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from scipy import stats

from workedout.statistics.intervals import Interval

Runs = Sequence[Sequence[float]]  # for each arm, one value for each seed


class Contest(NamedTuple):
    """What happens when one run of each arm is drawn, and the highest of them is called best.

    Attributes:
        chances: for each arm, how often it wins; between equal runs, each as often.
        overrated: by how much the winner's run lies above the mean of the winner's runs, on
            average.
    """

    chances: list[Fraction]
    overrated: float


def one_run_each(arms: Runs) -> Contest:
    """Every draw of one run of each arm, each as likely, counted without drawing any.

    Args:
        arms: two or more.

    Raises:
        ValueError: fewer than two arms, or an arm without runs.
    """
    if len(arms) < 2 or not all(len(runs) for runs in arms):
        raise ValueError(f"expected runs of two arms or more, got {[len(runs) for runs in arms]}")
    chances, overrated = [], 0.0
    for place, runs in enumerate(arms):
        others = [*arms[:place], *arms[place + 1 :]]
        own = [_wins(value, others) / len(runs) for value in runs]
        chances.append(sum(own, Fraction(0)))
        overrated += sum(
            float(each) * (value - float(np.mean(runs)))
            for each, value in zip(own, runs, strict=True)
        )
    return Contest(chances, overrated)


def _wins(value: float, others: Runs) -> Fraction:
    """How often this run wins against one of each of the others; equal ones share."""
    tied = [Fraction(1)]  # for each number of ties, how often there are so many and none is higher
    for runs in others:
        below = Fraction(sum(bool(run < value) for run in runs), len(runs))
        equal = Fraction(sum(bool(run == value) for run in runs), len(runs))
        fewer, more = [*tied, Fraction(0)], [Fraction(0), *tied]
        tied = [below * a + equal * b for a, b in zip(fewer, more, strict=True)]
    return sum((share / (1 + ties) for ties, share in enumerate(tied)), Fraction(0))


def best_again(arms: Runs, draws: int, seed: int) -> list[float]:
    """How often each arm has the highest mean when its runs are drawn again: a bootstrap.

    Args:
        arms: two or more; of each, as many runs as it has are drawn and put back.
        draws: how many times.
        seed: of the draws.

    Returns:
        A share for each arm; between equal means, each as often.
    """
    means = _resampled(arms, draws, np.random.default_rng(seed))
    winners = means == means.max(axis=1, keepdims=True)
    return [float(share) for share in (winners / winners.sum(axis=1, keepdims=True)).mean(axis=0)]


def agreement_interval(
    first: Runs, second: Runs, draws: int, seed: int, level: float = 0.95
) -> Interval:
    """Kendall's rank correlation of two rankings by means, with its interval over seeds.

    The ends are those of the correlations that come out when the runs of every arm are drawn
    again, in both rankings: a percentile bootstrap. Drawing again adds a spread of its own, so the
    interval reaches lower than it should rather than higher.

    Args:
        first, second: the same arms in the same order.
        draws: how many times the runs are drawn.
        seed: of the draws.
        level: of the interval.

    Raises:
        ValueError: not the same number of arms.
    """
    if len(first) != len(second):
        raise ValueError(f"expected the same arms twice, got {len(first)} and {len(second)}")
    random = np.random.default_rng(seed)
    pairs = zip(_resampled(first, draws, random), _resampled(second, draws, random), strict=True)
    again = [stats.kendalltau(*pair).statistic for pair in pairs]
    low, high = np.quantile(again, [(1 - level) / 2, (1 + level) / 2])
    found = stats.kendalltau(_means(first), _means(second)).statistic
    return Interval(float(found), float(low), float(high), level)


def _means(arms: Runs) -> list[float]:
    return [float(np.mean(runs)) for runs in arms]


def _resampled(arms: Runs, draws: int, random: np.random.Generator) -> np.ndarray:
    """Means of runs drawn again, rounded so that equal ones are equal: (draws, arms)."""
    columns = [
        np.asarray(runs)[random.integers(len(runs), size=(draws, len(runs)))].mean(axis=1)
        for runs in arms
    ]
    return np.round(np.stack(columns, axis=1), 12)
