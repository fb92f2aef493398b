"""All comparisons of the grid of depths: how many there are, and what they say of the record."""

import pytest

from workedout.experiments.depth_grid import DEPTHS, RATES, UNITS
from workedout.figures.depth_grid import differences
from workedout.records.store import Record, read
from workedout.results.depth_grid import MEASURES, PAIRS, at_equal_units, either_way


@pytest.fixture(scope="module")
def record() -> Record:
    return read("depth-width-grid")


def test_no_comparison_of_the_grid_is_left_out() -> None:
    assert len(set(PAIRS)) == len(PAIRS)
    assert len(PAIRS) == len(MEASURES) * len(UNITS) * (len(DEPTHS) - 1) * len(RATES)


def test_a_deep_network_is_compared_with_one_layer_at_the_same_rate(record: Record) -> None:
    pair = next(p for p in PAIRS if p.measure == "validation loss" and p.deep == (4, 50))
    deep, one = pair.values(record)
    assert deep == record[f"4 x 50, rate {pair.rate:g}"].losses
    assert one == record[f"1 x 60, rate {pair.rate:g}"].losses


def test_both_directions_of_a_pair_are_tested(record: Record) -> None:
    tests = either_way(record)
    assert len(tests) == 2 * len(PAIRS)
    for pair in PAIRS:
        assert tests[pair, "higher"].p + tests[pair, "lower"].p == pytest.approx(1)


def test_equal_units_are_read_at_each_rate_and_size(record: Record) -> None:
    assert len(at_equal_units(record)) == 2 * len(UNITS) * len(RATES)


def test_the_figure_counts_and_marks_what_it_is_told_is_shown(record: Record) -> None:
    told = [p for p in PAIRS if p.measure == "validation loss" and p.deep == (4, 50)]
    figure = differences(record, told)
    assert "validation loss higher in 2 and lower in 0 of 18" in figure.alt
    assert "misread images higher in 0 and lower in 0 of 18" in figure.alt
    marked = [row[0] for row in figure.table.rows if row[3].endswith("*")]
    assert marked == ["4 of 50, 1 of 60"] * 2
