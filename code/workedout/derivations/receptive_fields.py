"""How much of the image one value sees behind several layers of windows, along one axis.

A layer is a convolution or a pooling: windows of size k that move on by s. Layers are counted from
1; layer 0 is the image.
"""

from collections.abc import Iterator, Sequence

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.identity import Identity

l, m = sp.symbols("l m", integer=True)  # noqa: E741
L = sp.Symbol("L", integer=True, positive=True)
k, s, r, d = map(sp.IndexedBase, "ksrd")

LAYERS = 4  # as many as the cases go
SIZES = sp.symbols(f"k_1:{LAYERS + 1}", integer=True, positive=True)
STRIDES = sp.symbols(f"s_1:{LAYERS + 1}", integer=True, positive=True)
RANGES = {**dict.fromkeys(SIZES, (1, 9)), **dict.fromkeys(STRIDES, (1, 4))}


def seen(layers: int) -> tuple[list[sp.Expr], list[sp.Expr]]:
    """What a value sees, and how far two neighbours' views lie apart, behind 0, 1, … layers.

    By listing pixels: a value sees from the first pixel of its first part to the last of its last.
    """
    first, last, steps = [sp.Integer(0)], [sp.Integer(0)], [sp.Integer(1)]
    for size, stride in zip(SIZES[:layers], STRIDES[:layers], strict=True):
        # Value 0 covers the values 0, …, size − 1 below, of which the last sees furthest.
        first.append(first[-1])
        last.append(last[-1] + (size - 1) * steps[-1])
        steps.append(stride * steps[-1])
    return [b - a + 1 for a, b in zip(first, last, strict=True)], steps


def stacks() -> Iterator[Case]:
    """One to four layers of any sizes and strides."""
    for layers in range(1, LAYERS + 1):
        fields, steps = seen(layers)
        yield {
            L: sp.Integer(layers),
            **{k[i + 1]: SIZES[i] for i in range(layers)},
            **{s[i + 1]: STRIDES[i] for i in range(layers)},
            **{r[i]: field for i, field in enumerate(fields)},
            **{d[i]: step for i, step in enumerate(steps)},
        }


def less_one(value: sp.Expr) -> sp.Expr:
    """One less, in the order in which it is written."""
    return sp.Add(value, -1, evaluate=False)


# The wrong ones count a layer's own stride, and forget the strides.
STEP = Identity(
    name="distance of two neighbours' views",
    left=d[L],
    right=sp.Product(s[m], (m, 1, L)),
    wrong=sp.Product(s[m], (m, 1, less_one(L))),
    ranges=RANGES,
    cases=stacks,
)
BELOW = sp.Product(s[m], (m, 1, less_one(l)))
FIELD = Identity(
    name="receptive field",
    left=r[L],
    right=sp.Add(1, sp.Sum(less_one(k[l]) * BELOW, (l, 1, L)), evaluate=False),
    wrong=sp.Add(1, sp.Sum(less_one(k[l]), (l, 1, L)), evaluate=False),
    ranges=RANGES,
    cases=stacks,
)

IDENTITIES = (STEP, FIELD)


def receptive_field(layers: Sequence[tuple[int, int]]) -> int:
    """Pixels along an axis that one value sees behind layers of windows (size, stride)."""
    field, step = 1, 1
    for size, stride in layers:
        field += (size - 1) * step
        step *= stride
    return field
