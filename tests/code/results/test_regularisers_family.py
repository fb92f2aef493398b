"""Four methods with few digits: who is ahead of none, and of which nothing is shown."""

import numpy as np
import pytest

from workedout.experiments.regularisers import ALL, COMBINATIONS, NONE
from workedout.experiments.regularisers_few import WINNERS
from workedout.records.fingerprints import Fingerprint
from workedout.records.store import ArmRecord, Record, SeedResult
from workedout.results.measures import MEASURES
from workedout.results.regularisers_family import PAIRS, SINGLE, RegularisersFamily

BETTER, WORSE, ALIKE, _ = SINGLE
REACHED = dict.fromkeys(COMBINATIONS, 0.90) | {BETTER: 0.95, WORSE: 0.85, ALL: 0.97}
# Of each, noise of its own: ten numbers in an order that no other has.
NOISE = {
    name: np.random.default_rng(at).permutation(10) - 4.5 for at, name in enumerate(COMBINATIONS)
}


def arm(name: str) -> ArmRecord:
    """Ten seeds about a mean, far apart but alike in all arms; the loss is what lacks to one."""
    right = [
        float(REACHED[name] + 0.005 * (seed - 4.5) + 1e-3 * NOISE[name][seed]) for seed in range(10)
    ]
    runs = {seed: SeedResult([1.0], [(1, 1 - v, v)], 1.0, 0) for seed, v in enumerate(right)}
    return ArmRecord({}, "", Fingerprint((), ()), runs)


@pytest.fixture
def family() -> RegularisersFamily:
    arms = {of[name].name: arm(name) for of in WINNERS.values() for name in COMBINATIONS}
    return RegularisersFamily(Record("few", [], arms))


@pytest.mark.parametrize("measure", MEASURES)
def test_who_reads_more_or_loses_less_is_ahead_and_who_reads_fewer_behind(family, measure):
    assert family.word(measure, BETTER, NONE) == "ahead"
    assert family.word(measure, WORSE, NONE) == "behind"
    assert family.word(measure, ALL, BETTER) == "ahead"


@pytest.mark.parametrize("measure", MEASURES)
def test_equal_means_are_not_told_apart(family, measure):
    assert family.word(measure, ALIKE, NONE) == "cannot tell"


def test_all_comparisons_of_both_measures_are_one_family(family):
    assert len(family.verdicts) == len(MEASURES) * len(PAIRS)
    assert [row[0] for row in family.compared.rows] == [f"{a} against {b}" for a, b in PAIRS]


def test_the_table_has_each_combination_with_what_was_chosen(family):
    assert [row[0] for row in family.table.rows] == list(COMBINATIONS)
    for row in family.table.rows:
        assert f"rate {WINNERS['accuracy'][row[0]].rate:g}" in row[1]
        assert f"rate {WINNERS['loss'][row[0]].rate:g}" in row[3]
