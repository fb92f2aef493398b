"""The experiments on weight decay: their settings, their choices, and what came out."""

import numpy as np
import pytest

from workedout.data.mnist import pocket_pixels
from workedout.experiments.weight_decay import (
    BEST,
    COEFFICIENTS,
    FINAL,
    KINDS,
    NONE,
    RECIPES,
    SEARCH,
    SETTINGS,
    STEPS,
    in_small,
    name,
)
from workedout.records.store import read
from workedout.results.selection import best


def test_the_published_numbers_take_away_a_hundred_thousandth_in_a_step() -> None:
    assert SETTINGS["published"].shrinkage == pytest.approx(1e-5)


@pytest.mark.parametrize("setting", ["stronger", "a quarter as wide"])
def test_decay_alone_would_leave_next_to_nothing_where_weights_are_to_settle(setting: str) -> None:
    each = SETTINGS[setting]
    assert np.exp(-each.rate * each.strength / each.batch * each.epochs) < 1e-3


def test_a_strength_is_written_out_in_the_name_of_its_arm() -> None:
    assert [name("L2", each) for each in (1e-5, 10.0)] == ["L2 0.00001", "L2 10"]


def test_the_two_kinds_of_decay_differ_in_the_rule_alone() -> None:
    for arm, recipe in RECIPES.items():
        kind = arm.split()[0]
        assert recipe.optimizer == KINDS.get(kind, "adam")
        assert (recipe.weight_decay > 0) == (arm != NONE)


def test_strengths_are_chosen_without_the_test_set() -> None:
    assert not any(arm.data.reads_test_set for arm in SEARCH.arms)


@pytest.mark.parametrize("kind", KINDS)
def test_the_chosen_strength_is_the_best_of_the_search(kind: str) -> None:
    names = [name(kind, each) for each in COEFFICIENTS[kind]]
    assert best(read(SEARCH.name), names) == [name(kind, BEST[kind])]


def test_the_finals_are_the_best_of_each_kind_and_no_decay_with_ten_seeds() -> None:
    assert [arm.name for arm in FINAL.arms] == [NONE, *(name(k, BEST[k]) for k in KINDS)]
    assert {arm.seeds for arm in FINAL.arms} == {10}
    searched = {arm.name: arm.recipe for arm in SEARCH.arms}
    for arm in FINAL.arms:
        differing = {
            field
            for field, value in vars(arm.recipe).items()
            if value != getattr(searched[arm.name], field)
        }
        assert differing == {"observe"}


def test_the_fingerprint_of_the_measurement_sees_every_setting() -> None:
    found = in_small(*pocket_pixels())
    assert list(found) == list(SETTINGS)
    assert all(each["settings"]["count"] == 50_000 for each in found.values())


def test_the_record_holds_five_seeds_of_every_epoch() -> None:
    measured = read(STEPS.name).value
    assert measured is not None
    for title, setting in SETTINGS.items():
        for layer in measured[title]["moves"].values():
            for values in layer.values():
                assert np.shape(values) == (setting.epochs, setting.seeds)
