"""Figures of the chapter on optimizers: what they say in words and in their tables."""

import numpy as np
import pytest

from workedout.experiments.optimizers import CANDIDATES, FINALISTS, NAMES, TITLES, WINNERS
from workedout.figures.optimizers import curves, even_slope, search
from workedout.records.store import read


@pytest.fixture(scope="module")
def confirmation():
    return read("optimizers-confirmation")


def test_even_slopes_say_where_each_rule_begins_and_ends():
    figure = even_slope({"one": [1.0, 2.0, 4.0], "other": [3.0, 2.0, 0.5]})
    assert "one from 1 to 4 and other from 3 to 0.5" in figure.alt
    assert figure.table.rows == (("one", "1", "2"), ("other", "3", "2"))


def test_the_search_lists_every_candidate_and_marks_seven(confirmation):
    table = search(read("optimizers-search"), confirmation).table
    assert len(table.rows) == sum(map(len, CANDIDATES.values()))
    marked = [row[0] for row in table.rows if row[-1] == "yes"]
    assert marked == [WINNERS[name].name for name in NAMES]
    assert sum(bool(row[2]) for row in table.rows) == sum(map(len, FINALISTS.values()))


def test_the_search_names_each_chosen_rate_in_words(confirmation):
    alt = search(read("optimizers-search"), confirmation).alt
    chosen = alt.partition("Chosen")[2]
    assert all(f"{TITLES[name]} {WINNERS[name].rate:g}, with" in chosen for name in NAMES)


def test_curves_have_a_cost_and_an_accuracy_for_every_epoch(confirmation):
    table = curves(confirmation).table
    assert len(table.head) == 1 + 20
    assert [row[0] for row in table.rows[:2]] == ["SGD, cost", "SGD, accuracy"]
    runs = confirmation[WINNERS["sgd"].name].seeds.values()
    last = np.mean([run.train_loss[-1] for run in runs])
    assert float(table.rows[0][-1]) == pytest.approx(last, abs=1e-4)
