"""The experiment on depth and width: its rules, its choices, and what it reached."""

import numpy as np
import pytest
from torch import nn

from workedout.experiments import depth_width_augmented as augmented
from workedout.experiments.depth_width import (
    CANDIDATES,
    CONFIRMATION,
    FINAL,
    FINALISTS,
    SEARCH,
    WINNERS,
    Candidate,
)
from workedout.experiments.specification import Experiment
from workedout.records.store import read
from workedout.results.selection import best

ALLOWED = (nn.Flatten, nn.Linear, nn.ReLU, nn.Softmax, nn.Dropout)
FEWEST_LAYERS = {100: 1, 200: 2, 1000: 3}
BARS = {100: 0.983, 200: 0.985, 1000: 0.9875}


@pytest.mark.parametrize("candidates", [CANDIDATES, augmented.CANDIDATES], ids=["plain", "copies"])
@pytest.mark.parametrize("budget", FEWEST_LAYERS)
def test_every_candidate_keeps_to_its_budget_and_to_the_allowed_layers(
    candidates: dict[int, list[Candidate]], budget: int
) -> None:
    for each in candidates[budget]:
        assert sum(each.hidden) <= budget
        assert len(each.hidden) >= FEWEST_LAYERS[budget]
        assert all(isinstance(layer, ALLOWED) for layer in each.network())


@pytest.mark.parametrize(
    "chosen_by", [SEARCH, CONFIRMATION, augmented.SEARCH, augmented.CONFIRMATION]
)
def test_settings_are_chosen_without_the_test_set(chosen_by: Experiment) -> None:
    assert chosen_by.arms
    assert not any(arm.data.reads_test_set for arm in chosen_by.arms)


@pytest.mark.parametrize("budget", CANDIDATES)
def test_the_finalists_are_the_best_of_the_search_and_the_winner_the_best_of_them(
    budget: int,
) -> None:
    names = [each.name for each in CANDIDATES[budget]]
    finalists = [each.name for each in FINALISTS[budget]]
    assert best(read(SEARCH.name), names, 3) == finalists
    assert best(read(CONFIRMATION.name), finalists) == [WINNERS[budget].name]


@pytest.mark.parametrize("budget", BARS)
def test_the_mean_of_ten_seeds_reaches_the_bar(budget: int) -> None:
    accuracies = read(FINAL.name)[f"{budget} units"].accuracies
    assert len(accuracies) == 10
    assert np.mean(accuracies) >= BARS[budget]
