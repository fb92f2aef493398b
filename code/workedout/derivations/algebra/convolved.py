"""A convolution, ReLU or the like, overlapping max pooling and a dense layer, in symbols.

Small enough that SymPy differentiates the loss as a whole. Activation and loss are functions of
which nothing is known; of the largest of some numbers it is known that its derivative by one of
them is 1 if this is the one that is taken, else 0.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.composed import Activation, Loss, LossSlope
from workedout.derivations.algebra.layers import derivative

OUTSIDE = range(-4, 9)  # places at which an image, a map or a filter of these sizes may be asked

i, j, k, l, a, b, u, v, c = sp.symbols("i j k l a b u v c", integer=True)  # noqa: E741
m, o = sp.symbols("m o", integer=True)
K, S, P, M, O = sp.symbols("K S P M O", integer=True, positive=True)  # noqa: E741
I, J, U, V = sp.symbols("I J U V", integer=True, positive=True)  # noqa: E741
SIZES = {i: I, j: J, k: K, l: K, u: U, v: V}

x_0, w_1, s_1 = map(sp.IndexedBase, ("x^{0}", "w^{1}", "s^{1}"))
x_1, z, w_2 = map(sp.IndexedBase, ("x^{1}", "z", "w^{2}"))
delta_1, delta_2 = map(sp.IndexedBase, (r"\delta^{1}", r"\delta^{2}"))
omega = sp.IndexedBase(r"\omega")
by_x_0, by_w_1, by_x_1, by_z, by_w_2, by_b_1 = (
    sp.IndexedBase(derivative(of)) for of in ("x^{0}", "w^{1}", "x^{1}", "z", "w^{2}", "b^{1}")
)
by_bias = sp.Symbol(derivative("b^{1}"))


class Taken(sp.Function):  # type: ignore[misc]
    """Whether the value at a place, counted from 1, is the largest: 1 or 0, the first of equals."""

    is_real = True
    _imp_ = staticmethod(
        lambda place, *values: float(1 + values.index(max(values)) == place),
    )


class Largest(sp.Function):  # type: ignore[misc]
    """The largest of some values."""

    is_real = True
    _imp_ = staticmethod(lambda *values: max(values))

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """Its derivative by one of them."""
        return Taken(sp.Integer(argindex), *self.args)


def real(name: str, rows: int, columns: int) -> sp.Matrix:
    """A matrix of real symbols: ``name_ij`` in row i and column j, counted from 0."""
    return sp.Matrix(rows, columns, lambda r, q: sp.Symbol(f"{name}_{r}{q}", real=True))


def correlated(
    image: sp.Matrix, weights: sp.Matrix, stride: int = 1, padding: int = 0
) -> sp.Matrix:
    """What a filter sees at each of its places, with zeros around the image."""
    size = weights.rows
    rows, columns = ((n + 2 * padding - size) // stride + 1 for n in image.shape)

    def at(r: int, q: int) -> sp.Expr:
        inside = 0 <= r < image.rows and 0 <= q < image.cols
        return image[r, q] if inside else sp.Integer(0)

    def seen(r: int, q: int) -> sp.Expr:
        top, left = stride * r - padding, stride * q - padding
        places = product(range(size), repeat=2)
        return sp.Add(*(weights[s, t] * at(top + s, left + t) for s, t in places))

    return sp.Matrix(rows, columns, seen)


class Convolved:
    """The whole network: one filter of K by K, windows of 2 by 2 that overlap, two outputs.

    Attributes:
        image, weights, bias: of the convolution.
        dense: for each output, the weights of the pooled values.
        dense_biases: of the outputs.
    """

    outputs, window = 2, 2

    def __init__(self, rows: int, columns: int, size: int = 2) -> None:
        self.image = real("x", rows, columns)
        self.weights, self.bias = real("w", size, size), sp.Symbol("b", real=True)
        self.shape = rows - size + 1, columns - size + 1
        pooled = tuple(n - self.window + 1 for n in self.shape)
        self.dense = [real(f"v{output}", *pooled) for output in range(self.outputs)]
        self.dense_biases = sp.symbols(f"d:{self.outputs}", real=True)

    @property
    def sums(self) -> sp.Matrix:
        """What the activation is applied to."""
        return correlated(self.image, self.weights).applyfunc(lambda each: each + self.bias)

    def cells(self, r: int, q: int) -> list[tuple[int, int]]:
        """The cells of the map in window (r, q)."""
        return [(r + s, q + t) for s, t in product(range(self.window), repeat=2)]

    def pooled(self, mapped: sp.Matrix) -> sp.Matrix:
        """The largest value of each window."""
        return sp.Matrix(
            *self.dense[0].shape, lambda r, q: Largest(*(mapped[at] for at in self.cells(r, q)))
        )

    def results(self, pooled: sp.Matrix) -> list[sp.Expr]:
        """The two outputs."""
        pairs = zip(self.dense, self.dense_biases, strict=True)
        return [bias + sum(sp.matrix_multiply_elementwise(w, pooled)) for w, bias in pairs]

    def loss(self, pooled: sp.Matrix) -> sp.Expr:
        """The loss as a function of the pooled values, whatever these are."""
        return Loss(sp.Symbol("y", real=True), *self.results(pooled))


def differentiated(loss: sp.Expr, free: sp.Matrix, values: sp.Matrix) -> sp.Matrix:
    """Derivatives of a loss by free symbols, which then get their values."""
    written_out = dict(zip(free, values, strict=True))
    return free.applyfunc(lambda each: sp.diff(loss, each).subs(written_out))


def entries(
    base: sp.IndexedBase, values: sp.Matrix, *before: int, around: bool = False
) -> dict[sp.Basic, sp.Basic]:
    """Each entry of a matrix under its name, rows and columns from 0; around it zeros."""
    known = zeros(base, *before) if around else {}
    places = product(range(values.rows), range(values.cols))
    return known | {base[(*before, r, q)]: values[r, q] for r, q in places}


def zeros(base: sp.IndexedBase, *before: int) -> dict[sp.Basic, sp.Basic]:
    """Zero under each name that may be asked for."""
    return {base[(*before, r, q)]: sp.Integer(0) for r, q in product(OUTSIDE, repeat=2)}


def sized(symbols: Iterable[sp.Symbol], sizes: Iterable[int]) -> dict[sp.Basic, sp.Basic]:
    """What sizes stand for."""
    return dict(zip(symbols, map(sp.Integer, sizes), strict=True))


@cache
def facts(rows: int, columns: int, size: int = 2) -> dict[sp.Basic, sp.Basic]:
    """What each symbol stands for in the whole network."""
    net = Convolved(rows, columns, size)
    sums = net.sums
    mapped = sums.applyfunc(Activation)
    pooled = net.pooled(mapped)
    loss = net.loss(pooled)
    free_map, free_pooled, free_sums = (
        real(name, *values.shape) for name, values in (("h", mapped), ("p", pooled), ("s", sums))
    )
    target, results = sp.Symbol("y", real=True), net.results(pooled)
    by_map = differentiated(net.loss(net.pooled(free_map)), free_map, mapped)
    by_sums = differentiated(net.loss(net.pooled(free_sums.applyfunc(Activation))), free_sums, sums)
    known = {
        **sized((I, J, U, V, K, M), (*sums.shape, *pooled.shape, size, net.outputs)),
        **entries(x_0, net.image),
        **entries(by_x_0, net.image.applyfunc(lambda each: sp.diff(loss, each))),
        **entries(w_1, net.weights),
        **entries(by_w_1, net.weights.applyfunc(lambda each: sp.diff(loss, each))),
        by_bias: sp.diff(loss, net.bias),
        **entries(s_1, sums),
        **entries(delta_1, by_sums),
        **entries(x_1, mapped),
        **entries(by_x_1, by_map),
        **entries(z, pooled),
        **entries(by_z, differentiated(net.loss(free_pooled), free_pooled, pooled)),
        **taken(net, mapped),
    }
    for number, weights in enumerate(net.dense, 1):
        known |= entries(w_2, weights, number)
        known |= entries(by_w_2, weights.applyfunc(lambda each: sp.diff(loss, each)), number)
        known[delta_2[number]] = LossSlope(sp.Integer(number), target, *results)
    return known


def taken(net: Convolved, mapped: sp.Matrix) -> Case:
    """For each cell and each window, whether the window takes that cell: 0 outside of it."""
    known: dict[sp.Basic, sp.Basic] = {}
    for r, q in product(*map(range, net.dense[0].shape)):
        cells = net.cells(r, q)
        values = [mapped[at] for at in cells]
        for at in product(*map(range, mapped.shape)):
            place = sp.Integer(cells.index(at) + 1) if at in cells else None
            known[omega[(*at, r, q)]] = Taken(place, *values) if place else sp.Integer(0)
    return known


@cache
def filter_facts(
    rows: int, columns: int, size: int, stride: int, padding: int, channels: tuple[int, int]
) -> Case:
    """What each symbol stands for in a convolution alone: any loss of all its sums."""
    inputs, outputs = channels
    images = [real(f"x{n}", rows, columns) for n in range(inputs)]
    filters = [[real(f"w{n}{q}", size, size) for q in range(inputs)] for n in range(outputs)]
    biases = sp.symbols(f"b:{outputs}", real=True)
    sums = [
        sum(
            (correlated(x, w, stride, padding) for x, w in zip(images, each, strict=True)),
            start=sp.zeros(*correlated(images[0], each[0], stride, padding).shape),
        ).applyfunc(lambda s, bias=bias: s + bias)
        for each, bias in zip(filters, biases, strict=True)
    ]
    flat = [each for channel in sums for each in channel]
    target = sp.Symbol("y", real=True)
    loss = Loss(target, *flat)
    known = sized((I, J, K, S, P, O), (*sums[0].shape, size, stride, padding, outputs))
    for n, image in enumerate(images):
        known |= entries(x_0, image, n, around=True)
        known |= entries(by_x_0, image.applyfunc(lambda each: sp.diff(loss, each)), n)
    for n, (each, channel) in enumerate(zip(filters, sums, strict=True)):
        before = sum(len(other) for other in sums[:n])
        slopes = [
            LossSlope(sp.Integer(before + at + 1), target, *flat) for at in range(len(channel))
        ]
        known |= entries(delta_1, sp.Matrix(*channel.shape, slopes), n)
        known[by_b_1[n]] = sp.diff(loss, biases[n])
        for q, weights in enumerate(each):
            known |= entries(w_1, weights, n, q, around=True)
            gradient = weights.applyfunc(lambda w: sp.diff(loss, w))
            known |= entries(by_w_1, gradient, n, q)
    return known


# Rows and columns of the image. The first is the one that the page works out; where the whole of it
# would take long, the second stands for it: its windows overlap in one direction.
NETWORKS = ((4, 4), (3, 4))
# Rows and columns, size, stride, padding, channels in and out.
CONVOLUTIONS = (
    (2, 2, 2, 2, 1, (2, 1)),
    (2, 3, 2, 1, 0, (1, 2)),
    (2, 3, 3, 2, 2, (1, 1)),
)


def networks(*indices: sp.Symbol, first: int = 0, errors_around: bool = False) -> Iterator[Case]:
    """Each network from the given one on, with each value of these indices.

    Only a formula that says so finds errors of zero around the map. In any other, a sum that runs
    past the border must not go unnoticed.
    """
    for sizes in NETWORKS[first:]:
        case = (zeros(delta_1) if errors_around else {}) | facts(*sizes)
        ranges = {a: range(sizes[0]), b: range(sizes[1]), m: range(1, int(case[M]) + 1)}
        yield from with_indices(case, ranges, indices)


def convolutions(*indices: sp.Symbol) -> Iterator[Case]:
    """Each convolution, with each value of these indices."""
    for sizes in CONVOLUTIONS:
        case = filter_facts(*sizes)
        inputs, outputs = sizes[-1]
        ranges = {a: range(sizes[0]), b: range(sizes[1]), c: range(inputs), o: range(outputs)}
        yield from with_indices(case, ranges, indices)


def with_indices(
    case: Case, ranges: Mapping[sp.Symbol, range], indices: tuple[sp.Symbol, ...]
) -> Iterator[Case]:
    """A case for each value of some indices."""
    found = [ranges.get(index) or range(int(case[SIZES[index]])) for index in indices]
    for numbers in product(*found):
        yield {**dict(zip(indices, map(sp.Integer, numbers), strict=True)), **case}


def parameters() -> set[sp.Symbol]:
    """All symbols that are left over when the networks are written out."""
    every = [facts(*sizes) for sizes in NETWORKS] + [filter_facts(*each) for each in CONVOLUTIONS]
    return {symbol for case in every for value in case.values() for symbol in value.free_symbols}
