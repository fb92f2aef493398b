"""Searches for two settings of a small training: what they see, what they cost, where they stay."""

import math

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from workedout.data.mnist import pocket
from workedout.studies.hypergradients import unrolled
from workedout.studies.outer_search import (
    BOX,
    STEPS,
    WITH_HYPERGRADIENT,
    descended,
    drawn,
    problem_of,
    validated,
)

each_rule = pytest.mark.parametrize("rule", ["gradient", "Adam"])


@pytest.fixture(scope="module")
def problem():
    return problem_of(pocket().train, 40, torch.Generator().manual_seed(0))


@pytest.fixture
def settings():
    return torch.tensor([0.02, 0.1], dtype=torch.float64).log()


def test_a_draw_is_within_the_box_and_no_digit_is_on_both_sides():
    logs = drawn(200, torch.Generator().manual_seed(0)).exp()
    assert bool((logs >= torch.tensor(BOX.lowest)).all())
    assert bool((logs <= torch.tensor(BOX.highest)).all())
    pool = pocket().train.take(slice(0, 20))
    found = problem_of(pool, 10, torch.Generator().manual_seed(0))
    both = torch.randn(10, 784, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    halves = (found.cost(both) + found.judge(both)) / 2
    logits = pool.inputs.flatten(1).double() @ both.T
    whole = torch.nn.functional.cross_entropy(logits, pool.targets)
    assert halves.item() == pytest.approx(whole.item())


def test_a_training_without_derivatives_ends_as_the_one_that_is_differentiated(problem, settings):
    weights = unrolled(problem.cost, problem.start, *settings.exp(), STEPS)
    assert validated(problem, settings) == pytest.approx(problem.judge(weights).item(), rel=1e-12)


@each_rule
def test_a_descent_begins_with_its_first_settings_and_goes_down(problem, settings, rule):
    seen = descended(problem, settings, rule, 0.2, 4)
    assert seen[0] == pytest.approx(validated(problem, settings), rel=1e-12)
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 4


def test_a_step_of_the_gradient_is_that_of_a_finite_difference(problem, settings):
    h = 1e-5
    slope = torch.tensor(
        [
            (validated(problem, settings + each) - validated(problem, settings - each)) / (2 * h)
            for each in torch.eye(2, dtype=torch.float64) * h
        ]
    )
    expected = validated(problem, settings - 0.5 * slope)
    assert descended(problem, settings, "gradient", 0.5, 2)[1] == pytest.approx(expected, rel=1e-6)


@each_rule
def test_a_step_out_of_the_box_ends_at_its_wall(problem, settings, rule):
    seen = descended(problem, settings, rule, 1e6, 2)
    low, high = BOX.ends
    corners = [
        torch.stack([rate, decay]) for rate in (low[0], high[0]) for decay in (low[1], high[1])
    ]
    assert any(seen[1] == pytest.approx(validated(problem, each), rel=1e-9) for each in corners)


def test_what_is_no_number_is_infinite_and_ends_a_descent(problem):
    huge = torch.tensor([200.0, 200.0], dtype=torch.float64)
    assert validated(problem, huge) == math.inf
    assert descended(problem, huge, "gradient", 1.0, 5) == [math.inf]


def test_a_training_with_its_hypergradient_costs_two_in_multiplications(problem, settings):
    with FlopCounterMode(display=False) as plain:
        validated(problem, settings)
    with FlopCounterMode(display=False) as differentiated:
        descended(problem, settings, "gradient", 0.1, 1)
    ratio = differentiated.get_total_flops() / plain.get_total_flops()
    assert ratio == pytest.approx(WITH_HYPERGRADIENT, rel=0.03)
