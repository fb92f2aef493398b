"""The experiment on batch norm: its rules and its choices, and its figures."""

from dataclasses import replace

import pytest

from workedout.experiments import batch_norm
from workedout.experiments.batch_norm import (
    BEST,
    CASES,
    FALLING,
    FINAL,
    KINDS,
    SWEEP,
    chosen,
    falling,
    name,
    rates,
)
from workedout.figures.batch_norm import finals, gains, sweep
from workedout.records.store import ArmRecord, Record, SeedResult, read
from workedout.results.selection import best
from workedout.statistics.intervals import Interval


def test_with_and_without_differ_in_batch_norm_alone() -> None:
    for case in CASES:
        without, with_it = (batch_norm.network(case, kind) for kind in KINDS)
        assert replace(without, batch_norm=True) == with_it != without


def test_rates_are_chosen_without_the_test_set() -> None:
    assert not any(arm.data.reads_test_set for arm in SWEEP.arms)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_chosen_rate_is_the_best_of_the_sweep(case: str, kind: str) -> None:
    names = {name(case, kind, rate): rate for rate in rates(case)}
    (winner,) = best(read(SWEEP.name), names)
    assert names[winner] == BEST[case][kind]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_chosen_rate_is_not_at_an_end_of_the_sweep(case: str, kind: str) -> None:
    assert min(rates(case)) < BEST[case][kind] < max(rates(case))


def test_the_published_rate_is_among_the_finals_of_every_case() -> None:
    assert all(2.0 in chosen(case, kind) for case in CASES for kind in KINDS)
    assert {arm.seeds for arm in FINAL.arms} == {10}


@pytest.mark.parametrize("case", FALLING)
@pytest.mark.parametrize("kind", KINDS)
def test_a_falling_rate_begins_at_the_best_constant_one_and_is_the_only_change(
    case: str, kind: str
) -> None:
    arms = {arm.name: arm for arm in SWEEP.arms}
    constant, falls = arms[name(case, kind, BEST[case][kind])], arms[falling(case, kind)]
    assert falls.recipe == replace(constant.recipe, schedule="cosine") != constant.recipe
    assert (falls.network, falls.data) == (constant.network, constant.data)


def record_of(accuracies: dict[str, list[float]]) -> Record:
    arms = {
        arm: ArmRecord(
            {}, "", None, {s: SeedResult([], [(1, 0.1, a)], 1.0, 0) for s, a in enumerate(values)}
        )
        for arm, values in accuracies.items()
    }
    return Record("some", [], arms)


def test_the_sweeps_figure_names_the_lowest_mean_of_each_kind() -> None:
    values = {arm.name: [0.9, 0.91] for arm in SWEEP.arms}
    values["ReLU, without, rate 0.2"] = [0.97, 0.98]
    figure = sweep(record_of(values), 97.1)
    assert "ReLU: 2.50 per cent without at rate 0.2" in figure.alt
    assert len(figure.table.rows) == len(SWEEP.arms) - len(FALLING) * len(KINDS)


def test_the_finals_figure_lists_every_run_and_the_interval() -> None:
    figure = finals(record_of({arm.name: [0.95, 0.97, 0.96] for arm in FINAL.arms}))
    assert len(figure.table.rows) == len(FINAL.arms)
    assert figure.table.rows[0][1:4] == ("95.00", "97.00", "96.00")
    assert "ReLU, without, rate 0.1 96.00" in figure.alt


def test_the_gains_figure_counts_verdicts_and_lists_every_interval() -> None:
    lines = {
        ("ReLU", 0.1): (Interval(0.5, 0.2, 0.8, 0.95), "helps"),
        ("ReLU", 0.2): (Interval(-0.1, -0.4, 0.2, 0.95), "cannot tell"),
        ("ReLU", 0.5): (Interval(2.0, 1.0, 3.0, 0.95), "helps"),
        ("sigmoid", 0.1): (Interval(-9.0, -11.0, -7.0, 0.95), "hurts"),
    }
    figure = gains(lines)
    assert "ReLU: helps at 2 and cannot tell at 1 of 3 rates" in figure.alt
    assert "sigmoid: hurts at 1 of 1 rates" in figure.alt
    assert figure.table.rows[3] == (
        "sigmoid, rate 0.1",
        *("\N{MINUS SIGN}9.00", "\N{MINUS SIGN}11.00", "\N{MINUS SIGN}7.00"),
        "hurts",
    )
    assert figure.table.rows[0][1:4] == ("+0.50", "+0.20", "+0.80")
