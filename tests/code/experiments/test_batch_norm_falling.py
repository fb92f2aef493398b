"""Batch norm with a falling rate: how peaks were chosen, and what is trained."""

from dataclasses import replace
from itertools import pairwise

import pytest

from workedout.experiments import batch_norm
from workedout.experiments.batch_norm import KINDS, name
from workedout.experiments.batch_norm_falling import FINAL, LINES, PEAKS, SEARCH, WINNERS
from workedout.records.store import read
from workedout.results.measures import MEASURES
from workedout.results.selection import best

each_line = pytest.mark.parametrize("line", LINES, ids=", ".join)


def test_peaks_are_chosen_without_the_test_set_and_with_the_same_effort() -> None:
    assert not any(arm.data.reads_test_set for arm in SEARCH.arms)
    assert len({len(PEAKS[case]) for case, _ in LINES}) == 1
    assert {arm.seeds for arm in SEARCH.arms} == {3}
    assert all(b == pytest.approx(2 * a) for peaks in PEAKS.values() for a, b in pairwise(peaks))


@pytest.mark.parametrize("measure", MEASURES)
@each_line
def test_the_chosen_peak_is_the_best_by_its_measure_and_at_no_end(line, measure) -> None:
    peaks = PEAKS[line[0]]
    chosen = WINNERS[measure][line]
    tried = [name(*line, peak) for peak in peaks]
    assert best(read(SEARCH.name), tried, 1, measure) == [name(*line, chosen)]
    assert chosen in peaks[1:-1]


def test_the_finals_are_the_chosen_and_no_other_with_ten_seeds() -> None:
    chosen = {name(*line, peak) for of in WINNERS.values() for line, peak in of.items()}
    assert {arm.name for arm in FINAL.arms} == chosen
    assert all(len(arm.seeds) == 10 for arm in read(FINAL.name).arms.values())


@each_line
def test_network_batch_and_epochs_are_those_of_the_constant_finals(line) -> None:
    constant = {arm.name: arm for arm in batch_norm.FINAL.arms}
    case, kind = line
    before = constant[name(case, kind, batch_norm.BEST[case][kind])]
    for arm in FINAL.arms:
        if arm.name.startswith(f"{case}, {kind}, "):
            rate = arm.recipe.learning_rate
            assert arm.recipe == replace(before.recipe, schedule="cosine", learning_rate=rate)
            assert (arm.network, arm.data) == (before.network, before.data)


def test_with_and_without_are_trained_in_each_case() -> None:
    assert {kind for _, kind in LINES} == set(KINDS)
    assert len(LINES) == 2 * len(KINDS)
