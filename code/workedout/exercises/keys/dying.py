"""Right answers to the exercises on dying ReLU units."""

import math
import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from workedout.derivations import dying_relu
from workedout.exercises.answers import Answer, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.exercises.keys.written import either, ratio, rounded, row
from workedout.wording import listed

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


@instances(one_step)
def other_steps(draw: random.Random) -> Instance:
    """Another example, another unit, another output."""
    x = (either(draw, draw.randint(1, 4)), either(draw, draw.randint(1, 4)))
    v, output = either(draw, Fraction(1, draw.randint(2, 6))), Fraction(draw.randint(-2, 2), 3)
    label, eta = draw.choice((-1, 1)), Fraction(1, 10 * draw.randint(1, 5))
    delta = (output - label) * (1 - output**2)
    bracket = 1 + x[0] ** 2 + x[1] ** 2
    return Instance(
        f"An active hidden ReLU unit has the outgoing weight $v = {v}$. An example with the target "
        f"${label}$ lies at $x = {x}$, the tanh output there is $o = {output}$, the loss is half "
        f"the squared difference, and the rate is $\\eta = {eta}$. By how much does one step on "
        "this example change the unit's weighted sum there?",
        {"x": x, "v": v, "output": output, "label": label, "eta": eta},
        f"$\\delta = (o - y)(1 - o^2) = {delta}$, and $1 + |x|^2 = {bracket}$. The change is "
        f"$-\\eta \\delta v (1 + |x|^2) = {-eta * delta * v * bracket}$.",
    )


@key(
    "ex-dying-back",
    "about how many negatives, and about how many positives",
    parts=("negatives", "positives"),
)
def there_and_back(reached: Fraction = Fraction(9, 10), eta: Fraction = Fraction(1, 20)) -> Answer:
    """The two derived times over the rate."""
    way = {dying_relu.depth: sp.log(sp.Rational(1 + reached, 1 - reached)) / 2}
    times = (dying_relu.SINKING.right, dying_relu.RISING.right)
    return Numbers([time.subs(way) / sp.Rational(eta) for time in times], within=0.05)


@instances(there_and_back)
def other_ways(draw: random.Random) -> Instance:
    """Another depth, another rate."""
    reached, eta = Fraction(draw.randint(6, 19), 20), Fraction(1, 10 * draw.randint(2, 20))
    u = math.atanh(reached)
    formulas = dying_relu.SINKING.right, dying_relu.RISING.right
    times = [float(each.subs(dying_relu.depth, u)) for each in formulas]
    counts = [round(time / float(eta)) for time in times]
    return Instance(
        f"A network that is only an output bias, with a tanh output and half the squared error, "
        f"sees negatives one by one, at rate $\\eta = {eta}$, from the output 0 on until its "
        f"output is $-{reached}$. About how many examples is that, and how many positives turn the "
        "answer? Take steps to be small.",
        {"reached": reached, "eta": eta},
        f"The output is there at $z = -u$ with $e^{{2u}} = (1 + {reached})/(1 - {reached}) = "
        f"{(1 + reached) / (1 - reached)}$, so $u = {rounded(u)}$. To sink takes the time "
        "$(e^{4u} + 6 e^{2u} + 12 u - 2 e^{-2u} - 5)/32 = "
        f"{rounded(times[0])}$, to rise $(2 e^{{2u}} + 12 u - 6 e^{{-2u}} - e^{{-4u}} + 5)/32 = "
        f"{rounded(times[1])}$. Divided by the rate, that is about {counts[0]} and {counts[1]}.",
    )


@key("ex-dying-sides", "the least that the outgoing weight can become, to two digits")
def least_weight(
    v: Fraction = Fraction(2, 5),
    w: tuple[Fraction, Fraction] = (TENTH, Fraction(-1, 5)),
    b: Fraction = TENTH,
) -> Answer:
    """The root of what small steps keep."""
    kept = dying_relu.BALANCE.where[dying_relu.balance]
    return Number(sp.sqrt(put(kept, {"v": v, "w_1": w[0], "w_2": w[1], "b": b})), within=0.02)


@instances(least_weight)
def other_sides(draw: random.Random) -> Instance:
    """Another unit whose outgoing weight outweighs the rest."""
    w = [either(draw, Fraction(draw.randint(1, 4), 10)) for _ in range(2)]
    b = Fraction(draw.randint(0, 4), 10)
    rest = w[0] ** 2 + w[1] ** 2 + b**2
    v = Fraction(math.isqrt(int(100 * rest)) + draw.randint(1, 4), 10)
    kept = v**2 - rest
    return Instance(
        f"A hidden ReLU unit starts with the outgoing weight $v = {v}$, the weights "
        f"$w = {row(w)}$ and the bias $b = {b}$. It is trained on negatives with very small steps. "
        "How small can its outgoing weight become? Give two digits.",
        {"v": v, "w": tuple(w), "b": b},
        f"Small steps keep $k = v^2 - w_1^2 - w_2^2 - b^2 = {kept}$. It is above zero, so "
        f"$v^2 = k + w_1^2 + w_2^2 + b^2$ cannot fall below $k$, and $v$ not below "
        f"$\\sqrt{{k}}$, {rounded(math.sqrt(kept))}.",
    )


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


@instances(waking)
def other_leaks(draw: random.Random) -> Instance:
    """Another leak, another example."""
    x, s = (draw.randint(1, 4), either(draw, draw.randint(1, 4))), -ratio(draw, 3, (1, 2))
    v, leak = Fraction(1, draw.randint(1, 4)), Fraction(1, draw.choice((10, 20, 50, 100)))
    eta = Fraction(draw.randint(1, 5), 100)
    bracket = 1 + x[0] ** 2 + x[1] ** 2
    step = leak * eta * v * bracket
    count = -s // step + 1
    return Instance(
        f"A leaky ReLU has the slope {leak} below zero. A unit with the outgoing weight $v = {v}$ "
        f"has the weighted sum ${s}$ on a positive example at $x = {x}$. Only this example comes, "
        f"with $\\delta = -1$ all the time, at rate $\\eta = {eta}$, and $v$ stays. After how many "
        "steps is the sum above zero?",
        {"x": x, "s": s, "v": v, "leak": leak, "eta": eta},
        f"An active unit would move by $\\eta v (1 + |x|^2)$ at each step; the leak lets {leak} of "
        f"that through, ${leak} \\cdot {eta} \\cdot {v} \\cdot {bracket} = {step}$. After "
        f"{count - 1} steps the sum is ${s + (count - 1) * step}$, after {count} it is above zero.",
    )


@key(
    "ex-dying-batch",
    "three changes of a weighted sum, in units of eta v: at each point by the batch; "
    "by one example at its place; and by it at the opposite point",
    parts=("by the batch", "by one example, at its place", "by it, at the opposite point"),
)
def ten_at_once(distance: int = 4, delta: Fraction = Fraction(1)) -> Answer:
    """From the checked identity: each of the points has an opposite one, which makes the mean."""
    example = (distance, 0)
    own, far = (
        change(example, other, v=1, eta=1, delta=delta) for other in (example, (-distance, 0))
    )
    return Numbers(((own + far) / 2, own, far))


@instances(ten_at_once)
def other_clocks(draw: random.Random) -> Instance:
    """Another circle, another number of points on it, another error."""
    points, distance = 2 * draw.randint(3, 12), draw.randint(2, 9)
    delta = Fraction(draw.randint(2, 9), 10)
    own, far = 1 + distance**2, 1 - distance**2
    return Instance(
        f"A hidden ReLU unit with the outgoing weight $v$ is active on {points} negatives that "
        f"stand evenly on a circle of radius {distance} around the origin, and "
        f"$\\delta = {delta}$ for each. In units of $\\eta v$, by how much does a step on the "
        "batch of them all change its weighted sum at each of these points? And a step on one of "
        "them alone, at its own place and at the opposite point?",
        {"distance": distance, "delta": delta},
        f"The change at $x'$ is $-\\eta \\delta v$ times the mean of $1 + x \\cdot x'$ over the "
        f"examples $x$. Over the batch $x \\cdot x'$ cancels, and the change is ${-delta}$. For "
        f"one alone $1 + |x|^2 = {own}$ at its place, and $1 - |x|^2 = {far}$ opposite: the "
        f"changes are ${-delta * own}$ and ${-delta * far}$.",
    )


@key("ex-dying-arcs", "the number of arcs")
def arcs(units: tuple[int, ...] = (8, 8)) -> Answer:
    """A line through the origin cuts twice; a later unit cuts each arc in one more place."""
    first, *later = units
    count = 2 * first
    for width in later:
        count *= width + 1
    return Number(count)


@instances(arcs)
def other_arcs(draw: random.Random) -> Instance:
    """Other widths, two layers or three."""
    units = tuple(draw.randint(2, 12) for _ in range(draw.choice((2, 3))))
    factors = [2 * units[0], *(width + 1 for width in units[1:])]
    product = " \\cdot ".join(map(str, factors))
    return Instance(
        f"A ReLU network with two inputs has hidden layers of {listed(list(map(str, units)))} "
        "units and no biases. Into how many arcs do its hidden units cut a circle around the "
        "origin at most?",
        {"units": units},
        f"Each unit of the first layer cuts at two opposite places, which makes {factors[0]} arcs. "
        "On an arc the sum of a unit of the next layer is linear and changes its sign in one place "
        f"at most, so each arc becomes one more than that layer has units, and so on: "
        f"${product} = {math.prod(factors)}$.",
    )
