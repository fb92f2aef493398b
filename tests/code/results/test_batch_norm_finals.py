"""Batch norm in the finals: medians beside means, and every comparison in one family."""

import math

import pytest

from workedout.experiments import batch_norm
from workedout.experiments.batch_norm import BEST, FALLING, KINDS, name
from workedout.experiments.batch_norm_falling import FINAL, LINES, WINNERS
from workedout.records.store import ArmRecord, Record, SeedResult, read
from workedout.results.batch_norm_finals import HEAD, FallingFamily, ends_of

WITHOUT, WITH = KINDS
SPREAD = (0.001, -0.002, 0.0005, 0.003, -0.001, 0.002, -0.003, 0.0015, -0.0005, -0.0015)


def arm(accuracy: float, loss: float, shuffle: int = 1) -> ArmRecord:
    """Ten runs about an accuracy and a loss."""
    spread = [SPREAD[shuffle * seed % 10] for seed in range(10)]
    runs = {
        seed: SeedResult([], [(1, loss - each, accuracy + each)], 1, 0)
        for seed, each in enumerate(spread)
    }
    return ArmRecord({}, "", None, runs)


def falling_record(accuracies: dict[str, float]) -> Record:
    """Each kind with an accuracy, and a loss that falls with it."""
    peaks = {(line, of[line]) for of in WINNERS.values() for line in LINES}
    arms = {
        name(*line, peak): arm(
            accuracies[line[1]], 1 - accuracies[line[1]], 1 + 2 * (line[1] == WITH)
        )
        for line, peak in peaks
    }
    return Record("falling", [], arms)


def constant_record(accuracy: float) -> Record:
    return Record(
        "constant",
        [],
        {name(*line, BEST[line[0]][line[1]]): arm(accuracy, 0.1, 7) for line in LINES},
    )


def test_all_comparisons_are_one_family() -> None:
    family = FallingFamily(read(FINAL.name), read(batch_norm.FINAL.name))
    assert len(family.verdicts) == 2 * len(FALLING) + len(FALLING) + len(LINES)
    assert all("Holm, of 10" in test.statistic for test in family.verdicts.values())


@pytest.mark.parametrize("case", FALLING)
def test_who_reads_more_and_loses_less_is_told(case) -> None:
    good = FallingFamily(falling_record({WITHOUT: 0.95, WITH: 0.97}), constant_record(0.96))
    assert good.helps("accuracy", case).holds
    assert good.helps("loss", case).holds
    assert min(good.gains("loss", case)) > 0
    bad = FallingFamily(falling_record({WITHOUT: 0.97, WITH: 0.95}), constant_record(0.96))
    assert not bad.helps("accuracy", case).holds
    assert not bad.helps("loss", case).holds


@pytest.mark.parametrize("case", FALLING)
def test_more_than_half_of_the_errors_are_told_from_fewer(case) -> None:
    few = FallingFamily(falling_record({WITHOUT: 0.95, WITH: 0.96}), constant_record(0.96))
    most = FallingFamily(falling_record({WITHOUT: 0.95, WITH: 0.99}), constant_record(0.96))
    assert few.over_half_stay(case).holds
    assert not most.over_half_stay(case).holds


@pytest.mark.parametrize("line", LINES, ids=", ".join)
def test_a_falling_rate_is_compared_with_a_constant_one(line) -> None:
    above = FallingFamily(falling_record({WITHOUT: 0.95, WITH: 0.95}), constant_record(0.93))
    below = FallingFamily(falling_record({WITHOUT: 0.95, WITH: 0.95}), constant_record(0.97))
    assert above.falling_reads_more(*line).holds
    assert not below.falling_reads_more(*line).holds


def test_the_table_has_means_and_medians_of_both_measures() -> None:
    family = FallingFamily(falling_record({WITHOUT: 0.95, WITH: 0.97}), constant_record(0.96))
    assert [row[0] for row in family.table.rows] == [", ".join(line) for line in LINES]
    without = family.table.rows[0]
    assert len(without) == len(HEAD)
    assert without[2].startswith("95.0")
    assert (without[3], without[6]) == ("95.00", "0.0500")


def test_a_table_of_all_ends_names_runs_without_a_number() -> None:
    odd = arm(0.9, 0.1)
    odd.seeds[3] = SeedResult([], [(1, math.nan, 0.1)], 1, 0)
    table = ends_of(Record("some", [], {"good": arm(0.9, 0.1), "odd": odd}))
    assert table.rows[0][1].startswith("90.00")
    assert table.rows[0][2:5:2] == ("90.00", "0.1000")
    assert table.rows[1][3:] == ("no number in 1 of 10", "no number")
