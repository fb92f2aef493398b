"""Windows that slide: held against PyTorch, and against small cases counted by hand."""

import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from workedout.from_scratch.windows import Window, convolve, touched_by_padding

PLACES = {
    "plain": (Window(3), 5, [[0, 1, 2], [1, 2, 3], [2, 3, 4]]),
    "padded": (Window(3, 1, 1), 2, [[-1, 0, 1], [0, 1, 2]]),
    "padded at one end": (Window(2, 0, 1), 2, [[0, 1], [1, 2]]),
    "striding": (Window(2, stride=3), 7, [[0, 1], [3, 4]]),
    "dilated": (Window(3, dilation=2), 6, [[0, 2, 4], [1, 3, 5]]),
    "too large": (Window(4), 3, []),
}
LEFT_OVER = {(Window(2, stride=3), 7): 2, (Window(2, stride=3), 8): 0, (Window(3, 1, 1, 2), 4): 1}


@pytest.mark.parametrize(("window", "size", "pixels"), PLACES.values(), ids=PLACES)
def test_a_window_takes_its_places_in_turn(window, size, pixels):
    assert list(window.positions(size)) == pixels
    assert window.outputs(size) == len(pixels)


@pytest.mark.parametrize(("case", "count"), LEFT_OVER.items(), ids=map(str, LEFT_OVER))
def test_what_lies_beyond_the_last_window_is_counted(case, count):
    window, size = case
    assert window.left_over(size) == count


def test_padding_under_the_window_is_counted_at_every_place():
    assert Window(3, 1, 1).on_padding(4) == 2  # one pixel at each end, once
    assert Window(5, 2, 2).on_padding(8) == 2 * (2 + 1)
    assert Window(5).on_padding(8) == 0


def drawn_case(draw):
    groups = draw.choice([1, 2, 3])
    down, across = (
        Window(draw.randint(1, 4), pad, pad, draw.randint(1, 3), draw.randint(1, 2))
        for pad in (draw.randint(0, 2), draw.randint(0, 2))
    )
    return groups, draw.randint(1, 2), draw.randint(1, 2), down, across


@pytest.mark.parametrize("seed", range(20))
def test_the_loops_give_what_pytorch_gives(seed):
    groups, depth, filters, down, across = drawn_case(random.Random(seed))
    torch.manual_seed(seed)
    layer = nn.Conv2d(
        groups * depth,
        groups * filters,
        (down.kernel, across.kernel),
        (down.stride, across.stride),
        (down.before, across.before),
        (down.dilation, across.dilation),
        groups,
        dtype=torch.float64,
    )
    image = torch.randn(groups * depth, 9, 8, dtype=torch.float64)
    weights, biases = (p.detach().numpy() for p in (layer.weight, layer.bias))
    found = convolve(image.numpy(), weights, biases, down, across, groups)
    np.testing.assert_allclose(found, layer(image[None])[0].detach().numpy(), atol=1e-12)


def test_padding_of_one_end_alone_is_that_of_a_padded_image():
    random_ = np.random.default_rng(0)
    image, weights = random_.normal(size=(1, 5, 5)), random_.normal(size=(2, 1, 2, 2))
    window = Window(2, 0, 1)
    found = convolve(image, weights, np.zeros(2), window, window)
    wide = F.pad(torch.tensor(image)[None], (0, 1, 0, 1))
    np.testing.assert_allclose(found, F.conv2d(wide, torch.tensor(weights))[0].numpy(), atol=1e-12)


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("kernel", [3, 5])
def test_what_padding_has_a_part_in_is_what_changes_when_the_padding_does(kernel, layers):
    size, reach = 16, kernel // 2
    weights = torch.rand(1, 1, kernel, kernel, dtype=torch.float64) + 0.1
    results = []
    for value in (0.0, 1.0):
        image = torch.ones(1, 1, size, size, dtype=torch.float64)
        for _ in range(layers):
            image = F.conv2d(F.pad(image, [reach] * 4, value=value), weights)
            image = image / weights.sum()
        results.append(image)
    changed = (results[0] - results[1]).abs() > 1e-12
    assert touched_by_padding(size, kernel, layers) == changed.double().mean().item()
