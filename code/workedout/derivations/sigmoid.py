"""Equal units: a network in which they stay equal is a chain, and its boundary a straight line."""

import sympy as sp

from workedout.derivations.algebra.symbolic import (
    Network,
    Unknown,
    UnknownSlope,
    Values,
    derivative,
    half,
    parameters,
    x_1,
    x_2,
)
from workedout.derivations.identity import Identity

HIDDEN = (3, 2)  # the sizes for which SymPy writes everything out
n_1, n_2 = sp.symbols("n_1 n_2", positive=True)
w_1, w_2, u, v = sp.symbols("w_1 w_2 u v", real=True)
b_1, b_2, b_3 = sp.symbols("b^{1} b^{2} b^{3}", real=True)
delta, below, above = sp.symbols(r"\delta^{3} x^{1} x^{2}", real=True)
slope_1, slope_2 = sp.symbols(r"f'(s^{1}) f'(s^{2})", real=True)
SIZES = {n_1: sp.Integer(HIDDEN[0]), n_2: sp.Integer(HIDDEN[1])}


def tied(hidden: tuple[int, int]) -> Values:
    """All units of a layer equal: what each parameter then is."""
    (weights_1, biases_1), (weights_2, biases_2), (weights_3, biases_3) = parameters(hidden)
    values: dict[sp.Symbol, sp.Expr] = {}
    for unit in range(hidden[0]):
        values |= {weights_1[unit, 0]: w_1, weights_1[unit, 1]: w_2, biases_1[unit]: b_1}
    values |= dict.fromkeys(weights_2, u) | dict.fromkeys(biases_2, b_2)
    return values | dict.fromkeys(weights_3, v) | dict.fromkeys(biases_3, b_3)


def chain(activation: type[sp.Function]) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """The weighted sums of the chain that a network of equal units is, from layer 1 to 3."""
    first = w_1 * x_1 + w_2 * x_2 + b_1
    second = n_1 * u * activation(first) + b_2
    return first, second, n_2 * v * activation(second) + b_3


FULL = Network(HIDDEN, Unknown)
LOSS = Unknown(FULL.sums[2][0])
SUMS = tuple(each.subs(SIZES) for each in chain(Unknown))
FACTORS = {
    delta: UnknownSlope(SUMS[2]),
    below: Unknown(SUMS[0]),
    above: Unknown(SUMS[1]),
    slope_1: UnknownSlope(SUMS[0]),
    slope_2: UnknownSlope(SUMS[1]),
}
RANGES = dict.fromkeys((x_1, x_2, w_1, w_2, u, v, b_1, b_2, b_3), (-2, 2))


def gradients_of_equal_units(layer: int) -> list[sp.Expr]:
    """Derivatives of the loss by all weights of a layer (of its first input), when units are equal.

    Of the first layer they are those by the weights of x_1: the others have another factor.
    """
    weights = parameters(HIDDEN)[layer - 1][0]
    chosen = weights[:, 0] if layer == 1 else weights
    return [sp.diff(LOSS, each).subs(tied(HIDDEN)) for each in chosen]


def tied_gradient(layer: int, named: str, right: sp.Expr, wrong: sp.Expr) -> Identity:
    """The derivative by one weight, in symbols that know nothing of which unit it belongs to."""
    left = derivative(r"\ell", sp.Symbol(named, real=True))
    return Identity(
        name=f"derivative by a weight of layer {layer} when units are equal",
        left=left,
        right=right,
        wrong=wrong,
        ranges=RANGES,
        where={left: gradients_of_equal_units(layer)[0], **FACTORS, **SIZES},
    )


# The wrong one lets the error come back from one unit of the second layer, not from all.
EQUAL_FIRST = tied_gradient(
    1,
    "w^{1}_{i1}",
    sp.Mul(delta, n_2, v, slope_2, u, slope_1, x_1, evaluate=False),
    delta * v * slope_2 * u * slope_1 * x_1,
)

# The wrong one counts the units below, as the weighted sum does.
EQUAL_SECOND = tied_gradient(
    2,
    "w^{2}_{ji}",
    sp.Mul(delta, v, slope_2, below, evaluate=False),
    delta * v * slope_2 * n_1 * below,
)

# The wrong one counts the units, as the weighted sum does.
EQUAL_THIRD = tied_gradient(
    3, "w^{3}_{j}", sp.Mul(delta, above, evaluate=False), delta * n_2 * above
)

# The output's weighted sum changes only along w: its slopes are in the proportion of w. The wrong
# one has them in the inverse proportion.
along_1, along_2 = (derivative("s^{3}", each) for each in (x_1, x_2))
LINE = Identity(
    name="direction in which a chain changes",
    left=sp.Mul(w_2, along_1, evaluate=False),
    right=sp.Mul(w_1, along_2, evaluate=False),
    wrong=w_2 * along_2,
    ranges=RANGES,
    where={along_1: sp.diff(SUMS[2], x_1), along_2: sp.diff(SUMS[2], x_2)},
)

# The cost when a share A of the points lies beyond the line, all of them with label -1, and is
# answered rightly, while all others get one answer. The wrong one divides by all points.
A, rest = sp.symbols(r"A \bar{y}_{\text{rest}}", real=True)
BEYOND = Identity(
    name="cost with a line",
    left=sp.Mul(1 - A, half, 1 - rest**2, evaluate=False),
    right=sp.Mul(half, 1 - 2 * A, 1 / (1 - A), evaluate=False),
    wrong=half * (1 - 2 * A),
    ranges={A: (2, 9)},
    where={rest: A / (1 - A)},
)

IDENTITIES = (EQUAL_FIRST, EQUAL_SECOND, EQUAL_THIRD, LINE, BEYOND)
