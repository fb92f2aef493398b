"""What is watched where an epoch or a seed is chosen."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from workedout.data.mnist import pocket
from workedout.experiments import selection_costs
from workedout.experiments.selection_costs import (
    CONSTANT,
    FALLING,
    READERS,
    SELECTION_COSTS,
    all_watched,
    first_halves,
    on_training_files,
    share_apart,
)
from workedout.inspection.misreadings import Reader


def test_two_recipes_differ_in_their_schedule_alone() -> None:
    constant, falling = (READERS[kind].recipe for kind in (CONSTANT, FALLING))
    assert (constant.schedule, falling.schedule) == ("constant", "one-cycle")
    assert replace(constant, schedule="one-cycle") == falling


def test_each_split_is_in_halves_always_the_same_and_no_two_are_alike() -> None:
    halves = first_halves(20, splits=3)
    assert halves.sum(dim=1).tolist() == [10, 10, 10]
    assert not torch.equal(halves[0], halves[1])
    assert torch.equal(halves, first_halves(20, splits=3))


def test_two_are_apart_where_one_alone_is_right() -> None:
    rights = [torch.tensor(each) for each in ([1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 0, 1])]
    assert np.isclose(share_apart(rights), (1 / 4 + 1 / 4 + 2 / 4) / 3)


def test_what_is_counted_is_what_was_observed() -> None:
    split = pocket()._replace(train=pocket().train.take(slice(0, 256)))
    reader = Reader(READERS[FALLING].network, replace(READERS[FALLING].recipe, epochs=2))
    found = all_watched({"one": reader}, split, seeds=2, splits=3)["one"]
    right, first = np.array(found["right"]), np.array(found["first"])
    assert right.shape == (2, 2)
    assert first.shape == (2, 2, 3)
    assert (abs(first - right[..., None] / 2) < 60).all()
    assert np.shape(found["loss"]) == right.shape
    assert 0 < found["apart"] < 1


def test_no_test_image_is_read_and_no_image_is_learnt_and_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    splits = []
    monkeypatch.setattr(
        selection_costs, "all_watched", lambda readers, split, *rest: splits.append(split) or {}
    )
    monkeypatch.setattr(selection_costs, "TRAINED", 20)
    monkeypatch.setattr(selection_costs, "HALF", 20)
    images = torch.arange(60, dtype=torch.uint8)[:, None, None].expand(60, 28, 28)
    found = on_training_files((images, torch.arange(60) % 10), None)
    assert not SELECTION_COSTS.reads_test_set
    assert found["images"] == 40
    seen = [set(part.inputs[:, 0, 0, 0].tolist()) for part in splits[0]]
    assert [len(each) for each in seen] == [20, 40]
    assert not seen[0] & seen[1]
