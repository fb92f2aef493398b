"""What standardising does to the variance, worked out for three values."""

import sympy as sp

from workedout.derivations.identity import Identity

x = sp.symbols("x_1:4", real=True)
mu, s = sp.symbols("mu s", positive=True)
VALUES = (-50, 50)


def mean(values: list[sp.Expr]) -> sp.Expr:
    """Arithmetic mean of expressions."""
    return sum(values, sp.Integer(0)) / len(values)


def variance(values: list[sp.Expr]) -> sp.Expr:
    """Mean squared distance from the mean: divided by n, as for a whole set."""
    return mean([(value - mean(values)) ** 2 for value in values])


# The variance in one pass over the values. The wrong one adds.
ONE_PASS = Identity(
    name="variance in one pass",
    left=variance(list(x)),
    right=mean([value**2 for value in x]) - mean(list(x)) ** 2,
    wrong=mean([value**2 for value in x]) + mean(list(x)) ** 2,
    ranges=dict.fromkeys(x, VALUES),
)

# Subtract any number, divide by any other: the first leaves the variance alone, the second
# divides it by the square. The wrong one forgets the square.
STANDARDISED = Identity(
    name="variance after standardising",
    left=variance([(value - mu) / s for value in x]),
    right=variance(list(x)) / s**2,
    wrong=variance(list(x)) / s,
    ranges={**dict.fromkeys(x, VALUES), mu: (1, 9), s: (2, 9)},
)

IDENTITIES = (ONE_PASS, STANDARDISED)
