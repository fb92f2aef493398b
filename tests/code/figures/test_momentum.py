"""Figures of the chapter on momentum: what they say in words and in their tables."""

import numpy as np
import pytest

from workedout.figures.momentum import falling, region, swept, weights

MUS, RATES = np.linspace(-1, 1, 21), np.linspace(0.1, 4, 40)


def factors():
    """A size for each pair, of which each is another."""
    return 0.2 + 0.5 * np.abs(MUS)[None, :] + 0.1 * RATES[:, None]


def test_the_region_lists_the_factor_of_each_pair_that_its_heads_name():
    table = region(factors(), MUS, RATES).table
    assert table.head == ("ηλ", "µ = −0.9", "µ = −0.5", "µ = 0", "µ = 0.5", "µ = 0.9")
    assert [row[0] for row in table.rows] == ["0.1", "0.5", "1", "2", "3"]
    by_hand = [f"{0.2 + 0.5 * mu + 0.1 * 2:.3f}" for mu in (0.9, 0.5, 0, 0.5, 0.9)]
    assert list(table.rows[3][1:]) == by_hand


def test_the_region_shades_the_triangle_that_is_stable():
    alt = region(factors(), MUS, RATES).alt
    assert "a triangle with corners at momentum −1 and 1 on the axis" in alt
    assert "at momentum 1, rate 4" in alt


def test_a_sweep_names_the_lowest_place_of_each_rate():
    mus = [-0.5, 0.0, 0.5, 0.9]
    lines = {"one": ([0.9, 0.8, 0.3, 0.7], [0.0] * 4), "other": ([0.4, 0.5, 0.6, 0.8], [0.0] * 4)}
    figure = swept(mus, lines)
    assert figure.table.rows == (("one", "0.50", "0.300"), ("other", "−0.50", "0.400"))
    assert "one lowest at 0.50, with 0.30 and other lowest at −0.50, with 0.40" in figure.alt


def test_weights_are_listed_also_where_the_figure_cuts_them_off():
    figure = weights("some-weights", {"fast": [1.0, -100.0, 1e4], "slow": [1.0, 0.5, -0.25]})
    assert figure.table.head == ("momentum", "step 0", "step 1", "step 2")
    assert figure.table.rows == (("fast", "1", "−100", "1e+04"), ("slow", "1", "0.5", "−0.25"))
    assert "over 2 steps, from 1: fast ends at 1e+04 and slow ends at −0.25" in figure.alt


@pytest.mark.parametrize(("first", "heads"), [(0, "step 0"), (1, "step 1")])
def test_what_falls_is_listed_from_its_first_number_on(first, heads):
    figure = falling("some-fall", {"a": [1.0, 0.1, 0.01]}, "step", "distance", first)
    assert figure.table.head[1] == heads
    assert figure.table.rows[0][1] == "1"
    assert figure.table.rows[0][-1] == "0.01"
    assert f"up to step {2 + first}" in figure.alt
    assert "a 0.01" in figure.alt
