"""Warm-up, clipping and layer norm: how rates were chosen, and what is compared."""

from dataclasses import asdict, replace
from itertools import pairwise
from statistics import fmean

import pytest

from workedout.experiments.start_here import (
    CLIP,
    FINAL,
    KINDS,
    PAIRS,
    SWEEP,
    WARMUP,
    WINNERS,
    at,
    rates,
)
from workedout.records.store import read
from workedout.results.measures import MEASURES
from workedout.results.selection import best
from workedout.results.steady_family import SteadyFamily

each_choice = pytest.mark.parametrize("measure", MEASURES)


def test_rates_are_chosen_without_the_test_set_and_with_the_same_effort() -> None:
    assert not any(arm.data.reads_test_set for arm in SWEEP.arms)
    assert len({len(rates(kind)) for kind in KINDS}) == 1
    assert {arm.seeds for arm in SWEEP.arms} == {5}
    assert all(b == pytest.approx(2 * a) for kind in KINDS for a, b in pairwise(rates(kind)))


@each_choice
@pytest.mark.parametrize("kind", KINDS)
def test_the_chosen_rate_is_the_best_by_its_measure_and_at_no_end(kind, measure) -> None:
    tried = [at(kind, rate) for rate in rates(kind)]
    chosen = WINNERS[measure][kind]
    assert best(read(SWEEP.name), tried, 1, measure) == [at(kind, chosen)]
    assert chosen in rates(kind)[1:-1]


def test_the_finals_are_the_chosen_and_no_other() -> None:
    chosen = {at(kind, rate) for of in WINNERS.values() for kind, rate in of.items()}
    assert {arm.name for arm in FINAL.arms} == chosen
    assert all(len(arm.seeds) == 10 for arm in read(FINAL.name).arms.values())


CHANGED = {
    "Adam, warm-up": {"warmup": WARMUP},
    "SGD, clipped": {"clip": CLIP},
    "SGD, layer norm": {"layer_norm": True},
}


@pytest.mark.parametrize(("method", "none"), PAIRS)
def test_a_method_differs_from_none_in_itself_alone(method, none) -> None:
    with_it, without = KINDS[method], KINDS[none]
    fields = {**asdict(without.network), **asdict(without.recipe)}
    found = {**asdict(with_it.network), **asdict(with_it.recipe)}
    assert {name: value for name, value in found.items() if fields[name] != value} == CHANGED[
        method
    ]
    assert replace(with_it.recipe, warmup=0.0, clip=None) == without.recipe


def test_each_method_is_compared_with_none_in_both_measures_at_both_rates() -> None:
    family = SteadyFamily(read(SWEEP.name), read(FINAL.name))
    assert len(family.verdicts) == 2 * 2 * len(PAIRS)
    assert all("Holm, of 12" in test.statistic for test in family.verdicts.values())
    assert len(family.table.rows) == len(KINDS)


@each_choice
@pytest.mark.parametrize("where", ["best", "highest"])
@pytest.mark.parametrize(("method", "none"), PAIRS)
def test_who_is_ahead_is_called_better_where_a_difference_is_shown(
    where, measure, method, none
) -> None:
    family = SteadyFamily(read(SWEEP.name), read(FINAL.name))
    ours, theirs = (fmean(family.lines[where, measure, kind]) for kind in (method, none))
    ahead = ours > theirs if measure == "accuracy" else ours < theirs
    shown = family.shown(where, measure, method)
    assert family.better(where, measure, method).holds == (shown and ahead)
    assert family.worse(where, measure, method).holds == (shown and not ahead)
