"""The AlexNet family: counts from the published shapes, and torchvision's own as the oracle."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from workedout.from_scratch.windows import Window
from workedout.networks.alexnet import PAPER, SAME, TORCHVISION, VARIANTS, alexnet, same_ends
from workedout.networks.parameter_table import parameter_table
from workedout.networks.pretrained_weights import bare

# First maps by hand: (224 - 11) / 4 + 1 = 54.25, and so on.
FIRST = {
    (PAPER, 224): 54,
    (PAPER, 227): 55,
    (TORCHVISION, 224): 55,
    (TORCHVISION, 227): 56,
    (SAME, 224): 56,
    (SAME, 227): 57,
}


def built(variant, side):
    with torch.device("meta"):
        return alexnet(variant, side)


def first_map(variant, side):
    table = parameter_table(built(variant, side), (3, side, side))
    return next(row.output for row in table.rows if row.layer == "Conv2d")


@pytest.mark.parametrize(("which", "places"), FIRST.items(), ids=str)
def test_the_first_maps_are_as_large_as_counted_by_hand(which, places):
    variant, side = which
    assert first_map(variant, side) == (variant.filters[0], places, places)
    assert variant.window(side).outputs(side) == places


def by_layer(filters, groups, flat):
    """Parameters written out: weights of each filter and a bias, five times; three dense layers."""
    one, two, three, four, five = filters
    convolutions = (
        (3 * 121 + 1) * one
        + (one // groups * 25 + 1) * two
        + (two * 9 + 1) * three
        + (three // groups * 9 + 1) * four
        + (four // groups * 9 + 1) * five
    )
    return convolutions + (flat + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda each: each.name)
@pytest.mark.parametrize("side", [224, 227])
def test_the_parameters_are_those_of_the_shapes(variant, side):
    last = 5 if (variant, side) == (PAPER, 224) else 6
    flat = variant.filters[-1] * last**2
    expected = by_layer(variant.filters, variant.groups, flat)
    assert parameter_table(built(variant, side), (3, side, side)).total == expected


def test_the_counts_that_others_print():
    def count(variant, side):
        return sum(p.numel() for p in built(variant, side).parameters())

    assert count(PAPER, 227) == 60_965_224
    assert count(TORCHVISION, 224) == 61_100_840
    assert count(SAME, 224) == count(replace(PAPER, groups=1), 227) == 62_378_344


def test_torchvisions_network_has_the_same_shapes_and_outputs():
    torch.manual_seed(0)
    theirs = bare("alexnet", classes=10).eval()
    ours = alexnet(TORCHVISION, 224, classes=10).eval()
    pairs = zip(ours.parameters(), theirs.parameters(), strict=True)
    for mine, other in pairs:
        assert mine.shape == other.shape
        mine.data = other.data
    image = torch.randn(1, 3, 224, 224)
    with torch.no_grad():
        assert torch.equal(ours(image), theirs(image))


@pytest.mark.parametrize("size", range(1, 40))
@pytest.mark.parametrize(("kernel", "stride"), [(11, 4), (3, 2), (2, 1), (1, 3), (8, 1)])
def test_same_pads_as_little_as_possible(size, kernel, stride):
    before, after = same_ends(size, kernel, stride)
    places = -(-size // stride)
    assert Window(kernel, before, after, stride).outputs(size) == places
    assert 0 <= after - before <= 1
    if after:
        assert Window(kernel, before, after - 1, stride).outputs(size) < places


def test_pytorch_refuses_same_with_a_stride():
    with pytest.raises(ValueError, match="strided"):
        nn.Conv2d(3, 96, 11, 4, padding="same")


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda each: each.name)
def test_a_small_image_is_refused_with_its_size(variant):
    with pytest.raises(ValueError, match="20 pixels a side are too few"):
        alexnet(variant, 20)


def test_the_outputs_are_a_thousand():
    with torch.device("meta"):
        outputs = built(SAME, 227)(torch.empty(2, 3, 227, 227))
    assert outputs.shape == (2, 1000)
