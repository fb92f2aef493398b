"""Gradient descent with noise on a parabola: what a constant rate leaves, and a falling one."""

import sympy as sp

from workedout.derivations.identity import Identity

# The mean square of a weight's distance from its optimum, before and after a step.
eta, lam, sigma, V, B, c = sp.symbols(r"\eta \lambda \sigma V B c", positive=True)
w, xi = sp.symbols(r"w \xi", real=True)
V_next, V_floor, eta_best, gamma = sp.symbols(
    r"V^{\prime} V_{\infty} \eta^{*} \gamma", positive=True
)
half = sp.Rational(1, 2)
RANGES = {eta: (2, 9), lam: (2, 9), sigma: (2, 9), V: (2, 9), B: (2, 9), c: (2, 9), gamma: (2, 9)}


def expectation_of_square(noise: sp.Expr) -> sp.Expr:
    """E (w − η(λ w + ξ))² for independent w and ξ of mean 0, with E w² = V and E ξ² given."""
    square = sp.Poly(sp.expand((w - eta * (lam * w + xi)) ** 2), w, xi)
    moments = {(2, 0): V, (1, 1): 0, (0, 2): noise}
    return sp.Add(*(factor * moments[power] for power, factor in square.terms()))


STEPPED = expectation_of_square(sigma**2)

# One step: what is there shrinks, the noise adds. The wrong one lets the noise shrink as well.
STEP = Identity(
    name="one noisy step",
    left=V_next,
    right=sp.Add((1 - eta * lam) ** 2 * V, eta**2 * sigma**2, evaluate=False),
    wrong=(1 - eta * lam) ** 2 * (V + eta**2 * sigma**2),
    ranges=RANGES,
    where={V_next: STEPPED},
)

# Where a step changes nothing. The wrong one forgets the second-order part of the shrinkage.
FLOOR = Identity(
    name="floor of a constant rate",
    left=V_floor,
    right=eta * sigma**2 / (lam * (2 - eta * lam)),
    wrong=eta * sigma**2 / (2 * lam),
    ranges=RANGES,
    where={V_floor: sp.solve(sp.Eq(STEPPED, V), V)[0]},
)

# The rate that makes the next V smallest. The wrong one leaves out what is there already.
BEST = Identity(
    name="best rate of one step",
    left=eta_best,
    right=lam * V / (lam**2 * V + sigma**2),
    wrong=lam * V / sigma**2,
    ranges=RANGES,
    where={eta_best: sp.solve(sp.diff(STEPPED, eta), eta)[0]},
)

# With the best rate, 1/V grows by the same amount each step. The wrong one by its square root.
HARMONIC = Identity(
    name="what the best rate gains in a step",
    left=sp.Pow(V_next, -1),
    right=sp.Add(1 / V, lam**2 / sigma**2, evaluate=False),
    wrong=1 / V + lam / sigma,
    ranges=RANGES,
    where={V_next: STEPPED.subs(eta, sp.solve(sp.diff(STEPPED, eta), eta)[0])},
)

# With batches of B examples the noise has the variance σ²/B. The wrong one divides by B².
BATCH = Identity(
    name="floor with batches",
    left=V_floor,
    right=sp.Mul(eta / B, sigma**2 / (lam * (2 - eta * lam)), evaluate=False),
    wrong=eta * sigma**2 / (B**2 * lam * (2 - eta * lam)),
    ranges=RANGES,
    where={V_floor: sp.solve(sp.Eq(expectation_of_square(sigma**2 / B), V), V)[0]},
)

# Noise that vanishes where the loss does: its variance is γ V. The wrong one keeps a floor.
VANISHING = Identity(
    name="one step when the noise vanishes at the optimum",
    left=V_next,
    right=sp.Mul(sp.Add((1 - eta * lam) ** 2, eta**2 * gamma, evaluate=False), V, evaluate=False),
    wrong=(1 - eta * lam) ** 2 * V + eta**2 * gamma,
    ranges=RANGES,
    where={V_next: expectation_of_square(gamma * V)},
)

IDENTITIES = (STEP, FLOOR, BEST, HARMONIC, BATCH, VANISHING)
