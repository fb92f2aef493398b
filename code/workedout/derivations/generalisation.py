"""Squared error over draws of the training set, and what wrong labels cost who cannot know them.

``P`` is a network's answer on one example and one class, a number that varies with the draw; ``m``
is its mean over draws and ``v`` its variance. ``y`` is what is right. Only moments count.
"""

import sympy as sp

from workedout.derivations.identity import Identity

m, y, pi = sp.symbols(r"m y \pi", real=True)
v, d, s = sp.symbols("v d s", positive=True)
n = sp.Symbol("n", positive=True)
rho, q = sp.symbols(r"\rho q", positive=True)
P, other, Y = sp.symbols(r"P P^{\prime} Y", real=True)
squared, noisy, paired, averaged, started = sp.symbols(
    r"\mathbb{E}(P-y)^2 \mathbb{E}(P-Y)^2 \mathbb{E}(P-y)(P^{\prime}-y) "
    r"\mathbb{E}(\bar{P}_n-y)^2 \frac{1}{2}\mathbb{E}(P-P^{\prime})^2",
    real=True,
)
RANGES = {
    **dict.fromkeys((m, y, pi), (-9, 9)),
    **dict.fromkeys((v, d, s), (1, 9)),
    n: (2, 9),
}


def total(*terms: sp.Expr) -> sp.Expr:
    """A sum in the order in which it is written."""
    return sp.Add(*terms, evaluate=False)


def expected(expression: sp.Expr, moments: dict[tuple[int, int], sp.Expr]) -> sp.Expr:
    """The expectation of a polynomial in P and a second number, from their joint moments.

    Args:
        expression: in ``P`` and one of ``other`` and ``Y``.
        moments: by the powers of the two.
    """
    second = Y if expression.has(Y) else other
    terms = sp.Poly(sp.expand(expression), P, second).terms()
    return sp.Add(*(factor * moments[power] for power, factor in terms))


ALONE = {(0, 0): sp.Integer(1), (1, 0): m, (2, 0): m**2 + v}
# Two networks of different draws know nothing of each other.
APART = {**ALONE, (0, 1): m, (0, 2): m**2 + v, (1, 1): m**2}
bias = total(m, -y) ** 2

# The wrong one counts the spread on the side of the gain, as if errors always cancelled.
PARTS = Identity(
    name="squared error is squared bias and variance",
    left=squared,
    right=total(bias, v),
    wrong=bias - v,
    ranges=RANGES,
    where={squared: expected((P - y) ** 2, ALONE)},
)

# A right answer Y that is 1 with probability pi and else 0, and independent of the network. The
# wrong one forgets that no network knows Y.
NOISE = Identity(
    name="squared error with a label that is drawn",
    left=noisy,
    right=total(total(m, -pi) ** 2, v, pi * total(1, -pi)),
    wrong=(m - pi) ** 2 + v,
    ranges=RANGES,
    where={noisy: expected((P - Y) ** 2, {**ALONE, (0, 1): pi, (0, 2): pi, (1, 1): m * pi})},
)

# The product of two networks' errors has no square in it. The wrong one keeps the variance.
PAIRS = Identity(
    name="product of the errors of two draws",
    left=paired,
    right=bias,
    wrong=(m - y) ** 2 + v,
    ranges=RANGES,
    where={paired: expected((P - y) * (other - y), APART)},
)

# The mean of n networks: n squares and n (n - 1) products, over n². The wrong one divides all.
SQUARES, PRODUCTS = n * (m**2 + v), n * (n - 1) * m**2
AVERAGE = Identity(
    name="squared error of the mean of n networks",
    left=averaged,
    right=total(bias, v / n),
    wrong=((m - y) ** 2 + v) / n,
    ranges=RANGES,
    where={averaged: (SQUARES + PRODUCTS) / n**2 - 2 * y * m + y**2},
)

# Variance d from the draw and s from first weights and order. Two networks of one draw share what
# the draw gave, so that their mean product is m² + d. The wrong one takes all variance for s.
SAME_DRAW = {
    **ALONE,
    (2, 0): m**2 + d + s,
    (0, 1): m,
    (0, 2): m**2 + d + s,
    (1, 1): m**2 + d,
}
STARTS = Identity(
    name="half the squared difference of two networks of one draw",
    left=started,
    right=s,
    wrong=d + s,
    ranges=RANGES,
    where={started: expected((P - other) ** 2 / 2, SAME_DRAW)},
)

# A share rho of the labels is wrong, any of the nine others alike. Who gives the class that is
# shown q and the others (1 - q) / 9 each expects this loss, whichever labels are the wrong ones.
blind = sp.Symbol(r"\ell(q)", real=True)
BLIND = -(1 - rho) * sp.log(q) - rho * sp.log((1 - q) / 9)
ninth = sp.Rational(1, 9)
SHARES = {rho: (2, 9), q: (2, 9)}
SLOPE = Identity(
    name="slope of the loss of who cannot know which labels are wrong",
    left=sp.Derivative(
        total(
            -sp.Mul(total(1, -rho), sp.log(q), evaluate=False),
            -sp.Mul(rho, sp.log(sp.Mul(ninth, total(1, -q), evaluate=False)), evaluate=False),
        ),
        q,
        evaluate=False,
    ),
    right=total(q, -1, rho) / sp.Mul(q, total(1, -q), evaluate=False),
    wrong=(q - rho) / (q * (1 - q)),
    ranges=SHARES,
)
FLOOR = sp.simplify(BLIND.subs(q, 1 - rho))

IDENTITIES = (PARTS, NOISE, PAIRS, AVERAGE, STARTS, SLOPE)


def floor(share: float) -> float:
    """The least expected training loss of who cannot know which labels are wrong.

    Args:
        share: of wrong labels, from 0 to below 1.
    """
    return float(FLOOR.subs(rho, sp.Float(share))) if share else 0.0
