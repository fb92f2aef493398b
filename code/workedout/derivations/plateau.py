"""Why a sigmoid network that starts at zero sits still, and what sets it in motion."""

from itertools import pairwise

import sympy as sp

from workedout.derivations.algebra.symbolic import half
from workedout.derivations.identity import Identity

n, n_1, n_2, G, kappa, lamda = sp.symbols("n n_1 n_2 G kappa lambda", positive=True)
w, u, v, b, t = sp.symbols("w u v b t", real=True)
X = sp.symbols("x_1:4", real=True)
Y = sp.symbols("y_1:4", real=True)


def sigmoid(at: sp.Expr) -> sp.Expr:
    """The sigmoid."""
    return 1 / (1 + sp.exp(-at))


def cost(*widths: sp.Expr) -> sp.Expr:
    """Mean loss over three points on a line, of a chain with hidden layers of these widths.

    Biases of hidden layers are 0; w, u (with two hidden layers) and v are its weights.
    """
    weights = (w, v) if len(widths) == 1 else (w, u, v)
    total = 0
    for x, y in zip(X, Y, strict=True):
        s = weights[0] * x
        for width, weight in zip(widths, weights[1:], strict=True):
            s = width * weight * sigmoid(s)
        total += half * (sp.tanh(s + b) - y) ** 2
    return total / len(X)


def at_zeros(expression: sp.Expr) -> sp.Expr:
    """All weights 0; the output bias gives the answer t."""
    return expression.subs({w: 0, u: 0, v: 0}).subs(sp.tanh(b), t)


def mixed(name: str, *by: sp.Symbol) -> sp.Symbol:
    """The name of a mixed derivative of the cost."""
    order = f"^{{{len(by)}}}"
    below = r" \partial ".join(map(sp.latex, by))
    return sp.Symbol(rf"\frac{{\partial{order} {name}}}{{\partial {below}}}", real=True)


PULL = sp.Mul(
    sp.Rational(1, 3),
    sp.Add(*((t - y) * x for x, y in zip(X, Y, strict=True)), evaluate=False),
    evaluate=False,
)
POINTS = {**dict.fromkeys((*X, *Y), (-9, 9)), t: (-3, 3), n: (1, 9), n_1: (1, 9), n_2: (1, 9)}

# The first term of the cost that knows where points lie, with one hidden layer: all lower
# derivatives by w are zero. The wrong one takes 1/2, the output of a sigmoid at 0, for its slope.
SECOND = mixed("C", v, w)
ONE_LAYER = Identity(
    name="first pull on one hidden layer",
    left=SECOND,
    right=sp.Mul(n / 4, 1 - t**2, PULL, evaluate=False),
    wrong=n / 2 * (1 - t**2) * PULL,
    ranges=POINTS,
    where={SECOND: at_zeros(sp.diff(cost(n), v, w))},
)

# With two hidden layers: one more factor, one more slope. The wrong one forgets the slope.
THIRD = mixed("C", v, u, w)
TWO_LAYERS = Identity(
    name="first pull on two hidden layers",
    left=THIRD,
    right=sp.Mul(n_1 * n_2 / 16, 1 - t**2, PULL, evaluate=False),
    wrong=n_1 * n_2 / 4 * (1 - t**2) * PULL,
    ranges=POINTS,
    where={THIRD: at_zeros(sp.diff(cost(n_1, n_2), v, u, w))},
)

# Gradient descent near the start of one hidden layer: weights along the pull, output weights and
# output bias move by this matrix. Its eigenvalues. The wrong one lets the output weights move as
# if the output bias stood still.
FLOW = sp.ImmutableMatrix(
    [
        [lamda, -G / 4, 0],
        [-G / 4, lamda + n * kappa / 4, kappa / 2],
        [0, n * kappa / 2, lamda + kappa],
    ]
)
RATE = Identity(
    name="growth near the start of one hidden layer",
    left=sp.Determinant(FLOW),
    right=sp.Add(
        sp.Mul(lamda**2, lamda + kappa * (1 + n / 4), evaluate=False),
        -sp.Mul(G**2 / 16, lamda + kappa, evaluate=False),
        evaluate=False,
    ),
    wrong=lamda**2 * (lamda + kappa * n / 4) - G**2 / 16 * lamda,
    ranges={lamda: (1, 9), G: (1, 9), kappa: (1, 9), n: (1, 9)},
)

# What is left of a walk's steps, each weighted with the place where it starts. The wrong one is
# the rule of ordinary calculus.
PLACES = sp.symbols("v_0:3", real=True)
STEPS = list(pairwise(PLACES))
WALK = Identity(
    name="a walk's steps, weighted with its places",
    left=sp.Add(*(sp.Mul(a, c - a, evaluate=False) for a, c in STEPS), evaluate=False),
    right=sp.Add(
        half * PLACES[-1] ** 2,
        -half * PLACES[0] ** 2,
        -sp.Mul(half, sp.Add(*((c - a) ** 2 for a, c in STEPS), evaluate=False), evaluate=False),
        evaluate=False,
    ),
    wrong=half * PLACES[-1] ** 2 - half * PLACES[0] ** 2,
    ranges=dict.fromkeys(PLACES, (-9, 9)),
)

IDENTITIES = (ONE_LAYER, TWO_LAYERS, RATE, WALK)
