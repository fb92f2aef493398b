"""Dropout in a linear regression: its cost over all masks, and the weight that is best then.

Masks and means are those of ``derivations.dropout``.
"""

from collections.abc import Iterator

import sympy as sp

from workedout.derivations.algebra import in_order
from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.in_order import plus, times
from workedout.derivations.dropout import (
    KEPT,
    NOISE,
    RANGES,
    SHARE,
    i,
    masked,
    mean,
    n,
    numbered,
    over,
    p,
    values,
    w,
    weighted,
    x,
)
from workedout.derivations.identity import Identity
from workedout.from_scratch.dropout_masks import Mask

SETS = ((1, 2), (2, 2), (3, 1))  # examples, inputs

k, N = sp.symbols("k N", integer=True, positive=True)
target = sp.IndexedBase("y")
cost, best = sp.symbols("C w^*", real=True)
mean_cost = sp.Symbol(r"\E\,\tilde{C}", real=True)


def regressions() -> Iterator[Case]:
    """A linear regression on a few examples."""
    for examples, inputs in SETS:
        weights, answers = values("w", inputs), values("y", examples)
        rows = [values(f"x_{row}", inputs) for row in range(1, examples + 1)]

        plain = [weighted(weights, row) - answer for row, answer in zip(rows, answers, strict=True)]

        def loss(
            mask: Mask,
            rows: list = rows,
            answers: list = answers,
            weights: list = weights,
            examples: int = examples,
            inputs: int = inputs,
        ) -> sp.Expr:
            masks = [mask[inputs * at : inputs * (at + 1)] for at in range(examples)]
            errors = [
                weighted(weights, masked(row, own)) - answer
                for row, own, answer in zip(rows, masks, answers, strict=True)
            ]
            return sp.Add(*(error**2 for error in errors)) / examples

        yield {
            n: sp.Integer(inputs),
            N: sp.Integer(examples),
            p: SHARE,
            **numbered(w, weights),
            cost: sp.Add(*(error**2 for error in plain)) / examples,
            mean_cost: mean(loss, examples * inputs),
            **{
                x[row, column]: each
                for row, line in enumerate(rows, 1)
                for column, each in enumerate(line, 1)
            },
        }


def lost(weight: sp.Expr, unit: sp.Expr, answer: sp.Expr) -> sp.Expr:
    """The mean squared loss of one input, over its two masks."""
    return mean(lambda mask: (weight * masked([unit], mask)[0] - answer) ** 2, 1)


def slopes_through_zero() -> Iterator[Case]:
    """One input, and the weight with the least mean loss over all masks."""
    weight = sp.Symbol("w", real=True)
    for examples in (1, 2, 3):
        inputs, answers = values("x", examples), values("y", examples)
        losses = [lost(weight, a, c) for a, c in zip(inputs, answers, strict=True)]
        total = sp.Add(*losses)
        (least,) = sp.solve(sp.diff(total, weight), weight)
        yield {
            N: sp.Integer(examples),
            p: SHARE,
            **numbered(x, inputs),
            **numbered(target, answers),
            best: least,
        }


# A linear regression on several examples, each with a mask of its own. The wrong one takes the
# square of the mean input for the mean square.
PENALTY = Identity(
    name="cost of a linear regression under dropout",
    left=mean_cost,
    right=plus(
        cost, times(NOISE, over(times(w[i] ** 2, times(1 / N, over(x[k, i] ** 2, k, N))), i, n))
    ),
    wrong=cost + p / (1 - p) * over(w[i] ** 2 * (over(x[k, i], k, N) / N) ** 2, i, n),
    ranges=RANGES,
    cases=regressions,
)

# One input: the weight of least mean loss. The wrong one takes dropout for noise without effect.
BEST = Identity(
    name="best weight of one input under dropout",
    left=best,
    right=times(KEPT, in_order.over(over(x[k] * target[k], k, N), over(x[k] ** 2, k, N))),
    wrong=over(x[k] * target[k], k, N) / over(x[k] ** 2, k, N),
    ranges={**RANGES, **dict.fromkeys(values("x", 3), (1, 9))},  # not all inputs 0
    cases=slopes_through_zero,
)

IDENTITIES = (PENALTY, BEST)
