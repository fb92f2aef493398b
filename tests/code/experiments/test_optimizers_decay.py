"""Four optimizers with a decay of their own: how settings were chosen, and what is compared."""

from statistics import fmean

import pytest

from workedout.experiments.optimizers import TITLES
from workedout.experiments.optimizers_decay import (
    CANDIDATES,
    CONFIRMATION,
    DECAYS,
    FINAL,
    FINALISTS,
    NAMES,
    RATES,
    SEARCH,
    WINNERS,
    confirmed,
)
from workedout.records.store import read
from workedout.results.decay_family import BEFORE, DecayFamily
from workedout.results.measures import MEASURES
from workedout.results.selection import best

each_choice = pytest.mark.parametrize("measure", MEASURES)


def test_settings_are_chosen_without_the_test_set() -> None:
    assert not any(arm.data.reads_test_set for arm in (*SEARCH.arms, *CONFIRMATION.arms))


def test_each_optimizer_has_the_same_effort() -> None:
    assert len({len(RATES[name]) for name in NAMES}) == len({len(DECAYS[name]) for name in NAMES})
    assert len({len(candidates) for candidates in CANDIDATES.values()}) == 1
    assert all(0.0 in decays for decays in DECAYS.values())


@each_choice
@pytest.mark.parametrize("name", NAMES)
def test_what_was_chosen_is_the_best_by_its_measure_and_at_no_end(name, measure) -> None:
    tried = [each.name for each in CANDIDATES[name]]
    finalists = [each.name for each in FINALISTS[measure][name]]
    assert best(read(SEARCH.name), tried, 3, measure) == finalists
    again = [each.name for each in confirmed(name)]
    chosen = WINNERS[measure][name]
    assert best(read(CONFIRMATION.name), again, 1, measure) == [chosen.name]
    assert chosen.rate in RATES[name][1:-1]
    assert chosen.decay in DECAYS[name][:-1]  # below none at all there is nothing


def test_the_finals_are_the_chosen_and_no_other() -> None:
    chosen = {each.name for of in WINNERS.values() for each in of.values()}
    assert {arm.name for arm in FINAL.arms} == chosen
    assert all(len(arm.seeds) == 10 for arm in read(FINAL.name).arms.values())


@each_choice
def test_every_pair_is_compared_and_each_with_itself_of_before(measure) -> None:
    family = DecayFamily(read(FINAL.name), read("optimizers"))
    assert len(family.verdicts) == 2 * (6 + 4 + 1)
    assert all("Holm, of 22" in test.statistic for test in family.verdicts.values())
    for name, before in BEFORE.items():
        assert (measure, TITLES[name], before) in family.verdicts
    assert family.verdict(measure, BEFORE["adamw"], "momentum")
    names = [TITLES[name] for name in NAMES]
    for a in names:
        for b in names:
            if a != b:
                assert family.verdict(measure, a, b) == family.verdict(measure, b, a)
                assert not (
                    family.better(measure, a, b).holds and family.better(measure, b, a).holds
                )


@each_choice
def test_who_reads_more_or_loses_less_is_ahead(measure) -> None:
    family = DecayFamily(read(FINAL.name), read("optimizers"))
    means = {TITLES[name]: fmean(family.lines[measure][TITLES[name]]) for name in NAMES}
    ahead = (max if measure == "accuracy" else min)(means, key=means.__getitem__)
    assert family.better(measure, ahead, "Adam").holds
    assert not family.better(measure, "Adam", ahead).holds
