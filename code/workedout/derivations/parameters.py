"""How many parameters fully connected layers have."""

from itertools import pairwise

import sympy as sp

from workedout.derivations.algebra.in_order import plus, times
from workedout.derivations.identity import Identity

n, m, i, j = sp.symbols("n m i j", integer=True, positive=True)
h, k = sp.symbols("h k", integer=True, positive=True)
d, w, P = sp.symbols("d w P", integer=True, positive=True)
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


BETWEEN, ENDS = plus(d, -1), plus(n, m, d)
DEPTHS = (1, 12)

# d hidden layers of w units each. The wrong one gives the biases of one hidden layer to all.
EQUAL_LAYERS = Identity(
    name="parameters with hidden layers of one width",
    left=plus(
        times(plus(n, 1), w),
        times(BETWEEN, times(plus(w, 1), w)),
        times(plus(w, 1), m),
    ),
    right=plus(times(BETWEEN, w**2), times(ENDS, w), m),
    wrong=plus(times(BETWEEN, w**2), times(plus(n, m, 1), w), m),
    ranges={n: WIDTHS, m: WIDTHS, w: WIDTHS, d: DEPTHS},
)

# The same, with P for the number of parameters, as a square: its root gives the width. The wrong
# one forgets that the biases of the outputs do not depend on the width.
WIDTH = Identity(
    name="the width that a number of parameters allows",
    left=plus(2 * times(BETWEEN, w), ENDS) ** 2,
    right=plus(ENDS**2, 4 * times(BETWEEN, plus(P, -m))),
    wrong=plus(ENDS**2, 4 * times(BETWEEN, P)),
    ranges={n: WIDTHS, m: WIDTHS, w: WIDTHS, d: DEPTHS},
    where={P: EQUAL_LAYERS.right},
)

# h hidden units in d layers of one width, less one layer of h: both have m biases of the outputs,
# which are left out. The wrong one forgets the weights to the outputs.
EQUAL_SPLIT = Identity(
    name="parameters that equal layers add",
    left=plus(
        times(BETWEEN, sp.Pow(h / d, 2, evaluate=False)),
        times(ENDS, h / d),
        times(-1, times(plus(n, m, 1), h)),
    ),
    right=times(-h * BETWEEN / d, plus(n, m, -h / d)),
    wrong=times(-h * BETWEEN / d, plus(n, -h / d)),
    ranges={n: WIDTHS, m: WIDTHS, h: WIDTHS, d: DEPTHS},
)

IDENTITIES = (DENSE, ONE_HIDDEN, SPLIT_COST, EQUAL_LAYERS, WIDTH, EQUAL_SPLIT)


def count(widths: tuple[int, ...]) -> int:
    """Parameters of dense layers of these widths, from the inputs to the outputs, by DENSE."""
    return sum(int(DENSE.right.subs({n: a, m: b})) for a, b in pairwise(widths))
