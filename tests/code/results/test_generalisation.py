"""The claims on generalisation: whole families, and no claim where a record says otherwise."""

from dataclasses import replace
from math import comb

import numpy as np
import pytest

from workedout.experiments.bias_variance import UNITS
from workedout.experiments.generalisation import SIZES, WIDTHS, sized, stopped, wide
from workedout.records.store import Record, read
from workedout.results import generalisation as results
from workedout.results.generalisation import lower

FAMILIES = {
    "generalisation-examples": (results.of_examples, 3 * comb(len(SIZES), 2) + comb(6, 2)),
    "generalisation-width": (results.of_width, 4 * comb(len(WIDTHS), 2)),
    "generalisation-stopping": (results.of_stopping, 2 * (1 + 3 + 3)),
    "generalisation-draws": (results.of_draws, 8 * comb(len(UNITS), 2)),
}


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_has_every_pair_once_in_its_count_and_both_ways_in_words(name):
    family, count = FAMILIES[name]
    verdict = family(read(name))
    assert len(verdict) == 2 * count
    assert all(f"Holm, of {count}:" in test.statistic for test in verdict.values())


def exchanged(record: Record, a: str, b: str) -> Record:
    return replace(record, arms={**record.arms, a: record[b], b: record[a]})


CASES = {
    "generalisation-examples": ("test error", sized(300), sized(100)),
    "generalisation-width": ("test loss", wide(100, 0.2), wide(8, 0.2)),
    "generalisation-stopping": ("test error", stopped(0.2, "accuracy"), stopped(0.2, "end")),
}


@pytest.mark.parametrize("name", CASES)
def test_a_claim_fails_where_the_record_says_otherwise(name):
    family, (what, low, high) = FAMILIES[name][0], CASES[name]
    record = read(name)
    assert family(record)[lower(what, low, high)].holds
    other = family(exchanged(record, low, high))
    assert not other[lower(what, low, high)].holds
    assert other[lower(what, high, low)].holds


def test_the_first_epoch_below_a_bar_is_found_for_each_run():
    losses = np.array([[3.0, 1.0, 2.0, 0.5], [0.9, 2.0, 2.0, 2.0]])
    assert results.first_below(losses, 1.5).tolist() == [1, 0]
    with pytest.raises(ValueError, match="in each run"):
        results.first_below(losses, 0.8)


def test_a_power_law_has_its_exponent_as_slope():
    arm = read("generalisation-examples")[sized(100)]

    def with_error(size: int) -> object:
        error = 0.9 * size**-0.4
        runs = {
            seed: replace(run, observations=[(1, 0.0, 1 - error)])
            for seed, run in arm.seeds.items()
        }
        return replace(arm, seeds=runs)

    made = Record("made", [], {sized(size): with_error(size) for size in SIZES})
    assert results.slopes(made) == pytest.approx([-0.4] * 10)
    assert results.slopes(made, (100, 300)) == pytest.approx([-0.4] * 10)


def test_the_table_of_stops_has_a_row_for_each_arm():
    record = read("generalisation-stopping")
    assert len(results.stopping_table(record).rows) == len(record.arms)
