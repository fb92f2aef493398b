"""Right answers to the exercises on dying ReLU units."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from workedout.derivations import dying_relu
from workedout.exercises.answers import Answer, Number, Numbers
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


@key("ex-dying-back", "about how many negatives, and about how many positives")
def there_and_back(reached: Fraction = Fraction(9, 10), eta: Fraction = Fraction(1, 20)) -> Answer:
    """The two derived times over the rate."""
    way = {dying_relu.depth: sp.log(sp.Rational(1 + reached, 1 - reached)) / 2}
    times = (dying_relu.SINKING.right, dying_relu.RISING.right)
    return Numbers([time.subs(way) / sp.Rational(eta) for time in times], within=0.05)


@key("ex-dying-sides", "the least that the outgoing weight can become, to two digits")
def least_weight(
    v: Fraction = Fraction(2, 5),
    w: tuple[Fraction, Fraction] = (TENTH, Fraction(-1, 5)),
    b: Fraction = TENTH,
) -> Answer:
    """The root of what small steps keep."""
    kept = dying_relu.BALANCE.where[dying_relu.balance]
    return Number(sp.sqrt(put(kept, {"v": v, "w_1": w[0], "w_2": w[1], "b": b})), within=0.02)


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


@key(
    "ex-dying-batch",
    "three changes of a weighted sum, in units of eta v: at each point by the batch; "
    "by one example at its place; and by it at the opposite point",
)
def ten_at_once(distance: int = 4, delta: Fraction = Fraction(1)) -> Answer:
    """From the checked identity: each of the points has an opposite one, which makes the mean."""
    example = (distance, 0)
    own, far = (
        change(example, other, v=1, eta=1, delta=delta) for other in (example, (-distance, 0))
    )
    return Numbers(((own + far) / 2, own, far))


@key("ex-dying-arcs", "the number of arcs")
def arcs(units: tuple[int, ...] = (8, 8)) -> Answer:
    """A line through the origin cuts twice; a later unit cuts each arc in one more place."""
    first, *later = units
    count = 2 * first
    for width in later:
        count *= width + 1
    return Number(count)
