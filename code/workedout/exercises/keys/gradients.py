"""Right answers to the exercises on gradients that vanish and explode."""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import sympy as sp
import torch
from scipy.special import digamma
from scipy.stats import binom

from workedout.derivations import interval, jacobians, scaling
from workedout.exercises.answers import Answer, Formula, Number
from workedout.exercises.keys.key import key


@key("ex-g-hand", "the derivative at 1/2")
def in_a_row(weights: Sequence[int] = (4, -4, 4), biases: Sequence[int] = (-2, 2, -2)) -> Answer:
    """By automatic differentiation."""
    x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    out = x
    for weight, bias in zip(weights, biases, strict=True):
        out = torch.sigmoid(weight * out + bias)
    (slope,) = torch.autograd.grad(out, x)
    return Number(slope.item())


@key("ex-g-tanh", "the share, to three digits")
def share(height: int = 2, steepness: int = 2, weight: Fraction = Fraction(2)) -> Answer:
    """The checked width, at the weight that a sigmoid unit would have."""
    return Number(float(interval.width(float(height * steepness * abs(weight)))), within=2e-3)


@key("ex-g-linear", "the factor")
def of_linear(bound: Fraction = Fraction(1), layers: int = 1) -> Answer:
    """Half of the variance of a weight, once for each unit."""
    a, n = scaling.a, scaling.n
    variance = scaling.UNIFORM.right.subs(a, sp.Rational(bound) / sp.sqrt(n))
    kept = jacobians.HALF.right / jacobians.tau**2
    return Number(Fraction(str(sp.simplify(n * variance * kept) ** layers)))


@key("ex-g-leaky", "the gain as a formula in zeta")
def gain_of_a_leak(above: Fraction = Fraction(1)) -> Answer:
    """Solved for: each slope counts half of the time."""
    g, zeta = sp.Symbol("g", positive=True), sp.Symbol("zeta", real=True)
    [gain] = sp.solve(g**2 * (sp.Rational(above) ** 2 + zeta**2) / 2 - 1, g)
    return Formula(gain)


@key("ex-g-depth", "the number of layers in the first case, about")
def depth(units: int = 100, left: Fraction = Fraction(1, 10)) -> Answer:
    """By the mean logarithm of a layer's factor, unless all units are off."""
    on = np.arange(1, units + 1)
    shares = binom.pmf(on, units, 0.5) / (1 - 0.5**units)
    fall = -float(shares @ (digamma(on / 2) - math.log(units / 4)))
    return Number(-math.log(left) / fall, within=0.02)
