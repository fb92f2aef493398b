"""Right answers to exercises of the second part: schedules and optimizers."""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np
import sympy as sp

from workedout.derivations import schedules
from workedout.exercises.answers import Answer, Choice, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.exercises.keys.written import in_row, rounded, values_of
from workedout.from_scratch import update_rules
from workedout.from_scratch.update_rules import RULES, follow
from workedout.statistics.early_stopping import stopped
from workedout.training.recipes import SCHEDULES, cosine

LETTERS = dict(zip(RULES, "abcdefg", strict=True))  # of the rules, in the exercises that list them
COURSE = (0.50, 0.40, 0.35, 0.36, 0.37, 0.34, 0.30, 0.31, 0.33)


@key(
    "ex-sched-floor",
    "the floor before the drop, and after it",
    parts=("before the drop", "after it"),
)
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


@instances(floors)
def other_floors(draw: random.Random) -> Instance:
    """Another parabola, another rate and another drop."""
    lam, sigma = draw.randint(1, 5), Fraction(draw.randint(1, 9), 10)
    rate, drop = Fraction(1, draw.choice((5, 8, 10, 20))), draw.choice((2, 4, 5, 10))
    given = {"lam": lam, "sigma": sigma, "rate": rate, "drop": drop}
    before, after = values_of(floors.compute(**given))
    formulas = [
        f"({each}) \\cdot ({sigma})^2 / ({lam} \\cdot (2 - {lam} \\cdot {each})) = {floor}"
        for each, floor in ((rate, before), (rate / drop, after))
    ]
    return Instance(
        f"Gradient descent on $\\frac{{1}}{{2}} \\lambda w^2$ with $\\lambda = {lam}$ sees "
        f"gradients with independent noise of mean 0 and standard deviation $\\sigma = {sigma}$. "
        "Where does $V$, the mean of $w^2$, settle at the constant rate "
        f"$\\eta = {rate}$, and where at this rate divided by {drop}?",
        given,
        "$V$ settles at $\\eta \\sigma^2 / (\\lambda (2 - \\eta \\lambda))$: at "
        f"${formulas[0]}$ before the drop, and at ${formulas[1]}$ after it.",
    )


@key("ex-sched-forget", "the two numbers of steps", parts=("at this rate", "at a tenth of it"))
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


@instances(forgotten)
def other_starts(draw: random.Random) -> Instance:
    """Another product of rate and curvature, another share, and another drop."""
    product, share = Fraction(draw.randint(5, 60), 100), Fraction(1, 10 ** draw.randint(2, 5))
    drop = draw.choice((2, 4, 5, 10))
    given = {"product": product, "share": share, "drop": drop}
    found = values_of(forgotten.compute(**given))
    bounds = [
        f"\\ln {share.denominator} / (-2 \\ln(1 - {float(each):g})) = "
        f"{rounded(math.log(share) / (2 * math.log(1 - each)), 5)}"
        for each in (product, product / drop)
    ]
    return Instance(
        "Gradient descent on $\\frac{1}{2} \\lambda w^2$ without noise has "
        f"$\\eta \\lambda = {float(product):g}$. After how many steps is $w^2$ for the first time "
        f"below ${share}$ of what it was? And after how many, if the rate is "
        f"divided by {drop}?",
        given,
        "$w^2$ shrinks by $(1 - \\eta \\lambda)^2$ a step, so the number of steps has to exceed "
        f"${bounds[0]}$: ${found[0]}$ steps. At the lower rate it has to exceed ${bounds[1]}$: "
        f"${found[1]}$ steps.",
    )


@key(
    "ex-sched-mean",
    "four mean factors: constant, half-drop, cosine and one-cycle",
    parts=("constant", "half-drop", "cosine", "one-cycle"),
)
def mean_factors(
    factors: Sequence[Callable[[float], float]] = tuple(SCHEDULES.values()),
) -> Answer:
    """The schedules themselves, at the middles of many equal parts."""
    done = (np.arange(1_000) + 0.5) / 1_000
    return Numbers([float(np.mean([factor(d) for d in done])) for factor in factors], 1e-3)


@dataclass(frozen=True)
class UpAndDown:
    """Along half a cosine from a share of the rate up to it, and along another down to 0."""

    start: float
    rise: float

    def __call__(self, done: float) -> float:
        """The factor at a share of the training."""
        if done < self.rise:
            return self.start + (1 - self.start) * (1 - cosine(done / self.rise))
        return cosine((done - self.rise) / (1 - self.rise))


@dataclass(frozen=True)
class Drop:
    """The whole rate, and after a share of the training a part of it."""

    after: float
    to: float

    def __call__(self, done: float) -> float:
        """The factor at a share of the training."""
        return 1.0 if done < self.after else self.to


@instances(mean_factors)
def other_schedules(draw: random.Random) -> Instance:
    """A drop at another place, and another one-cycle."""
    drop = Drop(draw.randint(3, 9) / 10, draw.choice((0.05, 0.1, 0.2, 0.5)))
    cycle = UpAndDown(draw.choice((0.04, 0.1, 0.2, 0.5)), draw.randint(1, 6) / 10)
    means = [rounded(each, 5) for each in values_of(mean_factors.compute((drop, cycle)))]
    return Instance(
        "Two schedules are given by the factor on the learning rate. The first one is 1 until the "
        f"share ${drop.after:g}$ of the training is done, and then ${drop.to:g}$. The second one "
        f"rises from ${cycle.start:g}$ to 1 along half a cosine over the first ${cycle.rise:g}$ of "
        "the training, and falls from 1 to 0 along another half over the rest. What is the mean "
        "factor of each?",
        {"factors": (drop, cycle)},
        f"The first has ${drop.after:g} + {1 - drop.after:g} \\cdot {drop.to:g} = {means[0]}$. "
        "Half a cosine has the mean of its two ends, so the second has "
        f"${cycle.rise:g} \\cdot (1 + {cycle.start:g})/2 + {1 - cycle.rise:g} / 2 = {means[1]}$.",
    )


@key("ex-sched-batch", "the factor, as a fraction or a number")
def with_batch(product: Fraction = Fraction(1, 10), factor: int = 2) -> Answer:
    """From the checked identity."""
    eta, batch = schedules.eta, schedules.B
    floor = schedules.BATCH.right.subs({schedules.lam: 1, schedules.sigma: 1})
    before, after = (floor.subs({eta: exact(each * product), batch: each}) for each in (1, factor))
    return Number(after / before, within=1e-3)


@instances(with_batch)
def other_factors(draw: random.Random) -> Instance:
    """Another product of rate and curvature, and another factor."""
    product, factor = Fraction(draw.randint(2, 40), 100), draw.randint(2, 4)
    [ratio] = values_of(with_batch.compute(product, factor))
    ahead, behind = 2 - product, 2 - factor * product
    return Instance(
        "Gradient descent on a parabola takes steps with the mean gradient of a batch, and "
        f"$\\eta \\lambda = {float(product):g}$. By what factor does the floor under $V$ change "
        f"when the batch and the rate are both multiplied by {factor}?",
        {"product": product, "factor": factor},
        "$\\eta / B$ stays. $2 - \\eta \\lambda$ goes from "
        f"${float(ahead):g}$ to ${float(behind):g}$, so the floor changes by "
        f"${float(ahead):g} / {float(behind):g} = {ratio}$.",
    )


@key(
    "ex-sched-budget",
    "three values of V: the best rates, the best constant, the best drop",
    parts=("best rates", "best constant", "best drop"),
)
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


@instances(on_a_budget)
def other_budgets(draw: random.Random) -> Instance:
    """Another number of steps, and another drop."""
    steps, drop = 2 * draw.randint(15, 150), draw.randint(2, 12)
    best, constant, dropped = values_of(on_a_budget.compute(steps, drop))
    return Instance(
        "A parabola with $\\lambda = \\sigma = 1$ starts at $V = 1$, and a step at the rate "
        f"$\\eta$ makes $(1 - \\eta)^2 V + \\eta^2$ of it. You have {steps} steps. What does $V$ "
        "reach with the best rate of each step, what with the best constant rate, and what with "
        f"the best rate that is divided by {drop} for the second half of the steps? Let a program "
        "try the rates of the last two.",
        {"steps": steps, "drop": drop},
        f"With the best rates $1/V$ grows by 1 a step: $V = {best}$ in the end. On a grid of rates "
        f"the best constant one ends at ${rounded(constant)}$, and the best one with the drop at "
        f"${rounded(dropped)}$.",
    )


@key(
    "ex-sched-patience",
    "the last epoch, the epoch kept, and the patience that finds the least",
    parts=("last epoch", "epoch kept", "patience"),
)
def patience(losses: Sequence[float] = COURSE, borne: int = 2) -> Answer:
    """By the book's function; the patience is tried from one on."""
    least = losses.index(min(losses)) + 1
    enough = next(p for p in range(1, len(losses)) if stopped(losses, p)[1] == least)
    return Numbers((*stopped(losses, borne), enough))


@instances(patience)
def other_courses(draw: random.Random) -> Instance:
    """A course that falls, a little out of order, and whose least loss comes too late."""
    while True:
        losses = sorted(draw.sample(range(20, 60), 10), reverse=True)
        for _ in range(8):
            k = draw.randrange(9)
            losses[k : k + 2] = losses[k + 1], losses[k]
        borne, least = draw.randint(2, 3), losses.index(min(losses)) + 1
        if stopped(losses, borne)[1] != least:
            break
    course = tuple(each / 100 for each in losses)
    last, kept, enough = values_of(patience.compute(course, borne))
    return Instance(
        f"The validation losses of ten epochs are {in_row(f'{each:.2f}' for each in course)}. "
        f"Training stops when there has been no new least loss for so many epochs: {borne}. After "
        "which epoch does it stop, and which epoch does it keep? Which is the smallest patience "
        "that finds the least loss of all?",
        {"losses": course, "borne": borne},
        f"The least loss up to epoch ${last}$ is that of epoch ${kept}$, {borne} epochs before, so "
        f"training stops there and keeps it. The least of all comes in epoch ${least}$; the "
        f"smallest patience that lasts until then is ${enough}$.",
    )


@key(
    "ex-o-hand",
    "where momentum is after three steps, and where Nesterov's is",
    parts=("momentum", "Nesterov"),
)
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


@instances(two_rules)
def other_gradients(draw: random.Random) -> Instance:
    """Other gradients, another µ and another rate."""
    gradients = tuple(draw.choices((-3, -2, -1, 1, 2, 3), k=3))
    mu = Fraction(*draw.choice(((1, 2), (1, 3), (2, 3), (1, 4), (3, 4))))
    rate = Fraction(*draw.choice(((1, 1), (1, 2), (1, 4), (2, 1))))
    paths = [walked(rule, gradients, mu, rate) for rule in ("momentum", "nesterov")]
    velocities = list(accumulate(gradients, lambda v, g: mu * v + g, initial=Fraction(0)))
    return Instance(
        f"A weight starts at 0, and its gradients are {in_row(gradients)}. Where is it after three "
        f"steps of momentum with $\\eta = {rate}$ and $\\mu = {mu}$? And after three steps of "
        "Nesterov's?",
        {"gradients": gradients, "mu": mu, "rate": rate},
        f"The velocities $v_t = \\mu v_{{t-1}} + g_t$ are {in_row(velocities[1:])}. Momentum steps "
        f"by $-\\eta v_t$, to {in_row(paths[0][1:])}. Nesterov's steps are "
        f"$-\\eta (g_t + \\mu v_t)$, and lead to {in_row(paths[1][1:])}.",
    )


@key("ex-o-memory", "the share, and the number of steps, to four digits", parts=("share", "steps"))
def memory(
    beta: Fraction = Fraction(9, 10), last: int = 10, beta_2: Fraction = Fraction(999, 1000)
) -> Answer:
    """What is left of the past, and when that is a half."""
    return Numbers([1 - beta**last, math.log(1 / 2) / math.log(beta_2)], within=5e-4)


@instances(memory)
def other_memories(draw: random.Random) -> Instance:
    """Means that forget faster or more slowly."""
    beta, last = Fraction(draw.randint(70, 98), 100), draw.randint(3, 25)
    beta_2 = 1 - Fraction(1, draw.choice((50, 100, 200, 250, 500, 1000)))
    share, steps = map(rounded, values_of(memory.compute(beta, last, beta_2)))
    return Instance(
        f"A corrected running mean has $\\beta = {float(beta):g}$ and has seen many gradients. "
        f"Which share of its weights lies on the last {last} of them? And after how many steps "
        f"does a mean with $\\beta_2 = {float(beta_2):g}$ have only half of its weight on what "
        "came before? Give both to four digits.",
        {"beta": beta, "last": last, "beta_2": beta_2},
        f"All others have the share ${float(beta):g}^{{{last}}}$, so the last ones have "
        f"$1 - {float(beta):g}^{{{last}}} = {share}$. For the second, "
        f"${float(beta_2):g}^k = 1/2$ gives "
        f"$k = \\log 2 / \\log(1/{float(beta_2):g}) = {steps}$.",
    )


@key("ex-o-longest", "the length of the step, in learning rates")
def longest(betas: tuple[float, float] = (0.9, 0.999)) -> Answer:
    """The rule itself, after a million steps without a gradient."""
    w, _ = update_rules.adam(0.0, 1.0, (0.0, 0.0), 10**6, rate=1.0, betas=betas, epsilon=0.0)
    return Number(-w, within=5e-3)


@instances(longest)
def other_betas(draw: random.Random) -> Instance:
    """Other settings of Adam."""
    first = draw.randint(50, 89) / 100
    second = draw.choice((0.98, 0.99, 0.995, 0.998, 0.999, 0.9995))
    [length] = values_of(longest.compute((first, second)))
    return Instance(
        "A parameter has had no gradient for a very long time, and then suddenly has one. How "
        f"long is Adam's step, in learning rates, with $\\beta_1 = {first:g}$ and "
        f"$\\beta_2 = {second:g}$, and without $\\epsilon$?",
        {"betas": (first, second)},
        "After many steps there is nothing left to correct. The means are $(1 - \\beta_1)\\, g$ "
        "and $(1 - \\beta_2)\\, g^2$, so the step has the length "
        f"$(1 - {first:g}) / \\sqrt{{1 - {second:g}}} = {rounded(length)}$, whatever $g$ is.",
    )


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
