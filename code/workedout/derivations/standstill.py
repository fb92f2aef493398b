"""Where gradient descent can come to a standstill on a truth table, with one hidden layer of ReLU.

Of each hidden unit, only the rows count at which it is active. With the sets of these rows fixed,
a point where all gradients vanish is a projection, so its cost can only be one of a few numbers.
At zero, the slope of ReLU is taken to be zero, as in PyTorch.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations

import sympy as sp

from workedout.derivations.algebra.exact_networks import in_order
from workedout.derivations.algebra.inequalities import (
    Refutation,
    Witness,
    at_least,
    at_most,
    decide,
)
from workedout.derivations.identity import Identity
from workedout.derivations.logic import ROWS, Truth

Rows = frozenset[tuple[int, int]]  # at which a unit is active
Vector = tuple[Fraction, ...]  # one number a row of the truth table
Space = tuple[Vector, ...]  # its reduced basis, so that equal spaces are equal
ALL_SETS: tuple[Rows, ...] = tuple(
    frozenset(rows) for size in range(5) for rows in combinations(ROWS, size)
)


def cut_off(rows: Rows) -> Witness | Refutation:
    """Weights and bias of a unit that is active at these rows only, or why there are none.

    Active is a sum above zero, "at least 1" by scaling. At the other rows it is at most zero.
    """
    return decide(
        [at_least((*row, 1), 1) if row in rows else at_most((*row, 1), 0) for row in ROWS]
    )


def active_sets() -> tuple[Rows, ...]:
    """The sets of rows at which a unit can be active."""
    return tuple(rows for rows in ALL_SETS if isinstance(cut_off(rows), Witness))


def space(sets: Iterable[Rows]) -> Space:
    """All outputs that hidden units active at these rows can add up to, with an output bias.

    A unit adds a multiple of its weighted sum at its rows and 0 elsewhere.
    """
    ones = [[Fraction(1)] * len(ROWS)]
    parts = [
        [Fraction(value if row in rows else 0) for row, value in zip(ROWS, column, strict=True)]
        for rows in sets
        for column in zip(*((*row, 1) for row in ROWS), strict=True)
    ]
    return reduced(ones + parts)


def reduced(vectors: Sequence[Sequence[Fraction]]) -> Space:
    """The reduced basis of what some vectors span (Gauss and Jordan)."""
    rows, done = [list(vector) for vector in vectors], 0
    for column in range(len(ROWS)):
        pivot = next((k for k in range(done, len(rows)) if rows[k][column] != 0), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for k, row in enumerate(rows):
            if k != done and row[column] != 0:
                lead = row[column]
                rows[k] = [a - lead * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    return tuple(tuple(row) for row in rows[:done])


def projection(truth: Truth, onto: Space) -> Vector:
    """The outputs of a space that lie nearest to a truth table."""
    basis = sp.Matrix([list(map(sp.Rational, vector)) for vector in onto]).T
    target = sp.Matrix(truth)
    outputs = basis * (basis.T * basis).LUsolve(basis.T * target)
    return tuple(Fraction(int(value.p), int(value.q)) for value in outputs)


def cost(outputs: Vector, truth: Truth) -> Fraction:
    """The mean over the rows of half the squared difference."""
    total = sum(((o - t) ** 2 for o, t in zip(outputs, truth, strict=True)), Fraction(0))
    return total / (2 * len(ROWS))


def standstill_costs(truth: Truth) -> dict[Fraction, Space]:
    """Every cost at which a network can stand still, however many hidden units it has.

    Returns:
        For each cost, the smallest space that has it, in order of the costs.
    """
    found = {space([])}
    fresh = list(found)
    while fresh:
        bigger = {
            reduced([*one, *space([rows])]) for one in fresh for rows in active_sets()
        } - found
        found |= bigger
        fresh = list(bigger)
    costs: dict[Fraction, Space] = {}
    for each in sorted(found, key=len):
        costs.setdefault(cost(projection(truth, each), truth), each)
    return dict(sorted(costs.items()))


def level_of(
    loss: float, costs: Iterable[Fraction], within: Fraction = Fraction(1, 1000)
) -> Fraction | None:
    """The cost that a measured loss lies at, or None where it lies at none."""
    return next((cost for cost in costs if abs(loss - cost) <= within), None)


# The gradients of the cost, by the numbers of one hidden unit among others: v is its output
# weight, a its activity at each row (0 or 1), d the output bias, and q what the other units add
# at each row, less the target.
w1, w2, b, v, d = sp.symbols("w_1 w_2 b v d", real=True)


def at_rows(letter: str) -> list[sp.Symbol]:
    """One symbol for each row of the truth table."""
    return [sp.Symbol(f"{letter}_{{{x1}{x2}}}", real=True) for x1, x2 in ROWS]


e, a, q = map(at_rows, "eaq")
ERRORS = {
    error: d + v * active * (row[0] * w1 + row[1] * w2 + b) + rest
    for error, active, row, rest in zip(e, a, ROWS, q, strict=True)
}
COST = sp.Rational(1, 8) * sp.Add(*(error**2 for error in ERRORS.values()))
RANGES = dict.fromkeys((w1, w2, b, v, d, *q), (-9, 9)) | dict.fromkeys(a, (0, 1))


def active_errors(rows: Sequence[tuple[int, int]]) -> sp.Expr:
    """The sum of the errors at the rows at which the unit is active, among these."""
    chosen = [active * error for active, error, row in zip(a, e, ROWS, strict=True) if row in rows]
    return in_order(*chosen)


def gradient(name: str, by: sp.Symbol, right: sp.Expr, wrong: sp.Expr) -> Identity:
    """The derivative of the cost by one number."""
    slope = sp.Symbol(rf"\frac{{\partial C}}{{\partial {by}}}", real=True)
    where = {slope: sp.Derivative(COST, by), **ERRORS}
    return Identity(f"gradient of the cost by {name}", slope, right, wrong, RANGES, where)


def mean(values: Sequence[sp.Expr]) -> sp.Expr:
    """Over the four rows, as one fraction."""
    return sp.Mul(sp.Rational(1, 4), in_order(*values), evaluate=False)


FIRST, SECOND = [(1, 0), (1, 1)], [(0, 1), (1, 1)]  # the rows where each input is 1

# The wrong ones forget that a square has the derivative 2, that a unit passes nothing back where
# it is silent, and which input a weight belongs to.
BY_OUTPUT_BIAS = gradient("the output bias", d, mean(e), mean(e) / 2)
BY_BIAS = gradient("a hidden bias", b, v * active_errors(ROWS) / 4, v * in_order(*e) / 4)
BY_FIRST_WEIGHT = gradient(
    "a first weight", w1, v * active_errors(FIRST) / 4, v * active_errors(SECOND) / 4
)
BY_SECOND_WEIGHT = gradient(
    "a second weight", w2, v * active_errors(SECOND) / 4, v * active_errors(FIRST) / 4
)

IDENTITIES = (BY_OUTPUT_BIAS, BY_BIAS, BY_FIRST_WEIGHT, BY_SECOND_WEIGHT)
