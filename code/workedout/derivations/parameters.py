"""How many parameters fully connected layers have."""

from itertools import pairwise

import sympy as sp

from workedout.derivations.identity import Identity

n, m, i, j = sp.symbols("n m i j", integer=True, positive=True)
h, k = sp.symbols("h k", integer=True, positive=True)
WIDTHS = (1, 2000)


def layer(inputs: sp.Expr, units: sp.Expr) -> sp.Expr:
    """Parameters of one layer, printed as weights plus biases."""
    return sp.Add(sp.Mul(inputs, units, evaluate=False), units, evaluate=False)


# One layer from n inputs to m units: for each unit, one weight an input, and one bias.
# The wrong one forgets the biases.
DENSE = Identity(
    name="parameters of a dense layer",
    left=sp.Sum(sp.Sum(1, (j, 1, n)) + 1, (i, 1, m)),
    right=layer(n, m),
    wrong=m * n,
    ranges={n: (1, 30), m: (1, 30)},
)

# n inputs, one hidden layer of h units, m outputs. The wrong one gives the biases of the output
# layer to the hidden one a second time.
ONE_HIDDEN = Identity(
    name="parameters with one hidden layer",
    left=sp.Add(layer(n, h), layer(h, m), evaluate=False),
    right=h * (n + m + 1) + m,
    wrong=h * (n + m + 1) + h,
    ranges={n: WIDTHS, h: WIDTHS, m: WIDTHS},
)

# The same h units in two layers, k of them in the second: what splitting costs. The difference
# is two layers minus one layer. The wrong one forgets that the output layer shrinks as well.
SPLIT_COST = Identity(
    name="parameters that a split of the hidden units adds",
    left=(n * (h - k) + (h - k) + (h - k) * k + k + k * m + m) - (n * h + h + h * m + m),
    right=(h - k) * (k - m) - n * k,
    wrong=(h - k) * k - n * k,
    ranges={n: WIDTHS, h: (500, 2000), k: (1, 499), m: WIDTHS},
)

IDENTITIES = (DENSE, ONE_HIDDEN, SPLIT_COST)


def count(widths: tuple[int, ...]) -> int:
    """Parameters of dense layers of these widths, from the inputs to the outputs, by DENSE."""
    return sum(int(DENSE.right.subs({n: a, m: b})) for a, b in pairwise(widths))
