"""The experiment on optimizers: its rules, its choices, and what it reached."""

import numpy as np
import pytest

from workedout.experiments.optimizers import (
    CANDIDATES,
    CONFIRMATION,
    EPOCHS,
    FINAL,
    FINALISTS,
    NAMES,
    SEARCH,
    TITLES,
    WINNERS,
)
from workedout.records.store import read
from workedout.results.selection import best
from workedout.statistics.hypothesis_tests import mean_greater, means_within
from workedout.training.optimizers import OPTIMIZERS

BARS = {"SGD": 0.9792, "momentum": 0.9806, "AdaGrad": 0.9753, "Adam": 0.9761}


def test_every_optimizer_takes_part():
    assert list(NAMES) == list(OPTIMIZERS) == list(TITLES)


def test_settings_are_chosen_without_the_test_set():
    arms = (*SEARCH.arms, *CONFIRMATION.arms)
    assert not any(arm.data.reads_test_set for arm in arms)


@pytest.mark.parametrize("name", NAMES)
def test_the_finalists_are_the_best_of_the_search_and_the_winner_the_best_of_them(name):
    names = [each.name for each in CANDIDATES[name]]
    finalists = [each.name for each in FINALISTS[name]]
    assert best(read(SEARCH.name), names, 3) == finalists
    assert best(read(CONFIRMATION.name), finalists) == [WINNERS[name].name]


@pytest.mark.parametrize("name", NAMES)
def test_a_final_trains_as_its_confirmation_did(name):
    (arm,) = [arm for arm in FINAL.arms if arm.name == TITLES[name]]
    assert arm.recipe == WINNERS[name].recipe(EPOCHS)


def test_only_adamw_decays():
    decaying = {arm.recipe.optimizer for arm in SEARCH.arms if arm.recipe.weight_decay}
    assert decaying == {"adamw"}


@pytest.mark.parametrize("name", BARS)
def test_the_mean_of_ten_seeds_reaches_the_bar(name):
    accuracies = read(FINAL.name)[name].accuracies
    assert len(accuracies) == 10
    assert np.mean(accuracies) >= BARS[name]


def accuracies(arm):
    return [100 * value for value in read(FINAL.name)[arm].accuracies]


@pytest.mark.parametrize(("better", "worse"), [("AdamW", "Nesterov"), ("Adam", "AdaGrad")])
def test_with_the_arms_exchanged_a_claim_on_their_order_fails(better, worse):
    assert mean_greater(accuracies(better), accuracies(worse), 0.001).holds
    assert not mean_greater(accuracies(worse), accuracies(better), 0.5).holds


def test_with_adagrad_in_adams_place_the_equivalence_with_sgd_fails():
    assert means_within(accuracies("Adam"), accuracies("SGD"), 0.25, 0.005).holds
    assert not means_within(accuracies("AdaGrad"), accuracies("SGD"), 0.25, 0.5).holds
