"""When a run leaves its plateau, read from losses that are known."""

import math
from dataclasses import replace

import pytest

from workedout.experiments.plateau import DRAWS, PLATEAU, SEEDS, ZEROS
from workedout.records.store import read
from workedout.results.plateaus import first_below, lengths, middle, runs_by_draw
from workedout.training.recipes import evenly


@pytest.fixture(scope="module")
def record():
    return read(PLATEAU.name)


def falling(record, place, epochs=4000):
    """A run whose loss is below one half from a recorded place on."""
    run = record[ZEROS[0].arm(0)].seeds[0]
    count = len(evenly(epochs))
    losses = tuple(1.0 if each < place else 0.25 for each in range(count))
    return replace(run, train_loss=losses)


def test_a_run_leaves_at_the_epoch_of_its_first_loss_below_the_bar(record):
    assert first_below(falling(record, 7), 4000, 0.5) == evenly(4000)[7] + 1


def test_a_loss_equal_to_the_bar_is_not_below(record):
    assert math.isinf(first_below(falling(record, 7), 4000, 0.25))


def test_a_run_that_never_falls_takes_for_ever(record):
    assert math.isinf(first_below(falling(record, 10**6), 4000, 0.5))


def test_losses_that_do_not_fit_the_epochs_are_refused(record):
    with pytest.raises(ValueError, match="argument 2"):
        first_below(falling(record, 7), 3, 0.5)


def test_there_are_five_runs_of_each_of_ten_draws(record):
    for shape in ZEROS:
        assert [len(runs) for runs in runs_by_draw(record, shape)] == [SEEDS] * DRAWS
        assert [len(found) for found in lengths(record, shape, 0.45)] == [SEEDS] * DRAWS


def test_a_lower_bar_is_never_passed_sooner(record):
    for early, late in zip(
        lengths(record, ZEROS[2], 0.45), lengths(record, ZEROS[2], 0.42), strict=True
    ):
        assert all(a <= b for a, b in zip(early, late, strict=True))


@pytest.mark.parametrize(
    ("values", "expected"),
    [([3], 3), ([5, 1, 3], 3), ([4, 1, 3, 2], 2), ([math.inf, 1, math.inf], math.inf)],
)
def test_the_middle_is_the_median_or_the_lower_of_two(values, expected):
    assert middle(values) == expected
