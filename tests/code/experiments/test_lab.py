"""The networks of the digits lab: chosen on validation images, small, and kept beside records."""

import numpy as np
import pytest

from workedout.data.mnist import TEST_SIZE
from workedout.experiments.lab import (
    CANDIDATES,
    CONFIRMATION,
    CONVOLUTIONAL,
    DENSE,
    FINALISTS,
    KEPT,
    PARAMETERS,
    SEARCH,
    WINNER,
    recipe,
)
from workedout.networks.parameter_table import parameters_of
from workedout.records.lookup import kept_network
from workedout.records.store import read
from workedout.results.selection import best

FINALS = [DENSE, CONVOLUTIONAL]
SEARCH_NAMES = [each.name for each in CANDIDATES]


def test_the_finalists_are_the_best_two_of_the_search():
    assert [each.name for each in FINALISTS] == best(read(SEARCH.name), SEARCH_NAMES, count=2)


def test_the_winner_is_the_better_by_three_seeds():
    names = [each.name for each in FINALISTS]
    assert [WINNER.name] == best(read(CONFIRMATION.name), names)


def test_all_choices_were_made_on_validation_images():
    arms = [*SEARCH.arms, *CONFIRMATION.arms]
    assert not any(arm.data.reads_test_set for arm in arms)
    assert all(final.arms[0].data.reads_test_set for final in FINALS)


def test_the_chosen_rate_is_none_of_the_ends_of_what_was_tried():
    tried = sorted({each.rate for each in CANDIDATES})
    assert WINNER.rate in tried[1:-1]


def test_every_candidate_is_small_enough_for_the_page():
    assert max(parameters_of(each.network()) for each in CANDIDATES) <= PARAMETERS


def test_the_final_trains_as_the_winner_was_confirmed():
    (arm,) = CONVOLUTIONAL.arms
    confirmed = {each.name: each for each in CONFIRMATION.arms}[WINNER.name]
    assert (arm.network, arm.recipe) == (confirmed.network, confirmed.recipe)
    assert arm.recipe == recipe(WINNER, arm.recipe.epochs, "affine")


@pytest.mark.parametrize("final", FINALS, ids=[each.name for each in FINALS])
def test_a_final_has_ten_seeds_and_the_network_of_one(final):
    (arm,) = final.arms
    assert (arm.seeds, arm.keep) == (10, KEPT)
    kept = kept_network(final.name)
    assert kept.arm == arm
    assert 0 <= kept.run.kept.changed < TEST_SIZE / 1000


def test_the_convolutional_network_reads_as_many_digits_as_was_asked_for():
    (arm,) = read(CONVOLUTIONAL.name).arms.values()
    assert len(arm.accuracies) == 10
    assert np.mean(arm.accuracies) >= 0.992
