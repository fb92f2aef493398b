"""Networks written out in symbols: the cost as one expression of the inputs and the parameters.

Activation and loss are functions of which nothing is known but that they have derivatives, so what
is found here holds for every choice of them. At random points they are sine and cosine.
"""

import math
from itertools import pairwise

import sympy as sp
from sympy.printing.latex import LatexPrinter


class Slope(sp.Function):  # type: ignore[misc]
    """The derivative f' of the activation."""

    nargs = 1
    is_real = True
    _imp_ = staticmethod(math.cos)

    def _latex(self, printer: LatexPrinter) -> str:
        return f"f'({printer.doprint(self.args[0])})"


class Activation(sp.Function):  # type: ignore[misc]
    """The activation f."""

    nargs = 1
    is_real = True
    _imp_ = staticmethod(math.sin)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """Its derivative."""
        return Slope(self.args[0])


def _weighted_sum(target: float, *outputs: float) -> float:
    return target + sum(k * x for k, x in enumerate(outputs, 1))


class LossSlope(sp.Function):  # type: ignore[misc]
    """Derivative of the loss by one output: its number, counted from 1; the target; all outputs."""

    is_real = True
    _imp_ = staticmethod(lambda number, *rest: number * math.cos(_weighted_sum(*rest)))


class Loss(sp.Function):  # type: ignore[misc]
    """Loss of one example: of its target, then of all outputs."""

    is_real = True
    _imp_ = staticmethod(lambda *rest: math.sin(_weighted_sum(*rest)))

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """Derivative by an output; nobody differentiates by the target, which stands first."""
        return LossSlope(sp.Integer(argindex - 1), *self.args)


class Composed:
    """A fully connected network in symbols, with the cost of a batch.

    Attributes:
        widths: from the inputs to the outputs.
        batch: number of examples.
        weights, biases: of layer l at place l - 1, (n_l, n_{l-1}) and (n_l, 1).
        inputs: of each example, (n_0, 1).
        targets: one symbol an example.
    """

    def __init__(self, widths: tuple[int, ...], batch: int = 1) -> None:
        self.widths, self.batch = widths, batch
        layers = [*enumerate(pairwise(widths), 1)]
        self.weights = [symbols(f"w{layer}", m, n) for layer, (n, m) in layers]
        self.biases = [symbols(f"b{layer}", m, 1) for layer, (_, m) in layers]
        self.inputs = [symbols(f"x{k}", widths[0], 1) for k in range(batch)]
        self.targets = sp.symbols(f"y:{batch}", real=True)

    @property
    def depth(self) -> int:
        """Number of layers with weights."""
        return len(self.weights)

    def sums(self, layer: int, example: int = 0) -> sp.Matrix:
        """Weighted sums of a layer for one example, (n_l, 1), written out down to the inputs."""
        below = self.outputs(layer - 1, example)
        return self.weights[layer - 1] * below + self.biases[layer - 1]

    def outputs(self, layer: int, example: int = 0) -> sp.Matrix:
        """Outputs of a layer, (n_l, 1), written out; of layer 0, the inputs."""
        if layer == 0:
            return self.inputs[example]
        return self.sums(layer, example).applyfunc(Activation)

    def loss(self, layer: int, sums: sp.Matrix, example: int = 0) -> sp.Expr:
        """Loss of one example as a function of a layer's weighted sums, whatever these are."""
        outputs = sums.applyfunc(Activation)
        for weights, biases in zip(self.weights[layer:], self.biases[layer:], strict=True):
            outputs = (weights * outputs + biases).applyfunc(Activation)
        return Loss(self.targets[example], *outputs)

    def cost(self) -> sp.Expr:
        """Mean loss of the batch; of one example, its loss."""
        each = (self.loss(1, self.sums(1, k), k) for k in range(self.batch))
        return sp.Add(*each) / self.batch

    def gradient(self, parameters: sp.Matrix) -> sp.Matrix:
        """Derivatives of the cost by each entry of a matrix of parameters, by differentiation."""
        cost = self.cost()
        return parameters.applyfunc(lambda each: sp.diff(cost, each))

    def errors(self, layer: int, example: int = 0) -> sp.Matrix:
        """Derivatives of the cost by a layer's weighted sums, (n_l, 1), by differentiation."""
        free = symbols("s", self.widths[layer], 1)
        loss = self.loss(layer, free, example) / self.batch
        written_out = dict(zip(free, self.sums(layer, example), strict=True))
        return free.applyfunc(lambda each: sp.diff(loss, each)).subs(written_out)

    def output_slopes(self, example: int = 0) -> sp.Matrix:
        """Derivatives of the cost by the network's outputs, (n_L, 1)."""
        outputs = self.outputs(self.depth, example)
        numbers = range(1, len(outputs) + 1)
        target = self.targets[example]
        return sp.Matrix([LossSlope(k, target, *outputs) / self.batch for k in numbers])


def symbols(name: str, rows: int, columns: int) -> sp.Matrix:
    """A matrix of real symbols: ``name_ij`` in row i and column j, counted from 1."""
    return sp.Matrix(rows, columns, lambda i, j: sp.Symbol(f"{name}_{i + 1}{j + 1}", real=True))
