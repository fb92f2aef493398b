"""Comparisons, held against enumeration, simulation, other libraries and published examples."""

import gc
import math
from itertools import product

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from workedout.statistics.comparisons import (
    difference_interval,
    holm,
    holm_named,
    largest_of,
    more_right,
    optimism,
    power,
    seeds_needed,
)
from workedout.statistics.hypothesis_tests import Test, mean_greater

# The classic table of McNemar's test: approval of a president in two surveys of 1,600 people,
# Agresti (2002), table 10.1: 150 changed one way, 86 the other.
SURVEYS = (150, 86)


def counted(only_first, only_second):
    """The chance of so many heads or more among fair coins, by counting all outcomes."""
    apart = only_first + only_second
    tosses = [sum(coins) >= only_first for coins in product((0, 1), repeat=apart)]
    return sum(tosses) / len(tosses)


@pytest.mark.parametrize("counts", [(0, 0), (3, 0), (5, 2), (2, 5), (6, 6)], ids=str)
def test_images_that_only_one_reads_are_fair_coins(counts):
    assert more_right(*counts).p == pytest.approx(counted(*counts), abs=1e-12)


def test_the_test_on_the_same_images_is_half_of_the_two_sided_one_of_statsmodels():
    (first, second) = SURVEYS
    both_sides = mcnemar([[794, first], [second, 570]], exact=True).pvalue
    assert more_right(first, second).p == pytest.approx(both_sides / 2, rel=1e-9)


def test_the_published_surveys_differ_and_the_exchanged_ones_do_not():
    # Agresti's z is (86 - 150) / sqrt(86 + 150) = -4.17, which is 1.5e-5 on one side.
    found = more_right(*SURVEYS)
    assert found.holds
    assert found.p == pytest.approx(stats.norm.sf(4.17), rel=0.25)
    assert not more_right(*reversed(SURVEYS)).holds


def test_images_that_both_read_or_misread_say_nothing():
    assert more_right(0, 0).p == 1.0
    assert not more_right(0, 0).holds


def test_two_networks_of_equal_quality_are_told_apart_no_more_often_than_the_level_says():
    draw = np.random.default_rng(0)
    found = [
        more_right(int(first), 40 - int(first)).holds for first in draw.binomial(40, 0.5, 2_000)
    ]
    assert np.mean(found) <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / 2_000)


def test_a_count_below_zero_is_refused():
    with pytest.raises(ValueError, match="counts of 0 or more"):
        more_right(3, -1)


A, B = [98.4, 98.5, 98.6, 98.45], [98.1, 98.3, 98.2]


def test_the_interval_for_a_difference_is_welchs():
    variances = [np.var(A, ddof=1) / len(A), np.var(B, ddof=1) / len(B)]
    freedom = sum(variances) ** 2 / sum(
        v**2 / (n - 1) for v, n in zip(variances, (len(A), len(B)), strict=True)
    )
    reach = stats.t.ppf(0.95, freedom) * math.sqrt(sum(variances))
    found = difference_interval(A, B, level=0.9)
    assert found.estimate == pytest.approx(np.mean(A) - np.mean(B))
    assert (found.low, found.high) == pytest.approx(
        (found.estimate - reach, found.estimate + reach), abs=1e-10
    )


def test_the_exchanged_difference_is_its_negative():
    one, other = difference_interval(A, B), difference_interval(B, A)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


@pytest.mark.parametrize("values", [([1.0], B), (A, [])], ids=["one of the first", "no second"])
def test_an_interval_for_a_difference_needs_two_runs_of_each(values):
    with pytest.raises(ValueError, match="two values or more of each"):
        difference_interval(*values)


def with_p(*values):
    return [Test(False, f"p of {value}", value) for value in values]


def step_down(values, alpha):
    """Holm's rule as he states it: the smallest against alpha/m, the next against alpha/(m-1)..."""
    holds = [False] * len(values)
    for rank, number in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        if values[number] > alpha / (len(values) - rank):
            break
        holds[number] = True
    return holds


P_VALUES = [
    (0.01, 0.04, 0.03, 0.005),  # two fall: 0.03 exceeds 0.05 / 2
    (0.012, 0.013, 0.014, 0.9),  # Bonferroni would keep only the first
    (0.04, 0.04),
    (0.06,),
    (0.001, 0.02, 0.024, 0.049),
]


@pytest.mark.parametrize("values", P_VALUES, ids=str)
def test_claims_are_decided_together_as_holm_says(values):
    assert [test.holds for test in holm(with_p(*values))] == step_down(values, 0.05)


def test_named_claims_keep_their_names():
    values = (0.012, 0.9, 0.013)
    named = holm_named(dict(zip("abc", with_p(*values), strict=True)))
    assert list(named) == ["a", "b", "c"]
    assert list(named.values()) == holm(with_p(*values))
    strict = holm_named(dict(zip("abc", with_p(*values), strict=True)), 0.01)
    assert not any(test.holds for test in strict.values())


def test_holm_finds_what_bonferroni_does_not():
    values = (0.012, 0.013, 0.014, 0.9)
    assert [value < 0.05 / 4 for value in values] == [True, False, False, False]
    assert [test.holds for test in holm(with_p(*values))] == [True, True, True, False]


def test_a_claim_that_failed_counts_among_the_others():
    assert holm(with_p(0.03))[0].holds
    assert not holm(with_p(0.03, 0.9))[0].holds


def test_claims_that_are_all_false_rarely_yield_one(monkeypatch):
    monkeypatch.setattr(gc, "collect", lambda: 0)  # statsmodels collects at every call
    draw = np.random.default_rng(1)
    any_of_five = [any(t.holds for t in holm(with_p(*draw.random(5)))) for _ in range(1_000)]
    assert np.mean(any_of_five) <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / 1_000)


def test_a_statistic_says_among_how_many_it_was_decided():
    (first, _) = holm(with_p(0.02, 0.5))
    assert first.statistic == "p of 0.02; Holm, of 2: p = 0.0400"
    assert first.p == pytest.approx(0.04)


@pytest.mark.parametrize("tests", [[], [Test(True, "98 of 100")]], ids=["none", "without a p"])
def test_what_has_no_p_cannot_be_decided_with_others(tests):
    with pytest.raises(ValueError, match="expected tests with a p"):
        holm(tests)


# Expected largest of n standard normals: exact for 2 and 3, and from the tables of Tippett (1925).
LARGEST = {
    1: 0.0,
    2: 1 / math.sqrt(math.pi),
    3: 1.5 / math.sqrt(math.pi),
    10: 1.53875,
    100: 2.50759,
    1000: 3.24144,
}


@pytest.mark.parametrize(("count", "expected"), LARGEST.items())
def test_the_largest_of_normal_draws_lies_where_the_tables_say(count, expected):
    assert largest_of(count) == pytest.approx(expected, abs=1e-5)


def test_the_largest_of_none_is_refused():
    with pytest.raises(ValueError, match="one draw or more"):
        largest_of(0)


def test_the_best_of_equal_networks_is_overrated_as_drawing_their_answers_shows():
    # Ten networks share a difficulty of images: each image is read by all but a few of them.
    draw = np.random.default_rng(2)
    images, candidates, trials = 1_000, 10, 4_000
    hard, chance = 0.1, 0.5  # a tenth of the images is read with probability one half
    apart = hard * 2 * chance * (1 - chance)
    right = draw.binomial(round(hard * images), chance, (trials, candidates))
    excess = right.max(axis=1) / images - hard * chance
    assert optimism(candidates, apart, images) == pytest.approx(excess.mean(), rel=0.03)


def test_networks_that_answer_alike_are_not_overrated():
    assert optimism(10, 0.0, 10_000) == 0


def test_four_times_the_images_halve_the_optimism():
    assert optimism(5, 0.02, 40_000) == pytest.approx(optimism(5, 0.02, 10_000) / 2)


@pytest.mark.parametrize(
    ("apart", "images"), [(1.1, 100), (-0.1, 100), (0.1, 0)], ids=["above 1", "below 0", "none"]
)
def test_optimism_needs_a_share_of_images(apart, images):
    with pytest.raises(ValueError, match="a share and a count"):
        optimism(10, apart, images)


# Cohen (1988), table 2.4.1: per group, one-sided 0.05 with power 0.80: d = 0.5 takes 50, 0.8 takes
# 20, 1.0 takes 13 (exact noncentral t: 51, 21, 14: Cohen's table rounds down).
NEEDED = {0.5: 51, 0.8: 21, 1.0: 14}


@pytest.mark.parametrize(("effect", "seeds"), NEEDED.items())
def test_the_seeds_needed_are_those_of_the_noncentral_t(effect, seeds):
    def chance(n):
        bar = stats.t.ppf(0.95, 2 * n - 2)
        return stats.nct.sf(bar, 2 * n - 2, effect * math.sqrt(n / 2))

    assert seeds_needed(effect, 1.0) == seeds
    assert chance(seeds) >= 0.8 > chance(seeds - 1)


def test_the_power_is_how_often_drawn_seeds_show_the_difference():
    draw = np.random.default_rng(3)
    shown = [
        mean_greater(draw.normal(0.1, 0.08, 6), draw.normal(0, 0.08, 6)).holds for _ in range(1_000)
    ]
    four_errors = 4 * math.sqrt(0.25 / 1_000)
    assert power(6, 0.1, 0.08) == pytest.approx(np.mean(shown), abs=four_errors)


def test_a_smaller_difference_takes_more_seeds():
    assert seeds_needed(0.05, 0.1) > seeds_needed(0.1, 0.1)


@pytest.mark.parametrize(("difference", "deviation"), [(0.0, 1.0), (0.1, 0.0)], ids=str)
def test_no_number_of_seeds_shows_that_there_is_no_difference(difference, deviation):
    with pytest.raises(ValueError, match="above zero"):
        seeds_needed(difference, deviation)
