"""The first steps of a training: the loss at the start, and steps that keep gradients."""

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.in_order import times
from workedout.derivations.identity import Identity
from workedout.derivations.softmax import j, log_sum, n, over, total, z

t, eta, curvature = sp.symbols("t eta lambda", positive=True)
second = sp.Symbol(r"\Lambda''(0)", real=True)
drawn = sp.symbols("z_1:5", real=True)


def at_equal_logits() -> list[Case]:
    """The second derivative of log-sum-exp of t z by t, at t = 0, for some numbers of classes."""
    found: list[Case] = []
    for classes in (2, 3, 4):
        values = drawn[:classes]
        along = log_sum([t * value for value in values])
        numbered = {z[number]: value for number, value in enumerate(values, 1)}
        curved = sp.diff(along, t, 2).subs(t, 0)
        found.append({n: sp.Integer(classes), second: curved, **numbered})
    return found


# Log-sum-exp of t z curves at t = 0 as much as the logits vary. The wrong one forgets their mean.
SPREAD = Identity(
    name="curvature of log-sum-exp at equal logits",
    left=second,
    right=total(times(1 / n, over(z[j] ** 2)), -(times(1 / n, over(z[j])) ** 2)),
    wrong=times(1 / n, over(z[j] ** 2)),
    ranges=dict.fromkeys(drawn, (-9, 9)),
    cases=at_equal_logits,
)

# Gradients that are never set to zero add up: G is their sum up to step k, g the newest one. The
# wrong one is the step that was meant.
before, now, after = (sp.Symbol(f"w_{{k{step}}}", real=True) for step in ("-1", "", "+1"))
newest, summed = sp.Symbol("g_k", real=True), sp.Symbol("G_{k-1}", real=True)
KEPT = Identity(
    name="step with gradients that are kept",
    left=after,
    right=total(times(2, now), -before, -times(eta, newest)),
    wrong=now - eta * newest,
    ranges={now: (-9, 9), newest: (-9, 9), summed: (-9, 9), eta: (1, 9)},
    where={before: now + eta * summed, after: now - eta * (summed + newest)},
)

# On a parabola with the slope lambda w, that step keeps a number for ever. The wrong one has the
# other sign before the product.
factor = total(2, -times(eta, curvature))
FOREVER = Identity(
    name="what kept gradients keep on a parabola",
    left=total(after**2, now**2, -times(factor, after, now)),
    right=total(now**2, before**2, -times(factor, now, before)),
    wrong=now**2 + before**2 + (2 - eta * curvature) * now * before,
    ranges={now: (-9, 9), before: (-9, 9), eta: (1, 9), curvature: (1, 9)},
    where={after: 2 * now - before - eta * curvature * now},
)

IDENTITIES = (SPREAD, KEPT, FOREVER)
