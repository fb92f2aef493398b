"""Right answers to exercises of the second part: schedules and optimizers."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from workedout.derivations import schedules
from workedout.exercises.answers import Answer, Choice, Number, Numbers
from workedout.exercises.keys.key import key
from workedout.from_scratch import update_rules
from workedout.from_scratch.update_rules import RULES, follow
from workedout.statistics.early_stopping import stopped
from workedout.training.recipes import SCHEDULES

LETTERS = dict(zip(RULES, "abcdefg", strict=True))  # of the rules, in the exercises that list them
COURSE = (0.50, 0.40, 0.35, 0.36, 0.37, 0.34, 0.30, 0.31, 0.33)


@key("ex-sched-floor", "the floor before the drop, and after it")
def floors(
    lam: int = 2,
    sigma: Fraction = Fraction(3, 10),
    rate: Fraction = Fraction(1, 10),
    drop: int = 10,
) -> Answer:
    """From the checked identity."""
    right = schedules.FLOOR.right.subs({schedules.lam: lam, schedules.sigma: exact(sigma)})
    return Numbers(
        [right.subs(schedules.eta, exact(each)) for each in (rate, rate / drop)], within=5e-3
    )


@key("ex-sched-forget", "the two numbers of steps")
def forgotten(
    product: Fraction = Fraction(1, 5), share: Fraction = Fraction(1, 1000), drop: int = 10
) -> Answer:
    """Counted step by step."""
    found = []
    for each in (product, product / drop):
        value, steps = Fraction(1), 0
        while value >= share:
            value, steps = value * (1 - each) ** 2, steps + 1
        found.append(steps)
    return Numbers(found)


@key("ex-sched-mean", "four mean factors: constant, half-drop, cosine and one-cycle")
def mean_factors(
    factors: Sequence[Callable[[float], float]] = tuple(SCHEDULES.values()),
) -> Answer:
    """The schedules themselves, at the middles of many equal parts."""
    done = (np.arange(10_000) + 0.5) / 10_000
    return Numbers([float(np.mean([factor(d) for d in done])) for factor in factors], 1e-3)


@key("ex-sched-batch", "the factor, as a fraction or a number")
def with_batch(product: Fraction = Fraction(1, 10), factor: int = 2) -> Answer:
    """From the checked identity."""
    eta, batch = schedules.eta, schedules.B
    floor = schedules.BATCH.right.subs({schedules.lam: 1, schedules.sigma: 1})
    before, after = (floor.subs({eta: exact(each * product), batch: each}) for each in (1, factor))
    return Number(after / before)


@key("ex-sched-budget", "three values of V: the best rates, the best constant, the best drop")
def on_a_budget(steps: int = 100, drop: int = 10) -> Answer:
    """The checked identity for the first, a grid of rates for the others."""
    gained = schedules.HARMONIC.right - 1 / schedules.V
    each = gained.subs({schedules.lam: 1, schedules.sigma: 1})
    tried = np.linspace(0.001, 0.999, 999)
    rates = {"constant": [tried] * steps, "dropped": [tried] * (steps // 2)}
    rates["dropped"] = rates["dropped"] + [tried / drop] * (steps - steps // 2)
    ends = []
    for course in rates.values():
        V = np.ones_like(tried)
        for rate in course:
            V = (1 - rate) ** 2 * V + rate**2
        ends.append(float(V.min()))
    return Numbers([1 / (1 + steps * each), *ends], within=1e-2)


@key("ex-sched-patience", "the last epoch, the epoch kept, and the patience that finds the least")
def patience(losses: Sequence[float] = COURSE, borne: int = 2) -> Answer:
    """By the book's function; the patience is tried from one on."""
    least = losses.index(min(losses)) + 1
    enough = next(p for p in range(1, len(losses)) if stopped(losses, p)[1] == least)
    return Numbers((*stopped(losses, borne), enough))


@key("ex-o-hand", "where momentum is after three steps, and where Nesterov's is")
def two_rules(
    gradients: Sequence[int] = (1, 1, -2),
    mu: Fraction = Fraction(1, 2),
    rate: Fraction = Fraction(1),
) -> Answer:
    """The rules themselves, in fractions."""
    return Numbers([walked(rule, gradients, mu, rate)[-1] for rule in ("momentum", "nesterov")])


def walked(rule: str, gradients: Sequence[int], mu: Fraction, rate: Fraction) -> list[Fraction]:
    """The path of a rule with momentum from 0, in fractions."""
    steps = [Fraction(each) for each in gradients]
    return follow(rule, Fraction(0), lambda _, t: steps[t - 1], len(steps), rate=rate, mu=mu)


@key("ex-o-memory", "the share, and the number of steps, to three digits")
def memory(
    beta: Fraction = Fraction(9, 10), last: int = 10, beta_2: Fraction = Fraction(999, 1000)
) -> Answer:
    """What is left of the past, and when that is a half."""
    return Numbers([1 - beta**last, math.log(1 / 2) / math.log(beta_2)], within=1e-3)


@key("ex-o-longest", "the length of the step, in learning rates")
def longest(betas: tuple[float, float] = (0.9, 0.999)) -> Answer:
    """The rule itself, after a million steps without a gradient."""
    w, _ = update_rules.adam(0.0, 1.0, (0.0, 0.0), 10**6, rate=1.0, betas=betas, epsilon=0.0)
    return Number(-w, within=5e-3)


@key("ex-o-sum", "the letters of those that need another rate")
def other_rates() -> Answer:
    """Each rule follows a slope, and 64 times the slope at the same rate."""

    def path(rule: str, factor: float) -> list[float]:
        return follow(rule, 1.5, lambda w, t: factor * (math.sin(w) - t % 2), 50, rate=0.01)

    return rules_that(lambda rule: not np.allclose(path(rule, 64), path(rule, 1), rtol=1e-5))


@key("ex-o-turn", "the letters of those that take the turned path")
def turned_along() -> Answer:
    """Each rule follows a valley, and the same valley in turned axes."""
    turn = np.array([[1.0, -1.0], [1.0, 1.0]]) / math.sqrt(2)

    def path(rule: str, axes: Any) -> Any:
        bent = axes @ np.diag([1.0, 20.0]) @ axes.T
        start = axes @ np.array([3.0, 1.0])
        return np.array(follow(rule, start, lambda w, _: bent @ w, 20, rate=0.01))

    return rules_that(lambda rule: np.allclose(path(rule, turn), path(rule, np.eye(2)) @ turn.T))


@key("ex-o-adagrad", "the letter of the law")
def growth() -> Answer:
    """The law that comes nearest to what four times the steps make of the distance."""
    few, many = 10_000, 40_000
    path = follow("adagrad", 0.0, lambda w, t: 1.0, many, rate=1.0)
    grown = path[many] / path[few]
    laws = {"a": 1.0, "b": math.log(many) / math.log(few), "c": math.sqrt(4), "d": 4.0}
    return Choice("abcd", min(laws, key=lambda letter: abs(laws[letter] - grown)))


def rules_that(do: Callable[[str], bool]) -> Choice:
    """The letters of the rules that do something."""
    return Choice("".join(LETTERS.values()), "".join(LETTERS[rule] for rule in RULES if do(rule)))


def exact(number: Fraction) -> sp.Rational:
    """A fraction as SymPy's."""
    return sp.Rational(number.numerator, number.denominator)
