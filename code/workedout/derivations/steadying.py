"""Three ways to steady a training, three lines each: warm-up, clipping and layer norm."""

from typing import Any

import sympy as sp

from workedout.derivations.algebra.in_order import over, plus, times
from workedout.derivations.identity import Identity
from workedout.from_scratch.update_rules import adam

eta, b, a, epsilon, size = sp.symbols(r"\eta b a \varepsilon q", positive=True)
w, w_new = sp.symbols("w_{0} w_{1}", real=True)
g_1, g_2 = sp.symbols("g_{1} g_{2}", real=True)
norm, length = sp.symbols(r"\|g\| \|\Delta\|", positive=True)
s_1, s_2, s_3 = sp.symbols("s_{1} s_{2} s_{3}", real=True)
mu, mu_scaled = sp.symbols(r"\mu \mu^{\prime}", real=True)
spread, spread_scaled = sp.symbols(r"v v^{\prime}", positive=True)


def first_step(gradient: sp.Expr) -> sp.Expr:
    """Where the rule that runs takes a weight in Adam's first step, without its epsilon."""
    moved, _ = adam(w, gradient, (0, 0), 1, rate=eta, epsilon=0)
    return sp.nsimplify(moved, rational=True)


# Of a gradient of any size q, above zero. The wrong one is the step of plain descent.
FIRST = Identity(
    name="Adam's first step",
    left=w_new,
    right=plus(w, -eta),
    wrong=w - eta * size,
    ranges={w: (-9, 9), eta: (1, 9), size: (1, 9)},
    where={w_new: first_step(size)},
)

# The length of a clipped step, where the gradient is longer than the bound. The wrong one bounds
# each of two numbers by itself, which turns the step as well.
CLIPPED = Identity(
    name="length of a clipped step",
    left=times(eta, over(b, norm), sp.sqrt(plus(g_1**2, g_2**2))),
    right=times(eta, b),
    wrong=sp.sqrt(2) * eta * b,
    ranges={eta: (1, 9), b: (1, 9), g_1: (1, 9), g_2: (1, 9)},
    where={norm: sp.sqrt(g_1**2 + g_2**2)},
)


def mean(*sums: sp.Expr) -> sp.Expr:
    """Of the sums of a layer."""
    return sp.Add(*sums) / len(sums)


def variance(*sums: sp.Expr) -> sp.Expr:
    """The mean square of their distances from the mean."""
    return mean(*((each - mean(*sums)) ** 2 for each in sums))


SUMS = (s_1, s_2, s_3)
MOMENTS: dict[Any, sp.Expr] = {
    mu: mean(*SUMS),
    spread: variance(*SUMS),
    mu_scaled: mean(*(a * each for each in SUMS)),
    spread_scaled: variance(*(a * each for each in SUMS)),
}

# Three units whose sums are all multiplied by a: what comes out, squared so that no sign of a root
# hides. The wrong one scales with the sums.
SCALED = Identity(
    name="layer norm of scaled sums",
    left=over(sp.Pow(plus(times(a, s_1), -mu_scaled), 2), plus(spread_scaled, epsilon)),
    right=over(sp.Pow(plus(s_1, -mu), 2), plus(spread, over(epsilon, a**2))),
    wrong=a**2 * (s_1 - mu) ** 2 / (spread + epsilon),
    ranges={**dict.fromkeys(SUMS, (-9, 9)), a: (2, 9), epsilon: (1, 9)},
    where=MOMENTS,
)

IDENTITIES = (FIRST, CLIPPED, SCALED)
