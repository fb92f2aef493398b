"""The sigmoid's slope, the product that the chain rule makes of it, and sigmoids stretched.

One symbol stands for ``exp(-s)``, so that what has to be equal is rational; a derivative by ``s``
then takes the chain rule.
"""

import sympy as sp

from workedout.derivations.identity import Identity

s, x_0 = sp.symbols("s x^{0}", real=True)
A, c = sp.symbols("A c", positive=True)
B = sp.Symbol("B", real=True)
weight = sp.Symbol("|w|", positive=True)
decay = sp.Symbol("e^{-s}", positive=True)
value, slope, other_slope = sp.symbols(r"\sigma(s) \sigma'(s) f'(s)", positive=True)
half = sp.Rational(1, 2)


def sigmoid(at: sp.Expr) -> sp.Expr:
    """The sigmoid."""
    return 1 / (1 + sp.exp(-at))


def sigmoid_slope(at: sp.Expr) -> sp.Expr:
    """Its derivative, as differentiation gives it."""
    return sp.diff(sigmoid(s), s).subs(s, at)


def by_s(of_decay: sp.Expr, rate: sp.Expr | int = 1) -> sp.Expr:
    """Derivative by s of an expression in which ``decay`` stands for ``exp(-rate s)``."""
    return -rate * decay * sp.diff(of_decay, decay)


# The slope is 1/4 minus a square, which is zero at s = 0. The wrong one has its middle at 0
# instead of 1/2, as if the unit were steepest where it is silent.
SLOPE = Identity(
    name="slope of the sigmoid",
    left=slope,
    right=sp.Add(sp.Rational(1, 4), -(sp.Add(value, -half, evaluate=False) ** 2), evaluate=False),
    wrong=sp.Rational(1, 4) - value**2,
    ranges={decay: (1, 60)},
    where={slope: by_s(1 / (1 + decay)), value: 1 / (1 + decay)},
)

# Two units in a row. The wrong one is the mistake that circulates: slopes without weights.
w = sp.symbols("w^{1} w^{2}", real=True)
b = sp.symbols("b^{1} b^{2}", real=True)
sums = w[0] * x_0 + b[0], w[1] * sigmoid(w[0] * x_0 + b[0]) + b[1]
through = sp.Symbol(r"\frac{\partial x^{2}}{\partial x^{0}}", real=True)
slopes = sp.symbols(r"\sigma'(s^{1}) \sigma'(s^{2})", positive=True)
CHAIN = Identity(
    name="derivative through two units",
    left=through,
    right=sp.Mul(w[0], slopes[0], w[1], slopes[1], evaluate=False),
    wrong=slopes[0] * slopes[1],
    ranges={**dict.fromkeys((*w, *b), (-3, 3)), x_0: (-2, 2)},
    where={
        through: sp.diff(sigmoid(sums[1]), x_0),
        **{name: sigmoid_slope(at) for name, at in zip(slopes, sums, strict=True)},
    },
)

# A sigmoid stretched both ways, f(s) = A sigma(c s) + B: the sigmoid with another weight. The wrong
# one forgets the inner derivative.
stretched_slope = sp.Symbol(r"\sigma'(c s)", positive=True)
STRETCHED = Identity(
    name="slope of a stretched sigmoid",
    left=sp.Mul(weight, other_slope, evaluate=False),
    right=sp.Mul(A * c * weight, stretched_slope, evaluate=False),
    wrong=A * weight * stretched_slope,
    ranges={decay: (1, 60), A: (2, 9), c: (2, 9), B: (-9, 9), weight: (1, 9)},
    where={
        other_slope: by_s(A / (1 + decay) + B, c),
        stretched_slope: by_s(1 / (1 + decay)),
    },
)

# The hyperbolic tangent is one of them. The wrong one forgets the inner factor.
tangent, doubled = sp.symbols(r"\tanh(s) \sigma(2s)", real=True)
TANH = Identity(
    name="tanh as a stretched sigmoid",
    left=tangent,
    right=sp.Add(2 * doubled, -1, evaluate=False),
    wrong=2 * value - 1,
    ranges={decay: (2, 60)},
    where={
        tangent: (1 / decay - decay) / (1 / decay + decay),
        doubled: 1 / (1 + decay**2),
        value: 1 / (1 + decay),
    },
)

IDENTITIES = (SLOPE, CHAIN, STRETCHED, TANH)
