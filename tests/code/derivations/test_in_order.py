"""Sums, products and fractions that are printed as they were written."""

import sympy as sp

from workedout.derivations.algebra.in_order import over, plus, times
from workedout.derivations.identity import latex

x, y = sp.symbols("x y", positive=True)


def test_terms_and_factors_keep_their_order():
    assert latex(plus(y, -x)) == "y - x"
    assert latex(times(y, plus(1, -x))) == r"y \left(1 - x\right)"


def test_nothing_cancels_and_all_of_it_has_the_usual_value():
    for written, value in (
        (plus(x, -x), 0),
        (times(x, y, 1 / x), y),
        (over(times(2, x), times(2, y)), x / y),
    ):
        assert written != value
        assert sp.simplify(written.doit()) == value


def test_a_fraction_stays_one():
    assert latex(over(plus(y, x), plus(1, x))) == r"\frac{y + x}{1 + x}"
