"""Figures of the chapter on the sigmoid: what they say in words and in their tables."""

import math

import pytest

from workedout.experiments.plateau import DRAWS, FROM_RANDOM, HIDDEN, PLATEAU, RANDOM, ZEROS
from workedout.figures.sigmoid import (
    course,
    distances,
    equal_units,
    plateau_lengths,
    shape_of,
    spread,
)
from workedout.records.store import read


@pytest.fixture(scope="module")
def zeros():
    return read(PLATEAU.name)


@pytest.fixture(scope="module")
def random():
    return read(FROM_RANDOM.name)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([3277, 3277], "3,277"),
        ([1789, 3518], "1,789 to 3,518"),
        ([1789, math.inf], "1,789 to never"),
        ([math.inf, math.inf], "never"),
    ],
)
def test_a_spread_of_epochs_has_words_for_those_that_never_come(values, words):
    assert spread(values) == words


def test_a_shape_is_found_by_its_layers():
    assert shape_of(ZEROS, HIDDEN).arm(3) == "4-2 zeros, draw 3"
    assert shape_of(RANDOM, (4,)).epochs == 500
    with pytest.raises(ValueError, match="not enough values"):
        shape_of(ZEROS, (5,))


def test_every_draw_has_classes_that_lie_apart():
    assert len(distances()) == DRAWS
    assert min(distances()) > 0


def test_the_course_lists_every_draw_and_counts_those_that_leave(zeros, random):
    figure = course(zeros, random, HIDDEN)
    assert [row[0] for row in figure.table.rows] == [f"draw {draw}" for draw in range(DRAWS)]
    left = sum(row[1] != "never" for row in figure.table.rows)
    assert f"{left} of {DRAWS} draws leave one half" in figure.alt


def test_lengths_are_listed_for_each_layout_on_each_draw(zeros):
    figure = plateau_lengths(zeros)
    assert [row[0] for row in figure.table.rows] == ["4", "8", "4-2", "8-4", "4-4-2"]
    assert {len(row) for row in figure.table.rows} == {DRAWS + 1}
    moved = sum(epoch != "never" for epoch in figure.table.rows[2][1:])
    assert f"4-2 on {moved} of {DRAWS} draws" in figure.alt


def test_units_are_equal_from_zeros_and_none_from_a_random_start(zeros, random):
    figure = equal_units(zeros, random, HIDDEN)
    assert "0 of 6 pairs in layer 1, random start" in figure.alt
    assert "6 of 6 pairs in layer 1, zero start" in figure.alt
    assert [row[3] for row in figure.table.rows if row[0] == "zero start"] == ["0", "0"]
