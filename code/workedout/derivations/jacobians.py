"""Layers of many units at their first weights: by what each multiplies a squared length.

Weights are independent and normal with mean 0 and variance ``g^2 / n``, where n is the width.
"""

import sympy as sp

from workedout.derivations.identity import Identity

n, L = sp.symbols("n L", integer=True, positive=True)
r, tau, alpha, kappa, g, zeta, q = sp.symbols("r tau alpha kappa g zeta q", positive=True)
theta, phi, z, v, y, x = sp.symbols("theta phi z v y x", real=True)
half = sp.Rational(1, 2)
DENSITY = sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi)


def upper_mean(of: sp.Expr) -> sp.Expr:
    """Expectation over a standard normal z of an expression where z > 0, and of 0 elsewhere."""
    return sp.integrate(of * DENSITY, (z, 0, sp.oo))


def mean(polynomial: sp.Expr) -> sp.Expr:
    """Expectation of a polynomial in a standard normal z, by its moments 1, 0, 1, 0, 3, ..."""
    terms = sp.Poly(polynomial, z).terms()
    return sum((c * sp.factorial2(k - 1) for (k,), c in terms if k % 2 == 0), sp.Integer(0))


# One ReLU unit, its weights in polar coordinates of the plane that holds x (angle 0) and v (angle
# phi): mean of (w v)^2 where w x > 0. The wrong one forgets that half of the units are off.
HALF = Identity(
    name="mean square through a ReLU unit",
    left=sp.Integral(
        r**3 * sp.cos(theta - phi) ** 2 * sp.exp(-(r**2) / (2 * tau**2)) / (2 * sp.pi * tau**2),
        (r, 0, sp.oo),
        (theta, -sp.pi / 2, sp.pi / 2),
    ),
    right=tau**2 / 2,
    wrong=tau**2,
    ranges={tau: (1, 9), phi: (-3, 3)},
)

# Second moment of the factor of a ReLU layer with g^2 = 2: a fourth power for each unit that is
# on, a product of squares for each pair of units. The wrong one has every unit on.
fourth, square = sp.symbols("m_4 m_2", positive=True)
FOURTH = Identity(
    name="mean square of the factor of a ReLU layer",
    left=sp.Mul(
        4 / n**2,
        sp.Add(
            sp.Mul(n, fourth, evaluate=False),
            sp.Mul(n, sp.Add(n, -1, evaluate=False), square**2, evaluate=False),
            evaluate=False,
        ),
        evaluate=False,
    ),
    right=1 + 5 / n,
    wrong=(3 * n + n * (n - 1)) / n**2,
    ranges={n: (1, 200)},
    where={fourth: upper_mean(z**4), square: upper_mean(z**2)},
)

# Steep sigmoids: the squared slope has the area under x (1 - x), and what it falls on has the
# density 1 / sqrt(2 pi q) there. The wrong one takes the largest slope for the area.
STEEP = Identity(
    name="factor of a steep sigmoid layer",
    left=sp.Mul(
        g**2,
        sp.Pow(sp.Mul(2, sp.pi, q, evaluate=False), -half, evaluate=False),
        sp.Integral(x * (1 - x), (x, 0, 1)),
        evaluate=False,
    ),
    right=g / (6 * sp.sqrt(sp.pi)),
    wrong=g / (4 * sp.sqrt(sp.pi)),
    ranges={g: (1, 99)},
    where={q: g**2 / 2},
)

# Batch norm before a ReLU whose slope below zero is zeta: mean squared slope over the variance of
# the output, for standard normal sums. The wrong one divides by the mean square instead.
slopes = sp.Symbol(r"\E[f'(z)^{2}]", positive=True)
variance = sp.Symbol(r"\operatorname{Var} f(z)", positive=True)
SQUARE, MEAN = (1 + zeta**2) * upper_mean(z**2), (1 - zeta) * upper_mean(z)
NORMALISED = Identity(
    name="factor of a normalised leaky ReLU layer",
    left=slopes / variance,
    right=1 / (1 - (1 - zeta) ** 2 / (sp.pi * (1 + zeta**2))),
    wrong=slopes / SQUARE,
    ranges={zeta: (2, 9)},
    where={
        slopes: (1 + zeta**2) * upper_mean(sp.Integer(1)),
        variance: SQUARE - MEAN**2,
    },
)

# Mean squared slope minus variance for a cubic, in Hermite polynomials of length 1. The wrong one
# counts the square as often as the cube.
h = sp.symbols("h_0:4", real=True)
CUBIC = h[0] + h[1] * z + h[2] * (z**2 - 1) / sp.sqrt(2) + h[3] * (z**3 - 3 * z) / sp.sqrt(6)
POINCARE = Identity(
    name="mean squared slope minus variance",
    left=sp.Add(slopes, -variance, evaluate=False),
    right=h[2] ** 2 + 2 * h[3] ** 2,
    wrong=2 * h[2] ** 2 + 2 * h[3] ** 2,
    ranges=dict.fromkeys(h, (-5, 5)),
    where={slopes: mean(sp.diff(CUBIC, z) ** 2), variance: mean(CUBIC**2) - mean(CUBIC) ** 2},
)

# A residual branch and its mirror image, averaged, in one coordinate. The wrong one forgets that
# the mixed terms cancel.
MIRRORED = Identity(
    name="residual block and its mirror image",
    left=sp.Mul(
        half,
        sp.Add(
            sp.Add(v, sp.Mul(alpha, y, evaluate=False), evaluate=False) ** 2,
            sp.Add(v, -sp.Mul(alpha, y, evaluate=False), evaluate=False) ** 2,
            evaluate=False,
        ),
        evaluate=False,
    ),
    right=sp.Add(v**2, sp.Mul(alpha**2, y**2, evaluate=False), evaluate=False),
    wrong=(v + alpha * y) ** 2,
    ranges={v: (-9, 9), y: (-9, 9), alpha: (1, 9)},
)

# L blocks, each of squared strength kappa / L. The wrong one keeps the first two terms.
WEAK = Identity(
    name="many weak residual blocks",
    left=sp.Limit((1 + kappa / L) ** L, L, sp.oo, dir="-"),
    right=sp.exp(kappa),
    wrong=1 + kappa,
    ranges={kappa: (1, 5)},
)

IDENTITIES = (HALF, FOURTH, STEEP, NORMALISED, POINCARE, MIRRORED, WEAK)
