"""The price of a choice: what each habit picks, and what it is charged."""

import numpy as np
import pytest

from workedout.experiments.selection_costs import CHOICES, CONSTANT, FALLING, SETTINGS
from workedout.records.store import Record
from workedout.results.selection_costs import (
    BOTH,
    CONTROL,
    EARLY,
    EPOCH,
    EPOCH_COSTS,
    EPOCH_GAINS,
    HABITS,
    SEED,
    SETTING_GAINS,
    expected,
    family,
    gained,
    priced,
    table,
)
from workedout.statistics.comparisons import optimism

IMAGES, GROUPS, EPOCHS, SPLITS = 20_000, 4, 6, 5
LOOKED = np.array([[90.0, 95, 94, 93, 97, 92], [91, 96, 96, 95, 94, 93]])
PICKS = {
    CONTROL: [(0, 5), (1, 5)],
    EPOCH: [(0, 4), (1, 1)],
    EARLY: [(0, 1), (1, 1)],
    SEED: [(1, 5)],
    BOTH: [(0, 4)],
}


def noted(draws: np.random.Generator, quality: np.ndarray, luck: float) -> dict[str, list]:
    """Counts of candidates (runs, epochs) of such quality, with luck on either half of its own."""
    shape = (*quality.shape, SPLITS)
    own = draws.normal(0, luck, shape)  # one half's good luck is the other's bad luck
    first = np.round(IMAGES / 2 * quality[..., None] + own).astype(int)
    right = np.round(IMAGES * quality).astype(int)
    loss = np.round(2 - 2 * quality, 4)
    apart = [0.02 + group / 1000 for group in range(GROUPS)]
    return {
        "loss": loss.tolist(),
        "right": right.tolist(),
        "first": first.tolist(),
        "apart": apart,
    }


@pytest.fixture(scope="module")
def record() -> Record:
    """Epochs differ where the rate is constant, settings do, and seeds do not."""
    draws = np.random.default_rng(0)
    runs = (GROUPS * CHOICES, EPOCHS)
    wild = 0.97 - 0.01 * draws.random(runs)
    steps = 0.9 + 0.01 * np.arange(EPOCHS)  # so far apart that the last is always the best
    calm = np.broadcast_to(steps, runs) + draws.normal(0, 1e-4, runs)
    better = 0.004 * (np.arange(runs[0]) % CHOICES == 3)[:, None]
    return Record(
        "selection-costs",
        [],
        value={
            "images": IMAGES,
            "choices": {
                CONSTANT: noted(draws, wild, 20),
                FALLING: noted(draws, calm, 10),
                SETTINGS: noted(draws, calm + better, 10),
            },
        },
    )


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_picks_what_it_says(habit: str) -> None:
    assert HABITS[habit](LOOKED) == PICKS[habit]


@pytest.mark.parametrize("kind", [CONSTANT, FALLING, SETTINGS])
def test_who_chooses_nothing_pays_nothing_and_gains_nothing(record: Record, kind: str) -> None:
    assert np.allclose(priced(record, kind, CONTROL).price, 0)
    assert np.allclose(gained(record, kind, CONTROL), 0)
    right = np.array(record.value["choices"][kind]["right"])[:CHOICES, -1]
    assert np.isclose(priced(record, kind, CONTROL).fresh[0], 100 * right.mean() / IMAGES)


@pytest.mark.parametrize("kind", [CONSTANT, FALLING, SETTINGS])
def test_no_price_is_below_nothing_and_more_choice_costs_more(record: Record, kind: str) -> None:
    prices = {habit: np.array(priced(record, kind, habit).price) for habit in HABITS}
    assert all((price > -1e-9).all() for price in prices.values())
    assert (prices[SEED] > 0).all()


def test_the_price_is_the_luck_of_the_best_of_ten(record: Record) -> None:
    """Ten draws with a deviation of ten images, of 10,000: both halves' luck is in the price."""
    price = np.mean(priced(record, FALLING, SEED).price)
    assert price == pytest.approx(2 * 1.54 * 10 / 10_000 * 100, rel=0.25)


def test_what_is_expected_of_equal_candidates_is_their_optimism(record: Record) -> None:
    assert expected(record, FALLING) == pytest.approx(100 * optimism(10, 0.0215, 10_000))


def test_where_the_best_epoch_is_the_last_it_costs_nothing(record: Record) -> None:
    assert np.allclose(priced(record, FALLING, EPOCH).price, 0)
    assert np.mean(gained(record, CONSTANT, EPOCH)) > 0.1


def test_all_comparisons_are_one_family_and_see_what_is_there(record: Record) -> None:
    tests = family(record)
    assert all(f"Holm, of {len(tests)}" in test.statistic for test in tests.values())
    assert tests[EPOCH_COSTS].holds
    assert tests[EPOCH_GAINS].holds
    assert tests[SETTING_GAINS].holds


def test_the_table_has_a_row_for_each_habit_of_each_kind(record: Record) -> None:
    rows = {row[0]: row for row in table(record).rows}
    assert len(rows) == 3 * len(HABITS)
    control = rows[f"{FALLING}: {CONTROL}"]
    assert control[1] == control[2]
    assert control[3:6] == ("0.00", "0.00 to 0.00", "0.00")
