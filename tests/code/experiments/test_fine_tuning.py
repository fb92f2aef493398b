"""Learning from few labelled examples: equal effort, equal examples, and rates that are no edge."""

import pytest

from workedout.data.drawn import split_of
from workedout.experiments import fine_tuning
from workedout.experiments.transfer import (
    MNIST,
    NETWORK,
    RATES,
    SEEDS,
    STEPS,
    WAYS,
    Candidate,
    batch_of,
    candidates,
    recipe,
)
from workedout.networks.transferred import Transferred
from workedout.records.lookup import kept_network
from workedout.records.store import read
from workedout.results.selection import best

TASKS = {
    "fine-tuning": (fine_tuning.SEARCH, fine_tuning.CHOSEN, fine_tuning.FINAL),
    "turned": (fine_tuning.TURNED_SEARCH, fine_tuning.TURNED_CHOSEN, fine_tuning.TURNED_FINAL),
}
GRIDS = {"turned": fine_tuning.TURNED_RATES}
CHOICES = [
    (name, measure, way, labelled)
    for name, (_, chosen, _) in TASKS.items()
    for measure, rates in chosen.items()
    for way, labelled in rates
]


def test_each_way_has_the_same_effort():
    assert {len(RATES[way]) for way in WAYS} == {8}
    assert {len(fine_tuning.TURNED_RATES[way]) for way in WAYS} == {10}


@pytest.mark.parametrize("task", TASKS)
def test_settings_are_chosen_without_the_test_images(task):
    search, _, final = TASKS[task]
    assert not any(arm.data.reads_test_set for arm in search.arms)
    assert all(arm.data.reads_test_set and arm.seeds == SEEDS == 10 for arm in final.arms)


@pytest.mark.parametrize(("name", "measure", "way", "labelled"), CHOICES)
def test_what_was_chosen_is_the_best_by_its_measure_and_at_no_end(name, measure, way, labelled):
    search, chosen, _ = TASKS[name]
    grid = GRIDS.get(name, RATES)
    tried = [each.name for each in candidates(way, labelled, grid)]
    rate = chosen[measure][way, labelled]
    by = "loss" if name == "turned" else measure  # there, for both
    assert best(read(search.name), tried, 1, by) == [Candidate(way, labelled, rate).name]
    assert rate in grid[way][1:-1]


@pytest.mark.parametrize("task", TASKS)
def test_the_finals_are_the_chosen_and_no_other(task):
    _, chosen, final = TASKS[task]
    names = {
        Candidate(way, labelled, rate).name
        for rates in chosen.values()
        for (way, labelled), rate in rates.items()
    }
    assert {arm.name for arm in final.arms} == names


def test_all_ways_of_one_seed_learn_from_the_same_examples():
    arms = [arm for arm in fine_tuning.FINAL.arms if arm.data.count == 30]
    assert len({arm.data for arm in arms}) == 1
    assert len(arms) >= len(WAYS)
    first, other = (split_of(arms[0].data, seed).train.inputs for seed in (0, 1))
    assert not first.equal(other)


@pytest.mark.parametrize("count", [10, 30, 100, 300, 700, 1000])
def test_each_run_has_about_the_same_number_of_steps_and_no_small_batch(count):
    how = recipe(count, 0.1)
    assert count % how.batch_size == 0
    assert how.batch_size == batch_of(count) <= 32
    assert abs(how.epochs * count // how.batch_size - STEPS) <= 1


def test_two_ways_start_from_the_book_s_own_network():
    kept = kept_network(MNIST.record)
    assert kept.run.kept.sha256 == MNIST.sha256
    assert kept.arm.network == NETWORK
    for arm in fine_tuning.FINAL.arms:
        fresh = arm.name.startswith("from scratch")
        assert isinstance(arm.network, Transferred) != fresh


def test_the_network_as_it_is_was_asked_about_the_same_images():
    value = read(fine_tuning.AS_IS.name).value
    assert value["pretrained"] == MNIST.sha256
    assert round(720 * value["test"]["accuracy"], 6) % 1 == 0
    assert round(300 * value["validation"]["accuracy"], 6) % 1 == 0
