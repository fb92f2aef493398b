"""Hypothesis tests, on SciPy and statsmodels, each as a value that a page can print."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats
from statsmodels.stats.weightstats import ttost_ind

from workedout.plain import plain, plainly
from workedout.statistics.intervals import counted
from workedout.wording import minus


@plainly
@dataclass(frozen=True)
class Test:
    """Whether the data support a statement, and the statistic that says so.

    Attributes:
        holds: whether they do, at the level of the test.
        statistic: in words, with its numbers.
        p: the p-value, from which several tests can be decided together; None where there is none.
    """

    __test__ = False  # not a test case, whatever pytest thinks of the name

    holds: bool
    statistic: str
    p: float | None = None


def mean_above(values: Sequence[float], bar: float, alpha: float = 0.05) -> Test:
    """Whether the mean over seeds lies above a bar: Student's t, one-sided."""
    counted(values)
    result = stats.ttest_1samp(values, bar, alternative="greater")
    statistic = (
        f"t = {result.statistic:.2f}, one-sided p {p_words(result.pvalue)}, n = {len(values)}"
    )
    return Test(bool(result.pvalue < alpha), statistic, float(result.pvalue))


def mostly_greater(a: Sequence[float], b: Sequence[float], alpha: float = 0.05) -> Test:
    """Whether a exceeds b in more than half of all pairs: the sign test, one-sided.

    Args:
        a, b: one value for each pair; values may be infinite, and equal ones say nothing.
        alpha: level of the test.

    Raises:
        ValueError: the two have different lengths.
    """
    pairs = list(zip(a, b, strict=True))
    wins, losses = sum(x > y for x, y in pairs), sum(x < y for x, y in pairs)
    p = float(stats.binom.sf(wins - 1, wins + losses, 0.5))
    statistic = (
        f"{wins} of {len(pairs)} pairs, {losses} the other way, sign test, one-sided p {p_words(p)}"
    )
    return Test(p < alpha, statistic, p)


def falls_with(values: Sequence[float], along: Sequence[float], alpha: float = 0.05) -> Test:
    """Whether values fall as another quantity grows: Kendall's rank correlation, one-sided.

    Args:
        values: may be infinite.
        along: the other quantity, one for each value.
        alpha: level of the test.
    """
    result = stats.kendalltau(values, along, alternative="less")
    statistic = (
        f"Kendall's \N{GREEK SMALL LETTER TAU} = {result.statistic:.2f}, "
        f"one-sided p {p_words(float(result.pvalue))}, n = {len(values)}"
    )
    return Test(
        bool(result.pvalue < alpha),
        plain(statistic.replace("= -", "= \N{MINUS SIGN}")),
        float(result.pvalue),
    )


def mean_greater(a: Sequence[float], b: Sequence[float], alpha: float = 0.05) -> Test:
    """Whether a's mean over seeds exceeds b's: Welch's t, one-sided, variances unequal."""
    counted(a), counted(b)
    result = stats.ttest_ind(a, b, equal_var=False, alternative="greater")
    statistic = (
        f"difference of means {np.mean(a) - np.mean(b):.3g}, t = {result.statistic:.2f}, "
        f"one-sided p {p_words(result.pvalue)}, n = {len(a)} and {len(b)}"
    )
    return Test(bool(result.pvalue < alpha), statistic, float(result.pvalue))


def means_differ(a: Sequence[float], b: Sequence[float], alpha: float = 0.05) -> Test:
    """Whether two means over seeds differ, either way: Welch's t, two-sided, variances unequal."""
    counted(a), counted(b)
    result = stats.ttest_ind(a, b, equal_var=False)
    difference = minus(f"{np.mean(a) - np.mean(b):.3g}")
    statistic = (
        f"difference of means {difference}, t = {minus(f'{result.statistic:.2f}')}, "
        f"two-sided p {p_words(result.pvalue)}, n = {len(a)} and {len(b)}"
    )
    return Test(bool(result.pvalue < alpha), plain(statistic), float(result.pvalue))


def mean_higher(a: Sequence[float], b: Sequence[float]) -> Test:
    """Whether a's mean is above b's, where no direction was named before: Welch's t, two-sided.

    The p-value is that of ``means_differ``, and 1 if a's mean is not the higher one.
    """
    return if_higher(means_differ(a, b), a, b)


def differ_in_pairs(a: Sequence[float], b: Sequence[float]) -> Test:
    """Whether the mean of the pairs' differences is another one than zero.

    Student's t of the differences, two-sided: for runs that share what their seed draws.

    Source: Student (1908); SciPy's ``ttest_rel``.

    Args:
        a, b: one value for each pair, two pairs or more.

    Raises:
        ValueError: the two have different lengths, or fewer than two values.
    """
    counted(a)
    pairs = len(list(zip(a, b, strict=True)))
    result = stats.ttest_rel(a, b)
    difference = float(np.mean(a) - np.mean(b))
    p = float(result.pvalue) if np.isfinite(result.pvalue) else 1.0  # all differences are zero
    statistic = (
        f"mean difference {minus(f'{difference:.3g}')}, t = {minus(f'{result.statistic:.2f}')}, "
        f"two-sided p {p_words(p)}, {pairs} pairs"
    )
    return Test(p < 0.05, plain(statistic), p)


def higher_in_pairs(a: Sequence[float], b: Sequence[float]) -> Test:
    """Whether a is above b in the mean of the pairs, where no direction was named before.

    The p-value is that of ``differ_in_pairs``, and 1 if a's mean is not the higher one.
    """
    return if_higher(differ_in_pairs(a, b), a, b)


def if_higher(test: Test, a: Sequence[float], b: Sequence[float]) -> Test:
    """A two-sided test of a and b as one of a alone: it fails, with p = 1, if a is not higher."""
    return test if np.mean(a) > np.mean(b) else replace(test, holds=False, p=1.0)


def means_within(
    a: Sequence[float], b: Sequence[float], margin: float, alpha: float = 0.05
) -> Test:
    """Whether the means over seeds differ by less than a margin: two one-sided Welch's t.

    Holds exactly when the interval for the difference at level 1 − 2 alpha lies inside the margin.

    Source: Schuirmann (1987); statsmodels' ``ttost_ind``.

    Args:
        a, b: two values or more each.
        margin: largest difference that does not matter, above zero, in the unit of the values.
        alpha: level of the test.

    Raises:
        ValueError: fewer than two values, or no margin.
    """
    counted(a), counted(b)
    if margin <= 0:
        raise ValueError(f"expected a margin above zero, got {margin}")
    p, _, _ = ttost_ind(np.array(a), np.array(b), -margin, margin, usevar="unequal")
    difference = minus(f"{round(float(np.mean(a) - np.mean(b)), 12) + 0:.3g}")  # no 1e-14 for 0
    statistic = (
        f"difference of means {difference}, margin {margin:g}, two one-sided tests, "
        f"p {p_words(float(p))}, n = {len(a)} and {len(b)}"
    )
    return Test(bool(p < alpha), plain(statistic), float(p))


def share_greater(a: tuple[int, int], b: tuple[int, int], alpha: float = 0.05) -> Test:
    """Whether a's share of successes exceeds b's: Fisher's exact test, one-sided.

    Args:
        a, b: successes and trials.
        alpha: level of the test.

    Raises:
        ValueError: there are more successes than trials, or no trials.
    """
    for successes, trials in (a, b):
        if not 0 <= successes <= trials or trials == 0:
            raise ValueError(f"expected successes between 0 and {trials}, got {successes}")
    counts = [[successes, trials - successes] for successes, trials in (a, b)]
    p = float(stats.fisher_exact(counts, alternative="greater").pvalue)
    statistic = f"{a[0]} of {a[1]}, {b[0]} of {b[1]}, Fisher's exact test, one-sided p {p_words(p)}"
    return Test(p < alpha, statistic, p)


def p_words(value: float) -> str:
    """A p-value as a statistic quotes it, with its sign: ``= 0.0123`` or ``< 0.0001``."""
    return "< 0.0001" if value < 1e-4 else f"= {value:.4f}"
