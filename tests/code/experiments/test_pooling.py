"""The experiment on pooling, the corner images, and pooling by hand."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from workedout.data.disturbances import DISTURBANCES
from workedout.data.held_out_views import VIEWS
from workedout.derivations.pooling import CORNERS
from workedout.experiments.pooling import POOLING
from workedout.experiments.speed import WINNER
from workedout.from_scratch.convolution import average_pool, max_pool
from workedout.networks.models import POOLINGS

ARMS = {arm.name: arm for arm in POOLING.arms}


def test_there_is_an_arm_for_each_kind_of_pooling():
    assert list(ARMS) == list(POOLINGS) == ["max", "average", "stride"]
    assert {arm.seeds for arm in POOLING.arms} == {10}


def test_the_test_set_is_not_read():
    assert not any(arm.data.reads_test_set for arm in POOLING.arms)


@pytest.mark.parametrize("name", ARMS)
def test_the_arms_differ_in_their_pooling_alone(name):
    assert ARMS[name].network.pooling == name
    assert replace(ARMS[name].network, pooling="max") == WINNER.network
    assert replace(ARMS[name].recipe, probe="none") == WINNER.recipe
    assert list(VIEWS[ARMS[name].recipe.probe]) == [each.name for each in DISTURBANCES]


def test_equal_seeds_have_equal_first_weights():
    built = []
    for arm in POOLING.arms:
        torch.manual_seed(7)
        built.append([p.detach() for p in arm.network().parameters()])
    for others in built[1:]:
        assert all(torch.equal(a, b) for a, b in zip(built[0], others, strict=True))


def test_a_stride_of_two_is_to_keep_the_first_value_of_each_window():
    torch.manual_seed(0)
    images = torch.randn(3, 1, 28, 28)
    weight, bias = torch.randn(4, 1, 3, 3), torch.randn(4)
    dense = F.conv2d(images, weight, bias, padding=1)
    strided = F.conv2d(images, weight, bias, stride=2, padding=1)
    assert torch.allclose(strided, dense[..., ::2, ::2], atol=1e-5)


def test_each_corner_is_one_row_and_one_column_of_white():
    seen = set()
    for image in CORNERS.values():
        assert image.shape == (4, 4)
        assert set(image.flat) == {0, 1}
        assert image.sum() == 7
        assert sorted(image.sum(axis=0)) == sorted(image.sum(axis=1)) == [1, 1, 1, 4]
        seen.add(image.tobytes())
    assert len(seen) == 4


def test_a_corner_is_where_its_name_says():
    places = {"upper": 0, "lower": 3, "left": 0, "right": 3}
    for name, image in CORNERS.items():
        row, column = (places[word] for word in name.split())
        assert image[row].all()
        assert image[:, column].all()


POOLED = {  # the largest and the mean of each window, by hand
    "upper left": ([[1, 1], [1, 0]], [["3/4", "1/2"], ["1/2", "0"]]),
    "upper right": ([[1, 1], [0, 1]], [["1/2", "3/4"], ["0", "1/2"]]),
    "lower left": ([[1, 0], [1, 1]], [["1/2", "0"], ["3/4", "1/2"]]),
    "lower right": ([[0, 1], [1, 1]], [["0", "1/2"], ["1/2", "3/4"]]),
}


@pytest.mark.parametrize("name", CORNERS)
def test_the_corners_are_pooled_as_by_hand(name):
    exact = CORNERS[name][None] + Fraction(0)
    largest, means = POOLED[name]
    assert max_pool(exact, 2, 2)[0][0].tolist() == largest
    assert average_pool(exact, 2, 2)[0].tolist() == [[Fraction(m) for m in row] for row in means]


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_average_pooling_is_that_of_pytorch(size, stride):
    x = np.random.default_rng(size + 10 * stride).normal(size=(2, 7, 8))
    theirs = F.avg_pool2d(torch.tensor(x)[None], size, stride)[0].numpy()
    assert average_pool(x, size, stride) == pytest.approx(theirs, abs=1e-14)


def test_average_pooling_of_fractions_is_exact():
    third = np.full((1, 2, 2), Fraction(1, 3))
    assert average_pool(third, 2, 2)[0, 0, 0] == Fraction(1, 3)
    assert isinstance(average_pool(third, 2, 2)[0, 0, 0], Fraction)


def test_average_pooling_of_whole_numbers_is_not_cut_off():
    assert average_pool(np.array([[[0, 0], [0, 1]]]), 2, 2)[0, 0, 0] == 0.25
