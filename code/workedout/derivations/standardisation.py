"""What standardising does to mean and variance, worked out for three values."""

import sympy as sp

from workedout.derivations.identity import Identity

x = sp.symbols("x_1:4", real=True)
mu, sigma = sp.symbols("mu sigma", positive=True)
x_bar = sp.Symbol(r"\bar{x}", real=True)
VALUES = (-50, 50)
MEAN = {x_bar: sp.Add(*x) / 3}


def mean_of(*values: sp.Expr) -> sp.Expr:
    """Arithmetic mean, printed as one fraction."""
    return sp.Mul(sp.Rational(1, len(values)), sp.Add(*values), evaluate=False)


VARIANCE = mean_of(*((value - x_bar) ** 2 for value in x))

# The variance in one pass over the values. The wrong one adds.
ONE_PASS = Identity(
    name="variance in one pass",
    left=VARIANCE,
    right=mean_of(*(value**2 for value in x)) - x_bar**2,
    wrong=mean_of(*(value**2 for value in x)) + x_bar**2,
    ranges=dict.fromkeys(x, VALUES),
    where=MEAN,
)

# Subtract any number, divide by any other: the mean of the results. The wrong one subtracts after
# the division.
MEAN_AFTER = Identity(
    name="mean after standardising",
    left=mean_of(*((value - mu) / sigma for value in x)),
    right=(x_bar - mu) / sigma,
    wrong=x_bar / sigma - mu,
    ranges={**dict.fromkeys(x, VALUES), mu: (1, 9), sigma: (2, 9)},
    where=MEAN,
)

# The variance: the subtraction leaves it alone, the division divides it by the square. The wrong
# one forgets the square.
VARIANCE_AFTER = Identity(
    name="variance after standardising",
    left=mean_of(*(((value - mu) / sigma - (x_bar - mu) / sigma) ** 2 for value in x)),
    right=VARIANCE / sigma**2,
    wrong=VARIANCE / sigma,
    ranges={**dict.fromkeys(x, VALUES), mu: (1, 9), sigma: (2, 9)},
    where=MEAN,
)

IDENTITIES = (ONE_PASS, MEAN_AFTER, VARIANCE_AFTER)
