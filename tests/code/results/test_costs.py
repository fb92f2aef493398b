"""What the finals cost: counted from the networks that the specifications build."""

from dataclasses import replace

import pytest

from workedout.results.costs import costs
from workedout.results.tables import finals, recorded


@pytest.fixture(scope="module")
def results():
    return [*recorded("depth-width*"), *recorded("quick")]


@pytest.fixture(scope="module")
def found(results):
    return {each.name: each for each in costs(results)}


def test_each_final_is_there_and_nothing_else(results, found):
    assert list(found) == [f"{name}: {row.arm.name}" for name, row in finals(results)]
    assert "depth-width: 20 units" in found


# By hand: a dense network has a multiply-add for each weight, and a bias more for each unit.
def test_counts_of_a_dense_network_are_those_by_hand(found):
    dense = found["depth-width: 20 units"]
    assert dense.multiply_adds == 784 * 20 + 20 * 10
    assert dense.parameters == dense.multiply_adds + 20 + 10


# Two convolutions of 16 and 32 channels, padded, pooled to 14 and 7 rows; ten outputs.
def test_counts_of_a_convolutional_network_are_those_by_hand(found):
    bench = found["quick: final"]
    assert bench.multiply_adds == (28 * 28 * 9 * 16 + 14 * 14 * 9 * 16 * 32 + 7 * 7 * 32 * 10)


def test_kinds_tell_networks_and_copies_apart(found):
    assert found["depth-width: 20 units"].kind == "dense"
    assert found["depth-width-augmented: 100 units"].kind == "dense, changed copies"
    assert found["quick: final"].kind == "convolutional"


def test_the_interval_is_that_over_seeds(results, found):
    for name, row in finals(results):
        assert found[f"{name}: {row.arm.name}"].accuracy == row.seeds


def test_one_seed_has_no_interval(results):
    (quick,) = recorded("quick")
    arm = next(arm for arm in quick.question.arms if arm.data.reads_test_set)
    kept = quick.record[arm.name]
    alone = replace(kept, seeds={0: kept.seeds[0]})
    record = replace(quick.record, arms={**quick.record.arms, arm.name: alone})
    with pytest.raises(ValueError, match="one seed: expected several"):
        costs([replace(quick, record=record)])
