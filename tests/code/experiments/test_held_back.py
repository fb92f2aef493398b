"""Classes held back: none of them in the pretraining, equal effort, rates that are no edge."""

from dataclasses import replace

import pytest

from workedout.experiments.held_back import (
    AFTER,
    BEFORE,
    CHOSEN,
    COUNTS,
    FINAL,
    PRETRAINING,
    RATES,
    SEARCH,
    START,
    TASK,
)
from workedout.experiments.transfer import (
    NETWORK,
    SEARCH_SEEDS,
    SEEDS,
    WAYS,
    Candidate,
    candidates,
)
from workedout.networks.parameter_table import parameters_of
from workedout.networks.transferred import Transferred
from workedout.records.lookup import kept_network
from workedout.records.store import read
from workedout.results.measures import MEASURES
from workedout.results.selection import best

CHOICES = [(measure, *setting) for measure in MEASURES for setting in CHOSEN[measure]]


def test_the_pretraining_has_no_class_of_the_others_and_reads_no_test_image():
    assert not set(BEFORE) & set(AFTER)
    (arm,) = PRETRAINING.arms
    assert arm.data.classes == BEFORE
    assert not arm.data.reads_test_set
    assert {each.data.classes for each in (*SEARCH.arms, *FINAL.arms)} == {AFTER}


def test_the_finals_start_from_the_network_that_is_kept():
    kept = kept_network(PRETRAINING.name)
    assert kept.run.kept.sha256 == START.sha256
    assert kept.arm.network == replace(NETWORK, outputs=len(BEFORE))
    for arm in FINAL.arms:
        fresh = arm.name.startswith("from scratch")
        assert isinstance(arm.network, Transferred) != fresh
        network = arm.network()
        assert network[-1].out_features == len(AFTER)
        assert parameters_of(network) == parameters_of(replace(NETWORK, outputs=len(AFTER))())


def test_each_way_has_the_same_effort():
    assert len({len(RATES[way]) for way in WAYS}) == 1
    assert {arm.seeds for arm in SEARCH.arms} == {SEARCH_SEEDS}
    assert len(SEARCH.arms) == sum(len(RATES[way]) for way in WAYS) * len(COUNTS)


def test_settings_are_chosen_without_the_test_images():
    assert not any(arm.data.reads_test_set for arm in SEARCH.arms)
    assert all(arm.data.reads_test_set and arm.seeds == SEEDS == 10 for arm in FINAL.arms)


@pytest.mark.parametrize(("measure", "way", "labelled"), CHOICES)
def test_what_was_chosen_is_the_best_by_its_measure_and_at_no_end(measure, way, labelled):
    tried = [each.name for each in candidates(way, labelled, RATES)]
    rate = CHOSEN[measure][way, labelled]
    assert best(read(SEARCH.name), tried, 1, measure) == [Candidate(way, labelled, rate).name]
    assert rate in RATES[way][1:-1]


def test_the_finals_are_the_chosen_and_no_other():
    names = {
        Candidate(*setting, CHOSEN[measure][setting]).name
        for measure in MEASURES
        for setting in CHOSEN[measure]
    }
    assert {arm.name for arm in FINAL.arms} == names
    assert set(CHOSEN["accuracy"]) == set(CHOSEN["loss"])
    assert len(CHOICES) == 2 * len(WAYS) * len(COUNTS)


def test_all_ways_of_one_seed_learn_from_the_same_examples():
    for labelled in COUNTS:
        arms = [arm for arm in FINAL.arms if arm.data.count == labelled]
        assert {arm.data for arm in arms} == {TASK.of("final", labelled)}
        assert len(arms) >= len(WAYS)
