"""What standardising does to mean and variance, worked out for three values."""

import sympy as sp

from workedout.derivations.identity import Identity

x = sp.symbols("x_1:4", real=True)
z = sp.symbols("z_1:4", real=True)
mu, sigma = sp.symbols("mu sigma", positive=True)
x_bar, z_bar = sp.symbols(r"\bar{x} \bar{z}", real=True)
RANGES = {**dict.fromkeys(x, (-50, 50)), mu: (1, 9), sigma: (2, 9)}


def mean_of(*values: sp.Expr) -> sp.Expr:
    """Arithmetic mean, printed as one fraction."""
    return sp.Mul(sp.Rational(1, len(values)), sp.Add(*values), evaluate=False)


def spread(values: tuple[sp.Symbol, ...], middle: sp.Symbol) -> sp.Expr:
    """Mean squared distance from a middle."""
    return mean_of(*((value - middle) ** 2 for value in values))


STANDARDISED = {value: (raw - mu) / sigma for value, raw in zip(z, x, strict=True)}
WHERE = {
    x_bar: sp.Add(*x) / 3,
    z_bar: sp.Add(*STANDARDISED.values()) / 3,
    **STANDARDISED,
}

# The variance in one pass over the values. The wrong one adds.
ONE_PASS = Identity(
    name="variance in one pass",
    left=spread(x, x_bar),
    right=sp.Add(mean_of(*(value**2 for value in x)), -(x_bar**2), evaluate=False),
    wrong=mean_of(*(value**2 for value in x)) + x_bar**2,
    ranges=RANGES,
    where=WHERE,
)

# The mean of the standardised values. The wrong one subtracts after the division.
MEAN_AFTER = Identity(
    name="mean after standardising",
    left=mean_of(*z),
    right=(x_bar - mu) / sigma,
    wrong=x_bar / sigma - mu,
    ranges=RANGES,
    where=WHERE,
)

# Their variance: the subtraction leaves it alone, the division divides it by the square. The
# wrong one forgets the square.
VARIANCE_AFTER = Identity(
    name="variance after standardising",
    left=spread(z, z_bar),
    right=spread(x, x_bar) / sigma**2,
    wrong=spread(x, x_bar) / sigma,
    ranges=RANGES,
    where=WHERE,
)

IDENTITIES = (ONE_PASS, MEAN_AFTER, VARIANCE_AFTER)
