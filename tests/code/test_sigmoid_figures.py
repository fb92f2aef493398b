"""Figures of the chapter on the sigmoid: what they say in words and in their tables."""

import math

import pytest

from workedout.experiments.plateau import DRAWS, HIDDEN, MOVED, ZEROS
from workedout.figures.sigmoid import (
    course,
    distances,
    equal_units,
    plateau_lengths,
    shape_of,
    spread,
)
from workedout.plateaus import lengths, middle
from workedout.records import run


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1200.0, 900.0], "900 to 1,200"),
        ([700.0, 700.0], "700"),
        ([700.0, math.inf], "700 to never"),
        ([math.inf, math.inf], "never"),
    ],
    ids=["a range", "one value", "some never", "none ever"],
)
def test_a_spread_says_lowest_and_highest_and_never(values, words):
    assert spread(values) == words


def test_a_shape_is_found_by_its_layers():
    assert shape_of(ZEROS, (8, 4)).hidden == (8, 4)


def test_the_lengths_are_those_of_the_record():
    record = run("plateau")
    figure = plateau_lengths(record)
    table = {row[0]: row[1:] for row in figure.table.rows}
    found = [middle(each) for each in lengths(record, shape_of(ZEROS, (4,)), MOVED)]
    assert table["4"] == tuple(spread([epoch]) for epoch in found)
    assert len(figure.table.head) == 1 + DRAWS == 1 + len(distances())


def test_the_course_has_a_row_for_each_draw():
    figure = course(run("plateau"), run("plateau-random"), HIDDEN)
    assert [row[0] for row in figure.table.rows] == [f"draw {draw}" for draw in range(DRAWS)]


def test_with_the_zero_start_all_pairs_of_units_are_said_to_be_equal():
    figure = equal_units(run("plateau"), run("plateau-random"), HIDDEN)
    assert "6 of 6 pairs in layer 1, zero start" in figure.alt
    assert "0 of 6 pairs in layer 1, random start" in figure.alt
