"""Where on the plane a unit of the first layer can be silent, and networks without biases."""

from typing import Any

import sympy as sp

from workedout.derivations.identity import Identity

x_1, x_2, w_1, w_2, b, s = sp.symbols("x_1 x_2 w_1 w_2 b s", real=True)
v_1, v_2, u_1, u_2 = sp.symbols("v_1 v_2 u_1 u_2", real=True)
alpha = sp.Symbol("alpha", positive=True)
CORNERS = [sp.symbols(f"p_{k}1 p_{k}2", real=True) for k in (1, 2, 3)]
areas = sp.symbols("A_1:4", real=True)
sums = sp.symbols("s_1:4", real=True)
bare = sp.symbols(r"\hat{s}_1 \hat{s}_2", real=True)  # weighted sums of two units without biases


class Relu(sp.Function):  # type: ignore[misc]
    """ReLU, printed as f; evaluated, half of s and its absolute value."""

    nargs = 1

    def doit(self, **hints: Any) -> sp.Expr:
        """Evaluate, with common factors taken out of the argument."""
        argument = sp.factor(self.args[0].doit(**hints))
        return (argument + sp.Abs(argument)) / 2

    def _latex(self, printer: Any) -> str:
        return rf"f\left({printer._print(self.args[0])}\right)"


def cross(a: tuple[sp.Expr, ...], d: tuple[sp.Expr, ...]) -> sp.Expr:
    """Twice the signed area of the triangle with the corners 0, a and d."""
    return a[0] * d[1] - a[1] * d[0]


def from_point(corner: tuple[sp.Symbol, ...]) -> tuple[sp.Expr, ...]:
    """A corner as seen from the point x."""
    return corner[0] - x_1, corner[1] - x_2


def weighted_sum(point: tuple[sp.Expr, ...]) -> sp.Expr:
    """What a unit of the first layer computes before its activation."""
    return w_1 * point[0] + w_2 * point[1] + b


SEEN = [from_point(corner) for corner in CORNERS]

# The weighted sum at a point as a mean of those at three corners; the weights are the areas of
# the triangles that the point makes with two corners each. The wrong one turns one triangle round.
MEAN_OF_CORNERS = Identity(
    name="weighted sum inside a triangle",
    left=sp.Mul(sp.Add(*areas, evaluate=False), s, evaluate=False),
    right=sp.Add(*(area * each for area, each in zip(areas, sums, strict=True)), evaluate=False),
    wrong=areas[0] * sums[0] + areas[1] * sums[1] - areas[2] * sums[2],
    ranges=dict.fromkeys((x_1, x_2, w_1, w_2, b, *(p for pair in CORNERS for p in pair)), (-9, 9)),
    where={
        areas[0]: cross(SEEN[1], SEEN[2]),
        areas[1]: cross(SEEN[2], SEEN[0]),
        areas[2]: cross(SEEN[0], SEEN[1]),
        s: weighted_sum((x_1, x_2)),
        **{each: weighted_sum(corner) for each, corner in zip(sums, CORNERS, strict=True)},
    },
)


def without_biases(*scale: sp.Expr) -> sp.Expr:
    """The output's sum in a 2-2-1 network without biases, at x or at a multiple of x."""
    first, second = (sp.Mul(*scale, each, evaluate=False) for each in bare)
    return sp.Add(v_1 * Relu(first), v_2 * Relu(second), evaluate=False)


# Twice as far from the origin, twice the output. The wrong one squares, as two layers of
# weights might suggest.
HOMOGENEOUS = Identity(
    name="a network without biases along a ray",
    left=without_biases(alpha),
    right=sp.Mul(alpha, without_biases(), evaluate=False),
    wrong=alpha**2 * without_biases(),
    ranges={
        **dict.fromkeys((x_1, x_2, w_1, w_2, u_1, u_2, v_1, v_2), (-4, 4)),
        alpha: (1, 5),
    },
    where={bare[0]: w_1 * x_1 + w_2 * x_2, bare[1]: u_1 * x_1 + u_2 * x_2},
)

IDENTITIES = (MEAN_OF_CORNERS, HOMOGENEOUS)
