"""Networks in symbols: small enough that SymPy differentiates them as a whole."""

from collections.abc import Callable, Mapping

import sympy as sp

Function = Callable[[sp.Expr], sp.Expr]
Values = Mapping[sp.Symbol, sp.Expr]

x_1, x_2, y, s = sp.symbols("x_1 x_2 y s", real=True)
beta = sp.Symbol("b^{3}", real=True)  # the output bias of a network with two hidden layers
half = sp.Rational(1, 2)


class Unknown(sp.Function):  # type: ignore[misc]
    """Any smooth function to algebra; at a point, the cubic s - s^2/3 + s^3/5 in its place."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """Its slope, of which algebra knows as little."""
        return UnknownSlope(self.args[0])

    def _eval_evalf(self, prec: int) -> sp.Expr:
        return cubic(self.args[0])._eval_evalf(prec)


class UnknownSlope(sp.Function):  # type: ignore[misc]
    """The derivative of ``Unknown``."""

    nargs = 1

    def _eval_evalf(self, prec: int) -> sp.Expr:
        return sp.diff(cubic(s), s).subs(s, self.args[0])._eval_evalf(prec)


def cubic(at: sp.Expr) -> sp.Expr:
    """No symmetry, no zero slope: nothing that a wrong formula could hide behind."""
    return at - at**2 / 3 + at**3 / 5


class Network:
    """A network on points (x_1, x_2) with two hidden layers and one tanh output, in symbols.

    Attributes:
        weights, biases: of the three layers.
        sums: weighted sums of each layer.
        outputs: of each hidden layer.
        loss: half the squared difference between the output and the target y.
    """

    def __init__(
        self, hidden: tuple[int, int], activation: Function, fixed: Values | None = None
    ) -> None:
        """Every parameter is a symbol, but for those whose values are fixed."""
        layers = parameters(hidden)
        self.weights = [weights.subs(fixed or {}) for weights, _ in layers]
        self.biases = [biases.subs(fixed or {}) for _, biases in layers]
        self.sums: list[sp.Matrix] = []
        self.outputs: list[sp.Matrix] = []
        inputs = sp.Matrix([x_1, x_2])
        for weights, biases in zip(self.weights, self.biases, strict=True):
            self.sums.append(weights * inputs + biases)
            if len(self.sums) < len(layers):
                inputs = self.sums[-1].applyfunc(activation)
                self.outputs.append(inputs)
        self.loss = half * (sp.tanh(self.sums[-1][0]) - y) ** 2


def parameters(hidden: tuple[int, int]) -> list[tuple[sp.Matrix, sp.Matrix]]:
    """Weights and biases of each layer, as symbols."""
    widths = (2, *hidden, 1)
    return [(matrix("w", layer, widths), matrix("b", layer, widths)) for layer in (1, 2, 3)]


def matrix(letter: str, layer: int, widths: tuple[int, ...]) -> sp.Matrix:
    """A layer's weights "w" (units, inputs) or biases "b" (units, 1), as symbols."""
    units, inputs = widths[layer], widths[layer - 1]
    if letter == "b":
        names = [[f"b^{{{layer}}}_{i + 1}" if units > 1 else "b^{3}"] for i in range(units)]
    elif units > 1:
        names = [[f"w^{{{layer}}}_{{{i + 1}{j + 1}}}" for j in range(inputs)] for i in range(units)]
    else:
        names = [[f"w^{{{layer}}}_{j + 1}" for j in range(inputs)]]
    return sp.Matrix([[sp.Symbol(name, real=True) for name in row] for row in names])


def derivative(of: str, by: sp.Symbol) -> sp.Symbol:
    """The name of a derivative, as the page prints it."""
    return sp.Symbol(rf"\frac{{\partial {of}}}{{\partial {sp.latex(by)}}}", real=True)
