"""What a convolution layer costs: parameters, multiply-adds, and numbers that it puts out."""

import sympy as sp

from workedout.derivations.algebra.in_order import plus, times
from workedout.derivations.identity import Identity

c, m, g, k = sp.symbols("c m g k", integer=True, positive=True)
k_1, k_2, o_1, o_2 = sp.symbols("k_1 k_2 o_1 o_2", integer=True, positive=True)
a, b, e, f, i, j = sp.symbols("a b e f i j", integer=True, positive=True)
SMALL, LARGE = (1, 9), (1, 64)
ONE = sp.Integer(1)
DEPTH = times(c, sp.Pow(g, -1))  # channels that one filter looks at

# One weight for each channel, row and column of the window, and one bias, for each of m filters.
# The wrong one gives one bias to the layer.
PARAMETERS = Identity(
    name="parameters of a convolution",
    left=sp.Sum(plus(ONE, sp.Sum(1, (a, 1, k_1), (b, 1, k_2), (e, 1, DEPTH))), (f, 1, m)),
    right=times(m, plus(times(DEPTH, k_1, k_2), ONE)),
    wrong=m * c / g * k_1 * k_2 + 1,
    ranges={c: LARGE, m: LARGE, g: SMALL, k_1: SMALL, k_2: SMALL},
)

# Every output is a sum of that many products. The wrong one lets each filter look at all channels.
MULTIPLY_ADDS = Identity(
    name="multiply-adds of a convolution",
    left=sp.Sum(
        sp.Sum(1, (a, 1, k_1), (b, 1, k_2), (e, 1, DEPTH)), (i, 1, o_1), (j, 1, o_2), (f, 1, m)
    ),
    right=times(o_1, o_2, m, DEPTH, k_1, k_2),
    wrong=o_1 * o_2 * m * c * k_1 * k_2,
    ranges={c: LARGE, m: LARGE, g: SMALL, k_1: SMALL, k_2: SMALL, o_1: LARGE, o_2: LARGE},
)

# A filter for each channel by itself (k by k), then 1 by 1 filters that mix the channels, against
# one ordinary layer. The wrong one forgets the mixing.
SEPARABLE = Identity(
    name="separable against ordinary convolution",
    left=times(plus(times(c, k**2), times(c, m)), sp.Pow(times(m, c, k**2), -1, evaluate=False)),
    right=plus(sp.Pow(m, -1), sp.Pow(k, -2)),
    wrong=1 / m,
    ranges={c: LARGE, m: LARGE, k: (2, 9)},
)

IDENTITIES = (PARAMETERS, MULTIPLY_ADDS, SEPARABLE)


def parameters(channels: int, filters: int, kernel: tuple[int, int], groups: int = 1) -> int:
    """Parameters by the formula."""
    values = {c: channels, m: filters, k_1: kernel[0], k_2: kernel[1], g: groups}
    return int(PARAMETERS.right.subs(values))


def multiply_adds(
    channels: int,
    filters: int,
    kernel: tuple[int, int],
    outputs: tuple[int, int],
    groups: int = 1,
) -> int:
    """Multiply-adds for one image by the formula."""
    values = {c: channels, m: filters, k_1: kernel[0], k_2: kernel[1], g: groups}
    values |= {o_1: outputs[0], o_2: outputs[1]}
    return int(MULTIPLY_ADDS.right.subs(values))
