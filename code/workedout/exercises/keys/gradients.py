"""Right answers to the exercises on gradients that vanish and explode."""

import math
import random
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import sympy as sp
import torch
from scipy.special import digamma
from scipy.stats import binom

from workedout.derivations import interval, jacobians, scaling
from workedout.exercises.answers import Answer, Formula, Number
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.exercises.keys.written import coefficient, either, listed_tex, ratio, rounded


@key("ex-g-hand", "the derivative at 1/2")
def in_a_row(weights: Sequence[int] = (4, -4, 4), biases: Sequence[int] = (-2, 2, -2)) -> Answer:
    """By automatic differentiation."""
    x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    out = x
    for weight, bias in zip(weights, biases, strict=True):
        out = torch.sigmoid(weight * out + bias)
    (slope,) = torch.autograd.grad(out, x)
    return Number(slope.item())


@instances(in_a_row)
def other_rows(draw: random.Random) -> Instance:
    """Weights that keep every unit at its steepest."""
    count, word = draw.choice(((3, "Three"), (4, "Four"), (5, "Five")))
    weights = [either(draw, 2 * draw.randint(1, 5)) for _ in range(count)]
    biases = [-weight // 2 for weight in weights]
    factors = [Fraction(weight, 4) for weight in weights]
    return Instance(
        f"{word} sigmoid units in a row have the weights ${listed_tex(weights)}$ and the "
        f"biases ${listed_tex(biases)}$. What is the derivative of the last output by the input "
        "$x$, at $x = 1/2$?",
        {"weights": weights, "biases": biases},
        f"Every sum is 0 and every output 1/2, so every slope is 1/4. The factors are "
        f"${listed_tex(factors)}$, and their product is ${math.prod(factors)}$.",
    )


@key("ex-g-tanh", "the share, to three digits")
def share(height: int = 2, steepness: int = 2, weight: Fraction = Fraction(2)) -> Answer:
    """The checked width, at the weight that a sigmoid unit would have."""
    return Number(float(interval.width(float(height * steepness * abs(weight)))), within=2e-3)


@instances(share)
def other_stretches(draw: random.Random) -> Instance:
    """Another stretched sigmoid, and a weight that is large enough."""
    height, steepness = draw.randint(1, 4), draw.randint(1, 4)
    counts = Fraction(draw.randint(9, 60), 2)
    weight = either(draw, counts / (height * steepness))
    root = math.sqrt(1 - 4 / counts)
    width = rounded(interval.width(float(counts)), 4)
    return Instance(
        f"All units of a network have the activation $f(s) = {coefficient(Fraction(height))}\\, "
        f"\\sigma({coefficient(Fraction(steepness))} s)$, so that a unit receives inputs between 0 "
        f"and {height}. One has a single input, with the weight {weight}. On which share of that "
        "range can the absolute value of its factor be at least 1? Give three digits.",
        {"height": height, "steepness": steepness, "weight": weight},
        f"The weight counts as $P = {height} \\cdot {steepness} \\cdot {abs(weight)} = {counts}$, "
        f"and $\\rho = \\sqrt{{1 - 4/P}} = {rounded(root, 4)}$. The share is "
        f"$\\frac2P \\log(\\frac P2 (1 + \\rho) - 1) = {width}$.",
    )


@key("ex-g-linear", "the factor")
def of_linear(bound: Fraction = Fraction(1), layers: int = 1) -> Answer:
    """Half of the variance of a weight, once for each unit."""
    a, n = scaling.a, scaling.n
    variance = scaling.UNIFORM.right.subs(a, sp.Rational(bound) / sp.sqrt(n))
    kept = jacobians.HALF.right / jacobians.tau**2
    return Number(Fraction(str(sp.simplify(n * variance * kept) ** layers)))


@instances(of_linear)
def other_linears(draw: random.Random) -> Instance:
    """Other bounds, and some layers."""
    bound, layers = ratio(draw, 3, (2, 3, 4)), draw.randint(2, 4)
    factor = bound**2 / 6
    return Instance(
        f"Weights and biases are uniform between $-r/\\sqrt{{n}}$ and $r/\\sqrt{{n}}$ with "
        f"$r = {bound}$, in layers of $n$ ReLU units with $n$ inputs. By what do {layers} of them "
        "multiply the mean squared length of a vector that passes forward? (Only weights and "
        "slopes act on it, as on a derivative.)",
        {"bound": bound, "layers": layers},
        f"A weight has the variance $r^2/(3n)$, a unit is on half of the time whatever "
        f"$(w \\cdot v)^2$ is, and there are $n$ units: one layer multiplies by "
        f"$r^2/6 = {factor}$. So {layers} of them multiply by ${factor**layers}$.",
    )


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


@instances(depth)
def other_depths(draw: random.Random) -> Instance:
    """Other widths, and how much is left."""
    units, left = 10 * draw.randint(10, 60), Fraction(1, draw.choice((2, 10, 50, 100, 1000)))
    rule = 2 * math.log(1 / left) / 5 * units
    return Instance(
        f"A ReLU network has layers of {units} units and He's start. After about how many layers "
        f"is the typical squared length of a vector {left} of what it was?",
        {"units": units, "left": left},
        f"The factor of a layer has the mean 1 and the variance $5/n$, so its mean logarithm is "
        f"about $-5/(2n)$. To fall by $\\log {1 / left} = {rounded(math.log(1 / left))}$ takes "
        f"$\\frac{{2n}}5$ times that, with $n = {units}$ about {rule:.0f} layers.",
    )
