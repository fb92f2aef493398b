"""The experiment on XOR: what its arms share, and what counts as found."""

from fractions import Fraction

import pytest
import torch

from workedout.data.sources import TruthTable
from workedout.experiments.logic import FOUND, SEEDS, STARTS, UNITS, XOR, name, network

TARGETS = TruthTable("xor").split().train.targets


def test_there_is_an_arm_for_each_width_and_start_with_a_hundred_seeds_or_more():
    arms = {arm.name: arm for arm in XOR.arms}
    assert set(arms) == {name(units, start) for units in UNITS for start in STARTS}
    assert all(arm.seeds == SEEDS >= 100 for arm in arms.values())


def test_the_arms_differ_in_the_network_alone():
    assert len({(arm.data, arm.recipe) for arm in XOR.arms}) == 1
    assert len({arm.network for arm in XOR.arms}) == len(XOR.arms)


def test_every_step_sees_the_whole_truth_table():
    for arm in XOR.arms:
        assert len(arm.data.split().train) == arm.recipe.batch_size == 4


@pytest.mark.parametrize("units", UNITS)
def test_a_network_has_one_hidden_layer_and_a_plain_output(units):
    built = network(units, "he")()
    assert built[0].out_features == units
    assert built(torch.full((1, 2), 9.0)).shape == (1, 1)
    assert built[-1](torch.tensor([-2.0])).item() == -2.0


def cost(outputs):
    return float((0.5 * (outputs - TARGETS) ** 2).mean())


def test_what_is_found_lies_within_a_tenth_and_is_one_turn_from_the_task():
    random = torch.Generator().manual_seed(0)
    for size in (0.05, 0.1, 0.2):
        for _ in range(300):
            noise = size * torch.randn(4, generator=random, dtype=torch.float64)
            outputs = TARGETS + noise
            if cost(outputs) < FOUND:
                turned = (outputs - 0.1) * 1.25
                assert bool((turned[TARGETS == 1] >= 1).all())
                assert bool((turned[TARGETS == 0] <= 0).all())


def test_the_bound_is_reached_by_one_error_of_a_tenth():
    outputs = TARGETS.clone()
    outputs[2] -= 0.1
    assert cost(outputs) == pytest.approx(float(FOUND))
    assert Fraction(1, 800) == FOUND
