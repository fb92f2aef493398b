"""Sizes, costs and the border of a convolution by formula, held against windows and modules."""

import random

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from workedout.derivations import convolution_border as border
from workedout.derivations import convolution_costs as costs
from workedout.derivations import convolution_sizes as sizes
from workedout.derivations.identity import Identity, holds, rejects_the_wrong_one
from workedout.from_scratch.windows import Window, touched_by_padding

IDENTITIES: tuple[Identity, ...] = (*sizes.IDENTITIES, *costs.IDENTITIES, *border.IDENTITIES)


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.name)
def test_an_identity_holds_and_its_mistake_is_rejected(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


# Configurations of whole layers, drawn once.
def drawn(count):
    draw = random.Random("whole layers")
    found = []
    while len(found) < count:
        groups = draw.choice([1, 1, 2, 4])
        down, across = (
            Window(draw.randint(1, 6), pad, pad, draw.randint(1, 4), draw.randint(1, 3))
            for pad in (draw.randint(0, 4), draw.randint(0, 4))
        )
        height, width = draw.randint(1, 40), draw.randint(1, 40)
        if down.outputs(height) and across.outputs(width):
            channels, filters = groups * draw.randint(1, 3), groups * draw.randint(1, 3)
            found.append((channels, filters, groups, down, across, height, width))
    return found


LAYERS = drawn(300)


def built(channels, filters, groups, down, across):
    return nn.Conv2d(
        channels,
        filters,
        (down.kernel, across.kernel),
        (down.stride, across.stride),
        (down.before, across.before),
        (down.dilation, across.dilation),
        groups,
    )


def test_the_layers_are_of_every_kind():
    kinds = [(g, d.stride, d.dilation, d.before > 0) for _, _, g, d, _, _, _ in LAYERS]
    assert {g for g, *_ in kinds} == {1, 2, 4}
    assert {s for _, s, *_ in kinds} == {1, 2, 3, 4}
    assert {d for *_, d, _ in kinds} == {1, 2, 3}
    assert {p for *_, p in kinds} == {True, False}
    assert any(down.left_over(height) for *_, down, _, height, _ in LAYERS)


def test_formula_and_module_agree_on_shape_and_parameters_of_300_layers():
    for *kind, height, width in LAYERS:
        channels, filters, groups, down, across = kind
        layer = built(*kind)
        outputs = layer(torch.zeros(1, channels, height, width))
        by_formula = sizes.outputs(height, down), sizes.outputs(width, across)
        assert tuple(outputs.shape) == (1, filters, *by_formula)
        kernel = down.kernel, across.kernel
        found = sum(p.numel() for p in layer.parameters())
        assert costs.parameters(channels, filters, kernel, groups) == found


def test_formula_and_flop_counter_agree_on_300_layers():
    for *kind, height, width in LAYERS:
        channels, filters, groups, down, across = kind
        with FlopCounterMode(display=False) as counter:
            outputs = built(*kind)(torch.zeros(1, channels, height, width))
        kernel = down.kernel, across.kernel
        shape = outputs.shape[2], outputs.shape[3]
        found = costs.multiply_adds(channels, filters, kernel, shape, groups)
        assert 2 * found == counter.get_total_flops()


HOMEWORK = {8: (608, (1, 8, 28, 28)), 16: (1216, (1, 16, 28, 28))}


@pytest.mark.parametrize(("filters", "answer"), HOMEWORK.items())
def test_filters_of_5_by_5_on_a_colour_image_of_32_by_32(filters, answer):
    parameters, shape = answer
    assert costs.parameters(3, filters, (5, 5)) == parameters
    assert (1, filters, sizes.outputs(32, Window(5)), sizes.outputs(32, Window(5))) == shape
    assert tuple(nn.Conv2d(3, filters, 5)(torch.zeros(1, 3, 32, 32)).shape) == shape


def test_an_even_kernel_keeps_the_size_only_with_unequal_ends():
    assert sizes.SAME.right.subs({sizes.k: 8, sizes.d: 1}) == 7
    ends = {(a, 7 - a): sizes.outputs(20, Window(8, a, 7 - a)) for a in range(8)}
    assert set(ends.values()) == {20}
    assert [sizes.outputs(20, Window(8, p, p)) for p in (0, 3, 4)] == [13, 19, 21]


@pytest.mark.parametrize("reach", [1, 2, 3])
@pytest.mark.parametrize("size", [7, 14, 28, 32])
def test_the_share_that_sees_padding_is_the_one_counted(size, reach):
    window = Window(2 * reach + 1, reach, reach)
    clean = 1 - window.on_padding(size) / (window.kernel * size)
    assert border.share_seen(size, reach) == pytest.approx(1 - clean**2, abs=1e-12)


@pytest.mark.parametrize("layers", [1, 2, 3, 7, 14, 20])
def test_padding_reaches_the_middle_and_no_further(layers):
    found = border.share_touched(28, 1, layers)
    assert found == pytest.approx(touched_by_padding(28, 3, layers), abs=1e-12)
    assert (found == 1) == (layers >= 14)
