"""The experiments on dropout: arms that differ in p alone, and no look at the test set."""

from dataclasses import replace
from fractions import Fraction

import pytest

from workedout.experiments.dropout import (
    GRID,
    LONG_GRID,
    NINTHS,
    ONE_EPOCH,
    QUESTIONS,
    TEN_EPOCHS,
    TENTHS,
    name,
)
from workedout.experiments.speed import WINNER


@pytest.mark.parametrize("experiment", QUESTIONS, ids=lambda each: each.name)
def test_the_test_set_is_not_read(experiment):
    assert not any(arm.data.reads_test_set for arm in experiment.arms)


@pytest.mark.parametrize("experiment", QUESTIONS, ids=lambda each: each.name)
def test_the_arms_differ_in_p_alone(experiment):
    for arm in experiment.arms:
        first = experiment.arms[0]
        assert replace(arm.network, dropout=0.0) == first.network
        assert (arm.data, arm.recipe, arm.seeds) == (first.data, first.recipe, first.seeds)


def test_both_lengths_differ_in_nothing_else():
    short, long = ONE_EPOCH.arms[0].recipe, TEN_EPOCHS.arms[0].recipe
    assert (short.epochs, long.epochs) == (1, 10)
    assert replace(short, epochs=10) == long
    assert (ONE_EPOCH.arms[0].seeds, TEN_EPOCHS.arms[0].seeds) == (10, 5)


def test_the_grids_are_ninths_and_tenths():
    assert [Fraction(i, 9) for i in range(10)] == NINTHS
    assert [Fraction(i, 10) for i in range(10)] == TENTHS
    assert len(GRID) == len(ONE_EPOCH.arms) == 19
    assert sorted(set(NINTHS) | set(TENTHS)) == GRID


def test_what_ran_long_ran_short_as_well_and_p_is_where_its_name_says():
    assert set(LONG_GRID) <= set(GRID)
    for experiment, grid in zip(QUESTIONS, (GRID, LONG_GRID), strict=True):
        found = {arm.name: arm.network.dropout for arm in experiment.arms}
        assert found == {name(p): float(p) for p in grid}


def test_there_is_no_decay_beside_dropout_and_the_rest_is_what_was_found_without_it():
    recipe = ONE_EPOCH.arms[0].recipe
    assert recipe == replace(WINNER.recipe, epochs=1, weight_decay=0.0)
    assert ONE_EPOCH.arms[0].network == WINNER.network
