"""Figures of the chapter on convolutional networks, from made-up data."""

import numpy as np
import pytest

from workedout.data.png_text import to_text
from workedout.figures.cnn import confusion, costs, misread, tiles
from workedout.inspection.misreadings import Misread, confusions
from workedout.results.costs import Cost
from workedout.statistics.intervals import Interval

PICTURE = to_text(np.eye(4))
RUNS = [
    [Misread(3, 7, 1, 0.9), Misread(5, 4, 9, 0.6)],
    [Misread(5, 4, 9, 0.8)],
    [Misread(5, 4, 6, 0.4)],
]


def test_tiles_show_each_picture_under_its_title():
    figure = tiles("maps", {"block 1": PICTURE, "block 2": to_text(np.zeros((2, 2)))}, 2.0)
    assert figure.table.rows == (("block 1", "0.25", "0.75"), ("block 2", "0.00", "1.00"))
    assert "block 1, 4 by 4 and block 2, 2 by 2 pixels" in figure.alt
    assert figure.svg.count("<image") == 2


def test_confusions_are_written_into_their_cells():
    figure = confusion(confusions(each for run in RUNS for each in run), len(RUNS))
    assert figure.table.rows[4] == ("4", *"0000001002")
    assert figure.table.rows[7] == ("7", *"0100000000")
    assert "the errors of 3 runs together, 4 in all" in figure.alt
    assert "4 as 9 2 times" in figure.alt


def test_misread_digits_say_what_they_are_and_the_usual_answer():
    found = {5: [RUNS[0][1], RUNS[1][0], RUNS[2][0]], 3: [RUNS[0][0]]}
    figure = misread({5: PICTURE, 3: PICTURE}, found, runs=3, columns=2)
    assert figure.table.rows == (("5", "4", "9", "3", "0.60"), ("3", "7", "1", "1", "0.90"))
    assert "a 4 read as 9 and a 7 read as 1" in figure.alt


NETWORKS = [
    Cost("small", "dense", 1_000, 1_000, Interval(0.95, 0.94, 0.96, 0.95)),
    Cost("large", "convolutional", 20_000, 3_000_000, Interval(0.995, 0.994, 0.996, 0.95)),
]


def test_costs_name_the_best_network():
    figure = costs(NETWORKS)
    assert (
        "Highest accuracy: large with 99.50\u00a0% (99.40 to 99.60), 20,000 parameters"
        in figure.alt
    )
    assert figure.table.rows[0] == ("small", "1,000", "1,000", "95.00\u00a0% (94.00 to 96.00)")


@pytest.mark.parametrize("cost", ["parameters", "multiply-adds"])
def test_costs_are_drawn_against_both(cost):
    assert cost in costs(NETWORKS).table.head
