"""The update rules as a page prints them, each held against the rule that runs.

The rules of ``workedout.from_scratch.update_rules`` work on symbols as they do on tensors, so what
a formula has to equal is what the code computes.
"""

from typing import Any

import sympy as sp

from workedout.derivations.algebra.in_order import over
from workedout.derivations.identity import Identity
from workedout.from_scratch import update_rules

w, w_new, g = sp.symbols("w_{t-1} w_{t} g_{t}", real=True)
v, v_new, m, m_new = sp.symbols("v_{t-1} v_{t} m_{t-1} m_{t}", real=True)
r, r_new = sp.symbols("r_{t-1} r_{t}", positive=True)
eta, mu, alpha, beta_1, beta_2, epsilon = sp.symbols(
    "eta mu alpha beta_1 beta_2 epsilon", positive=True
)
decay = sp.Symbol("lambda", positive=True)
t = sp.Symbol("t", integer=True, positive=True)
p, q = sp.symbols("p q", positive=True)  # of means: p / (p + 1) is between 0 and 1
FIRST, SECOND = p / (p + 1), q / (q + 1)


def moved(rule: update_rules.Rule, memory: tuple[sp.Symbol, ...], **settings: Any) -> list[sp.Expr]:
    """What a rule makes of symbols: the new weight, then the new memory, in exact numbers."""
    weight, remembered = rule(w, g, memory, t, rate=eta, **settings)
    return [sp.nsimplify(each, rational=True) for each in (weight, *remembered)]


def stepped(name: str, right: sp.Expr, wrong: sp.Expr, where: dict[sp.Symbol, sp.Expr]) -> Identity:
    """A line of a rule: what a symbol stands for comes from the code."""
    symbols = {w, g, v, m, r, eta, mu, epsilon, decay, t, p, q}
    left = next(iter(where))
    ranges = {
        **dict.fromkeys(symbols, (1, 9)),
        **dict.fromkeys((w, g, v, m), (-9, 9)),
        t: (1, 6),
    }
    return Identity(name, left, right, wrong, ranges, where)


def minus(*factors: sp.Expr) -> sp.Expr:
    """Minus a product, whose factors stay in their order."""
    return sp.Mul(-1, *factors, evaluate=False)


def less(first: sp.Expr, *factors: sp.Expr) -> sp.Expr:
    """A difference that stays as it is written."""
    return sp.Add(first, minus(*factors), evaluate=False)


def rooted(square: sp.Expr) -> sp.Expr:
    """What a step is divided by."""
    return sp.Add(sp.sqrt(square, evaluate=False), epsilon, evaluate=False)


def mean(factor: sp.Expr, before: sp.Expr, new: sp.Expr) -> sp.Expr:
    """A running mean."""
    return sp.Add(
        sp.Mul(factor, before, evaluate=False),
        sp.Mul(sp.Add(1, -factor, evaluate=False), new, evaluate=False),
        evaluate=False,
    )


# The wrong one climbs.
(SGD_STEP,) = moved(update_rules.sgd, ())
SGD = stepped("step of SGD", less(w, eta, g), w + eta * g, {w_new: SGD_STEP})

# The wrong one takes the mean for the sum, as Adam has it.
MOMENTUM_STEP, VELOCITY_STEP = moved(update_rules.momentum, (v,), mu=mu)
VELOCITY = stepped(
    "velocity of momentum",
    sp.Add(sp.Mul(mu, v, evaluate=False), g, evaluate=False),
    mu * v + (1 - mu) * g,
    {v_new: VELOCITY_STEP},
)

# The wrong one steps along the velocity of the step before.
MOMENTUM = stepped(
    "step of momentum",
    less(w, eta, v_new),
    w - eta * v,
    {w_new: MOMENTUM_STEP, v_new: VELOCITY_STEP},
)

# The wrong one has the old velocity: then it is no step more than momentum's.
NESTEROV_STEP, NESTEROV_VELOCITY = moved(update_rules.nesterov, (v,), mu=mu)
NESTEROV = stepped(
    "step of Nesterov's momentum",
    less(w, eta, sp.Add(g, sp.Mul(mu, v_new, evaluate=False), evaluate=False)),
    w - eta * (g + mu * v),
    {w_new: NESTEROV_STEP, v_new: NESTEROV_VELOCITY},
)

# The wrong one has the running mean of RMSprop.
ADAGRAD_STEP, SUM_STEP = moved(update_rules.adagrad, (r,), epsilon=epsilon)
SQUARES = stepped(
    "squares that AdaGrad remembers",
    sp.Add(r, g**2, evaluate=False),
    FIRST * r + (1 - FIRST) * g**2,
    {r_new: SUM_STEP},
)

# The wrong one has ε inside the root.
ADAGRAD = stepped(
    "step of AdaGrad",
    less(w, eta, over(g, rooted(r_new))),
    w - eta * g / sp.sqrt(r_new + epsilon),
    {w_new: ADAGRAD_STEP, r_new: SUM_STEP},
)

# The wrong one has exchanged the factors of old and new.
RMSPROP_STEP, MEAN_STEP = moved(update_rules.rmsprop, (r,), alpha=FIRST, epsilon=epsilon)
MEAN_SQUARE = stepped(
    "squares that RMSprop remembers",
    mean(alpha, r, g**2),
    (1 - alpha) * r + alpha * g**2,
    {r_new: MEAN_STEP, alpha: FIRST},
)

# The wrong one has ε inside the root.
RMSPROP = stepped(
    "step of RMSprop",
    less(w, eta, over(g, rooted(r_new))),
    w - eta * g / sp.sqrt(r_new + epsilon),
    {w_new: RMSPROP_STEP, r_new: MEAN_STEP},
)

ADAM_STEP, ADAM_MEAN, ADAM_SQUARE = moved(
    update_rules.adam, (m, r), betas=(FIRST, SECOND), epsilon=epsilon
)
MEANS = {beta_1: FIRST, beta_2: SECOND}

# The wrong ones have exchanged the factors, and have forgotten the square.
ADAM_FIRST = stepped(
    "mean that Adam remembers",
    mean(beta_1, m, g),
    (1 - beta_1) * m + beta_1 * g,
    {m_new: ADAM_MEAN, **MEANS},
)
ADAM_SECOND = stepped(
    "squares that Adam remembers",
    mean(beta_2, r, g**2),
    beta_2 * r + (1 - beta_2) * g,
    {r_new: ADAM_SQUARE, **MEANS},
)


# The direction of Adam, from means that are corrected. The wrong steps do without the correction of
# the squares, and have λ in the gradient.
m_hat, r_hat = sp.Symbol(r"\hat{m}_{t}", real=True), sp.Symbol(r"\hat{r}_{t}", positive=True)
DIRECTION = over(m_hat, rooted(r_hat))
CORRECTED = {m_hat: ADAM_MEAN / (1 - FIRST**t), r_hat: ADAM_SQUARE / (1 - SECOND**t)}
ADAM = stepped(
    "step of Adam",
    less(w, eta, DIRECTION),
    w - eta * m_hat / (sp.sqrt(ADAM_SQUARE) + epsilon),
    {w_new: ADAM_STEP, **CORRECTED},
)
ADAMW_STEP, *_ = moved(
    update_rules.adamw, (m, r), betas=(FIRST, SECOND), epsilon=epsilon, decay=decay
)
ADAMW = stepped(
    "step of AdamW",
    less(sp.Mul(sp.Add(1, -eta * decay, evaluate=False), w, evaluate=False), eta, DIRECTION),
    w - eta * (DIRECTION + decay * g),
    {w_new: ADAMW_STEP, **CORRECTED},
)

IDENTITIES = (
    SGD,
    VELOCITY,
    MOMENTUM,
    NESTEROV,
    SQUARES,
    ADAGRAD,
    MEAN_SQUARE,
    RMSPROP,
    ADAM_FIRST,
    ADAM_SECOND,
    ADAM,
    ADAMW,
)
