"""What keys take for given from a record is what the record says."""

from __future__ import annotations

import numpy as np

from workedout.exercises.keys.depth import GRID_SPREAD
from workedout.exercises.keys.training import TEST_COUNTS, TRAINING_COUNTS
from workedout.experiments.depth_grid import EQUAL_PARAMETERS
from workedout.records.store import read
from workedout.results.depth_grid import better, wrong


def test_the_counts_of_the_digits_are_those_of_the_files() -> None:
    facts = read("mnist-facts").value
    assert tuple(facts["train_counts"]) == TRAINING_COUNTS
    assert tuple(facts["held_out_counts"]) == TEST_COUNTS


def test_the_spread_of_the_grid_is_that_of_its_runs() -> None:
    record = read("depth-width-grid")
    shapes = [shape for row in EQUAL_PARAMETERS.values() for shape in row]
    variances = [np.var(wrong(better(record, shape)), ddof=1) for shape in shapes]
    assert abs(np.mean(variances) ** 0.5 - GRID_SPREAD) < 5e-5
