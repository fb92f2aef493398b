"""The four equations: what they cover, and the mistakes that they must tell."""

from dataclasses import replace

import pytest
import sympy as sp

from workedout.derivations import backpropagation as four
from workedout.derivations.algebra import layers as at
from workedout.derivations.identity import holds, rejects_the_wrong_one

# For each formula, further mistakes: a right side that must not pass.
MISTAKES = {
    "the slope of an output unit, twice": (
        four.OUTPUT_ERRORS,
        sp.HadamardProduct(at.by_output.all, at.slope_last.all, at.slope_last.all),
    ),
    "no slope on the way back": (four.HIDDEN_ERRORS, at.w.all.T * at.delta.all),
    "the errors are added": (four.HIDDEN_ERRORS, at.w.all.T * at.delta.all + at.slope_below.all),
    "a sign": (four.WEIGHTS, -at.delta.all * at.x_below.all.T),
    "a factor of two": (four.BIAS, 2 * at.delta.each[at.i]),
    "the units are left out": (four.HIDDEN_ERROR, at.w.each[1, at.j] * at.delta.each[1]),
    "the mean once more": (four.BATCH_WEIGHTS, at.errors.all.T * at.X_below.all / at.B),
    "one example for all": (four.BATCH_BIAS, at.errors.each[1, at.i]),
    "the transpose of one example": (
        four.BATCH_HIDDEN_ERRORS,
        sp.HadamardProduct(at.w.all.T * at.errors.all, at.slopes_below.all, evaluate=False),
    ),
}


@pytest.mark.parametrize(("identity", "mistake"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told(identity, mistake):
    assert not holds(replace(identity, right=mistake))
    assert rejects_the_wrong_one(replace(identity, wrong=mistake))


def test_a_square_layer_is_among_the_cases_of_the_transpose():
    shapes = [case[at.w.all].shape for case in at.in_columns(first=2)]
    assert (2, 2) in shapes
    assert any(rows != columns for rows, columns in shapes)


def test_every_entry_of_every_layer_is_a_case():
    parameters = sum(m * n for n, m in ((2, 3), (3, 1), (2, 3), (3, 2), (2, 2)))
    assert len(list(four.WEIGHT.cases())) == parameters
    assert len(list(four.HIDDEN_ERROR.cases())) == 3 + 3 + 2


def test_a_mistake_in_the_last_case_alone_is_told():
    *most, last = at.in_columns()
    altered = {**last, at.delta.all: 2 * last[at.delta.all]}
    assert not holds(replace(four.WEIGHTS, cases=lambda: [*most, altered]))


def test_the_formulas_have_the_book_s_signs():
    assert four.HIDDEN_ERRORS.formula.latex == (
        r"\delta^{l-1} = \left(W^{l}\right)^{\top} \delta^{l} \odot f'(s^{l-1})"
    )
    assert four.WEIGHT.formula.latex == (
        r"\frac{\partial \ell}{\partial w^{l}_{ij}} = \delta^{l}_{i} x^{l-1}_{j}"
    )
