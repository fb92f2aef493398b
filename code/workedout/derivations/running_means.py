r"""What optimizers remember, written out: sums of past gradients, their weights, and first steps.

What stands on a left side is what the rules of ``workedout.from_scratch.update_rules`` make of
symbols, step by step; a formula must hold after every number of steps that is tried.
"""

from collections.abc import Callable, Iterable
from typing import Any

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.identity import Identity
from workedout.derivations.update_rules import (
    alpha,
    beta_1,
    beta_2,
    decay,
    eta,
    m_hat,
    m_new,
    mu,
    t,
    v_new,
)
from workedout.from_scratch import update_rules

MOST = 4  # steps that are tried
past = sp.IndexedBase("g")
g = sp.Symbol("g", positive=True)  # the same in every step
i = sp.Symbol("i", integer=True)
p, q = sp.symbols("p q", positive=True)  # p / (p + 1) is any number between 0 and 1
FIRST, SECOND = p / (p + 1), q / (q + 1)
length = sp.Symbol(r"\left|\Delta w_{t}\right|", positive=True)
DRAWN = sp.symbols(f"g_1:{MOST + 1}", real=True)
RANGES = {**dict.fromkeys(DRAWN, (-9, 9)), **dict.fromkeys((p, q, eta, g, decay), (1, 9))}


def followed(
    name: str, gradients: Iterable[sp.Expr], start: sp.Expr = sp.S.Zero, **settings: Any
) -> tuple[sp.Expr, update_rules.Memory]:
    """Weight and memory of a rule after these gradients, in exact numbers."""
    rule, remembered = update_rules.RULES[name]
    w: sp.Expr = start
    memory: update_rules.Memory = (sp.S.Zero,) * remembered
    for step, gradient in enumerate(gradients, start=1):
        w, memory = rule(w, gradient, memory, step, rate=eta, **settings)
    exact = [sp.nsimplify(each, rational=True) for each in (w, *memory)]
    return exact[0], tuple(exact[1:])


def after(known: Callable[[int], Case]) -> Callable[[], list[Case]]:
    """A case for each number of steps: the gradients, and what else the formula speaks of."""

    def cases() -> list[Case]:
        gradients = {past[k + 1]: each for k, each in enumerate(DRAWN)}
        return [{t: sp.Integer(k), **gradients, **known(k)} for k in range(1, MOST + 1)]

    return cases


def last_step(name: str, count: int, **settings: Any) -> sp.Expr:
    """Length of the last step along a gradient that never changes, without ε."""
    before, here = (followed(name, DRAWN[:k], **settings)[0] for k in (count - 1, count))
    return sp.simplify((before - here).subs(dict.fromkeys(DRAWN, g)))  # roots stay exact until now


def weighted(factor: sp.Expr) -> sp.Sum:
    """A sum over past gradients, the older ones weighing less."""
    return sp.Sum(sp.Mul(factor ** (t - i), past[i], evaluate=False), (i, 1, t))


def quotient(above: sp.Expr, below: sp.Expr) -> sp.Expr:
    """A fraction that stays one."""
    return sp.Mul(above, sp.Pow(below, -1, evaluate=False), evaluate=False)


def rest(factor: sp.Expr) -> sp.Expr:
    """One minus a power."""
    return sp.Add(1, -(factor**t), evaluate=False)


# The wrong one forgets all but the last gradient a little too early.
VELOCITY_SUM = Identity(
    name="velocity written out",
    left=v_new,
    right=weighted(mu),
    wrong=sp.Sum(mu ** (t - i + 1) * past[i], (i, 1, t)),
    ranges=RANGES,
    cases=after(
        lambda k: {v_new: followed("momentum", DRAWN[:k], mu=FIRST)[1][0], mu: FIRST},
    ),
)

# Along a slope that stays. The wrong one is the limit already.
TERMINAL = Identity(
    name="step of momentum on an even slope",
    left=length,
    right=sp.Mul(eta, quotient(rest(mu), 1 - mu), g, evaluate=False),
    wrong=eta * g / (1 - mu),
    ranges=RANGES,
    cases=after(lambda k: {length: last_step("momentum", k, mu=FIRST), mu: FIRST}),
)

MEANS = {"betas": (FIRST, SECOND), "epsilon": sp.S.Zero}

# The wrong one has forgotten the factor of the new gradient.
MEAN_SUM = Identity(
    name="running mean written out",
    left=m_new,
    right=sp.Mul(1 - beta_1, weighted(beta_1), evaluate=False),
    wrong=weighted(beta_1),
    ranges=RANGES,
    cases=after(lambda k: {m_new: followed("adam", DRAWN[:k], **MEANS)[1][0], beta_1: FIRST}),
)

# How much the gradients weigh together. The wrong one counts a step too few.
WEIGHTS = Identity(
    name="sum of the weights",
    left=sp.Mul(1 - beta_1, sp.Sum(beta_1 ** (t - i), (i, 1, t)), evaluate=False),
    right=rest(beta_1),
    wrong=1 - beta_1 ** (t - 1),
    ranges=RANGES,
    cases=after(lambda k: {beta_1: FIRST}),
)

# Divided by it, the weights sum to 1. The wrong one is no mean of the gradients.
CORRECTED_MEAN = Identity(
    name="corrected mean",
    left=m_hat,
    right=quotient(m_new, rest(beta_1)),
    wrong=m_new,
    ranges=RANGES,
    cases=after(
        lambda k: {
            m_hat: sum(FIRST ** (k - j) * DRAWN[j - 1] for j in range(1, k + 1))
            / sum(FIRST ** (k - j) for j in range(1, k + 1)),
            m_new: followed("adam", DRAWN[:k], **MEANS)[1][0],
            beta_1: FIRST,
        }
    ),
)


# What the correction prevents: the step along an even slope without it. The wrong one corrects the
# mean alone.
def uncorrected(count: int) -> sp.Expr:
    """Length of Adam's step along an even slope, from means that are not corrected."""
    _, (mean, square) = followed("adam", [g] * count, **MEANS)
    return eta * mean / sp.sqrt(square)


UNCORRECTED = Identity(
    name="step of Adam without correction",
    left=length,
    right=sp.Mul(eta, quotient(rest(beta_1), sp.sqrt(rest(beta_2))), evaluate=False),
    wrong=eta / sp.sqrt(1 - beta_2**t),
    ranges=RANGES,
    cases=after(lambda k: {length: uncorrected(k), beta_1: FIRST, beta_2: SECOND}),
)

# Along an even slope, without ε: AdaGrad slows down, RMSprop begins fast, Adam keeps its pace.
# The wrong ones: slower than it is; the pace that it has in the end; the uncorrected pace.
FADING = Identity(
    name="step of AdaGrad on an even slope",
    left=length,
    right=quotient(eta, sp.sqrt(t)),
    wrong=eta / t,
    ranges=RANGES,
    cases=after(lambda k: {length: last_step("adagrad", k, epsilon=sp.S.Zero)}),
)
STARTING = Identity(
    name="step of RMSprop on an even slope",
    left=length,
    right=quotient(eta, sp.sqrt(rest(alpha))),
    wrong=eta,
    ranges=RANGES,
    cases=after(
        lambda k: {
            length: last_step("rmsprop", k, alpha=FIRST, epsilon=sp.S.Zero),
            alpha: FIRST,
        }
    ),
)
STEADY = Identity(
    name="step of Adam on an even slope",
    left=length,
    right=eta,
    wrong=eta * (1 - FIRST) / sp.sqrt(1 - SECOND),
    ranges=RANGES,
    cases=after(lambda k: {length: last_step("adam", k, **MEANS)}),
)

# Nesterov's own form looks ahead: v' = μ v + the gradient at w - ημv, and w' = w - ηv'. The point
# y = w - ημv from which it looks moves by PyTorch's rule. The wrong one has the old velocity.
y, y_new, v_old, g_here = sp.symbols("y_{t-1} y_{t} v_{t-1} g_{t}", real=True)
AHEAD_VELOCITY = mu * v_old + g_here
AHEAD_WEIGHT = y + eta * mu * v_old - eta * AHEAD_VELOCITY  # w = y + ημv, then a step
LOOK_AHEAD = Identity(
    name="where Nesterov's momentum looks",
    left=y_new,
    right=sp.Add(
        y,
        sp.Mul(-1, eta, sp.Add(g_here, sp.Mul(mu, v_new, evaluate=False)), evaluate=False),
        evaluate=False,
    ),
    wrong=y - eta * (g_here + mu * v_old),
    ranges={**dict.fromkeys((y, v_old, g_here), (-9, 9)), eta: (1, 9), mu: (1, 9)},
    where={y_new: AHEAD_WEIGHT - eta * mu * AHEAD_VELOCITY, v_new: AHEAD_VELOCITY},
)

# A weight that only its decay moves, λ in the gradient: Adam divides λ out. The wrong one shrinks
# it in proportion, as AdamW does.
w_0, w_1 = sp.symbols("w_{0} w_{1}", positive=True)
DECAY_LOST = Identity(
    name="first step of a weight that only decays, under Adam",
    left=w_1,
    right=sp.Add(w_0, -eta, evaluate=False),
    wrong=(1 - eta * decay) * w_0,
    ranges={**dict.fromkeys((w_0, eta, decay, p, q), (1, 9))},
    where={w_1: followed("adam", [decay * w_0], w_0, **MEANS)[0]},
)

IDENTITIES = (
    VELOCITY_SUM,
    TERMINAL,
    LOOK_AHEAD,
    FADING,
    STARTING,
    MEAN_SUM,
    WEIGHTS,
    CORRECTED_MEAN,
    STEADY,
    UNCORRECTED,
    DECAY_LOST,
)
