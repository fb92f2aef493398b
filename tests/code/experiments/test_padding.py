"""The experiment on padding: arms that differ in one thing, and no look at the test set."""

from dataclasses import replace

import pytest

from workedout.data.held_out_views import PLACES
from workedout.experiments.padding import CENTRED, MARGIN, NETWORKS, PADDING, RECIPE
from workedout.experiments.speed import WINNER

ARMS = {arm.name: arm for arm in PADDING.arms}


def test_the_test_set_is_not_read():
    assert not any(arm.data.reads_test_set for arm in PADDING.arms)


def test_all_arms_share_the_recipe_but_for_the_one_that_never_moves():
    recipes = {name: arm.recipe for name, arm in ARMS.items()}
    assert recipes.pop(CENTRED) == replace(RECIPE, augmentation="none")
    assert set(recipes) == set(NETWORKS)
    assert set(recipes.values()) == {RECIPE}


def test_rate_and_decay_are_those_that_were_found_for_this_network():
    for name in ("learning_rate", "weight_decay", "schedule", "optimizer"):
        assert getattr(RECIPE, name) == getattr(WINNER.recipe, name)
    assert NETWORKS["zeros"] == WINNER.network


@pytest.mark.parametrize("name", NETWORKS)
def test_the_networks_differ_in_padding_or_margin_alone(name):
    plain = replace(ARMS[name].network, padding="zeros", margin=0)
    assert plain == NETWORKS["zeros"]


def test_no_digit_comes_nearer_to_the_edge_of_the_margin_than_it_ever_stood():
    farthest = max(abs(step) for place in PLACES for step in place)
    assert farthest == MARGIN == 4
