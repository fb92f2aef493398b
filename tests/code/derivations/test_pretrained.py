"""Sizes of AlexNet's first layer and folded normalisation, held against PyTorch."""

import random

import pytest
import torch
from torch import nn
from torch.nn import functional

from workedout.data.photographs import DEVIATION, MEAN, constants, normalised
from workedout.derivations import pretrained
from workedout.derivations.identity import Identity, holds, rejects_the_wrong_one
from workedout.derivations.pretrained import images_with
from workedout.from_scratch.windows import Window
from workedout.networks.alexnet import KERNEL, STRIDE

IDENTITIES: tuple[Identity, ...] = pretrained.IDENTITIES


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.name)
def test_an_identity_holds_and_its_mistake_is_rejected(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


@pytest.mark.parametrize(
    ("outputs", "padding", "sides"),
    [(55, 0, (227, 230)), (55, 2, (223, 226)), (57, 2, (231, 234)), (57, 0, (235, 238))],
)
def test_the_sides_of_images_for_alexnet(outputs, padding, sides):
    window = Window(KERNEL, padding, padding, STRIDE)
    found = images_with(outputs, window)
    assert (found[0], found[-1]) == sides
    layer = nn.Conv2d(3, 1, KERNEL, STRIDE, padding, device="meta")
    by_module = [
        side
        for side in range(200, 260)
        if layer(torch.empty(1, 3, side, side, device="meta")).shape[-1] == outputs
    ]
    assert by_module == list(found)


def test_the_formulas_say_the_same_as_sliding_for_drawn_windows():
    draw = random.Random("drawn windows")
    for _ in range(200):
        padding = draw.randint(0, 2)
        window = Window(draw.randint(2 * padding + 1, 9), padding, padding, draw.randint(1, 4))
        outputs = draw.randint(1, 8)
        slid = [side for side in range(1, 60) if window.outputs(side) == outputs]
        assert list(images_with(outputs, window)) == slid


def folded(layer: nn.Conv2d) -> nn.Conv2d:
    """A layer that does to plain pixels what the given one does to normalised ones."""
    mean, deviation = (constants(each) for each in (MEAN, DEVIATION))
    other = nn.Conv2d(
        layer.in_channels,
        layer.out_channels,
        layer.kernel_size,
        layer.stride,
        layer.padding,
        dtype=torch.float64,
    )
    with torch.no_grad():
        other.weight.copy_(layer.weight / deviation)
        other.bias.copy_(layer.bias - (layer.weight * mean / deviation).sum((1, 2, 3)))
    return other


@pytest.mark.parametrize("padding", [0, 2])
def test_a_folded_layer_agrees_wherever_it_sees_no_padding(padding):
    torch.manual_seed(0)
    layer = nn.Conv2d(3, 5, 7, 2, padding, dtype=torch.float64)
    x = torch.rand(1, 3, 31, 31, dtype=torch.float64)
    ours, theirs = folded(layer)(x), layer(normalised(x[0])[None])
    differs = ~torch.isclose(ours, theirs, atol=1e-12).all(dim=(0, 1))
    inside = functional.pad(torch.zeros(13, 13), (1, 1, 1, 1), value=1)
    assert differs.equal(inside.bool() if padding else torch.zeros(13, 13).bool())
