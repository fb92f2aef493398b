"""The pass through a convolution as a diagram: every number of it is one that was computed."""

import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from workedout.figures import conv_pass as figure
from workedout.figures.kit.grids import Grid, factor, number, products
from workedout.from_scratch.convolution import Layers, one_image


def grid(rows):
    return np.array(rows) + Fraction(0)


X = grid([[[1, 2, 1, 3], [1, 2, 2, 1], [2, 1, 2, 2], [3, 3, 1, 3]]])
Y = grid([0, 4])
NET = Layers(
    grid([[[[2, -1], [-2, 1]]]]),
    grid([1]),
    grid([[[[1, -1], [2, 0]]], [[[0, -1], [-1, 2]]]]),
    grid([-4, 1]),
)
DONE = one_image(X, Y, NET)


def drawn():
    return figure.conv_pass(DONE, X, Y, NET)


def test_the_table_lists_every_value_with_its_derivative():
    rows = {name: (value, slope) for name, value, slope in drawn().table.rows}
    assert len(rows) == 16 + 4 + 1 + 9 + 9 + 4 + 2 * (4 + 1 + 1) + 1
    assert rows["map, (1, 1)"] == ("3", "6")
    assert rows["filter, (0, 0)"] == ("2", "8")
    assert rows["pooled, (0, 1)"] == ("3", "−1")
    assert rows["loss"] == ("5/2", "1")


def test_the_middle_cell_is_handed_one_derivative_after_the_other():
    handed = [step for step in drawn().steps if "hands its" in step]
    assert [re.search(r"now has (.*?)\. The", step)[1] for step in handed] == [
        "2", "2 + (−1) = 1", "1 + 5 = 6", "−2",
    ]  # fmt: skip


def test_the_words_have_the_sums_that_were_computed():
    steps = " ".join(drawn().steps)
    assert "2 · 1 + (−1) · 2 + (−2) · 1 + 1 · 2 + 1 = 1." in steps
    assert "6 · 2 + (−2) · 2 = 8" in steps


def test_a_derivative_of_the_map_appears_with_the_last_window_that_hands_it_over():
    steps = figure.by_map(DONE)
    assert steps(1, 1)[0] == figure.HAND + 2
    assert steps(2, 2)[0] == figure.HAND + 3


def test_another_network_is_refused():
    with pytest.raises(ValueError, match=r"expected \(1, 4, 4\)"):
        figure.conv_pass(DONE, X[:, :3], Y, NET)
    wide = DONE._replace(sums=DONE.sums[:, :2])
    with pytest.raises(ValueError, match=r"expected \(1, 4, 4\)"):
        figure.conv_pass(wide, X, Y, NET)


def test_a_grid_has_a_box_and_a_value_for_each_cell():
    place = replace(Grid(0, 0), width=10, height=20)
    parts = list(place.values([[1, Fraction(-1, 2)]], lambda row, column: (2, 2, 3)))
    assert [(part.since, part.lit) for part in parts] == [(1, (2, 3)), (2, (2, 3))] * 2
    assert "−1/2" in parts[3].svg
    assert "x='10'" in parts[2].svg
    (slope,) = place.slopes([[3]], lambda row, column: (4,))
    assert (slope.since, "∂ 3" in slope.svg) == (4, True)


def test_negative_factors_stand_in_brackets():
    assert (number(Fraction(-3, 4)), factor(-2), factor(2)) == ("−3/4", "(−2)", "2")
    assert products(np.array([1, -2]), np.array([3, 4])) == "1 · 3 + (−2) · 4"
