"""Rate and momentum together: the best pair for two curvatures, its edge, and what noise leaves.

All of it rests on the polynomial p of ``derivations.momentum``, where a stands for ηλ.
"""

import sympy as sp

from workedout.derivations.algebra.in_order import over, plus, times
from workedout.derivations.identity import Identity
from workedout.derivations.momentum import a, mu, p, root
from workedout.from_scratch.update_rules import momentum

flat, steep, kappa = sp.symbols(r"\lambda_{\min} \lambda_{\max} kappa", positive=True)
eta, lam, sigma = sp.symbols("eta lambda sigma", positive=True)
z = sp.Symbol("z", positive=True)

# The rate at which both ends of the curvatures are equally far from 1, for z = √η.
best, ratio = sp.symbols(r"\eta_{*} \rho_{*}", positive=True)
(BALANCED,) = sp.solve(1 - z * sp.sqrt(flat) - (z * sp.sqrt(steep) - 1), z)
PAIR = {"mu": (1 - BALANCED * sp.sqrt(flat)) ** 2, "rate": BALANCED**2}
ENDS = {flat: (1, 9), root: (2, 9)}  # r = √κ
BEST_RATE = Identity(
    name="best rate with momentum",
    left=best,
    right=over(4, sp.Pow(plus(sp.sqrt(flat), sp.sqrt(steep)), 2, evaluate=False)),
    wrong=4 / (flat + steep),
    ranges={flat: (1, 9), steep: (1, 9)},
    where={best: PAIR["rate"]},
)
BEST_FACTOR = Identity(
    name="best factor with momentum",
    left=ratio,
    right=over(plus(sp.sqrt(kappa), -1), plus(sp.sqrt(kappa), 1)),
    wrong=(kappa - 1) / (kappa + 1),
    ranges=ENDS,
    where={
        ratio: (1 - BALANCED * sp.sqrt(flat)).subs(steep, root**2 * flat),
        kappa: root**2,
    },
)

# Without momentum: the rate at which 1 - ηλ is as far from 0 at both ends. The wrong one has the
# root that momentum brings.
plain = sp.Symbol(r"\rho_{0}", positive=True)
(PLAIN_RATE,) = sp.solve(1 - z * flat - (z * steep - 1), z)
PLAIN_FACTOR = Identity(
    name="best factor without momentum",
    left=plain,
    right=over(plus(kappa, -1), plus(kappa, 1)),
    wrong=(sp.sqrt(kappa) - 1) / (sp.sqrt(kappa) + 1),
    ranges=ENDS,
    where={
        plain: (1 - PLAIN_RATE * flat).subs(steep, root**2 * flat),
        kappa: root**2,
    },
)

# The condition number for which a momentum is the best one; the best factor is its root. The
# wrong one forgets that root.
MEANT_FOR = Identity(
    name="condition number for a momentum",
    left=kappa,
    right=sp.Pow(over(plus(1, sp.sqrt(mu)), plus(1, -sp.sqrt(mu))), 2, evaluate=False),
    wrong=((1 + mu) / (1 - mu)) ** 2,
    ranges={root: (1, 9)},
    where={
        kappa: sp.solve((z - 1) / (z + 1) - root / (1 + root), z)[0] ** 2,  # z = √κ
        mu: (root / (1 + root)) ** 2,  # between 0 and 1
    },
)

# The curvature from which on the best pair diverges. The wrong one is the largest that there is.
(TOP,) = sp.solve(p(sp.S.NegativeOne), a)  # the largest ηλ that is stable
edge = sp.Symbol(r"\lambda_{\mathrm{edge}}", positive=True)
EDGE = Identity(
    name="edge of the best pair",
    left=edge,
    right=plus(flat, steep),
    wrong=steep,
    ranges={flat: (1, 9), steep: (1, 9)},
    where={edge: TOP.subs(mu, PAIR["mu"]) / PAIR["rate"]},
)

# Speed along a flat direction, each at its largest stable rate, against plain descent's. The wrong
# one has both at the same rate.
gain = sp.Symbol("G", real=True)
AT_THE_EDGE = Identity(
    name="speed along a flat direction, each at its own edge",
    left=gain,
    right=over(plus(1, mu), plus(1, -mu)),
    wrong=1 / (1 - mu),
    ranges={mu: (2, 9)},
    where={gain: TOP / (1 - mu) / TOP.subs(mu, 0)},
)


def means_after_a_step() -> tuple[list[sp.Expr], list[sp.Symbol]]:
    """E w², E w·ηv and E (ηv)² after a noisy step less those before it, and their symbols."""
    w, u, xi = sp.symbols("w u xi", real=True)
    means = sp.symbols("V B D", real=True)
    moved, (scaled,) = momentum(w, eta * (lam * w + xi), (u,), 1, rate=1, mu=mu)
    moments = {(2, 0, 0): means[0], (1, 1, 0): means[1], (0, 2, 0): means[2]}
    moments |= {(0, 0, 2): sigma**2, (1, 0, 1): 0, (0, 1, 1): 0}  # the noise knows neither
    after = []
    for product in (moved**2, moved * scaled, scaled**2):
        terms = sp.Poly(sp.expand(product), w, u, xi).terms()
        after.append(sp.Add(*(factor * moments[power] for power, factor in terms)))
    return [new - old for new, old in zip(after, means, strict=True)], list(means)


# What noise leaves, where a step changes none of the three means. The wrong one is that of plain
# descent at the rate η/(1 - μ), to which it is close where ηλ is small.
left_over = sp.Symbol(r"V_{\infty}", positive=True)
CHANGES, MEANS = means_after_a_step()
NOISE = Identity(
    name="what noise leaves with momentum",
    left=left_over,
    right=times(
        over(eta, plus(1, -mu)),
        over(sigma**2, lam),
        over(plus(1, mu), plus(times(2, plus(1, mu)), -eta * lam)),
    ),
    wrong=eta * sigma**2 / ((1 - mu) * lam * (2 - eta * lam / (1 - mu))),
    ranges={mu: (2, 9), eta: (5, 9), lam: (5, 9), sigma: (1, 9)},  # ηλ above 2 (1 + μ)
    where={left_over: sp.solve(CHANGES, MEANS)[MEANS[0]]},
)

IDENTITIES = (
    BEST_RATE,
    BEST_FACTOR,
    PLAIN_FACTOR,
    MEANT_FOR,
    EDGE,
    AT_THE_EDGE,
    NOISE,
)
