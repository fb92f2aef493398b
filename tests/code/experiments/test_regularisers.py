"""The search over four methods: each combination once at each rate, judged on validation."""

from collections import Counter
from dataclasses import replace

import pytest
from methods_used import uses

from workedout.experiments.regularisers import (
    ALL,
    COMBINATIONS,
    METHODS,
    NONE,
    RATES,
    SEARCH,
    candidate,
    network,
    recipe,
)

ARMS = {arm.name: arm for arm in SEARCH.arms}
OFF = {"dropout": 0.0, "batch_norm": False}


def test_the_test_set_is_not_read():
    assert not any(arm.data.reads_test_set for arm in SEARCH.arms)


@pytest.mark.parametrize("combination", COMBINATIONS)
def test_each_combination_has_the_methods_of_its_name_at_every_rate(combination):
    for rate in RATES:
        arm = ARMS[candidate(combination, rate)]
        assert uses(arm) == set(COMBINATIONS[combination])
        assert arm.recipe.learning_rate == rate


def test_there_are_none_each_alone_and_all():
    sizes = Counter(len(chosen) for chosen in COMBINATIONS.values())
    assert sizes == {0: 1, 1: 4, 4: 1}
    assert COMBINATIONS[NONE] == set()
    assert COMBINATIONS[ALL] == set(METHODS)


def test_the_arms_differ_in_the_methods_and_the_rate_alone():
    bare = {replace(arm.network, **OFF) for arm in SEARCH.arms}
    plain = {
        replace(arm.recipe, learning_rate=1.0, weight_decay=0.0, augmentation="none")
        for arm in SEARCH.arms
    }
    assert (len(bare), len(plain), {arm.seeds for arm in SEARCH.arms}) == (1, 1, {1})


def test_a_method_changes_what_it_names():
    assert network(frozenset({"dropout"})) != network(frozenset())
    decayed = recipe(frozenset({"weight decay"}), 0.01, 3)
    assert decayed == replace(recipe(frozenset(), 0.01, 3), weight_decay=decayed.weight_decay)
