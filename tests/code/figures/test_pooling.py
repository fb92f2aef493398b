"""The figures of the chapter on pooling say what their data say."""

import re

import numpy as np
import pytest

from workedout.data.disturbances import DISTURBANCES, Disturbance
from workedout.data.mnist import pocket
from workedout.derivations.pooling import CORNERS, SQUARES
from workedout.figures.pooling import accuracies, disturbed, samples
from workedout.figures.pooling_steps import CELL, PITCH, TOP, pooling_steps
from workedout.records.fingerprints import Fingerprint
from workedout.records.store import ArmRecord, Record, SeedResult

DIAGRAM = pooling_steps(CORNERS)
PARTS = re.findall(r"<g data-since='(\d+)' data-lit='([\d ]*)'>(.*?)</g>", DIAGRAM.svg)


def arm(clean, first):
    """Two runs, each reading a hundredth less from one disturbance to the next."""

    def run(less):
        probe = tuple(first - less - 0.01 * n for n in range(len(DISTURBANCES)))
        early = (0.0,) * len(DISTURBANCES)
        return SeedResult([1.0], [(5, 0.2, 0.1), (10, 0.1, clean - less)], 1.0, 0, [early, probe])

    return ArmRecord({}, "", Fingerprint((), ()), {0: run(0.0), 1: run(0.02)})


RECORD = Record("pooling", [], {"max": arm(0.98, 0.9), "stride": arm(0.96, 0.7)})


def test_a_step_for_what_is_given_one_for_each_window_and_an_end():
    assert len(DIAGRAM.steps) == 1 + 4 * 4 + 1
    assert "four windows" in DIAGRAM.steps[0]


def test_the_words_of_a_step_work_both_values_out():
    words = "the cells are 1, 1, 1, 0. The largest is 1; the mean is (1 + 1 + 1 + 0)/4 = 3/4."
    assert DIAGRAM.steps[1] == f"Upper left, window row 1, column 1: {words}"
    assert "Lower right, window row 1, column 1: the cells are 0, 0, 0, 0" in DIAGRAM.steps[13]


def test_pooled_values_appear_at_their_step_and_not_before():
    for step in range(1, 19):
        shown = [body for since, _, body in PARTS if int(since) <= step and "</text>" in body]
        assert len(shown) == 3 + 4 * (1 + 16) + 2 * min(max(step - 1, 0), 16)


def test_four_cells_and_two_values_light_up_for_each_window():
    for step in range(2, 18):
        assert sum(str(step) in lit.split() for _, lit, _ in PARTS) == 4 + 2


def test_the_cells_that_light_up_are_those_under_the_window():
    of_second_image_right_above = 2 + 4 + 1
    lit = [body for _, steps, body in PARTS if str(of_second_image_right_above) in steps.split()]
    corners = [re.match(r"<rect x='(\d+)' y='(\d+)' width='30'", body) for body in lit]
    found = {(int(corner[1]), int(corner[2])) for corner in corners if corner}
    top = TOP + PITCH
    assert found == {(x, y) for x in (2 * CELL, 3 * CELL) for y in (top, top + CELL)}


def test_the_table_lists_every_window():
    rows = {name: values for name, *values in DIAGRAM.table.rows}
    assert len(rows) == 16
    assert rows["upper right, window (1, 2)"] == ["1 1 0 1", "1", "3/4"]
    assert rows["lower left, window (1, 2)"] == ["0 0 0 0", "0", "0"]


def test_the_last_step_says_whether_the_pooled_maps_tell_the_images_apart():
    both_kinds = "of the 4 maps of largest values 4 differ, of the 4 maps of means 4."
    assert DIAGRAM.steps[-1] == f"Done: {both_kinds}"
    squares = pooling_steps(SQUARES)
    assert squares.steps[-1] == (
        "Done: all 4 maps of largest values are the same; of the maps of means 4 differ."
    )
    assert [row[2] for row in squares.table.rows] == ["1"] * 16
    assert [row[3] for row in squares.table.rows][:4] == ["1", "1/2", "1/2", "1/4"]


def test_an_image_of_another_size_is_refused():
    with pytest.raises(ValueError, match=r"expected images of 4 × 4, got \(2, 2\)"):
        pooling_steps({"small": np.zeros((2, 2), dtype=int)})


def test_accuracies_are_those_of_the_last_look():
    found = accuracies(RECORD, "max")
    assert list(found) == ["undisturbed", *(each.name for each in DISTURBANCES)]
    assert found["undisturbed"] == pytest.approx([0.98, 0.96])
    assert found["shift 1"] == pytest.approx([0.9, 0.88])
    assert found["white 0.2"] == pytest.approx([0.79, 0.77])


def test_the_figure_tells_the_means_of_the_hardest_of_each_kind():
    figure = disturbed(RECORD)
    assert "undisturbed: max 3.0 and stride 5.0" in figure.alt
    assert "shift 4: max 14.0 and stride 34.0" in figure.alt
    assert "white 0.2: max 22.0 and stride 42.0" in figure.alt
    rows = {name: values for name, *values in figure.table.rows}
    assert len(rows) == 13
    assert rows["missing 0.1"] == ["85.00\N{NO-BREAK SPACE}%", "65.00\N{NO-BREAK SPACE}%"]


def test_the_samples_are_told_with_their_ink():
    digits = pocket().held_out.inputs[:3]
    figure = samples(digits, [Disturbance("missing", 1.0), Disturbance("white", 1.0)])
    rows = {name: values for name, *values in figure.table.rows}
    assert rows["missing 1"] == ["0"] * 3
    assert rows["white 1"] == ["784"] * 3
    assert "3 handwritten digits" in figure.alt
    assert "missing 1 and white 1" in figure.alt
