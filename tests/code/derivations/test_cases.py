"""Formulas compared in cases, and how they are printed."""

import pytest
import sympy as sp

from workedout.derivations.algebra.cases import equal_in, filled
from workedout.derivations.identity import Identity, holds, latex, rejects_the_wrong_one

i, j, L = sp.symbols("i j L", integer=True, positive=True)
n, m = sp.symbols("n m", integer=True, positive=True)
a, b, c, d = sp.symbols("a b c d", real=True)
w, x = sp.IndexedBase("w^{l}"), sp.IndexedBase("x^{l-1}")
W, V = sp.MatrixSymbol("W^{l}", n, m), sp.MatrixSymbol("V", n, m)
SQUARE = sp.Matrix([[a, b], [c, d]])
RANGES = dict.fromkeys((a, b, c, d), (-9, 9))


def compare(case, left, right):
    return equal_in(case, left, right, RANGES, points=20, tolerance=1e-9)


def test_an_index_is_filled_in_and_then_its_entry():
    case = {i: sp.Integer(2), w[1]: a, w[2]: b}
    assert filled(w[i], case) == sp.ImmutableMatrix([[b]])


def test_a_sum_over_units_is_written_out():
    case = {n: sp.Integer(2), w[1]: a, w[2]: b, x[1]: c, x[2]: d}
    total = sp.Sum(w[i] * x[i], (i, 1, n))
    assert filled(total, case) == sp.ImmutableMatrix([[a * c + b * d]])


def test_a_matrix_is_put_in_whole_whatever_its_size_is_called():
    assert filled(W.T, {W: SQUARE}) == sp.ImmutableMatrix(SQUARE.T)


def test_equal_sides_are_equal_by_entries():
    assert compare({W: SQUARE}, W * W, sp.ImmutableMatrix(SQUARE**2))


DIFFERENT = {
    "transposed, of the same shape": ({W: SQUARE}, W, W.T),
    "transposed, of another shape": ({W: SQUARE[:, :1]}, W, W.T),
    "shapes that do not fit": ({W: SQUARE[:, :1], V: SQUARE[:1, :]}, W, W * V),
    "one entry of four": ({W: SQUARE, V: sp.Matrix([[a, b], [c, 2 * d]])}, W, V),
    "nothing is nothing": ({W: sp.zeros(2, 2), V: sp.zeros(2, 2)}, W, V),
    "equal up to rounding alone": ({w[1]: a, x[1]: a + sp.Rational(1, 10**12)}, w[1], x[1]),
    "an entry that is not there": ({w[1]: a}, w[1], w[2]),
    "without a value at a point": ({w[1]: 1 / (a - a * b / b), x[1]: a}, w[1], x[1]),
}


@pytest.mark.parametrize(("case", "left", "right"), DIFFERENT.values(), ids=DIFFERENT)
def test_the_comparison_says_no(case, left, right):
    assert not compare(case, left, right)


def test_a_pole_at_a_test_point_is_no_agreement():
    assert not compare({w[1]: 1 / (a - a**2), x[1]: 1 / (a - a**2)}, w[1], x[1])


def test_a_symbol_without_a_range_is_named():
    with pytest.raises(ValueError, match="expected a range for z"):
        assert compare({w[1]: sp.Symbol("z"), x[1]: a}, w[1], x[1])


def identity(cases):
    return Identity("entry", w[i], x[i], 2 * x[i], RANGES, cases=cases)


SAME = {i: sp.Integer(1), w[1]: a, x[1]: a}
OTHER = {i: sp.Integer(1), w[1]: a, x[1]: b}


def test_an_identity_holds_in_every_case_or_not_at_all():
    assert holds(identity(lambda: [SAME, {**SAME, w[1]: b, x[1]: b}]))
    assert not holds(identity(lambda: [SAME, OTHER]))
    assert not holds(identity(lambda: [OTHER, SAME]))


def test_an_identity_without_any_case_does_not_hold():
    assert not holds(identity(list))


def test_a_mistake_is_rejected_when_one_case_shows_it():
    harmless = {i: sp.Integer(1), w[1]: a, x[1]: a}
    mistaken = Identity("entry", w[i], x[i], w[i], RANGES, cases=lambda: [harmless])
    assert not rejects_the_wrong_one(mistaken)
    assert rejects_the_wrong_one(identity(lambda: [SAME]))


PRINTED = {
    "indices side by side": (w[i, j], "w^{l}_{ij}"),
    "an index that is counted down": (sp.IndexedBase("n")[L - 1], "n_{L - 1}"),
    "the index of a derivative": (
        sp.IndexedBase(r"\frac{\partial \ell}{\partial w^{l}}")[i, j],
        r"\frac{\partial \ell}{\partial w^{l}_{ij}}",
    ),
    "a transpose": (W.T, r"\left(W^{l}\right)^{\top}"),
    "a transpose of a plain letter": (V.T, r"V^{\top}"),
    "entry by entry": (sp.HadamardProduct(W, V), r"W^{l} \odot V"),
    "sums within sums": (
        sp.Sum(w[i, j], (j, 1, m), (i, 1, n)),
        r"\sum_{i=1}^{n} \sum_{j=1}^{m} w^{l}_{ij}",
    ),
}


@pytest.mark.parametrize(("expression", "tex"), PRINTED.values(), ids=PRINTED)
def test_it_is_printed_in_the_notation_of_the_book(expression, tex):
    assert latex(expression) == tex
