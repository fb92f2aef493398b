"""Multiply-adds of the matrix products in a forward and a backward pass, for one example."""

from collections.abc import Iterator

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.identity import Identity

i, j, l = sp.symbols("i j l", integer=True, positive=True)  # noqa: E741  (the book's letter)
L = sp.Symbol("L", integer=True, positive=True)
n = sp.IndexedBase("n")
width = sp.symbols("N_0:6", integer=True, positive=True)
DEPTHS = range(1, 6)
RANGES = dict.fromkeys(width, (1, 900))


def depths() -> Iterator[Case]:
    """Networks of one to five layers, of any widths."""
    for depth in DEPTHS:
        yield {L: sp.Integer(depth), **{n[layer]: width[layer] for layer in range(depth + 1)}}


def products(first: int) -> sp.Sum:
    """One matrix of weights applied once, in each layer from the given one on."""
    return sp.Sum(sp.Mul(n[l], n[l - 1], evaluate=False), (l, first, L))


# A matrix times a column: a product for each weight. The wrong one counts the biases as well, which
# are added and not multiplied.
FORWARD_COST = Identity(
    name="multiply-adds forward",
    left=sp.Sum(1, (j, 1, n[l - 1]), (i, 1, n[l]), (l, 1, L)),
    right=products(1),
    wrong=sp.Sum(n[l] * n[l - 1] + n[l], (l, 1, L)),
    ranges=RANGES,
    cases=depths,
)

# The gradients for the weights of every layer, and the errors back through every layer but the
# first. The wrong one is the mistake that circulates.
BACKWARD_COST = Identity(
    name="multiply-adds backward",
    left=sp.Add(products(1), products(2), evaluate=False),
    right=sp.Add(2 * products(1), -sp.Mul(n[0], n[1], evaluate=False), evaluate=False),
    wrong=2 * products(1),
    ranges=RANGES,
    cases=depths,
)

# Layers of one width. The wrong one is what it tends to.
m = sp.Symbol("m", integer=True, positive=True)
SQUARES = sp.Sum(m**2, (l, 1, L))
EQUAL_WIDTHS = Identity(
    name="backward against forward, layers of one width",
    left=sp.Mul(sp.Add(2 * SQUARES, -(m**2), evaluate=False), sp.Pow(SQUARES, -1), evaluate=False),
    right=sp.Add(2, -1 / L, evaluate=False),
    wrong=sp.Integer(2),
    ranges={L: (2, 60), m: (1, 900)},
)

IDENTITIES = (FORWARD_COST, BACKWARD_COST, EQUAL_WIDTHS)


def multiply_adds(widths: tuple[int, ...], batch: int = 1) -> tuple[int, int]:
    """Multiply-adds forward and backward, by the formulas; widths from inputs to outputs."""
    known = {L: len(widths) - 1, **{n[layer]: count for layer, count in enumerate(widths)}}
    forward, backward = (
        int(identity.right.subs(known).doit().subs(known))
        for identity in (FORWARD_COST, BACKWARD_COST)
    )
    return batch * forward, batch * backward
