"""Networks in exact arithmetic, held against PyTorch's in double precision."""

import random
from fractions import Fraction

import pytest
import sympy as sp
import torch
from torch import nn

from workedout.derivations.algebra.exact_networks import (
    ExactNetwork,
    Relu,
    Smaller,
    expression,
    hidden_layer,
    output_unit,
)
from workedout.derivations.identity import latex

NET = ExactNetwork(
    (
        hidden_layer([(1, -2), (Fraction(1, 3), 1), (2, 2)], [0, -1, Fraction(1, 2)]),
        hidden_layer([(1, 1, -1), (-1, 2, Fraction(1, 4))], [1, Fraction(1, 9)]),
        output_unit([3, -1], Fraction(1, 5)),
    )
)


def in_torch(network):
    """The same network in PyTorch, float64."""
    layers = []
    for layer in network.layers:
        linear = nn.Linear(len(layer.weights[0]), len(layer.weights), dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(
                torch.tensor([list(map(float, row)) for row in layer.weights], dtype=torch.float64)
            )
            linear.bias.copy_(torch.tensor(list(map(float, layer.biases)), dtype=torch.float64))
        layers += [linear, nn.ReLU()] if layer.relu else [linear]
    return nn.Sequential(*layers)


def points(count):
    draw = random.Random(0)
    return [tuple(Fraction(draw.randint(-60, 60), 7) for _ in range(2)) for _ in range(count)]


@pytest.mark.parametrize("point", points(20), ids=str)
def test_output_and_slope_are_those_of_pytorch(point):
    inputs = torch.tensor(list(map(float, point)), dtype=torch.float64, requires_grad=True)
    output = in_torch(NET)(inputs)
    output.backward()
    assert float(NET(point)) == pytest.approx(output.item(), abs=1e-12)
    assert list(map(float, NET.slope(point))) == pytest.approx(inputs.grad.tolist(), abs=1e-12)


@pytest.mark.parametrize("point", points(5), ids=str)
def test_the_expression_is_the_network(point):
    x = sp.symbols("x_1 x_2")
    values = dict(zip(x, map(sp.Rational, point), strict=True))
    assert expression(NET, x).subs(values).doit() == sp.Rational(NET(point))


def test_outputs_are_exact():
    thirds = ExactNetwork((output_unit([Fraction(1, 3)] * 3, 0),))
    assert thirds((1, 1, 1)) == 1
    assert thirds((Fraction(1, 10), 0, 0)) == Fraction(1, 30)


def test_at_a_kink_there_is_no_slope():
    kinked = ExactNetwork((hidden_layer([(1, 1)], [0]), output_unit([1], 0)))
    assert kinked.slope((1, 0)) == (1, 1)
    with pytest.raises(ValueError, match="a kink"):
        kinked.slope((1, -1))


def test_the_trace_holds_every_layer():
    half = Fraction(1, 2)
    network = ExactNetwork((hidden_layer([(1, -2), (2, 2)], [0, half]), output_unit([3, -1], 1)))
    assert network.trace((1, 1)) == [[0, Fraction(9, 2)], [Fraction(-7, 2)]]


def test_a_network_is_counted_in_every_way():
    assert NET.counted == (3, 4, 2, 5, 6, 8)
    single = ExactNetwork((output_unit([1, 1], 0, relu=True),))
    assert single.counted == (1, 2, 0, 0, 1, 3)


def test_a_text_among_the_weights_is_refused_and_not_run():
    with pytest.raises(sp.SympifyError):
        expression(ExactNetwork((output_unit(["1 + 1", 1], 0),)), sp.symbols("x y"))


def test_what_is_subtracted_is_written_last():
    x = sp.symbols("x_1 x_2")
    network = ExactNetwork((hidden_layer([(-1, 1)], [1]), output_unit([-2], 1)))
    assert latex(expression(network, x)) == r"1 - 2 \max(0,\, x_{2} + 1 - x_{1})"


@pytest.mark.parametrize("value", [-3, 0, sp.Rational(5, 2)], ids=str)
def test_the_printed_maximum_and_minimum_are_worked_out_as_such(value):
    t = sp.Symbol("t", real=True)
    assert Relu(t).subs(t, value).doit() == max(0, value)
    assert Smaller(1, t).subs(t, value).doit() == min(1, value)
    assert latex(Smaller(1, t)) == r"\min(1, t)"
