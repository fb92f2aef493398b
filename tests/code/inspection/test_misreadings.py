"""Which images are misread, counted again one by one; and the record against a run made anew."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.stats import fisher_exact

from workedout.data.examples import Examples, Split
from workedout.data.mnist import load, pocket
from workedout.experiments import hyperparameters
from workedout.experiments.hyperparameters import MISREAD, READERS, SEEDS
from workedout.inspection.misreadings import (
    Counts,
    Misread,
    Reader,
    confusions,
    counts,
    hardest,
    misread_rows,
    misreadings,
    parsed,
    votes,
)
from workedout.networks.drawings import DrawnInFloat64
from workedout.networks.models import Mlp
from workedout.records.store import read
from workedout.training.loop import fit
from workedout.training.recipes import Recipe

RECIPE = Recipe(1, 20, 0.1, precision="float64", observe="end")
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def few():
    return Split(pocket().train.take(slice(0, 100)), pocket().held_out.take(slice(0, 60)))


def test_the_misread_rows_are_those_whose_largest_output_is_another_class(few):
    network = fit(Mlp((8,)), few, RECIPE, 0, CPU).network
    held_out = few.held_out.to(CPU, torch.float64)
    one_by_one = [
        row
        for row in range(60)
        if network(held_out.inputs[row : row + 1]).argmax().item() != held_out.targets[row]
    ]
    assert misread_rows(network, held_out, RECIPE) == one_by_one
    assert 0 < len(one_by_one) < 60


def test_more_images_than_one_evaluation_holds_are_numbered_on(few):
    network = fit(Mlp((8,)), few, RECIPE, 0, CPU).network
    part = few.held_out.to(CPU, torch.float64)
    twenty = Examples(part.inputs.repeat(20, 1, 1, 1), part.targets.repeat(20))
    once = misread_rows(network, part, RECIPE)
    expected = [60 * copy + row for copy in range(20) for row in once]
    assert misread_rows(network, twenty, RECIPE) == expected


def test_a_network_with_dropout_is_asked_without_and_left_in_training_mode(few):
    network = fit(Mlp((8,), 0.5), few, RECIPE, 0, CPU).network
    held_out = few.held_out.to(CPU, torch.float64)
    assert misread_rows(network, held_out, RECIPE) == misread_rows(network, held_out, RECIPE)
    assert network.training


def test_as_many_are_misread_as_the_accuracy_of_the_same_run_says(few):
    readers = {"small": Reader(Mlp((8,)), RECIPE)}
    found = misreadings(readers, few, seeds=2)["small"]
    for seed, rows in enumerate(found["misread"]):
        assert 1 - len(rows) / 60 == pytest.approx(fit(Mlp((8,)), few, RECIPE, seed, CPU).accuracy)
    assert found["misread"][0] != found["misread"][1]


def test_the_table_of_two_networks_is_counted_image_by_image():
    first, second = [0, 3, 4, 7], [3, 5]
    right = [(row not in first, row not in second) for row in range(10)]
    assert counts(first, second, 10) == Counts(
        right.count((True, True)),
        right.count((True, False)),
        right.count((False, True)),
        right.count((False, False)),
    )


def test_exchanged_networks_exchange_their_counts():
    one, other = counts([1, 2], [2, 3, 4], 9), counts([2, 3, 4], [1, 2], 9)
    assert (one.only_first, one.only_second) == (other.only_second, other.only_first)


def test_a_changed_setting_changes_the_behaviour(monkeypatch, small_mnist):
    from workedout.data.mnist import full_pixels

    before = hyperparameters.behaviour(*full_pixels(small_mnist), DrawnInFloat64)
    network, recipe = READERS["100 units"]
    slower = {**READERS, "100 units": Reader(network, replace(recipe, learning_rate=1e-3))}
    monkeypatch.setattr(hyperparameters, "READERS", slower)
    after = hyperparameters.behaviour(*full_pixels(small_mnist), DrawnInFloat64)
    assert before["settings"]["20 units"] == after["settings"]["20 units"]
    assert before["settings"]["100 units"] != after["settings"]["100 units"]
    assert before["readers"]["100 units"]["loss"] != after["readers"]["100 units"]["loss"]


def test_what_is_measured_are_values_that_json_can_hold(small_mnist):
    from workedout.data.mnist import full_pixels

    found = hyperparameters.behaviour(*full_pixels(small_mnist), DrawnInFloat64)
    assert json.loads(json.dumps(found)) == found


def test_the_record_holds_rows_of_the_validation_images_for_each_seed():
    value = read(MISREAD.name).value
    assert value["readers"].keys() == READERS.keys()
    for reader in value["readers"].values():
        assert len(reader["misread"]) == SEEDS
        for rows in reader["misread"]:
            assert rows == sorted(set(rows))
            assert 0 <= rows[0] < rows[-1] < value["images"] == 5_000


def test_a_run_made_anew_misreads_about_as_many(mnist_root):
    recorded = read(MISREAD.name).value["readers"]["20 units"]["misread"][0]
    reader = {"20 units": READERS["20 units"]}
    anew = misreadings(reader, load(mnist_root).tuning, seeds=1)["20 units"]["misread"][0]
    table = [[len(rows), 5_000 - len(rows)] for rows in (recorded, anew)]
    assert fisher_exact(table).pvalue > 0.001
    assert len(set(recorded) & set(anew)) > 0.8 * len(recorded)


NOTED = [(3.0, 7.0, 1.0, 0.9, 5.0, 4.0, 9.0, 0.6), (5.0, 4.0, 9.0, 0.8), (), (5.0, 4.0, 6.0, 0.4)]
RUNS = [parsed(run) for run in NOTED]


def test_what_a_record_holds_becomes_images_again():
    assert RUNS[0] == [Misread(3, 7, 1, 0.9), Misread(5, 4, 9, 0.6)]
    assert RUNS[2] == []
    with pytest.raises(ValueError, match="argument"):
        parsed((3.0, 7.0, 1.0))


def test_confusions_are_counted_by_label_and_answer():
    table = confusions(each for run in RUNS for each in run)
    assert table.shape == (10, 10)
    assert {tuple(map(int, at)): int(table[tuple(at)]) for at in np.argwhere(table)} == {
        (7, 1): 1, (4, 9): 2, (4, 6): 1,
    }  # fmt: skip


def test_the_hardest_images_are_those_that_most_runs_misread_and_then_the_surest():
    assert list(hardest(RUNS, 5)) == [5, 3]
    assert hardest(RUNS, 1) == {5: [RUNS[0][1], RUNS[1][0], RUNS[3][0]]}
    tied = [[Misread(1, 0, 2, 0.5)], [Misread(2, 0, 3, 0.7)], [Misread(0, 0, 2, 0.5)]]
    assert list(hardest(tied, 3)) == [2, 0, 1]


def run_of(**answers: int) -> list[Misread]:
    """A run that took the image in row 1 for the answer given as ``row1``, and so on."""
    return [Misread(int(name[3:]), 0, answer, 0.5) for name, answer in answers.items()]


@pytest.mark.parametrize(
    ("wrong", "verdict"),
    [
        ([], "read"),
        ([4], "read"),
        ([4, 4], "tied"),
        ([4, 5], "read"),  # two right ones against one and one
        ([4, 4, 5], "lost"),
        ([4, 5, 6], "tied"),  # one right one, and no answer has more
        ([4, 4, 4, 4], "lost"),
        ([4, 5, 6, 7], "lost"),  # nobody was right
    ],
    ids=str,
)
def test_four_runs_vote(wrong, verdict):
    runs = [run_of(row7=answer) for answer in wrong] + [[]] * (4 - len(wrong))
    assert votes(runs) == ([7] * (verdict == "lost"), [7] * (verdict == "tied"))


def test_each_image_has_its_own_vote():
    runs = [run_of(row9=1, row2=1), run_of(row2=1, row5=3, row3=2), run_of(row9=1, row3=1)]
    assert votes(runs) == ([2, 9], [3])
