"""Backpropagation through a convolution, overlapping max pooling and a dense layer.

Each equation is held against plain differentiation of the whole network, written out in symbols.
Positions are counted from 0, outputs from 1.
"""

from functools import partial

import sympy as sp

from workedout.derivations.algebra import convolved as at
from workedout.derivations.algebra.composed import Slope
from workedout.derivations.algebra.convolved import (
    I,
    J,
    K,
    M,
    O,
    P,
    S,
    U,
    V,
    a,
    b,
    c,
    i,
    j,
    k,
    l,
    m,
    o,
    u,
    v,
)
from workedout.derivations.algebra.in_order import plus, times
from workedout.derivations.identity import Identity

RANGES = dict.fromkeys(at.parameters(), (-3, 3))


def over(term: sp.Expr, *limits: tuple[sp.Symbol, object, object]) -> sp.Sum:
    """A sum; the first index is the outer one."""
    return sp.Sum(term, *reversed(limits))


CELLS = ((i, 0, plus(I, -1)), (j, 0, plus(J, -1)))
WINDOWS = ((u, 0, plus(U, -1)), (v, 0, plus(V, -1)))
FILTER = ((k, 0, plus(K, -1)), (l, 0, plus(K, -1)))

# The dense layer. The wrong ones forget the pooled value, and take one output for all.
DENSE_WEIGHT = Identity(
    name="derivative by a weight of the dense layer",
    left=at.by_w_2[m, u, v],
    right=times(at.delta_2[m], at.z[u, v]),
    wrong=times(at.delta_2[m], at.w_2[m, u, v]),
    ranges=RANGES,
    cases=partial(at.networks, m, u, v),
)
POOLED = Identity(
    name="derivative by a pooled value",
    left=at.by_z[u, v],
    right=over(times(at.w_2[m, u, v], at.delta_2[m]), (m, 1, M)),
    wrong=times(at.w_2[1, u, v], at.delta_2[1]),
    ranges=RANGES,
    cases=partial(at.networks, u, v),
)

# Through the pooling. The wrong one looks at one window alone, as if windows did not overlap.
MAP = Identity(
    name="derivative by a cell of the map",
    left=at.by_x_1[i, j],
    right=over(times(at.omega[i, j, u, v], at.by_z[u, v]), *WINDOWS),
    wrong=times(at.omega[i, j, 0, 0], at.by_z[0, 0]),
    ranges=RANGES,
    cases=partial(at.networks, i, j),
)

# Through the activation. The wrong one takes the slope at the output.
ERROR = Identity(
    name="error of a cell",
    left=at.delta_1[i, j],
    right=times(Slope(at.s_1[i, j]), at.by_x_1[i, j]),
    wrong=times(Slope(at.x_1[i, j]), at.by_x_1[i, j]),
    ranges=RANGES,
    cases=partial(at.networks, i, j),
)

# The filter. The wrong ones turn it round, divide by the number of cells, and forget to turn.
WEIGHT = Identity(
    name="derivative by a weight of the filter",
    left=at.by_w_1[k, l],
    right=over(times(at.delta_1[i, j], at.x_0[i + k, j + l]), *CELLS),
    wrong=over(times(at.delta_1[i, j], at.x_0[i + K - 1 - k, j + K - 1 - l]), *CELLS),
    ranges=RANGES,
    cases=partial(at.networks, k, l, first=1),
)
BIAS = Identity(
    name="derivative by the bias of the filter",
    left=at.by_bias,
    right=over(at.delta_1[i, j], *CELLS),
    wrong=over(at.delta_1[i, j], *CELLS) / (I * J),
    ranges=RANGES,
    cases=at.networks,
)
INPUT = Identity(
    name="derivative by a pixel",
    left=at.by_x_0[a, b],
    right=over(times(at.w_1[k, l], at.delta_1[a - k, b - l]), *FILTER),
    wrong=over(times(at.w_1[k, l], at.delta_1[a + k - K + 1, b + l - K + 1]), *FILTER),
    ranges=RANGES,
    cases=partial(at.networks, a, b, first=1, errors_around=True),
)

# Any stride, padding and channels. The wrong ones forget the stride, one channel, the padding.
ANY_WEIGHT = Identity(
    name="derivative by a weight of any convolution",
    left=at.by_w_1[o, c, k, l],
    right=over(
        times(at.delta_1[o, i, j], at.x_0[c, plus(times(S, i), k, -P), plus(times(S, j), l, -P)]),
        *CELLS,
    ),
    wrong=over(times(at.delta_1[o, i, j], at.x_0[c, plus(i, k, -P), plus(j, l, -P)]), *CELLS),
    ranges=RANGES,
    cases=partial(at.convolutions, o, c, k, l),
)
ANY_BIAS = Identity(
    name="derivative by a bias of any convolution",
    left=at.by_b_1[o],
    right=over(at.delta_1[o, i, j], *CELLS),
    wrong=over(at.delta_1[0, i, j], *CELLS),
    ranges=RANGES,
    cases=partial(at.convolutions, o),
)
ANY_INPUT = Identity(
    name="derivative by a pixel under any convolution",
    left=at.by_x_0[c, a, b],
    right=over(
        times(
            at.w_1[o, c, plus(a, P, times(-1, S, i)), plus(b, P, times(-1, S, j))],
            at.delta_1[o, i, j],
        ),
        (o, 0, plus(O, -1)),
        *CELLS,
    ),
    wrong=over(
        times(
            at.w_1[o, c, plus(a, times(-1, S, i)), plus(b, times(-1, S, j))], at.delta_1[o, i, j]
        ),
        (o, 0, plus(O, -1)),
        *CELLS,
    ),
    ranges=RANGES,
    cases=partial(at.convolutions, c, a, b),
)

ONE_FILTER = (DENSE_WEIGHT, POOLED, MAP, ERROR, WEIGHT, BIAS, INPUT)
ANY = (ANY_WEIGHT, ANY_BIAS, ANY_INPUT)
IDENTITIES = (*ONE_FILTER, *ANY)
