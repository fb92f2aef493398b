"""Figures of the chapter on hyperparameters say what their data say."""

import pytest

from workedout.figures.hyperparameters import chances, descent, pairs
from workedout.statistics.comparisons import seeds_needed
from workedout.studies.hypergradients import Course

COURSE = Course([0.5, 0.2, -0.3, -1.5], [2.0, 1.0, 0.1, -4.0], [0.0, 1.0, 2.0, 3.0])
TESTED = {"alike": [0.5, 0.04, 0.3], "apart": [1e-6, 0.01]}


def test_the_descent_says_where_the_decay_passes_zero():
    assert "passes 0 at step 2 and ends at \N{MINUS SIGN}1.50" in descent(COURSE).alt


def test_the_table_of_a_descent_holds_its_first_and_last_step():
    rows = descent(COURSE, every=2).table.rows
    assert [row[0] for row in rows] == ["0", "2", "3"]
    assert rows[-1][1] == "\N{MINUS SIGN}1.5000"


def test_the_pairs_are_counted_below_the_level():
    figure = pairs(TESTED)
    assert "alike, 1 of 3 below 0.05 and apart, 2 of 2 below 0.05" in figure.alt
    assert [row[1:3] for row in figure.table.rows] == [("3", "1"), ("2", "2")]


def test_a_pair_of_any_p_is_seen():
    assert pairs({"alike": [0.5, 0.3], "far apart": [3e-18, 2e-15]}).table.rows[1][4] == "3e-18"


@pytest.mark.parametrize("difference", [0.2, 0.1])
def test_the_chances_reach_four_in_five_with_the_seeds_needed(difference):
    figure = chances(0.08, (difference,), most=20)
    needed = seeds_needed(difference, 0.08)
    assert f"{difference:g} points with {needed} seeds" in figure.alt
    by_seeds = {int(row[0]): float(row[1]) for row in figure.table.rows}
    assert by_seeds[needed] >= 0.8 > by_seeds[needed - 1] - 0.005


def test_a_difference_that_takes_more_seeds_than_shown_is_said_to():
    assert "0.01 points with more than 5 seeds" in chances(0.08, (0.01,), most=5).alt
