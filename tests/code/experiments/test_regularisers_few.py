"""The search with few digits: whole grids, one rule for the winners, the test set read last."""

from dataclasses import replace
from itertools import product

import pytest
from methods_used import uses

from workedout.data.drawn import DrawnDigits
from workedout.experiments.regularisers import ALL, COMBINATIONS, NONE
from workedout.experiments.regularisers_few import (
    COUNT,
    DECAYS_OF_ALL,
    DROPOUTS_OF_ALL,
    FINAL,
    MIDDLE,
    SEARCH,
    SETTINGS,
    TRIED,
    WINNERS,
)
from workedout.records.store import read
from workedout.results.measures import MEASURES
from workedout.results.selection import best

STRENGTHS = {"dropout": 0.0, "batch_norm": False}


def test_only_the_finals_read_the_test_set():
    assert {arm.data for arm in SEARCH.arms} == {DrawnDigits("tuning", COUNT)}
    assert {arm.data for arm in FINAL.arms} == {DrawnDigits("final", COUNT)}


@pytest.mark.parametrize("question", [SEARCH, FINAL], ids=lambda each: each.name)
def test_each_arm_has_the_methods_of_its_name_and_differs_in_nothing_else(question):
    for arm in question.arms:
        assert uses(arm) == set(COMBINATIONS[arm.name.split(",")[0]])
    assert len({replace(arm.network, **STRENGTHS) for arm in question.arms}) == 1
    off = {"learning_rate": 1.0, "weight_decay": 0.0, "augmentation": "none"}
    assert len({replace(arm.recipe, **off) for arm in question.arms}) == 1


def test_with_all_four_every_pair_of_strengths_is_tried_at_every_rate():
    tried = {(each.dropout, each.decay, each.rate) for each in TRIED[ALL]}
    assert tried == set(product(DROPOUTS_OF_ALL, DECAYS_OF_ALL, MIDDLE))
    assert {(each.dropout, each.decay) for each in TRIED[NONE]} == {(0.0, 0.0)}


@pytest.mark.parametrize("combination", COMBINATIONS)
@pytest.mark.parametrize("measure", MEASURES)
def test_a_winner_is_the_best_of_its_combination_by_its_measure(measure, combination):
    tried = [each.name for each in SETTINGS if each.combination == combination]
    (found,) = best(read(SEARCH.name), tried, measure=measure)
    assert found == WINNERS[measure][combination].name
