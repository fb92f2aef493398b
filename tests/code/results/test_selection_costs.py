"""The price of a choice: what each habit picks, and what it is charged."""

import numpy as np
import pytest

from workedout.experiments.selection_costs import CONSTANT, FALLING, READERS
from workedout.records.store import Record
from workedout.results.selection_costs import (
    BOTH,
    CONTROL,
    EARLY,
    EPOCH,
    EPOCH_COSTS,
    EPOCH_GAINS,
    HABITS,
    READS_MORE,
    SEED,
    price_of_equals,
    price_table,
    runs_of,
    schedule_tests,
)
from workedout.statistics.comparisons import largest_of, optimism
from workedout.statistics.intervals import student_interval

IMAGES, SEEDS, EPOCHS, SPLITS = 20_000, 10, 6, 40
LUCK = 10  # images that a network reads more in one half, and fewer in the other
LOOKED = np.array([[90.0, 95, 94, 93, 97, 92], [91, 96, 96, 95, 94, 93]])
PICKS = {
    CONTROL: [(0, 5), (1, 5)],
    EPOCH: [(0, 4), (1, 1)],
    EARLY: [(0, 1), (1, 1)],
    SEED: [(1, 5)],
    BOTH: [(0, 4)],
}


def noted(draws: np.random.Generator, quality: np.ndarray) -> dict[str, object]:
    """Counts of runs of such a quality, (seeds, epochs), lucky on one half or on the other."""
    own = draws.normal(0, LUCK, (*quality.shape, SPLITS))
    return {
        "loss": (2 - 2 * quality).tolist(),
        "right": np.round(IMAGES * quality).astype(int).tolist(),
        "first": np.round(IMAGES / 2 * quality[..., None] + own).astype(int).tolist(),
        "apart": 0.02,
    }


@pytest.fixture(scope="module")
def record() -> Record:
    """At the constant rate all epochs are alike, at the falling one the last is far ahead."""
    draws = np.random.default_rng(0)
    level = np.full((SEEDS, EPOCHS), 0.97) + draws.normal(0, 1e-4, (SEEDS, 1))
    rising = 0.9 + 0.01 * np.arange(EPOCHS) + draws.normal(0, 1e-4, (SEEDS, 1))
    readers = {CONSTANT: noted(draws, level), FALLING: noted(draws, rising)}
    return Record("selection-costs", [], value={"images": IMAGES, "readers": readers})


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_picks_what_it_says(habit: str) -> None:
    assert HABITS[habit](LOOKED) == PICKS[habit]


@pytest.mark.parametrize("kind", READERS)
def test_who_chooses_nothing_pays_nothing_and_gains_nothing(record: Record, kind: str) -> None:
    runs = runs_of(record, kind)
    control = runs.priced(CONTROL)
    assert control.price == pytest.approx(0)
    assert runs.gain(CONTROL) == 0
    right = np.array(record.value["readers"][kind]["right"])[:, -1]
    assert control.fresh == pytest.approx(100 * right.mean() / IMAGES)
    assert control.loss == pytest.approx(runs.losses[:, -1].mean())


@pytest.mark.parametrize("kind", READERS)
def test_no_price_is_below_zero(record: Record, kind: str) -> None:
    assert all(runs_of(record, kind).priced(habit).price > -1e-9 for habit in HABITS)


def test_the_price_of_the_best_epoch_is_twice_the_luck_of_the_best_of_so_many(
    record: Record,
) -> None:
    """What one half has more, the other has fewer."""
    luck = 100 * largest_of(EPOCHS) * LUCK / (IMAGES / 2)
    assert runs_of(record, CONSTANT).priced(EPOCH).price == pytest.approx(2 * luck, rel=0.1)


def test_where_the_last_epoch_is_far_ahead_choosing_it_costs_nothing(record: Record) -> None:
    runs = runs_of(record, FALLING)
    assert runs.priced(EPOCH).price == pytest.approx(0)
    assert runs.priced(BOTH) == runs.priced(SEED)


def test_what_equal_seeds_are_expected_to_cost_is_their_optimism(record: Record) -> None:
    assert price_of_equals(record, FALLING) == pytest.approx(100 * optimism(10, 0.02, 10_000))


@pytest.mark.parametrize("habit", [EPOCH, EARLY])
def test_the_interval_of_a_mean_over_runs_is_students(record: Record, habit: str) -> None:
    runs = runs_of(record, CONSTANT)

    def price(some):
        return some.priced(habit).price

    found, students = runs.jackknife(price), student_interval(runs.run_by_run(price))
    assert (found.estimate, found.low, found.high) == pytest.approx(
        (students.estimate, students.low, students.high)
    )


def test_the_interval_of_the_best_seed_is_about_its_price(record: Record) -> None:
    found = runs_of(record, FALLING).jackknife(lambda some: some.priced(SEED).price)
    assert found.estimate == runs_of(record, FALLING).priced(SEED).price
    assert found.low < found.estimate < found.high


def test_all_comparisons_are_one_family_and_see_what_is_there(record: Record) -> None:
    tests = schedule_tests(record)
    assert all(f"Holm, of {len(tests)}" in test.statistic for test in tests.values())
    assert tests[EPOCH_COSTS].holds
    assert tests[READS_MORE].holds
    assert not tests[EPOCH_GAINS].holds  # who is lucky on one half is unlucky on the other


def test_the_table_has_a_row_for_each_habit_at_each_schedule(record: Record) -> None:
    rows = {row[0]: row for row in price_table(record).rows}
    assert len(rows) == len(READERS) * len(HABITS)
    control = rows[f"{FALLING}: {CONTROL}"]
    assert control[3] == control[4]
    assert control[1:3] == ("0.00", "0.00 to 0.00")
    assert control[5] == "0.00"
