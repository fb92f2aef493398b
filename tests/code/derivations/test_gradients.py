"""What the chapter on gradients derives, held against autograd, bisection and simulation."""

import math

import numpy as np
import pytest
import sympy as sp
import torch
from scipy.integrate import dblquad, quad
from scipy.optimize import brentq
from scipy.stats import norm

from workedout.derivations import gradients, interval, jacobians


def slope(s):
    return 1 / (4 * math.cosh(s / 2) ** 2)


@pytest.mark.parametrize("s", [-4.0, -0.3, 0.0, 1.0, 5.0])
def test_the_slope_is_autograds(s):
    at = torch.tensor(s, dtype=torch.float64, requires_grad=True)
    torch.sigmoid(at).backward()
    formula = gradients.SLOPE.right.subs(gradients.SLOPE.where).subs(
        gradients.decay, sp.Float(math.exp(-s), 30)
    )
    assert float(formula) == pytest.approx(at.grad.item(), rel=1e-12)


def test_the_largest_slope_is_a_quarter_and_is_reached():
    at_zero = gradients.SLOPE.right.subs(gradients.SLOPE.where).subs(gradients.decay, 1)
    assert at_zero == sp.Rational(1, 4)


def test_the_derivative_through_two_units_is_autograds():
    values = {
        **dict(zip(gradients.w, (1.5, -2.5), strict=True)),
        **dict(zip(gradients.b, (0.3, -0.7), strict=True)),
        gradients.x_0: 0.4,
    }
    x = torch.tensor(0.4, dtype=torch.float64, requires_grad=True)
    torch.sigmoid(-2.5 * torch.sigmoid(1.5 * x + 0.3) - 0.7).backward()
    right = gradients.CHAIN.right.subs(gradients.CHAIN.where).subs(values)
    wrong = gradients.CHAIN.wrong.subs(gradients.CHAIN.where).subs(values)
    assert float(right) == pytest.approx(x.grad.item(), rel=1e-12)
    assert float(wrong) != pytest.approx(x.grad.item(), rel=1e-2)


@pytest.mark.parametrize("weight", [4.001, 5.0, 6.9, 12.0, 200.0])
def test_the_width_is_that_of_the_interval_found_by_bisection(weight):
    end = brentq(lambda s: weight * slope(s) - 1, 0, 100, xtol=1e-14)
    assert interval.width(weight) == pytest.approx(2 * end / weight, rel=1e-9)


def test_the_interval_is_a_point_at_4_and_no_number_below():
    assert interval.width(4) == 0
    with np.errstate(invalid="ignore"):
        assert np.isnan(interval.width(np.array([3.9])))


def test_the_width_has_one_maximum_and_it_is_where_the_slope_of_the_width_is_zero():
    weights = np.linspace(4, 60, 200_001)[1:]
    rising = np.diff(interval.width(weights)) > 0
    assert rising[0]
    assert np.count_nonzero(np.diff(rising)) == 1
    t = brentq(lambda t: 1 - 2 * t * math.tanh(t), 0.1, 3, xtol=1e-14)
    at = weights[1:][rising][-1]
    assert at == pytest.approx(4 * math.cosh(t) ** 2, abs=1e-3)
    assert float(interval.PEAK.right.subs(interval.t, t)) == pytest.approx(0, abs=1e-12)


def test_half_of_the_mean_square_passes_a_relu_unit_in_more_than_two_dimensions():
    random = torch.Generator().manual_seed(0)
    w = 0.6 * torch.randn(400_000, 5, generator=random, dtype=torch.float64)
    x, v = torch.randn(2, 5, generator=random, dtype=torch.float64)
    passed = ((w @ x > 0) * (w @ (v / v.norm())) ** 2).mean().item()
    assert passed == pytest.approx(float(jacobians.HALF.right.subs(jacobians.tau, 0.6)), rel=0.02)


def test_the_plane_integral_is_that_of_scipy():
    tau, phi = 0.8, 0.9
    found, _ = dblquad(
        lambda y, x: (
            (x * math.cos(phi) + y * math.sin(phi)) ** 2
            * norm.pdf(x, scale=tau)
            * norm.pdf(y, scale=tau)
        ),
        0,
        8,
        -8,
        8,
    )
    assert found == pytest.approx(tau**2 / 2, rel=1e-6)


@pytest.mark.parametrize("n", [3, 40])
def test_the_factor_of_a_he_layer_has_its_mean_square(n):
    random = np.random.default_rng(0)
    on = random.integers(2, size=(400_000, n))
    draws = 2 / n * (on * random.normal(size=on.shape) ** 2).sum(axis=1)
    assert draws.mean() == pytest.approx(1, rel=0.02)
    expected = float(jacobians.FOURTH.right.subs(jacobians.n, n))
    assert (draws**2).mean() == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("a", [0.0, 0.25, 1.0, -1.0])
def test_the_factor_of_a_normalised_leaky_layer_is_the_ratio_of_two_integrals(a):
    def mean(of):
        return (
            quad(lambda z: of(z) * norm.pdf(z), -10, 0)[0]
            + quad(lambda z: of(z) * norm.pdf(z), 0, 10)[0]
        )

    def leaky(z):
        return z if z > 0 else a * z

    spread = mean(lambda z: leaky(z) ** 2) - mean(leaky) ** 2
    squared_slope = (1 + a**2) / 2
    formula = jacobians.NORMALISED.right.subs(jacobians.zeta, a)
    assert float(formula) == pytest.approx(squared_slope / spread, rel=1e-7)


def test_a_steep_sigmoid_layer_approaches_its_limit():
    g = 200.0
    spread = g / math.sqrt(2)
    mean_square, _ = quad(lambda s: slope(s) ** 2 * norm.pdf(s, scale=spread), -60, 60)
    limit = float(jacobians.STEEP.right.subs(jacobians.g, g))
    assert g**2 * mean_square == pytest.approx(limit, rel=1e-3)


def test_moments_of_polynomials_are_those_of_the_integral():
    polynomial = (1 + 2 * jacobians.z - jacobians.z**3) ** 2
    density = jacobians.DENSITY
    integral = sp.integrate(sp.expand(polynomial) * density, (jacobians.z, -sp.oo, sp.oo))
    assert sp.simplify(integral - jacobians.mean(polynomial)) == 0
