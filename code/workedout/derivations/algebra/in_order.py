"""Sums, products and fractions that stay as they are written: SymPy would sort them and cancel."""

import sympy as sp


def plus(*terms: sp.Expr) -> sp.Expr:
    """A sum with its terms in this order."""
    return sp.Add(*terms, evaluate=False)


def times(*factors: sp.Expr) -> sp.Expr:
    """A product with its factors in this order."""
    return sp.Mul(*factors, evaluate=False)


def over(above: sp.Expr, below: sp.Expr) -> sp.Expr:
    """A fraction with this numerator and this denominator."""
    return times(above, sp.Pow(below, -1, evaluate=False))
