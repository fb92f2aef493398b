"""When a run leaves its plateau, on courses written by hand and on the record."""

import math

import pytest

from workedout.experiments.plateau import DRAWS, ZEROS
from workedout.plateaus import first_below, lengths, middle, runs_by_draw
from workedout.recipes import evenly
from workedout.records import run
from workedout.store import SeedResult


def course(*losses):
    return SeedResult(list(losses), [], 0.0, 0)


@pytest.mark.parametrize(
    ("losses", "expected"),
    [((0.5, 0.5, 0.4), 3), ((0.4, 0.5, 0.5), 1), ((0.5, 0.45, 0.45), math.inf)],
    ids=["at the end", "at once", "touching is not below"],
)
def test_the_first_epoch_below_a_bar(losses, expected):
    assert first_below(course(*losses), 3, 0.45) == expected


def test_of_a_long_run_the_recorded_epochs_are_named():
    kept = evenly(4000)
    losses = [0.5 if epoch < 1000 else 0.4 for epoch in kept]
    found = first_below(course(*losses), 4000, 0.45)
    assert found == min(epoch for epoch in kept if epoch >= 1000) + 1


def test_a_course_of_another_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        first_below(course(0.5, 0.4), 3, 0.1)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([3.0, 1.0, 2.0], 2.0), ([4.0, 1.0, 2.0, 3.0], 2.0), ([1.0, math.inf, math.inf], math.inf)],
    ids=["odd", "even: the lower", "infinite"],
)
def test_the_middle_is_one_of_the_values(values, expected):
    assert middle(values) == expected


def test_the_record_gives_five_runs_on_each_draw():
    record = run("plateau")
    assert [len(runs) for runs in runs_by_draw(record, ZEROS[0])] == [5] * DRAWS
    found = lengths(record, ZEROS[0], 0.45)
    assert [len(each) for each in found] == [5] * DRAWS
    assert found[0][0] == first_below(runs_by_draw(record, ZEROS[0])[0][0], 4000, 0.45)
