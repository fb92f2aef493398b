"""Small networks in exact arithmetic: whole numbers and fractions for weights, inputs, outputs."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import sympy as sp

from workedout.plain import plainly

Number = int | Fraction


class Relu(sp.Function):  # type: ignore[misc]  # SymPy has no types
    """max(0, t), printed so, and worked with as (t + |t|) / 2, which SymPy simplifies better."""

    nargs = 1

    def doit(self, **hints: bool) -> sp.Expr:
        """The same without a maximum."""
        inside = self.args[0].doit(**hints)
        return (inside + sp.Abs(inside)) / 2

    def _latex(self, printer: Any) -> str:
        return rf"\max(0,\, {printer._print(self.args[0])})"


class Smaller(sp.Function):  # type: ignore[misc]
    """min(a, b), printed so, and worked with as (a + b - |a - b|) / 2."""

    nargs = 2

    def doit(self, **hints: bool) -> sp.Expr:
        """The same without a minimum."""
        one, other = (each.doit(**hints) for each in self.args)
        return (one + other - sp.Abs(one - other)) / 2

    def _latex(self, printer: Any) -> str:
        return rf"\min({', '.join(map(printer._print, self.args))})"


@dataclass(frozen=True)
class ExactLayer:
    """Weighted sums, biases, and perhaps ReLU.

    Attributes:
        weights: one row a unit, one column an input.
        biases: one a unit.
        relu: whether max(0, ·) is applied to each sum.
    """

    weights: tuple[tuple[Number, ...], ...]
    biases: tuple[Number, ...]
    relu: bool = True

    def sums(self, inputs: Sequence[Number]) -> list[Number]:
        """The weighted sums: W x + b."""
        return [
            sum((w * x for w, x in zip(row, inputs, strict=True)), bias)
            for row, bias in zip(self.weights, self.biases, strict=True)
        ]

    def __call__(self, inputs: Sequence[Number]) -> list[Number]:
        """The outputs."""
        sums = self.sums(inputs)
        return [max(0, s) for s in sums] if self.relu else sums


@plainly
class Counted(NamedTuple):
    """What one may mean by the size of a network."""

    layers_with_weights: int
    layers_with_the_input: int
    hidden_layers: int
    hidden_units: int
    units: int
    circles: int

    def __str__(self) -> str:
        return "\n".join(
            f"{name.replace('_', ' ')}: {count}" for name, count in self._asdict().items()
        )


@dataclass(frozen=True)
class ExactNetwork:
    """Layers, each fed with the outputs of the one before; the last has one unit.

    Attributes:
        layers: from the first to the last, in whole numbers or fractions.
    """

    layers: tuple[ExactLayer, ...]

    def trace(self, inputs: Sequence[Number]) -> list[list[Number]]:
        """The outputs of every layer."""
        found = []
        for layer in self.layers:
            inputs = layer(inputs)
            found.append(list(inputs))
        return found

    def __call__(self, inputs: Sequence[Number]) -> Number:
        """The one output."""
        [output] = self.trace(inputs)[-1]
        return output

    def slope(self, inputs: Sequence[Number]) -> tuple[Number, ...]:
        """The gradient of the output by the inputs.

        Raises:
            ValueError: a weighted sum before a ReLU is 0, so that there is a kink.
        """
        size = range(len(inputs))
        jacobian: list[list[Number]] = [[int(i == j) for j in size] for i in size]
        for layer in self.layers:
            sums = layer.sums(inputs)
            if layer.relu and 0 in sums:
                raise ValueError(f"a kink: the weighted sums are {sums}")
            passes = [not layer.relu or s > 0 for s in sums]
            jacobian = [
                [
                    sum(w * row[k] for w, row in zip(weights, jacobian, strict=True)) * passing
                    for k in size
                ]
                for weights, passing in zip(layer.weights, passes, strict=True)
            ]
            inputs = layer(inputs)
        return tuple(jacobian[0])

    @property
    def counted(self) -> Counted:
        """The size of the network by each way of counting."""
        units = [len(layer.weights) for layer in self.layers]
        return Counted(
            layers_with_weights=len(units),
            layers_with_the_input=1 + len(units),
            hidden_layers=len(units) - 1,
            hidden_units=sum(units[:-1]),
            units=sum(units),
            circles=len(self.layers[0].weights[0]) + sum(units),
        )


def hidden_layer(weights: Sequence[Sequence[Number]], biases: Sequence[Number]) -> ExactLayer:
    """A layer with ReLU."""
    return ExactLayer(tuple(map(tuple, weights)), tuple(biases))


def output_unit(weights: Sequence[Number], bias: Number, relu: bool = False) -> ExactLayer:
    """A last layer of one unit."""
    return ExactLayer((tuple(weights),), (bias,), relu)


def expression(network: ExactNetwork, inputs: Sequence[sp.Symbol]) -> sp.Expr:
    """The network as a formula of its inputs."""
    values: list[sp.Expr] = list(inputs)
    for layer in network.layers:
        sums = [
            _sum([*map(_times, weights, values), sp.sympify(bias, strict=True)])
            for weights, bias in zip(layer.weights, layer.biases, strict=True)
        ]
        values = [Relu(s) for s in sums] if layer.relu else sums
    return values[0]


def _times(weight: Number, value: sp.Expr) -> sp.Expr:
    return sp.sympify(weight, strict=True) * value  # strict: a text is refused, never run


def _sum(terms: Sequence[sp.Expr]) -> sp.Expr:
    """A sum as one would write it: what is added, then what is subtracted, and no zeros."""
    written = [term for term in terms if term != 0]
    return in_order(*sorted(written, key=lambda term: term.could_extract_minus_sign()))


def in_order(*terms: sp.Expr) -> sp.Expr:
    """A sum that prints its terms in this order."""
    return sp.Add(*terms, evaluate=False)
