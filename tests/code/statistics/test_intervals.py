"""Intervals and tests, held against the formulas written out."""

import math
import random
import statistics
from itertools import combinations, permutations

import pytest
from scipy import stats

from workedout.statistics.hypothesis_tests import (
    falls_with,
    mean_above,
    mean_greater,
    mean_higher,
    means_differ,
    means_within,
    share_greater,
)
from workedout.statistics.intervals import (
    Interval,
    interval_over_images,
    prediction_interval,
    student_interval,
    wilson_interval,
)

VALUES = [0.981, 0.984, 0.983, 0.985, 0.982]
T_4 = 2.776445105  # 97.5 % quantile of Student's t with 4 degrees of freedom, from a table
Z = 1.959963985
T_4_OF_99 = 4.604094871  # the 99.5 % one


def test_the_interval_for_the_mean_is_students():
    found = student_interval(VALUES)
    reach = T_4 * statistics.stdev(VALUES) / math.sqrt(5)
    assert found.estimate == pytest.approx(statistics.mean(VALUES))
    assert (found.low, found.high) == pytest.approx(
        (found.estimate - reach, found.estimate + reach), abs=1e-10
    )


def test_another_level_has_another_quantile():
    found = student_interval(VALUES, level=0.99)
    assert found.high - found.estimate == pytest.approx(
        T_4_OF_99 * statistics.stdev(VALUES) / math.sqrt(5), abs=1e-10
    )


def test_the_interval_for_one_run_more_is_wider_by_root_n_plus_one():
    mean, run = student_interval(VALUES), prediction_interval(VALUES)
    assert (run.high - run.low) / (mean.high - mean.low) == pytest.approx(math.sqrt(6))


def test_intervals_hold_what_they_promise():
    draw = random.Random(1)
    means = runs = 0
    for _ in range(2_000):
        *values, further = (draw.gauss(3, 2) for _ in range(6))
        mean, run = student_interval(values, 0.9), prediction_interval(values, 0.9)
        means += mean.low <= 3 <= mean.high
        runs += run.low <= further <= run.high
    four_errors = 4 * math.sqrt(0.9 * 0.1 / 2_000)
    assert means / 2_000 == pytest.approx(0.9, abs=four_errors)
    assert runs / 2_000 == pytest.approx(0.9, abs=four_errors)


@pytest.mark.parametrize("correct", [0, 1, 5_000, 9_843, 9_999, 10_000])
def test_the_interval_from_a_count_is_wilsons(correct):
    n = 10_000
    p = correct / n
    centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    reach = Z / (1 + Z**2 / n) * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    found = wilson_interval(correct, n)
    assert found.estimate == p
    assert (found.low, found.high) == pytest.approx((centre - reach, centre + reach), abs=1e-9)
    assert -1e-15 <= found.low <= p <= found.high <= 1 + 1e-15


def test_the_interval_over_images_is_that_of_the_mean_count():
    found = interval_over_images([0.98, 0.985, 0.99], 200)
    assert found == wilson_interval(197, 200)


IMPOSSIBLE = {"a negative count": (-1, 10), "more than all": (11, 10), "of none": (0, 0)}


@pytest.mark.parametrize(("correct", "total"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_impossible_count_is_refused(correct, total):
    with pytest.raises(ValueError, match="expected a count between"):
        wilson_interval(correct, total)


@pytest.mark.parametrize("values", [[], [0.98]])
@pytest.mark.parametrize("interval", [student_interval, prediction_interval])
def test_one_run_has_no_spread(interval, values):
    with pytest.raises(ValueError, match="no spread to be seen"):
        interval(values)


def test_two_runs_make_no_interval_for_the_mean():
    with pytest.raises(ValueError, match="three values or more, got 2: show both"):
        student_interval([0.98, 0.99])


def test_an_interval_ends_where_the_quantity_does():
    beyond = Interval(0.99, -0.5, 1.5, 0.95)
    assert beyond.within(0, 1) == Interval(0.99, 0, 1, 0.95)
    inside = Interval(0.5, 0.4, 0.6, 0.95)
    assert inside.within(0, 1) == inside


def test_an_interval_prints_as_per_cent():
    text = Interval(0.98432, 0.98401, 0.98464, 0.95).as_percent
    assert text.replace("\N{NO-BREAK SPACE}", " ") == "98.43 % (98.40 to 98.46)"


# Bars that a mean is above or not, by t = (mean − bar) √n / s against 2.1318, the one-sided
# 95 % quantile with 4 degrees of freedom.
def test_a_mean_is_above_a_bar_when_t_exceeds_its_quantile():
    mean, error = statistics.mean(VALUES), statistics.stdev(VALUES) / math.sqrt(5)
    assert mean_above(VALUES, mean - 2.14 * error).holds
    assert not mean_above(VALUES, mean - 2.12 * error).holds
    assert not mean_above(VALUES, mean + 5 * error).holds


def test_the_statistic_names_t_p_and_n():
    bar = statistics.mean(VALUES) - 2.1318468 * statistics.stdev(VALUES) / math.sqrt(5)
    assert mean_above(VALUES, bar).statistic == "t = 2.13, one-sided p = 0.0500, n = 5"


def test_a_tiny_p_is_not_printed_as_zero():
    assert "p < 0.0001" in mean_above(VALUES, 0.5).statistic


@pytest.mark.filterwarnings("ignore:Precision loss occurred")
def test_the_same_value_five_times_is_above_what_is_below_and_not_above_itself():
    assert mean_above([0.5] * 5, 0.4).holds
    assert not mean_above([0.5] * 5, 0.5).holds
    assert not mean_above([0.5] * 5, 0.6).holds


def test_one_mean_exceeds_another_by_welch():
    a, b = [1.0, 2.0, 3.0, 4.0], [0.0, 0.1, 0.2]
    t = (2.5 - 0.1) / math.sqrt(statistics.variance(a) / 4 + statistics.variance(b) / 3)
    found = mean_greater(a, b)
    assert found.holds
    assert f" 2.4, t = {t:.2f}," in found.statistic
    assert found.statistic.endswith("n = 4 and 3")
    assert not mean_greater(b, a).holds


def test_two_means_differ_either_way_at_twice_the_one_sided_p():
    a, b = [1.0, 2.0, 3.0, 4.0], [0.0, 0.1, 0.2]
    found, turned = means_differ(a, b), means_differ(b, a)
    assert found.p == turned.p == pytest.approx(2 * mean_greater(a, b).p)
    assert found.holds
    assert turned.holds
    assert not means_differ(a, b, alpha=found.p).holds
    assert "two-sided p" in found.statistic
    assert turned.statistic.startswith("difference of means \N{MINUS SIGN}2.4, t = \N{MINUS SIGN}")
    assert not means_differ(VALUES, list(reversed(VALUES))).holds


def test_the_higher_of_two_means_has_the_two_sided_p_and_the_lower_one_none():
    low, high = [1.0, 1.1, 0.9], [9.0, 9.1, 8.9]
    assert mean_higher(high, low) == means_differ(high, low)
    assert mean_higher(high, low).p < 0.001
    assert mean_higher(low, high).p == 1
    assert not mean_higher(low, high).holds


def test_equal_groups_show_no_difference():
    assert not mean_greater(VALUES, list(reversed(VALUES))).holds


@pytest.mark.parametrize("values", [([1.0], [1.0, 2.0]), ([1.0, 2.0], [1.0])])
def test_a_comparison_needs_two_runs_of_each(values):
    for compare in (mean_greater, means_differ):
        with pytest.raises(ValueError, match="two values or more"):
            compare(*values)


def hypergeometric_tail(a, b):
    """One-sided p of Fisher's test: a's successes or more, by counting with fixed margins."""
    (hits, first), (others, second) = a, b
    total, all_hits = first + second, hits + others
    ways = [
        math.comb(first, k) * math.comb(second, all_hits - k)
        for k in range(hits, min(first, all_hits) + 1)
    ]
    return sum(ways) / math.comb(total, all_hits)


SHARES = [((8, 10), (3, 10)), ((46, 100), (25, 100)), ((3, 10), (8, 10)), ((5, 5), (4, 5))]


@pytest.mark.parametrize(("a", "b"), SHARES, ids=str)
def test_two_shares_are_compared_by_fishers_count(a, b):
    p = hypergeometric_tail(a, b)
    assert share_greater(a, b, alpha=1.01 * p).holds
    assert not share_greater(a, b, alpha=0.99 * p).holds


def test_the_statistic_of_two_shares_says_the_counts():
    statistic = share_greater((8, 10), (3, 10)).statistic
    assert statistic == "8 of 10, 3 of 10, Fisher's exact test, one-sided p = 0.0349"


@pytest.mark.parametrize("wrong", [(11, 10), (-1, 10), (0, 0)], ids=str)
def test_a_share_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="expected successes between"):
        share_greater((1, 2), wrong)
    with pytest.raises(ValueError, match="expected successes between"):
        share_greater(wrong, (1, 2))


NEAR, FAR = [1.0, 1.1, 0.9, 1.05, 0.95], [1.5, 1.6, 1.4, 1.55, 1.45]


def test_equivalence_holds_when_the_interval_lies_inside_the_margin():
    shifted = [value + 0.02 for value in NEAR]
    both = stats.ttest_ind(NEAR, shifted, equal_var=False).confidence_interval(0.90)
    reach = max(abs(both.low), abs(both.high))
    assert means_within(NEAR, shifted, 1.001 * reach).holds
    assert not means_within(NEAR, shifted, 0.999 * reach).holds


def test_means_that_lie_apart_are_not_equivalent():
    assert not means_within(NEAR, FAR, 0.2).holds
    assert means_within(NEAR, FAR, 0.8).holds


def test_equivalence_without_a_margin_is_refused():
    with pytest.raises(ValueError, match="margin above zero"):
        means_within(NEAR, FAR, 0.0)


def test_ranks_that_fall_are_as_rare_as_among_all_orders():
    values, along = [5, 3, 4, 2, 1], [1, 2, 3, 4, 5]

    def falling(order):
        return sum(a > b for a, b in combinations(order, 2))

    orders = list(permutations(values))
    share = sum(falling(order) >= falling(values) for order in orders) / len(orders)
    found = falls_with(values, along)
    assert found.p == pytest.approx(share, abs=1e-12)
    assert found.holds
    assert "τ = −0.80" in found.statistic
    assert not falls_with(values[::-1], along).holds


def test_equal_means_differ_by_nothing_also_where_they_were_rounded():
    one, other = [0.1 + 0.2, 0.4], [0.3, 0.4]
    assert one != other
    assert "difference of means 0," in means_within(one, other, 0.5).statistic
