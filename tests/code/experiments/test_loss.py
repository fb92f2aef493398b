"""The experiments and figures of the chapter on the loss."""

import copy
import math

import numpy as np
import pytest

from workedout.experiments.loss import CANDIDATES, CONFIRMATION, PARTING, SEARCH, WINNERS
from workedout.figures.loss import least_losses, one_and_two, parting, rates
from workedout.records.store import read
from workedout.results.selection import best
from workedout.statistics.hypothesis_tests import mean_above, mean_greater, mostly_greater
from workedout.statistics.reported_pairs import least_loss

FLOOR, LEVEL = math.log(1 + 9 / math.e), 0.05 / 4


@pytest.fixture(scope="module")
def search():
    return read(SEARCH.name)


@pytest.fixture(scope="module")
def confirmation():
    return read(CONFIRMATION.name)


@pytest.fixture(scope="module")
def course():
    return read(PARTING.name)


@pytest.mark.parametrize("winner", WINNERS, ids=lambda winner: winner.arm)
def test_the_confirmed_rate_is_the_best_of_the_search_and_not_at_its_edge(search, winner):
    tried = [c for c in CANDIDATES if c.arm == winner.arm]
    assert best(search, [c.name for c in tried]) == [winner.name]
    rates = sorted(c.rate for c in tried)
    assert rates[0] < winner.rate < rates[-1]


def test_no_loss_with_two_softmaxes_is_below_the_floor_or_more_than_1_above_it(confirmation):
    for name, arm in confirmation.arms.items():
        if name.startswith("two"):
            losses = [loss for result in arm.seeds.values() for loss in result.train_loss]
            assert min(losses) > FLOOR
            assert max(losses) < FLOOR + 1


def test_every_recorded_pair_of_one_softmax_is_possible(confirmation, course):
    arms = [
        *(a for n, a in confirmation.arms.items() if n.startswith("one")),
        *course.arms.values(),
    ]
    looks = [look for arm in arms for each in arm.seeds.values() for look in each.observations]
    assert len(looks) == 2 * 10 + 10 * 28
    assert all(loss >= least_loss(accuracy) for _, loss, accuracy in looks)


def supported(one, two, optimizer):
    test = mean_greater if optimizer == "adam" else mostly_greater
    return test(one, two, LEVEL).holds


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_with_the_arms_exchanged_the_claim_on_the_accuracy_fails(confirmation, optimizer):
    one, two = (
        confirmation[f"{softmaxes}, {optimizer}"].accuracies
        for softmaxes in ("one softmax", "two softmaxes")
    )
    assert supported(one, two, optimizer)
    assert not supported(two, one, optimizer)


@pytest.mark.parametrize("column", [1, 2], ids=["loss", "accuracy"])
def test_with_early_and_late_exchanged_the_claim_on_the_rise_fails(course, column):
    (arm,) = course.arms.values()
    rise = np.array([
        each.observations[27][column] - each.observations[4][column]
        for each in arm.seeds.values()
    ])  # fmt: skip
    assert mean_above(rise, 0, LEVEL).holds
    assert not mean_above(-rise, 0, LEVEL).holds


def test_the_figure_of_one_and_two_names_the_floor():
    figure = one_and_two()
    assert f"floor {FLOOR:.4f}" in figure.alt
    assert figure.table.rows[-1] == ("1", "0.0000", f"{FLOOR:.4f}", f"{FLOOR:.4f}")


def test_the_figure_of_the_rates_has_a_row_for_each_candidate(search, confirmation):
    table = rates(search, confirmation).table
    assert [row[0] for row in table.rows] == [
        c.name for winner in WINNERS for c in CANDIDATES if c.arm == winner.arm
    ]
    assert sum(bool(row[2]) for row in table.rows) == len(WINNERS)


def test_the_figure_of_the_course_says_where_the_loss_is_least(course):
    figure = parting(course)
    assert len(figure.table.rows) == 28
    lowest = min(figure.table.rows, key=lambda row: float(row[1]))
    assert f"after epoch {lowest[0]} and then rises" in figure.alt


def test_the_figure_of_least_losses_tells_pairs_that_lie_below():
    measured = {"a": [(0.1, 0.97)], "b": [(0.2, 0.96)]}
    good = least_losses(measured, [(0.0004, 0.9764)])
    assert "All 2 measured pairs" in good.alt
    assert "1 of 1 reported" in good.alt
    measured = copy.deepcopy(measured) | {"c": [(0.001, 0.96)]}
    assert "Not all 3 measured pairs" in least_losses(measured, []).alt
