"""Equal units and their chains, held against autograd, and a line's cost against counted points."""

from fractions import Fraction

import pytest
import torch

from workedout.derivations import sigmoid as d
from workedout.networks.models import Plane

N_1, N_2 = d.HIDDEN
VALUES = {"w": (0.7, -0.4), "u": 0.9, "v": -1.3, "b": (0.2, -0.5, 0.4)}
POINT, TARGET = (1.5, -0.8), -1.0


@pytest.fixture(scope="module")
def tied():
    """A network of equal units with the gradients of its squared loss, and the signals in it."""
    network = Plane(d.HIDDEN, "sigmoid", "zeros")().double()
    with torch.no_grad():
        for layer, bias in zip((network[0], network[2], network[4]), VALUES["b"], strict=True):
            layer.bias.fill_(bias)
        network[0].weight.copy_(torch.tensor([VALUES["w"]] * N_1, dtype=torch.float64))
        network[2].weight.fill_(VALUES["u"])
        network[4].weight.fill_(VALUES["v"])
    return network


@pytest.fixture(scope="module")
def numbers(tied):
    """What the symbols of the derived gradients are at that point."""
    x = torch.tensor([POINT], dtype=torch.float64)
    below = torch.sigmoid(tied[0](x))
    above = torch.sigmoid(tied[2](below))
    t = torch.tanh(tied[4](above))
    ((0.5 * (t - TARGET) ** 2).sum()).backward()
    return {
        d.delta: ((t - TARGET) * (1 - t**2)).item(),
        d.below: below[0, 0].item(),
        d.above: above[0, 0].item(),
        d.slope_1: (below * (1 - below))[0, 0].item(),
        d.slope_2: (above * (1 - above))[0, 0].item(),
        d.u: VALUES["u"],
        d.v: VALUES["v"],
        d.n_1: N_1,
        d.n_2: N_2,
        d.x_1: POINT[0],
    }


@pytest.mark.parametrize(
    ("identity", "layer"),
    [(d.EQUAL_FIRST, 0), (d.EQUAL_SECOND, 2), (d.EQUAL_THIRD, 4)],
    ids=["first", "second", "third"],
)
def test_the_derivatives_of_equal_units_are_autograds(identity, layer, tied, numbers):
    gradient = tied[layer].weight.grad
    found = gradient[:, 0] if layer == 0 else gradient.flatten()
    right, wrong = (float(side.subs(numbers)) for side in (identity.right, identity.wrong))
    assert found.tolist() == pytest.approx([right] * len(found), rel=1e-12)
    assert wrong != pytest.approx(right, rel=1e-2)


@pytest.mark.parametrize(("layer", "count"), [(1, 3), (2, 6), (3, 2)])
def test_all_weights_of_a_layer_have_one_derivative_when_units_are_equal(layer, count):
    slopes = d.gradients_of_equal_units(layer)
    assert len(slopes) == count
    assert len(set(slopes)) == 1


def test_they_have_different_ones_when_units_are_not_equal():
    weights = d.parameters(d.HIDDEN)[1][0]
    slopes = {d.sp.diff(d.LOSS, each) for each in weights}
    assert len(slopes) == len(weights)


def test_a_chain_has_the_weighted_sum_of_the_network(tied):
    sigmoid = d.sp.Lambda(d.x_1, 1 / (1 + d.sp.exp(-d.x_1)))
    values = dict(zip((d.w_1, d.w_2, d.b_1, d.b_2, d.b_3), VALUES["w"] + VALUES["b"], strict=True))
    values |= {d.u: VALUES["u"], d.v: VALUES["v"], d.x_1: POINT[0], d.x_2: POINT[1]}
    ours = d.chain(sigmoid)[2].subs(d.SIZES).subs(values)
    theirs = tied[:-1](torch.tensor([POINT], dtype=torch.float64)).item()
    assert float(ours) == pytest.approx(theirs, rel=1e-12)


def test_the_cost_with_a_line_is_counted_point_by_point():
    beyond, positive, negative = 3, 10, 10
    answer = Fraction(positive - (negative - beyond), positive + negative - beyond)
    costs = positive * (answer - 1) ** 2 + (negative - beyond) * (answer + 1) ** 2
    counted = costs / 2 / (positive + negative)
    share = d.sp.Rational(beyond, positive + negative)
    assert d.BEYOND.right.subs(d.A, share) == d.sp.Rational(counted.numerator, counted.denominator)
    assert d.BEYOND.wrong.subs(d.A, share) != d.sp.Rational(counted.numerator, counted.denominator)
