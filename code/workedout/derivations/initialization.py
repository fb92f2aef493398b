"""The gradients of a start of zeros: which factor of each vanishes, and where the cost settles."""

from typing import Any

import sympy as sp

from workedout.derivations.algebra.symbolic import (
    Function,
    Network,
    Unknown,
    UnknownSlope,
    beta,
    derivative,
    half,
    parameters,
    x_1,
    y,
)
from workedout.derivations.identity import Identity

t, p, y_bar, kappa, gamma = sp.symbols(r"t p \bar{y} kappa gamma", real=True)


def relu(at: sp.Expr) -> sp.Expr:
    """ReLU with the usual convention: the derivative that follows from it is 0 at 0."""
    return sp.Piecewise((at, at > 0), (0, True))


def through_zero(at: sp.Expr) -> sp.Expr:
    """Any activation with f(0) = 0, near 0: its slope there is kappa, whatever that is."""
    return kappa * at + gamma * at**2


def gradient_at_zeros(activation: Function, hidden: tuple[int, int] = (4, 2)) -> dict[str, Any]:
    """Every derivative of the loss, by name, where all parameters are 0 but the output bias.

    The output bias stays a symbol, so that the answer holds after each step as well.
    """
    names = [each for layer in parameters(hidden) for part in layer for each in part]
    found = {}
    for each in names:
        fixed = {other: 0 for other in names if other not in (each, beta)}
        slope = sp.diff(Network(hidden, activation, fixed).loss, each)
        found[str(each)] = slope if each == beta else slope.subs(each, 0)
    return found


# The chain of factors from the loss to one weight of each layer, in a 2-2-2-1 network, for any
# activation and any loss of the last weighted sum. The hidden biases, which appear in no factor,
# are left out; the output bias gives the error.
SMALL = Network(
    (2, 2),
    Unknown,
    fixed={bias: 0 for _, biases in parameters((2, 2))[:2] for bias in biases},
)
LOSS = Unknown(SMALL.sums[2][0])
delta = sp.Symbol(r"\delta^{3}", real=True)
f_1, f_2, x_21, x_11, f_11 = sp.symbols(r"f'(s^{2}_1) f'(s^{2}_2) x^{2}_1 x^{1}_1 f'(s^{1}_1)")
(w_31, w_32), w_211, w_221 = SMALL.weights[2], SMALL.weights[1][0, 0], SMALL.weights[1][1, 0]
w_111 = SMALL.weights[0][0, 0]


FACTORS = {
    delta: sp.diff(LOSS, beta),
    x_21: SMALL.outputs[1][0],
    x_11: SMALL.outputs[0][0],
    f_1: UnknownSlope(SMALL.sums[1][0]),
    f_2: UnknownSlope(SMALL.sums[1][1]),
    f_11: UnknownSlope(SMALL.sums[0][0]),
}
SMALL_RANGES = dict.fromkeys(LOSS.free_symbols, (-2, 2))


def chain(by: sp.Symbol, right: sp.Expr, wrong: sp.Expr, name: str) -> Identity:
    """The derivative of the loss by one weight as a product of factors."""
    named = derivative(r"\ell", by)
    return Identity(
        name=name,
        left=named,
        right=right,
        wrong=wrong,
        ranges=SMALL_RANGES,
        where={named: sp.diff(LOSS, by), **FACTORS},
    )


# The output bias. The wrong one forgets the slope of tanh.
OUTPUT_BIAS = Identity(
    name="derivative by the output bias",
    left=delta,
    right=sp.Mul(t - y, 1 - t**2, evaluate=False),
    wrong=t - y,
    ranges={beta: (-3, 3), y: (-5, 5)},
    where={delta: sp.diff(half * (sp.tanh(beta) - y) ** 2, beta), t: sp.tanh(beta)},
)

# A weight of the output layer. The wrong one takes the weighted sum's slope for its output.
LAST_WEIGHT = chain(
    w_31, sp.Mul(delta, x_21, evaluate=False), delta * f_1, "derivative by an output weight"
)

# A weight of the second layer. The wrong one forgets the weight that the error comes back through:
# "the gradient is zero because ReLU's slope is".
SECOND_WEIGHT = chain(
    w_211,
    sp.Mul(delta, w_31, f_1, x_11, evaluate=False),
    delta * f_1 * x_11,
    "derivative by a weight of the second layer",
)

# A weight of the first layer: the error comes back on two ways. The wrong one takes only one.
FIRST_WEIGHT = chain(
    w_111,
    sp.Mul(
        delta,
        sp.Add(
            sp.Mul(w_31, f_1, w_211, evaluate=False),
            sp.Mul(w_32, f_2, w_221, evaluate=False),
            evaluate=False,
        ),
        f_11,
        x_1,
        evaluate=False,
    ),
    delta * w_31 * f_1 * w_211 * f_11 * x_1,
    "derivative by a weight of the first layer",
)

# The cost of one answer t for all points, a share p of which has the label +1. The wrong one adds
# the square of the label mean instead of taking it away.
CONSTANT_COST = Identity(
    name="cost of one answer for all points",
    left=sp.Add(
        sp.Mul(p, half * (1 - t) ** 2, evaluate=False),
        sp.Mul(1 - p, half * (1 + t) ** 2, evaluate=False),
        evaluate=False,
    ),
    right=sp.Add(
        sp.Mul(half, 1 - y_bar**2, evaluate=False), half * (t - y_bar) ** 2, evaluate=False
    ),
    wrong=half * (1 + y_bar**2) + half * (t - y_bar) ** 2,
    ranges={p: (2, 9), t: (-5, 5)},
    where={y_bar: 2 * p - 1},
)

# How it moves: the mean gradient by the output bias. The wrong one is that of a linear output.
COST_BY_BIAS = derivative("C", beta)
BIAS_FORCE = Identity(
    name="mean derivative by the output bias",
    left=COST_BY_BIAS,
    right=sp.Mul(t - y_bar, 1 - t**2, evaluate=False),
    wrong=t - y_bar,
    ranges={p: (-3, 3), beta: (-2, 2)},
    where={
        COST_BY_BIAS: sp.diff(
            p / 2 * (sp.tanh(beta) - 1) ** 2 + (1 - p) / 2 * (sp.tanh(beta) + 1) ** 2, beta
        ),
        t: sp.tanh(beta),
        y_bar: 2 * p - 1,
    },
)

IDENTITIES = (OUTPUT_BIAS, LAST_WEIGHT, SECOND_WEIGHT, FIRST_WEIGHT, CONSTANT_COST, BIAS_FORCE)
