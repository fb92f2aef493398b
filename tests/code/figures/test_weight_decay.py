"""Figures of the chapter on weight decay: what they say in words and in their tables."""

from dataclasses import asdict

import numpy as np
import pytest

from workedout.data.mnist import pocket_pixels
from workedout.experiments.weight_decay import RECIPES
from workedout.figures.weight_decay import adam, moves, sizes
from workedout.records.store import read
from workedout.studies.decay_steps import Decaying, decayed

SMALL = Decaying(hidden=6, rate=0.5, strength=3.0, epochs=2, batch=10, count=60, seeds=3)


@pytest.fixture(scope="module")
def measured() -> dict:
    return asdict(SMALL) | decayed(SMALL, pocket_pixels()[0])


def test_moves_list_both_parts_of_both_layers_for_each_epoch(measured: dict) -> None:
    table = moves(measured).table
    assert table.head == ("mean over seeds", "epoch 1", "epoch 2")
    assert [row[0] for row in table.rows] == [
        "first layer, weight decay",
        "first layer, gradient",
        "second layer, weight decay",
        "second layer, gradient",
    ]
    expected = np.mean(measured["moves"]["second"]["gradient_epoch"][-1])
    assert float(table.rows[-1][-1]) == pytest.approx(expected, rel=0.005)


def test_moves_say_where_each_part_begins_and_ends(measured: dict) -> None:
    first, last = (np.mean(measured["moves"]["first"]["decay_epoch"][epoch]) for epoch in (0, -1))
    assert f"first layer, weight decay, from {first:.2g} to {last:.2g}" in moves(measured).alt


def test_sizes_begin_at_one_and_end_beside_the_exponential(measured: dict) -> None:
    longer = (
        asdict(SMALL)
        | {"epochs": 3}
        | {"sizes": {kind: [*values, values[-1]] for kind, values in measured["sizes"].items()}}
    )
    figure = sizes({"short": measured, "long": longer})
    assert len(figure.table.rows) == 6
    assert {len(row) for row in figure.table.rows} == {len(figure.table.head)}
    assert figure.table.rows[0][-1] == ""
    assert float(figure.table.rows[1][1]) == pytest.approx(1, abs=0.03)
    end = np.exp(-SMALL.rate * SMALL.strength / SMALL.batch * 2)
    assert f"the exponential {end:.2g}" in figure.alt


def test_every_arm_of_the_search_has_a_row_with_all_its_seeds() -> None:
    record = read("adam-decay-search")
    figure = adam(record)
    assert [row[0] for row in figure.table.rows] == list(RECIPES)
    for row in figure.table.rows:
        accuracies = record[row[0]].accuracies
        assert row[1].count(",") == len(accuracies) - 1
        assert float(row[2]) == pytest.approx(100 * (1 - np.mean(accuracies)), abs=0.005)
        assert f"{row[0]} {row[2]}" in figure.alt
