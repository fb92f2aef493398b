"""Two circles and four quadrants, after TensorFlow Playground."""

import pytest
import torch

from workedout.data.points import quadrants, two_circles

WHOLE = two_circles(2_000, draw=0)


def test_half_of_the_points_are_to_train_on():
    assert [len(part) for part in WHOLE] == [1_000, 1_000]


def test_each_label_has_half_of_the_points():
    labels = torch.cat([part.targets for part in WHOLE])
    assert (labels == 1).sum() == 1_000
    assert (labels == -1).sum() == 1_000


@pytest.mark.parametrize(("label", "low", "high"), [(1, 0.0, 2.5), (-1, 3.5, 5.0)])
def test_radii_fill_the_disc_and_the_ring_evenly(label, low, high):
    inputs = torch.cat([part.inputs for part in WHOLE])
    labels = torch.cat([part.targets for part in WHOLE])
    share = (inputs[labels == label].norm(dim=1) - low) / (high - low)
    assert 0 <= share.min() < 0.01
    assert 0.99 < share.max() <= 1
    assert share.mean().item() == pytest.approx(0.5, abs=4 / (12 * 1_000) ** 0.5)


def test_angles_have_no_direction():
    inputs = torch.cat([part.inputs for part in WHOLE])
    directions = inputs / inputs.norm(dim=1, keepdim=True)
    assert directions.mean(dim=0).norm() < 4 / 2_000**0.5


def test_labels_come_in_mixed_order():
    changes = (WHOLE.train.targets.diff() != 0).sum()
    assert 400 < changes < 600


def test_the_same_draw_gives_the_same_points_whatever_the_global_seed():
    torch.manual_seed(1)
    again = two_circles(2_000, draw=0)
    assert all(torch.equal(a, b) for a, b in zip(again.train, WHOLE.train, strict=True))
    assert all(torch.equal(a, b) for a, b in zip(again.held_out, WHOLE.held_out, strict=True))


def test_another_draw_gives_other_points():
    assert not torch.equal(two_circles(2_000, draw=1).train.inputs, WHOLE.train.inputs)


@pytest.mark.parametrize("count", [0, -4, 6, 501])
def test_a_count_that_cannot_be_halved_twice_is_refused(count):
    with pytest.raises(ValueError, match="positive multiple of four"):
        two_circles(count, draw=0)


QUADRANTS = quadrants(2_000, draw=0)


def test_a_quadrant_s_label_is_whether_the_signs_agree():
    inputs, labels = (torch.cat(part) for part in zip(*QUADRANTS, strict=True))
    same = inputs.sign().unbind(dim=1)
    assert torch.equal(labels, torch.where(same[0] == same[1], 1.0, -1.0).double())
    assert 900 < (labels == 1).sum() < 1_100


def test_quadrants_are_filled_evenly_but_for_a_gap_along_the_axes():
    inputs = torch.cat([part.inputs for part in QUADRANTS])
    share = (inputs.abs() - 0.3) / 5
    assert 0 <= share.min() < 0.01
    assert 0.99 < share.max() <= 1
    assert share.mean().item() == pytest.approx(0.5, abs=4 / (12 * 4_000) ** 0.5)
    assert inputs.sign().mean(dim=0).abs().max() < 4 / 2_000**0.5


def test_half_of_the_quadrants_points_are_held_out_and_another_draw_gives_others():
    assert [len(part) for part in QUADRANTS] == [1_000, 1_000]
    assert not torch.equal(quadrants(2_000, draw=1).train.inputs, QUADRANTS.train.inputs)


@pytest.mark.parametrize("count", [0, -2, 5])
def test_a_count_that_cannot_be_halved_is_refused(count):
    with pytest.raises(ValueError, match="positive multiple of two"):
        quadrants(count, draw=0)
