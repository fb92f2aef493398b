"""Rankings by few runs, held against counting every draw, and made-up runs with a known answer."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy import stats

from workedout.statistics.rankings import agreement_interval, best_again, one_run_each

ARMS = [[0.90, 0.91, 0.95], [0.91, 0.92], [0.89, 0.91, 0.91, 0.93]]


def counted(arms):
    """Chances and surplus of the winner, by going through every draw of one run each."""
    chances, overrated, draws = [Fraction(0)] * len(arms), 0.0, list(product(*arms))
    for draw in draws:
        winners = [place for place, run in enumerate(draw) if run == max(draw)]
        for place in winners:
            chances[place] += Fraction(1, len(winners) * len(draws))
            surplus = draw[place] - np.mean(arms[place])
            overrated += surplus / (len(winners) * len(draws))
    return chances, overrated


def test_the_chances_are_those_of_every_draw():
    chances, overrated = counted(ARMS)
    found = one_run_each(ARMS)
    assert found.chances == chances
    assert sum(found.chances) == 1
    assert found.overrated == pytest.approx(overrated, abs=1e-12)


def test_ten_arms_of_ten_runs_are_counted_without_rounding_also_from_arrays():
    random = np.random.default_rng(0)
    arms = [random.integers(0, 40, size=10) / 40 for _ in range(10)]
    found = one_run_each(arms)
    assert found.chances == one_run_each([runs.tolist() for runs in arms]).chances
    assert sum(found.chances) == 1
    # NumPy's integers would overflow when such fractions are compared.
    assert {type(chance.numerator) for chance in found.chances} == {int}


def test_equal_runs_share_the_win():
    assert one_run_each([[0.5], [0.5], [0.5], [0.4]]).chances == [Fraction(1, 3)] * 3 + [0]


def test_of_arms_that_are_alike_each_wins_as_often_and_the_winner_is_overrated():
    runs = [0.90, 0.91, 0.92, 0.93, 0.94]
    found = one_run_each([runs] * 10)
    assert found.chances == [Fraction(1, 10)] * 10
    assert found.overrated > 0.015  # nearly always one of the two highest


def test_an_arm_whose_every_run_is_above_the_others_always_wins_and_is_not_overrated():
    found = one_run_each([[0.1, 0.2], [0.8, 0.9], [0.3, 0.4]])
    assert found.chances == [0, 1, 0]
    assert found.overrated == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("arms", [[], [[0.1]], [[0.1], []]], ids=["none", "one", "no runs"])
def test_a_contest_takes_two_arms_with_runs(arms):
    with pytest.raises(ValueError, match="two arms or more"):
        one_run_each(arms)


def test_the_best_of_arms_far_apart_is_best_again_in_every_draw():
    assert best_again([[0.1, 0.2], [0.8, 0.9], [0.3, 0.4]], draws=200, seed=0) == [0, 1, 0]


def test_between_arms_that_are_alike_the_draws_do_not_decide():
    shares = best_again([[0.90, 0.91, 0.92]] * 4, draws=4000, seed=0)
    assert sum(shares) == pytest.approx(1)
    assert shares == pytest.approx([1 / 4] * 4, abs=0.03)


def test_more_runs_make_the_better_arm_win_more_often():
    near = [[0.90, 0.92], [0.91, 0.93]]
    few, many = best_again(near, 4000, 0), best_again([runs * 8 for runs in near], 4000, 0)
    assert 0.6 < few[1] < many[1]
    assert many[1] > 0.99


def around(means, spread, seeds, seed):
    random = np.random.default_rng(seed)
    return [list(mean + spread * random.standard_normal(seeds)) for mean in means]


LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]


def test_rankings_without_spread_agree_wholly_and_with_certainty():
    one, other = around(LEVELS, 1e-6, 5, 0), around(LEVELS, 1e-6, 5, 1)
    found = agreement_interval(one, other, draws=300, seed=0)
    assert (found.estimate, found.low, found.high) == pytest.approx((1, 1, 1))


def test_a_ranking_upside_down_has_the_correlation_minus_one():
    one, other = around(LEVELS, 1e-6, 5, 0), around(LEVELS[::-1], 1e-6, 5, 1)
    found = agreement_interval(one, other, draws=300, seed=0)
    assert (found.estimate, found.low, found.high) == pytest.approx((-1, -1, -1))


def test_rankings_of_noise_have_an_interval_about_their_own_correlation():
    one, other = around([0.5] * 9, 0.1, 10, 0), around([0.5] * 9, 0.1, 5, 1)
    found = agreement_interval(one, other, draws=1000, seed=0)
    means = [[np.mean(runs) for runs in arms] for arms in (one, other)]
    assert found.estimate == pytest.approx(stats.kendalltau(*means).statistic)
    assert found.low < found.estimate < found.high
    assert found.high - found.low > 0.5


def test_draws_follow_from_their_seed():
    one, other = around(LEVELS, 0.1, 5, 0), around(LEVELS, 0.1, 5, 1)
    assert agreement_interval(one, other, 100, 3) == agreement_interval(one, other, 100, 3)
    noise = around([0.5] * 4, 0.1, 5, 0)
    assert best_again(noise, 100, 3) == best_again(noise, 100, 3) != best_again(noise, 100, 4)


def test_two_rankings_are_of_the_same_arms():
    with pytest.raises(ValueError, match="the same arms twice"):
        agreement_interval(ARMS, ARMS[:2], 10, 0)
