"""Equal units and the long plateau: each formula held against autograd or arithmetic."""

import math

import numpy as np
import pytest
import sympy as sp
import torch

from workedout.derivations import plateau, sigmoid
from workedout.derivations.identity import holds, rejects_the_wrong_one
from workedout.layer_signals import linear_layers
from workedout.models import Plane

DRAWN = {"w": (0.7, -1.1), "u": 0.9, "v": -1.3, "b": (0.2, -0.4, 0.1)}
POINT = (0.6, -1.7)
PLACES, LABELS = (0.5, -1.5, 2.0), (1.0, -1.0, 1.0)


@pytest.mark.parametrize(
    "identity", [*sigmoid.IDENTITIES, *plateau.IDENTITIES], ids=lambda identity: identity.name
)
def test_it_holds_and_its_mistake_does_not(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


@pytest.fixture(scope="module")
def network():
    """A network with 3 and 2 equal sigmoid units, and its gradients for the loss ½ s²."""
    net = Plane(sigmoid.HIDDEN, "sigmoid", "zeros", output="none")().double()
    first, second, last = linear_layers(net)
    with torch.no_grad():
        first.weight[:] = torch.tensor(DRAWN["w"])
        second.weight.fill_(DRAWN["u"])
        last.weight.fill_(DRAWN["v"])
        for layer, bias in zip((first, second, last), DRAWN["b"], strict=True):
            layer.bias.fill_(bias)
    (0.5 * net(torch.tensor([POINT], dtype=torch.float64)) ** 2).sum().backward()
    return net


def factors(network):
    """The letters of the three formulas, from PyTorch's forward pass."""
    first, second, last = linear_layers(network)
    with torch.no_grad():
        sums_1 = first(torch.tensor(POINT, dtype=torch.float64))
        sums_2 = second(sums_1.sigmoid())
        output = last(sums_2.sigmoid())
    slopes = [s[0].sigmoid() * (1 - s[0].sigmoid()) for s in (sums_1, sums_2)]
    return {
        sigmoid.delta: output.item(),
        sigmoid.below: sums_1[0].sigmoid().item(),
        sigmoid.above: sums_2[0].sigmoid().item(),
        sigmoid.slope_1: slopes[0].item(),
        sigmoid.slope_2: slopes[1].item(),
        sigmoid.u: DRAWN["u"],
        sigmoid.v: DRAWN["v"],
        sigmoid.x_1: POINT[0],
        **sigmoid.SIZES,
    }


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_the_derivatives_of_equal_units_are_those_of_autograd(network, layer):
    identity = (sigmoid.EQUAL_FIRST, sigmoid.EQUAL_SECOND, sigmoid.EQUAL_THIRD)[layer]
    expected = linear_layers(network)[layer].weight.grad[0, 0].item()
    assert float(identity.right.subs(factors(network))) == pytest.approx(expected, rel=1e-12)
    assert float(identity.wrong.subs(factors(network))) != pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_all_weights_of_a_layer_have_one_derivative(layer):
    assert len(set(sigmoid.gradients_of_equal_units(layer))) == 1


def test_units_that_differ_have_different_derivatives():
    weight = sigmoid.parameters(sigmoid.HIDDEN)[1][0]
    rows = [sp.diff(sigmoid.LOSS, weight[unit, 0]) for unit in (0, 1)]
    assert rows[0] != rows[1]


def test_a_line_that_leaves_out_nothing_costs_one_half():
    assert sigmoid.BEYOND.right.subs(sigmoid.A, 0) == sp.Rational(1, 2)


@pytest.mark.parametrize("share", [0.1, 0.25])
def test_the_cost_with_a_line_is_that_of_the_points_counted(share):
    labels = np.array([-1.0] * 20 + [1.0] * 20)  # the first ones lie beyond the line
    cut = round(share * 40)
    answers = np.where(np.arange(40) < cut, -1.0, labels[cut:].mean())
    counted = 0.5 * np.mean((answers - labels) ** 2)
    assert float(sigmoid.BEYOND.right.subs(sigmoid.A, share)) == pytest.approx(counted)


def cost_at(weights, output_bias, widths):
    """The cost of the chain on three points, in PyTorch."""
    total = torch.zeros((), dtype=torch.float64)
    for x, y in zip(PLACES, LABELS, strict=True):
        s = weights[0] * x
        for width, weight in zip(widths, weights[1:], strict=True):
            s = width * weight * torch.sigmoid(s)
        total = total + 0.5 * (torch.tanh(s + output_bias) - y) ** 2
    return total / len(PLACES)


def mixed_derivative(widths):
    weights = [torch.zeros((), dtype=torch.float64, requires_grad=True) for _ in (0, *widths)]
    found = cost_at(weights, math.atanh(0.3), widths)
    for weight in reversed(weights):
        (found,) = torch.autograd.grad(found, weight, create_graph=True)
    return found.item()


@pytest.mark.parametrize(
    ("identity", "widths"),
    [(plateau.ONE_LAYER, (5,)), (plateau.TWO_LAYERS, (4, 3))],
    ids=["one hidden layer", "two"],
)
def test_the_first_pull_is_autograds_mixed_derivative(identity, widths):
    sizes = dict(zip((plateau.n_1, plateau.n_2), widths, strict=False)) | {plateau.n: widths[0]}
    points = dict(zip((*plateau.X, *plateau.Y), (*PLACES, *LABELS), strict=True))
    values = {**sizes, **points, plateau.t: 0.3}
    expected = mixed_derivative(widths)
    assert float(identity.right.subs(values)) == pytest.approx(expected, rel=1e-10)
    assert float(identity.wrong.subs(values)) != pytest.approx(expected, rel=1e-2)


def test_the_rates_are_the_eigenvalues_of_the_flow():
    values = {plateau.G: 0.4, plateau.kappa: 0.9, plateau.n: 6}
    matrix = -plateau.FLOW.subs(values).subs(plateau.lamda, 0)
    for value in np.linalg.eigvals(np.array(matrix, dtype=float)):
        zero = plateau.RATE.right.subs(values).subs(plateau.lamda, value)
        assert abs(complex(zero)) == pytest.approx(0, abs=1e-12)


def test_a_walk_keeps_minus_half_of_its_squares():
    walk = np.cumsum(np.random.default_rng(0).choice([-1.0, 1.0], 1001))
    kept = (walk[:-1] * np.diff(walk)).sum()
    assert kept == (walk[-1] ** 2 - walk[0] ** 2) / 2 - 500
