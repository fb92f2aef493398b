"""Passes by hand, held against autograd and against exact fractions."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from workedout.from_scratch.dense import (
    backward,
    forward,
    one_example,
    relu,
    relu_slope,
    softsign,
    softsign_slope,
)

LAYOUTS = [(4, 3), (2, 3, 1), (3, 3, 3), (5, 4, 3, 2, 1)]
ACTIVATIONS = {
    "softsign": (softsign, softsign_slope, F.softsign),
    "relu": (relu, relu_slope, F.relu),
}
each_layout = pytest.mark.parametrize("widths", LAYOUTS, ids=str)
each_activation = pytest.mark.parametrize(
    ("f", "slope", "by_torch"), ACTIVATIONS.values(), ids=ACTIVATIONS
)


def random_layers(widths):
    draw = torch.Generator().manual_seed(sum(widths))

    def some(*shape):
        return torch.randn(*shape, generator=draw, dtype=torch.float64)

    layers = [(some(m, n), some(m, 1)) for n, m in pairwise(widths)]
    return layers, some(6, widths[0]), some(6, widths[-1])


def by_autograd(layers, X, Y, activation):
    """Gradients of the mean of half the squared difference."""
    leaves = [[part.clone().requires_grad_() for part in pair] for pair in layers]
    outputs = X
    for number, (W, b) in enumerate(leaves, 1):
        outputs = F.linear(outputs, W, b[:, 0])
        outputs = activation(outputs) if number < len(leaves) else outputs
    (0.5 * (outputs - Y) ** 2).sum(1).mean().backward()
    return [[part.grad for part in pair] for pair in leaves]


def assert_same(found, expected):
    for one, other in zip(found, expected, strict=True):
        for a, b in zip(one, other, strict=True):
            torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


@each_activation
@each_layout
def test_a_batch_has_autograds_gradients(widths, f, slope, by_torch):
    layers, X, Y = random_layers(widths)
    sums, outputs = forward(layers, X, f)
    found = backward(layers, sums, outputs, (sums[-1] - Y) / len(X), slope)
    assert_same(found, by_autograd(layers, X, Y, by_torch))


@each_activation
@each_layout
def test_one_example_has_autograds_gradients(widths, f, slope, by_torch):
    layers, X, Y = random_layers(widths)
    done = one_example(X[:1].T, Y[:1].T, layers, f, slope)
    assert_same(done.gradients, by_autograd(layers, X[:1], Y[:1], by_torch))
    assert len(done.errors) == len(done.sums) == len(layers)
    assert done.loss.item() == pytest.approx(
        float(0.5 * ((done.outputs[-1] - Y[:1].T) ** 2).sum()), abs=1e-12
    )


@each_layout
def test_shapes_are_those_of_the_parameters(widths):
    layers, X, Y = random_layers(widths)
    sums, outputs = forward(layers, X, relu)
    found = backward(layers, sums, outputs, sums[-1] - Y, relu_slope)
    assert [tuple(s.shape) for s in sums] == [(6, m) for m in widths[1:]]
    assert [tuple(x.shape) for x in outputs] == [(6, n) for n in widths[:-1]]
    for pair, by_pair in zip(layers, found, strict=True):
        assert [part.shape for part in pair] == [part.shape for part in by_pair]


def test_fractions_stay_fractions():
    def exact(rows):
        return np.array([[Fraction(v) for v in row] for row in rows])

    layers = [(exact([["1/3", 2]]), exact([[1]])), (exact([[3]]), exact([["1/7"]]))]
    done = one_example(exact([[1], [-1]]), exact([[1]]), layers, softsign, softsign_slope)
    # By pencil: s = 1/3 - 2 + 1 = -2/3, x = -2/5, f' = 9/25, output -6/5 + 1/7 = -37/35.
    assert done.sums[0][0, 0] == Fraction(-2, 3)
    assert done.errors[1][0, 0] == Fraction(-72, 35)
    assert done.errors[0][0, 0] == 3 * Fraction(-72, 35) * Fraction(9, 25)
    assert done.gradients[0][0].tolist() == [[done.errors[0][0, 0], -done.errors[0][0, 0]]]
    assert isinstance(done.loss, Fraction)


@pytest.mark.parametrize(("f", "slope"), [(softsign, softsign_slope), (relu, relu_slope)])
def test_a_slope_is_its_function_s_derivative(f, slope):
    for s in (Fraction(-3), Fraction(-1, 2), Fraction(2, 3), Fraction(5)):
        h = Fraction(1, 10**12)
        quotient = (f(s + h) - f(s - h)) / (2 * h)
        assert abs(quotient - slope(s)) < Fraction(1, 10**20)
    assert relu_slope(Fraction(0)) == 0
