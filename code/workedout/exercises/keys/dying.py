"""Right answers to the exercises on dying ReLU units."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from workedout.derivations import dying_relu
from workedout.exercises.answers import Answer, Number
from workedout.exercises.keys.key import key

TENTH, HALF = Fraction(1, 10), Fraction(1, 2)
Point = tuple[int, int]


def put(into: sp.Expr, values: Mapping[str, Any]) -> sp.Expr:
    """An expression of the chapter with numbers for its symbols, by their names."""
    return into.subs({symbol: sp.Rational(values[symbol.name]) for symbol in into.free_symbols})


def change(at: Point, other: Point, **values: Any) -> sp.Expr:
    """What a step on an example does to an active unit's weighted sum at another point."""
    places = {"x_1": at[0], "x_2": at[1], "x'_1": other[0], "x'_2": other[1]}
    return put(dying_relu.ONE_STEP.right, {**places, **values})


@key("ex-dying-step", "the change of the weighted sum")
def one_step(
    x: Point = (1, 2),
    v: Fraction = Fraction(-1, 4),
    output: Fraction = Fraction(0),
    label: int = 1,
    eta: Fraction = TENTH,
) -> Answer:
    """From the checked identities, at the example itself."""
    delta = put(dying_relu.ERROR.right, {"o": output, "y": label})
    return Number(change(x, x, v=v, eta=eta, delta=delta))


@key("ex-dying-leaky", "the number of steps")
def waking(
    x: Point = (3, 4),
    s: Fraction = Fraction(-1),
    v: Fraction = HALF,
    leak: Fraction = Fraction(1, 100),
    eta: Fraction = Fraction(3, 100),
) -> Answer:
    """Counted step by step, each the share of an active unit's that the leak lets through."""
    active = change(x, x, v=v, eta=eta, delta=-1)
    step, steps = leak * Fraction(int(active.p), int(active.q)), 0
    while s <= 0:
        s += step
        steps += 1
    return Number(steps)
