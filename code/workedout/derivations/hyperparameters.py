"""Costs as functions of the decay and of the rate; how much two measured accuracies differ.

The cost of one weight is a parabola, ``C = a (w - c)² / 2``: whatever has to be minimised exactly
can be, and the page adds checks on costs of many weights.
"""

import sympy as sp

from workedout.derivations.identity import Identity

strength, N, a, c = sp.symbols("lambda N a c", positive=True)

# The penalised cost at fixed weights. C may be anything that does not depend on the decay. The
# wrong one is its derivative by the weights instead.
w = sp.symbols("w_1 w_2 w_3", real=True)
squared_length, other_cost = sp.symbols(r"{\|w\|}^{2} C", real=True)
penalty_slope = sp.Symbol(r"\frac{\partial}{\partial\lambda} C_\lambda(w)")
squares = sum(each**2 for each in w)
PENALTY_SLOPE = Identity(
    name="derivative of the penalised cost by the decay",
    left=penalty_slope,
    right=squared_length / (2 * N),
    wrong=strength * sum(w) / N,
    ranges={**dict.fromkeys(w, (-9, 9)), strength: (1, 9), N: (1, 9), other_cost: (-9, 9)},
    where={
        penalty_slope: sp.diff(other_cost + strength / (2 * N) * squares, strength),
        squared_length: squares,
    },
)

# Where the penalised parabola is smallest. The wrong one forgets that decay counts by image.
best = sp.Symbol("w^*", real=True)
settled = sp.solve(sp.diff(a * (w[0] - c) ** 2 / 2 + strength * w[0] ** 2 / (2 * N), w[0]), w[0])[0]
SETTLED = Identity(
    name="weight at which the penalised parabola is smallest",
    left=best,
    right=a * N * c / (a * N + strength),
    wrong=a * c / (a + strength),
    ranges={a: (1, 9), c: (-9, 9), N: (2, 9), strength: (1, 9)},
    where={best: settled},
)


def parabola(at: sp.Expr) -> sp.Expr:
    """The cost of one weight."""
    return a * (at - c) ** 2 / 2


# The smallest penalised cost, as the decay changes. The wrong one lets the weight move, and forgets
# that at the smallest cost a move of it changes nothing.
smallest = sp.Symbol(r"{C_\lambda(w^*)}")
SMALLEST = Identity(
    name="smallest penalised cost",
    left=smallest,
    right=strength * a * c**2 / (2 * (a * N + strength)),
    wrong=a * c**2 * strength**2 / (2 * (a * N + strength) ** 2),
    ranges=SETTLED.ranges,
    where={smallest: parabola(settled) + strength * settled**2 / (2 * N)},
)
smallest_slope = sp.Symbol(r"\frac{d}{d\lambda} C_\lambda(w^*)")
ENVELOPE = Identity(
    name="derivative of the smallest penalised cost",
    left=smallest_slope,
    right=best**2 / (2 * N),
    wrong=best**2 / (2 * N) - best**2 * strength / (N * (a * N + strength)),
    ranges=SETTLED.ranges,
    where={
        smallest_slope: sp.diff(SMALLEST.where[smallest], strength),
        best: settled,
    },
)

# The cost without the penalty, at the same weights. The wrong one takes the penalised cost for it.
plain_slope = sp.Symbol(r"\frac{d}{d\lambda} C(w^*)")
PLAIN = Identity(
    name="derivative of the training cost at the settled weight",
    left=plain_slope,
    right=strength * best**2 / (N * (a * N + strength)),
    wrong=best**2 / (2 * N),
    ranges=SETTLED.ranges,
    where={plain_slope: sp.diff(parabola(settled), strength), best: settled},
)

# The cost after one step of descent, as the rate changes. The wrong one takes both gradients at the
# weights before the step.
rate = sp.Symbol("eta", positive=True)
q = sp.symbols("q_1 q_2 q_3", real=True)
before = w[:2]


def saddle(x: sp.Expr, y: sp.Expr) -> sp.Expr:
    """A cost of two weights that is no parabola."""
    return q[0] * x**2 / 2 + q[1] * x * y + q[2] * y**3 / 3


slopes = [sp.diff(saddle(*before), each) for each in before]
after = [each - rate * slope for each, slope in zip(before, slopes, strict=True)]
later = [slope.subs(dict(zip(before, after, strict=True)), simultaneous=True) for slope in slopes]
stepped = sp.Symbol(r"\frac{d}{d\eta} C(w - \eta g)")
g = sp.symbols("g_1 g_2", real=True)
g_after = sp.symbols("g'_1 g'_2", real=True)
ONE_STEP = Identity(
    name="derivative of the cost after one step by the rate",
    left=stepped,
    right=sp.Add(-g_after[0] * g[0], -g_after[1] * g[1], evaluate=False),
    wrong=-(g[0] ** 2) - g[1] ** 2,
    ranges={**dict.fromkeys((*before, *q), (-4, 4)), rate: (1, 3)},
    where={
        stepped: sp.diff(saddle(*after), rate),
        **dict(zip(g, slopes, strict=True)),
        **dict(zip(g_after, later, strict=True)),
    },
)

# One image, read rightly by both networks, by one of them, or by none. The difference of their two
# answers (1 for right) has this variance; the wrong one adds the two networks' own variances, as if
# they had been asked about different images.
shares = sp.symbols("p_{11} p_{10} p_{01}", positive=True)
both, only_first, only_second = shares
variance = sp.Symbol(r"\operatorname{Var}(r_1 - r_2)")
first, second = both + only_first, both + only_second
SAME_IMAGES = Identity(
    name="variance of the difference of two answers on the same image",
    left=variance,
    right=sp.Add(
        sp.Add(only_first, only_second, evaluate=False),
        -((only_first - only_second) ** 2),
        evaluate=False,
    ),
    wrong=first * (1 - first) + second * (1 - second),
    ranges=dict.fromkeys(shares, (1, 9)),
    where={
        variance: first * (1 - first) + second * (1 - second) - 2 * (both - first * second),
    },
)

IDENTITIES = (PENALTY_SLOPE, SETTLED, SMALLEST, ENVELOPE, PLAIN, ONE_STEP, SAME_IMAGES)
