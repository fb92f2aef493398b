"""The figures on logic gates say what was computed."""

from dataclasses import replace
from fractions import Fraction

import pytest
import torch

from workedout.data.sources import TruthTable
from workedout.derivations.logic import AND_UNIT, XOR, XOR_BENT, XOR_FOLD, XOR_HAT
from workedout.experiments.logic import FOUND, RECIPE, STARTS, UNITS, name, network
from workedout.figures.logic import descents, endings, found, surfaces
from workedout.records.store import read
from workedout.statistics.intervals import wilson_interval
from workedout.training.ensemble import Member, fit_together

COSTS = [Fraction(0), Fraction(1, 16), Fraction(1, 12), Fraction(1, 8)]


@pytest.fixture(scope="module")
def record():
    """The record of the experiment."""
    return read("xor")


def test_the_surfaces_name_the_rows_above_one_half():
    figure = surfaces({"hat": XOR_HAT, "fold": XOR_FOLD, "bent": XOR_BENT})
    for title in ("hat", "fold", "bent"):
        assert f"01 and 10 for the {title}" in figure.alt
        outputs = [row[-1] for row in figure.table.rows if row[0] == title]
        assert outputs == [str(true) for true in XOR]


def test_the_surfaces_are_of_networks_with_a_hidden_layer():
    with pytest.raises(ValueError, match="not enough values"):
        surfaces({"and": AND_UNIT})


def test_the_shares_are_counted_from_the_record(record):
    rows = {(start, units): rest for start, units, *rest in found(record).table.rows}
    assert set(rows) == {(start, str(units)) for start in STARTS for units in UNITS}
    losses = record[name(2, "he")].losses
    hits = sum(loss < FOUND for loss in losses)
    share = wilson_interval(hits, len(losses)).as_percent
    assert rows["he", "2"] == [str(hits), str(len(losses)), share]


def test_every_run_ends_in_one_column(record):
    figure = endings(record, COSTS)
    for row in figure.table.rows:
        assert sum(map(int, row[1:])) == len(record[row[0]].losses)
    for row in endings(record, COSTS[:1]).table.rows:  # the others then end at another cost
        assert int(row[1]) + int(row[2]) == len(record[row[0]].losses)


def test_the_descents_are_those_of_the_histories():
    rows, recipe = TruthTable("xor").split(), replace(RECIPE, epochs=30)
    members = [Member(network(2, "he"), rows, recipe, seed) for seed in range(3)]
    histories = fit_together(members, torch.device("cpu"))
    figure = descents(histories, COSTS)
    assert figure.alt.startswith("The loss of 3 runs")
    assert figure.alt.endswith("elsewhere.")
    for row, history in zip(figure.table.rows, histories, strict=True):
        losses = history.step_losses
        assert (row[1], row[-1]) == (f"{losses[0]:.4f}", f"{losses[-1]:.4f}")
