"""Gradients through convolution, pooling and a dense layer: the mistakes that must be told."""

from dataclasses import replace

import pytest
import sympy as sp

from workedout.derivations import conv_backprop as back
from workedout.derivations.algebra import convolved as at
from workedout.derivations.algebra.composed import Slope
from workedout.derivations.algebra.convolved import I, J, K, M, S, a, b, c, i, j, k, l, m, o, u, v
from workedout.derivations.identity import holds, rejects_the_wrong_one

# For each formula, further mistakes: a right side that must not pass.
MISTAKES = {
    "one product of two deltas": (back.POOLED, at.w_2[M, u, v] * at.delta_2[M]),
    "the mean over the outputs": (back.POOLED, back.POOLED.right / M),
    "the last window alone": (back.MAP, at.omega[i, j, 1, 1] * at.by_z[1, 1]),
    "all windows, taken or not": (back.MAP, back.over(at.by_z[u, v], *back.WINDOWS)),
    "no slope": (back.ERROR, at.by_x_1[i, j]),
    "the slope twice": (back.ERROR, Slope(at.s_1[i, j]) ** 2 * at.by_x_1[i, j]),
    "a sign": (back.WEIGHT, -back.WEIGHT.right),
    "one place for all": (back.WEIGHT, at.delta_1[0, 0] * at.x_0[k, l]),
    "rows for columns": (
        back.WEIGHT,
        back.over(at.delta_1[i, j] * at.x_0[i + l, j + k], *back.CELLS),
    ),
    "the filter not turned": (
        back.INPUT,
        back.over(at.w_1[K - 1 - k, K - 1 - l] * at.delta_1[a - k, b - l], *back.FILTER),
    ),
    "one filter for all": (
        back.ANY_INPUT,
        back.over(
            at.w_1[0, c, a + at.P - S * i, b + at.P - S * j] * at.delta_1[0, i, j], *back.CELLS
        ),
    ),
    "another channel": (
        back.ANY_WEIGHT,
        back.over(at.delta_1[o, i, j] * at.x_0[0, S * i + k - at.P, S * j + l - at.P], *back.CELLS),
    ),
}


@pytest.mark.parametrize(("identity", "mistake"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told(identity, mistake):
    assert rejects_the_wrong_one(replace(identity, wrong=mistake))


@pytest.mark.parametrize(
    "identity",
    [back.WEIGHT, back.BIAS, back.ANY_WEIGHT, back.ANY_BIAS, back.ANY_INPUT],
    ids=lambda each: each.name,
)
@pytest.mark.parametrize(
    ("last", "beyond"), [(back.plus(I, -1), I), (back.plus(J, -1), J)], ids=["row", "column"]
)
def test_a_sum_over_cells_may_not_run_past_the_map(identity, last, beyond):
    limits = [
        (index, first, beyond if end == last else end)
        for index, first, end in identity.right.limits
    ]
    further = identity.right.func(identity.right.function, *limits)
    assert further != identity.right
    assert rejects_the_wrong_one(replace(identity, wrong=further))


@pytest.mark.parametrize("identity", back.IDENTITIES, ids=lambda each: each.name)
def test_each_equation_holds_and_its_wrong_variant_does_not(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


def test_the_middle_cell_lies_in_four_windows_and_a_corner_in_one():
    case = at.facts(4, 4)
    windows = {(r, q): sum(case[at.omega[r, q, x, y]] != 0 for x in (0, 1) for y in (0, 1))
               for r in range(3) for q in range(3)}  # fmt: skip
    assert (windows[1, 1], windows[0, 1], windows[2, 2]) == (4, 2, 1)


def test_a_maximum_has_the_derivative_one_by_its_largest_argument():
    x, y = sp.symbols("x y", real=True)
    slope = sp.lambdify((x, y), sp.diff(at.Largest(x, y), x), modules="math")
    assert (slope(2, 1), slope(1, 2)) == (1, 0)


def test_there_is_a_case_for_each_entry():
    assert len(list(back.DENSE_WEIGHT.cases())) == 2 * 4 + 2 * 2
    assert len(list(back.MAP.cases())) == 9 + 6
    assert len(list(back.INPUT.cases())) == 3 * 4
    assert {case[S] for case in at.convolutions()} == {1, 2}
    assert {(case[at.P], case[at.O]) for case in at.convolutions()} == {(0, 2), (1, 1), (2, 1)}


def test_compound_indices_are_told_apart_by_commas():
    assert back.WEIGHT.formula.latex.endswith(r"\delta^{1}_{ij} x^{0}_{i + k, j + l}")
    assert back.ANY_INPUT.formula.latex.endswith(
        r"w^{1}_{o, c, a + P - S i, b + P - S j} \delta^{1}_{oij}"
    )
    assert back.DENSE_WEIGHT.formula.latex.endswith(r"\delta^{2}_{m} z_{uv}")
    assert m in back.DENSE_WEIGHT.left.free_symbols
    assert v in back.DENSE_WEIGHT.left.free_symbols
