"""What is watched where an epoch, a seed or a setting is chosen."""

import numpy as np
import pytest
import torch

from workedout.experiments.depth_width import CANDIDATES
from workedout.experiments.selection_costs import (
    CHOICES,
    CONSTANT,
    FALLING,
    GROUPS,
    RUNS,
    SELECTION_COSTS,
    SETTINGS,
    first_halves,
    on_training_files,
    share_apart,
)


@pytest.mark.parametrize("kind", RUNS)
def test_each_choice_is_among_ten(kind: str) -> None:
    groups = [run.group for run in RUNS[kind]]
    assert groups == sorted(groups)
    assert [groups.count(group) for group in range(GROUPS)] == [CHOICES] * GROUPS


@pytest.mark.parametrize("kind", [CONSTANT, FALLING])
def test_no_seed_is_in_two_choices(kind: str) -> None:
    assert len({run.seed for run in RUNS[kind]}) == GROUPS * CHOICES
    assert len({run.reader for run in RUNS[kind]}) == 1


def test_ten_settings_are_those_of_the_search_each_with_the_seed_of_its_choice() -> None:
    first = RUNS[SETTINGS][:CHOICES]
    rates = [run.reader.recipe.learning_rate for run in first]
    assert rates == [each.rate for each in CANDIDATES[100][:CHOICES]]
    assert {run.seed for run in first} == {0}
    assert len({run.reader for run in RUNS[SETTINGS]}) == CHOICES


def test_two_kinds_differ_in_their_schedule_alone() -> None:
    constant, falling = (RUNS[kind][0].reader.recipe for kind in (CONSTANT, FALLING))
    assert (constant.schedule, falling.schedule) == ("constant", "one-cycle")
    assert constant.learning_rate == falling.learning_rate


def test_each_split_is_in_halves_and_each_choice_has_its_own() -> None:
    one, other = (first_halves(20, group, splits=3) for group in (0, 1))
    assert one.sum(dim=1).tolist() == [10, 10, 10]
    assert not torch.equal(one, other)
    assert not torch.equal(one[0], one[1])
    assert torch.equal(one, first_halves(20, 0, splits=3))


def test_two_are_apart_where_one_alone_is_right() -> None:
    rights = [torch.tensor(each) for each in ([1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 0, 1])]
    assert np.isclose(share_apart(rights), (1 / 4 + 1 / 4 + 2 / 4) / 3)


def test_no_test_image_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not SELECTION_COSTS.reads_test_set
    monkeypatch.setattr("workedout.experiments.selection_costs.RUNS", {})
    images = torch.zeros(60, 28, 28, dtype=torch.uint8), torch.zeros(60, dtype=torch.uint8)
    assert on_training_files(images, None)["choices"] == {}
