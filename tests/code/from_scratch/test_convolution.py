"""Convolution and pooling by loops, held against autograd and against exact fractions."""

from fractions import Fraction

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from workedout.from_scratch.convolution import (
    Layers,
    convolution,
    convolution_backward,
    max_pool,
    max_pool_backward,
    one_image,
    windows,
)

CLOSE = {"rtol": 0, "atol": 1e-12}


def draw_network(seed):
    """Random sizes, strides, padding and numbers: an image, a target and a network."""
    draw = np.random.default_rng(seed)
    channels, filters, outputs = draw.integers(1, 4, size=3)
    kernel, stride, size = draw.integers(1, 4), draw.integers(1, 4), draw.integers(1, 4)
    padding, step = draw.integers(0, kernel), draw.integers(1, size + 1)
    # Large enough for a map that holds a window, and not square.
    sides = stride * (size + draw.integers(0, 4, size=2)) + kernel
    x = draw.normal(size=(channels, *sides))
    w, b = draw.normal(size=(filters, channels, kernel, kernel)), draw.normal(size=filters)
    pooled, _ = max_pool(convolution(x, w, b, stride, padding), size, step)
    dense = draw.normal(size=(outputs, *pooled.shape)) / pooled.size  # outputs of about one
    dense_b = draw.normal(size=outputs)
    sizes = map(int, (stride, padding, size, step))
    return x, draw.normal(size=outputs), Layers(w, b, dense, dense_b, *sizes)


def by_autograd(x, y, net):
    """Outputs, and derivatives by image, filters, biases, dense weights and their biases."""
    leaves = [torch.tensor(each, requires_grad=True) for each in (x, *net[:4])]
    image, w, b, dense, dense_b = leaves
    s = F.conv2d(image[None], w, b, net.stride, net.padding)
    z = F.max_pool2d(s.relu(), net.size, net.step)
    outputs = F.linear(z.flatten(), dense.flatten(1), dense_b)
    (0.5 * (outputs - torch.tensor(y)) ** 2).sum().backward()
    return outputs.detach().numpy(), [leaf.grad.numpy() for leaf in leaves]


@pytest.mark.parametrize("seed", range(40))
def test_random_networks_have_the_derivatives_of_autograd(seed):
    x, y, net = draw_network(seed)
    done = one_image(x, y, net)
    outputs, gradients = by_autograd(x, y, net)
    np.testing.assert_allclose(done.outputs, outputs, **CLOSE)
    ours = (done.by_x, done.by_w, done.by_b, done.by_dense, done.error_2)
    for own, theirs in zip(ours, gradients, strict=True):
        assert own.shape == theirs.shape
        np.testing.assert_allclose(own, theirs, **CLOSE)


def test_the_random_networks_overlap_pad_and_stride():
    nets = [draw_network(seed)[2] for seed in range(40)]
    assert sum(net.step < net.size for net in nets) > 5
    assert sum(net.padding > 0 for net in nets) > 5
    assert sum(net.stride > 1 for net in nets) > 5
    assert sum(len(net.w) > 1 and net.w.shape[1] > 1 for net in nets) > 5


def test_fractions_stay_fractions():
    third = np.full((1, 3, 3), Fraction(1, 3))
    w = np.array([[[[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]]]])
    net = Layers(w, np.array([Fraction(1, 7)]), w.copy(), np.array([Fraction(0)]), size=1)
    done = one_image(third, np.array([Fraction(1)]), net)
    assert set(done.sums.flat) == {Fraction(10, 3) + Fraction(1, 7)}
    assert all(isinstance(each, Fraction) for each in (*done.by_w.flat, *done.by_x.flat))
    assert done.loss == Fraction(1, 2) * (10 * (Fraction(10, 3) + Fraction(1, 7)) - 1) ** 2


def test_windows_stand_at_each_place_and_leave_out_what_does_not_fit():
    assert [place for place, _ in windows((1, 5, 4), 2, 2)] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    (_, (_, rows, columns)), *_ = windows((1, 5, 4), 2, 2)
    assert (rows, columns) == (slice(0, 2), slice(0, 2))


def test_of_equals_the_first_is_taken_as_by_torch():
    x = np.zeros((1, 3, 3))
    z, taken = max_pool(x, 2, 1)
    assert taken == {(0, u, v): (u, v) for u in (0, 1) for v in (0, 1)}
    leaf = torch.zeros(1, 3, 3, dtype=torch.float64, requires_grad=True)
    F.max_pool2d(leaf, 2, 1).sum().backward()
    np.testing.assert_array_equal(max_pool_backward(x, np.ones_like(z), taken), leaf.grad.numpy())


def test_a_cell_adds_up_what_all_its_windows_hand_it():
    x = np.array([[[0.0, 0, 0], [0, 9, 0], [0, 0, 0]]])
    z, taken = max_pool(x, 2, 1)
    by_x = max_pool_backward(x, np.array([[[1.0, 2], [4, 8]]]), taken)
    assert z.tolist() == [[[9, 9], [9, 9]]]
    assert by_x[0, 1, 1] == 15
    assert by_x.sum() == 15


def test_the_derivatives_by_the_image_are_a_transposed_convolution():
    x, _, net = draw_network(3)
    s = convolution(x, net.w, net.b, net.stride, net.padding)
    error = np.random.default_rng(0).normal(size=s.shape)
    *_, by_x = convolution_backward(x, net.w, error, net.stride, net.padding)
    left_over = [(n + 2 * net.padding - net.w.shape[-1]) % net.stride for n in x.shape[1:]]
    expected = F.conv_transpose2d(
        torch.tensor(error)[None], torch.tensor(net.w), None, net.stride, net.padding, left_over
    )
    np.testing.assert_allclose(by_x, expected[0].numpy(), **CLOSE)
