"""Depth against width: the shapes that are compared, and the figures that compare them."""

import numpy as np
import pytest

from workedout.experiments.depth_grid import (
    DEPTHS,
    EQUAL_PARAMETERS,
    EQUAL_UNITS,
    GRID,
    RATES,
    SHAPES,
    UNITS,
    Shape,
)
from workedout.figures.depth_grid import against_parameters, grid
from workedout.records.fingerprints import Fingerprint
from workedout.records.store import ArmRecord, Record, SeedResult
from workedout.results.depth_grid import better, last_loss, wrong

CLOSE = 0.007  # of the parameters, at most, by which a row of equal ones may be apart


def trained(wrongly: float, loss: float) -> ArmRecord:
    runs = {
        seed: SeedResult([2.0, loss], [(10, 0.1, 1 - wrongly - seed / 10_000)], 1.0, 0)
        for seed in range(5)
    }
    return ArmRecord({}, "", Fingerprint((), ()), runs)


@pytest.fixture(scope="module")
def record() -> Record:
    """Deeper is worse, and the second rate is the better one for every depth but the first."""
    arms = {
        shape.at(rate): trained(
            shape.depth / 50 + (0.01 if (rate == RATES[0]) == (shape.depth > 1) else 0), 0.05
        )
        for shape in SHAPES
        for rate in RATES
    }
    return Record("grid", [], arms)


@pytest.mark.parametrize("units", UNITS)
def test_equal_units_are_equal_and_each_depth_is_there(units: int) -> None:
    row = EQUAL_UNITS[units]
    assert [shape.depth for shape in row] == list(DEPTHS)
    assert {shape.units for shape in row} == {units}
    assert all(sum(shape.network.hidden) == units for shape in row)


@pytest.mark.parametrize("units", UNITS)
def test_equal_parameters_are_as_equal_as_whole_units_allow(units: int) -> None:
    row = EQUAL_PARAMETERS[units]
    target = sum(p.numel() for p in Shape(1, units).network().parameters())
    assert row[0] == Shape(1, units)
    for depth, width in row:
        counts = [
            sum(p.numel() for p in Shape(depth, w).network().parameters())
            for w in (width - 1, width, width + 1)
        ]
        off = [abs(count - target) for count in counts]
        assert off[1] < min(off[0], off[2])
        assert off[1] < CLOSE * target


def test_one_layer_belongs_to_both_comparisons() -> None:
    for units in UNITS:
        assert EQUAL_UNITS[units][0] == EQUAL_PARAMETERS[units][0]
    assert len(SHAPES) == len(UNITS) * (2 * len(DEPTHS) - 1)


def test_every_shape_is_trained_at_both_rates_without_the_test_set() -> None:
    assert {arm.name for arm in GRID.arms} == {s.at(rate) for s in SHAPES for rate in RATES}
    assert not any(arm.data.reads_test_set for arm in GRID.arms)
    assert {arm.seeds for arm in GRID.arms} == {5}


def test_the_better_rate_is_taken_for_each_shape(record: Record) -> None:
    shallow, deep = Shape(1, 60), Shape(4, 15)
    assert better(record, shallow) is record[shallow.at(RATES[0])]
    assert better(record, deep) is record[deep.at(RATES[1])]


def test_what_is_read_from_an_arm(record: Record) -> None:
    arm = record[Shape(1, 60).at(RATES[0])]
    assert np.allclose(wrong(arm), [2.0, 2.01, 2.02, 2.03, 2.04])
    assert last_loss(arm) == [0.05] * 5


def test_the_grid_says_every_mean_in_words(record: Record) -> None:
    alt = grid(record).alt
    row = "2.02\N{NO-BREAK SPACE}%, 4.02\N{NO-BREAK SPACE}%, 6.02\N{NO-BREAK SPACE}% and 8.02"
    assert f"at equal units of 60 in one layer, {row}" in alt
    assert alt.count(row) == 2 * len(UNITS)


def test_the_table_lists_every_shape_and_marks_its_better_rate(record: Record) -> None:
    rows = grid(record).table.rows
    assert [row[0] for row in rows] == [f"{s.depth} of {s.width}" for s in SHAPES]
    marked = {row[0]: ("*" in row[3], "*" in row[5]) for row in rows}
    assert marked["1 of 60"] == (True, False)
    assert marked["4 of 15"] == (False, True)
    assert next(row[2] for row in rows if row[0] == "4 of 15") == "12,655"


def test_errors_against_parameters_are_drawn_from_the_fewest_to_the_most(record: Record) -> None:
    assert "4 layers from 8.02 to 8.02" in against_parameters(record).alt
