"""The budgets with changed copies: their rules, their choices, and what they reached."""

import numpy as np
import pytest

from workedout.experiments import depth_width
from workedout.experiments.depth_width_augmented import (
    CANDIDATES,
    CONFIRMATION,
    FINAL,
    FINALISTS,
    SEARCH,
    WINNERS,
)
from workedout.figures.depth_width import Choice, budgets, search
from workedout.records.store import read
from workedout.results.selection import best

BARS = {100: 0.988, 200: 0.989}
MISSED = {1000: 0.992}  # by about a hundredth of a per cent, and the page says so


@pytest.mark.parametrize("budget", CANDIDATES)
def test_what_won_without_copies_is_a_candidate(budget: int) -> None:
    assert depth_width.WINNERS[budget] in CANDIDATES[budget]


def test_every_arm_is_trained_on_changed_copies() -> None:
    arms = (*SEARCH.arms, *CONFIRMATION.arms, *FINAL.arms)
    assert {arm.recipe.augmentation for arm in arms} == {"affine"}


@pytest.mark.parametrize("budget", CANDIDATES)
def test_two_finalists_are_the_best_of_the_search_and_the_winner_is_the_best_of_three(
    budget: int,
) -> None:
    names = [each.name for each in CANDIDATES[budget]]
    finalists = [each.name for each in FINALISTS[budget]]
    assert best(read(SEARCH.name), names, 2) == finalists[:2]
    assert best(read(CONFIRMATION.name), finalists) == [WINNERS[budget].name]


@pytest.mark.parametrize("budget", CANDIDATES)
def test_the_third_finalist_is_the_first_at_twice_the_highest_rate_of_the_search(
    budget: int,
) -> None:
    first, _, third = FINALISTS[budget]
    assert third == first._replace(rate=2 * max(each.rate for each in CANDIDATES[budget]))


@pytest.mark.parametrize("budget", BARS)
def test_the_mean_of_ten_seeds_reaches_the_bar(budget: int) -> None:
    accuracies = read(FINAL.name)[f"{budget} units"].accuracies
    assert len(accuracies) == 10
    assert np.mean(accuracies) >= BARS[budget]


@pytest.mark.parametrize("budget", MISSED)
def test_a_bar_that_is_missed_is_missed_by_little(budget: int) -> None:
    accuracies = read(FINAL.name)[f"{budget} units"].accuracies
    assert len(accuracies) == 10
    assert MISSED[budget] - 0.0005 < np.mean(accuracies) < MISSED[budget]


def test_the_search_lists_every_candidate_and_every_confirmation() -> None:
    choice = Choice(CANDIDATES, FINALISTS, WINNERS)
    table = search(read(SEARCH.name), read(CONFIRMATION.name), choice, "copies-search").table
    tried, confirmed = (sum(map(len, part.values())) for part in (CANDIDATES, FINALISTS))
    assert len(table.rows) == tried + confirmed
    assert [row[0] for row in table.rows if row[-1] == "yes"] == [c.name for c in WINNERS.values()]


def test_finals_stand_beside_each_other_where_both_were_made() -> None:
    plain, augmented = read(depth_width.FINAL.name), read(FINAL.name)
    figure = budgets(plain, {"100 units": [97.64]}, augmented)
    expected = [f"{b} units{copies}" for b in (*BARS, *MISSED) for copies in ("", ", copies")]
    assert [row[0] for row in figure.table.rows] == expected
    assert [row[-1] for row in figure.table.rows] == ["97.64", "", "", "", "", ""]


def test_without_copies_every_plain_final_is_shown() -> None:
    plain = read(depth_width.FINAL.name)
    assert [row[0] for row in budgets(plain, {}).table.rows] == list(plain.arms)
