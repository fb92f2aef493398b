"""Logic gates by networks with ReLU: what one unit can do, and what XOR takes."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import sympy as sp

from workedout.derivations.algebra.exact_networks import (
    ExactLayer,
    ExactNetwork,
    Number,
    Relu,
    Smaller,
    expression,
    hidden_layer,
    in_order,
    output_unit,
)
from workedout.derivations.algebra.inequalities import (
    Inequality,
    Witness,
    at_least,
    at_most,
    decide,
    equals,
)
from workedout.derivations.identity import Identity

# The rows of a truth table, and for each gate the value at each row.
ROWS = ((0, 0), (0, 1), (1, 0), (1, 1))
Truth = tuple[int, int, int, int]
OR: Truth = (0, 1, 1, 1)
AND: Truth = (0, 0, 0, 1)
XOR: Truth = (0, 1, 1, 0)
ALL_GATES: tuple[Truth, ...] = tuple(product((0, 1), repeat=4))  # type: ignore[arg-type]


def table(network: ExactNetwork) -> tuple[Number, ...]:
    """The network's outputs at the four rows."""
    return tuple(network(row) for row in ROWS)


def spelled(values: Sequence[Number]) -> str:
    """Numbers in one line, fractions as such: ``0 1/2 −1``."""
    return " ".join(map(str, values)).replace("-", "−")


def meets(outputs: Sequence[Number], truth: Truth) -> bool:
    """What the task asks: at least 1 where the gate is true, at most 0 where it is false."""
    return all(o >= 1 if t else o <= 0 for o, t in zip(outputs, truth, strict=True))


def hits(outputs: Sequence[Number], truth: Truth) -> bool:
    """The stricter version: 1 where the gate is true, 0 where it is false."""
    return all(o == t for o, t in zip(outputs, truth, strict=True))


def demands(truth: Truth) -> list[Inequality]:
    """What the task asks of (w₁, w₂, b) of one unit, with or without ReLU, row by row.

    max(0, s) ≥ 1 says s ≥ 1, and max(0, s) ≤ 0 says s ≤ 0: the ReLU makes no difference.
    """
    return [
        at_least((*row, 1), 1) if true else at_most((*row, 1), 0)
        for row, true in zip(ROWS, truth, strict=True)
    ]


def exact_demands(truth: Truth) -> list[Inequality]:
    """What the outputs 0 and 1 ask of (w₁, w₂, b) of one unit with ReLU."""
    system: list[Inequality] = []
    for row, true in zip(ROWS, truth, strict=True):
        system += equals((*row, 1), 1) if true else [at_most((*row, 1), 0)]
    return system


# OR by one unit; by one unit of a hidden layer; and with outputs 0 and 1.
OR_UNIT = ExactNetwork((output_unit((1, 1), 0, relu=True),))
OR_HIDDEN = ExactNetwork((hidden_layer([(1, 1)], [0]), output_unit([1], 0)))
OR_EXACT = ExactNetwork((hidden_layer([(-1, -1)], [1]), output_unit([-1], 1)))
AND_UNIT = ExactNetwork((output_unit((1, 1), -1, relu=True),))

# XOR with two hidden units, three times: a hat over x₁ + x₂, a fold along x₁ = x₂, a bent one.
XOR_HAT = ExactNetwork((hidden_layer([(1, 1), (1, 1)], [0, -1]), output_unit([1, -2], 0)))
XOR_FOLD = ExactNetwork((hidden_layer([(1, -1), (-1, 1)], [0, 0]), output_unit([1, 1], 0)))
XOR_BENT = ExactNetwork((hidden_layer([(1, -2), (-2, 1)], [0, 0]), output_unit([1, 1], 0)))


def sign_systems() -> dict[tuple[int, ...], list[Inequality]]:
    """For each of the 81 combinations of signs, what it asks of (w₁, w₂).

    The sums at two rows differ by w₁, w₂, w₁ + w₂ or w₁ − w₂, up to the sign. So their order
    is known from the signs of these four.
    """
    forms = ((1, 0), (0, 1), (1, 1), (1, -1))
    systems = {}
    for signs in product((-1, 0, 1), repeat=4):
        system: list[Inequality] = []
        for form, sign in zip(forms, signs, strict=True):
            # Scaling the weights makes "above zero" "at least 1".
            scaled = [sign * value for value in form]
            system += equals(form, 0) if sign == 0 else [at_least(scaled, 1)]
        systems[signs] = system
    return systems


def sign_cells() -> dict[tuple[int, ...], Witness]:
    """Every way in which four weighted sums can be ordered, each with weights that do it."""
    answers = {signs: decide(system) for signs, system in sign_systems().items()}
    return {signs: answer for signs, answer in answers.items() if isinstance(answer, Witness)}


def sums(weights: Sequence[Number], bias: Number = 0) -> tuple[Number, ...]:
    """The weighted sum of one unit at the four rows."""
    return tuple(ExactLayer((tuple(weights),), (bias,), relu=False)(row)[0] for row in ROWS)


def orders_xor(values: Sequence[Number], truth: Truth = XOR) -> bool:
    """Whether all true rows lie above all false ones, or all below."""
    true = [value for value, t in zip(values, truth, strict=True) if t]
    false = [value for value, t in zip(values, truth, strict=True) if not t]
    return min(true) > max(false) or max(true) < min(false)


x1, x2 = sp.symbols("x_1 x_2", nonnegative=True)
t = sp.Symbol("t", real=True)
w1, w2, b, m, C = sp.symbols("w_1 w_2 b m C", real=True)
s = {row: sp.Symbol(f"s_{{{row[0]}{row[1]}}}", real=True) for row in ROWS}
SUMS = {symbol: row[0] * w1 + row[1] * w2 + b for row, symbol in s.items()}
WEIGHTS = dict.fromkeys((w1, w2, b), (-9, 9))
INPUTS = {x1: (0, 9), x2: (0, 9)}

# The sums over the two diagonals of the square agree. The wrong one counts one bias only.
DIAGONALS = Identity(
    name="the two diagonals have one sum",
    left=in_order(s[0, 1], s[1, 0]),
    right=in_order(s[0, 0], s[1, 1]),
    wrong=s[0, 0] + s[1, 1] - b,
    ranges=WEIGHTS,
    where=SUMS,
)

# The same said of differences: flipping x₂ does the same at x₁ = 0 and x₁ = 1. The wrong one
# says it does the opposite, which is what XOR would need.
DIFFERENCES = Identity(
    name="flipping one input does the same whatever the other is",
    left=s[0, 1] - s[0, 0],
    right=s[1, 1] - s[1, 0],
    wrong=s[1, 0] - s[1, 1],
    ranges=WEIGHTS,
    where=SUMS,
)

# OR with outputs 0 and 1. The wrong one forgets that 1 + 1 is 2.
OR_IS_A_MINIMUM = Identity(
    name="OR with outputs 0 and 1",
    left=expression(OR_EXACT, (x1, x2)),
    right=Smaller(1, x1 + x2),
    wrong=x1 + x2,
    ranges=INPUTS,
)

# The hat rises to 1 at x₁ + x₂ = 1 and falls again. The wrong one keeps the slope of the second
# unit at 1, so that it never falls.
HAT = Identity(
    name="XOR as a hat",
    left=expression(XOR_HAT, (x1, x2)),
    right=in_order(sp.Integer(1), -sp.Abs(in_order(x1, x2, sp.Integer(-1)), evaluate=False)),
    wrong=x1 + x2 - Relu(x1 + x2 - 1),
    ranges=INPUTS,
)

# The fold. The wrong one folds along the other diagonal.
FOLD = Identity(
    name="XOR as a fold",
    left=expression(XOR_FOLD, (x1, x2)),
    right=sp.Abs(x1 - x2),
    wrong=sp.Abs(x1 + x2),
    ranges=INPUTS,
)


def affine(truth: Truth) -> dict[sp.Symbol, sp.Expr]:
    """The cost of w₁ x₁ + w₂ x₂ + b on a truth table, and its mean output."""
    outputs = [row[0] * w1 + row[1] * w2 + b for row in ROWS]
    squares = [(output - true) ** 2 for output, true in zip(outputs, truth, strict=True)]
    return {C: sp.Add(*squares) / 8, m: sp.Add(*outputs) / 4}


def completed_square(least: Fraction, middle: Fraction, slope: Fraction) -> sp.Expr:
    """The least cost, and what is added to it by a wrong mean and by wrong slopes."""
    off = [in_order(m, -sp.Rational(middle))]
    off += [in_order(w, -sp.Rational(slope)) if slope else w for w in (w1, w2)]
    parts = [each**2 / size for each, size in zip(off, (2, 8, 8), strict=True)]
    return in_order(sp.Rational(least), *parts)


# What the squared loss wants of one affine unit, for OR and for XOR. The wrong ones take the
# targets' mean at x = (1/2, 1/2) to be that of AND.
LEAST_SQUARES_OR = Identity(
    name="the squared loss of one affine unit on OR",
    left=C,
    right=completed_square(Fraction(1, 32), Fraction(3, 4), Fraction(1, 2)),
    wrong=completed_square(Fraction(1, 32), Fraction(1, 4), Fraction(1, 2)),
    ranges=WEIGHTS,
    where=affine(OR),
)
LEAST_SQUARES_XOR = Identity(
    name="the squared loss of one affine unit on XOR",
    left=C,
    right=completed_square(Fraction(1, 8), Fraction(1, 2), Fraction(0)),
    wrong=completed_square(Fraction(1, 8), Fraction(1, 4), Fraction(0)),
    ranges=WEIGHTS,
    where=affine(XOR),
)

IDENTITIES = (
    DIAGONALS,
    DIFFERENCES,
    OR_IS_A_MINIMUM,
    HAT,
    FOLD,
    LEAST_SQUARES_OR,
    LEAST_SQUARES_XOR,
)
