"""What the equations of a layer speak of: their symbols, and what these stand for in networks.

The cases are every layer of small networks, written out in symbols down to inputs and parameters.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import product

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.composed import Composed, Slope

# Widths and number of examples. In the second, hidden layers feed each other, and one layer has a
# square matrix of weights, so that a forgotten transpose is not told by the shape alone.
ONE_EXAMPLE = (((2, 3, 1), 1), ((2, 3, 2, 2), 1))
BATCHES = (((2, 3, 1), 2), ((2, 2, 2), 3))

i, j, k = sp.symbols("i j k", integer=True, positive=True)
n_l, n_below, B = sp.symbols("n_l n_{l-1} B", integer=True, positive=True)
SIZES = {i: n_l, j: n_below, k: B}


def derivative(by: str, of: str = r"\ell") -> str:
    """The name of a derivative, as a page prints it."""
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


class Quantity:
    """One thing under one name, with indices (``each``) and as a matrix (``all``)."""

    def __init__(self, name: str, rows: sp.Expr, columns: sp.Expr, matrix: str = "") -> None:
        self.each = sp.IndexedBase(name)
        self.all = sp.MatrixSymbol(matrix or name, rows, columns)

    def is_(self, value: sp.Matrix) -> Case:
        """What both forms stand for."""
        rows, columns = (range(1, count + 1) for count in value.shape)
        if self.all.shape[1] == 1:  # a column by its name: one index
            return {**{self.each[r]: value[r - 1, 0] for r in rows}, self.all: value}
        entries = {self.each[r, c]: value[r - 1, c - 1] for r in rows for c in columns}
        return {**entries, self.all: value}


# One example, a column. The last layer has names of its own.
delta = Quantity(r"\delta^{l}", n_l, 1)
delta_below = Quantity(r"\delta^{l-1}", n_below, 1)
delta_last = Quantity(r"\delta^{L}", n_l, 1)
s_last, slope_last = Quantity("s^{L}", n_l, 1), Quantity("f'(s^{L})", n_l, 1)
by_output = Quantity(derivative("x^{L}"), n_l, 1)
s_below, slope_below = Quantity("s^{l-1}", n_below, 1), Quantity("f'(s^{l-1})", n_below, 1)
x_here, x_below = Quantity("x^{l}", n_l, 1), Quantity("x^{l-1}", n_below, 1)

# Parameters, with the derivatives of the loss and of the cost.
w, b = Quantity("w^{l}", n_l, n_below, "W^{l}"), Quantity("b^{l}", n_l, 1)
by_weight = Quantity(derivative("w^{l}"), n_l, n_below, derivative("W^{l}"))
by_bias = Quantity(derivative("b^{l}"), n_l, 1)
mean_by_weight = Quantity(derivative("w^{l}", "C"), n_l, n_below, derivative("W^{l}", "C"))
mean_by_bias = Quantity(derivative("b^{l}", "C"), n_l, 1)

# A batch, one example a row.
errors = Quantity(r"\Delta^{l}", B, n_l)
errors_below = Quantity(r"\Delta^{l-1}", B, n_below)
errors_last = Quantity(r"\Delta^{L}", B, n_l)
S_last, slopes_last = Quantity("S^{L}", B, n_l), Quantity("f'(S^{L})", B, n_l)
mean_by_output = Quantity(derivative("X^{L}", "C"), B, n_l)
S_below, slopes_below = Quantity("S^{l-1}", B, n_below), Quantity("f'(S^{l-1})", B, n_below)
X_below = Quantity("X^{l-1}", B, n_below)
ones = Quantity(r"\mathbf{1}", B, 1)


@cache
def network(widths: tuple[int, ...], batch: int) -> Composed:
    """The network of these widths with so many examples, written out."""
    return Composed(widths, batch)


@cache
def column_facts(net: Composed, layer: int) -> Case:
    """What each symbol stands for at one layer, for one example."""
    weights, biases = net.weights[layer - 1], net.biases[layer - 1]
    facts: dict[sp.Basic, sp.Basic] = {
        n_l: sp.Integer(net.widths[layer]),
        n_below: sp.Integer(net.widths[layer - 1]),
        **delta.is_(net.errors(layer)),
        **w.is_(weights),
        **b.is_(biases),
        **x_here.is_(net.outputs(layer)),
        **x_below.is_(net.outputs(layer - 1)),
        **by_weight.is_(net.gradient(weights)),
        **by_bias.is_(net.gradient(biases)),
    }
    if layer > 1:
        below = net.sums(layer - 1)
        facts |= {**s_below.is_(below), **slope_below.is_(below.applyfunc(Slope))}
        facts |= delta_below.is_(net.errors(layer - 1))
    if layer == net.depth:
        here = net.sums(layer)
        facts |= {**s_last.is_(here), **slope_last.is_(here.applyfunc(Slope))}
        facts |= {**delta_last.is_(net.errors(layer)), **by_output.is_(net.output_slopes())}
    return facts


@cache
def row_facts(net: Composed, layer: int) -> Case:
    """What each symbol stands for at one layer, for a batch."""

    def rows(of: str, *arguments: int) -> sp.Matrix:
        return sp.Matrix.vstack(*(getattr(net, of)(*arguments, e).T for e in range(net.batch)))

    weights, biases = net.weights[layer - 1], net.biases[layer - 1]
    facts: dict[sp.Basic, sp.Basic] = {
        B: sp.Integer(net.batch),
        n_l: sp.Integer(net.widths[layer]),
        n_below: sp.Integer(net.widths[layer - 1]),
        **errors.is_(rows("errors", layer)),
        **w.is_(weights),
        **X_below.is_(rows("outputs", layer - 1)),
        **mean_by_weight.is_(net.gradient(weights)),
        **mean_by_bias.is_(net.gradient(biases)),
        **ones.is_(sp.ones(net.batch, 1)),
    }
    if layer > 1:
        below = rows("sums", layer - 1)
        facts |= {**S_below.is_(below), **slopes_below.is_(below.applyfunc(Slope))}
        facts |= errors_below.is_(rows("errors", layer - 1))
    if layer == net.depth:
        here = rows("sums", layer)
        facts |= {**S_last.is_(here), **slopes_last.is_(here.applyfunc(Slope))}
        facts |= {
            **errors_last.is_(rows("errors", layer)),
            **mean_by_output.is_(rows("output_slopes")),
        }
    return facts


def in_columns(first: int = 1, last: bool = False) -> Iterator[Case]:
    """Each layer from the given one on, or the last ones alone, for one example."""
    yield from _layers(ONE_EXAMPLE, column_facts, first, last)


def in_rows(first: int = 1, last: bool = False) -> Iterator[Case]:
    """Each layer from the given one on, or the last ones alone, for a batch."""
    yield from _layers(BATCHES, row_facts, first, last)


def entrywise(cases: Iterable[Case], *indices: sp.Symbol) -> Iterator[Case]:
    """Each case for each value of some indices: unit i of layer l, unit j below, example k."""
    for case in cases:
        ranges = [range(1, int(case[SIZES[index]]) + 1) for index in indices]
        for numbers in product(*ranges):
            yield {**dict(zip(indices, numbers, strict=True)), **case}


def _layers(
    networks: tuple[tuple[tuple[int, ...], int], ...],
    facts: Callable[[Composed, int], Case],
    first: int,
    last: bool,
) -> Iterator[Case]:
    for sizes in networks:
        net = network(*sizes)
        for layer in range(net.depth if last else first, net.depth + 1):
            yield facts(net, layer)


def parameters() -> set[sp.Symbol]:
    """All symbols that are left over when the networks are written out."""
    return {
        symbol
        for sizes in (*ONE_EXAMPLE, *BATCHES)
        for net in [network(*sizes)]
        for part in (*net.weights, *net.biases, *net.inputs, sp.Matrix(net.targets))
        for symbol in part.free_symbols
    }
