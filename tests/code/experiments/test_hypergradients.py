"""Hypergradients beside random search: how outer steps were chosen, and what was compared."""

import numpy as np
import pytest

from workedout.data.mnist import full_pixels, pocket, to_examples
from workedout.experiments.hypergradients import (
    COMPARED,
    DIGITS,
    JUDGED,
    LENGTHS,
    OUTER,
    RANDOM,
    TUNING,
    chosen,
    compared,
    draw,
    named,
)
from workedout.records.store import read
from workedout.studies.outer_search import BOX, WITH_HYPERGRADIENT, validated


def test_steps_are_tuned_on_other_draws_than_those_that_are_judged() -> None:
    assert not set(TUNING) & set(JUDGED)
    assert len(JUDGED) >= 10


def test_a_descent_and_its_random_search_cost_the_same() -> None:
    assert tuple(WITH_HYPERGRADIENT * length for length in LENGTHS) == RANDOM


def test_the_test_images_are_not_read() -> None:
    assert not COMPARED.reads_test_set


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("rule", OUTER)
def test_the_chosen_step_is_the_best_on_the_tuning_draws(rule, length) -> None:
    value = read(COMPARED.name).value
    losses = value["tuned"][rule][str(length)]
    means = {step: np.mean(losses[f"{step:g}"]) for step in OUTER[rule]}
    step = value["chosen"][rule][str(length)]
    assert means[step] == min(means.values())
    assert {len(each) for each in losses.values()} == {len(TUNING)}


def test_no_chosen_step_is_at_an_end_but_one_beyond_which_a_first_step_leaves_the_box() -> None:
    steps = read(COMPARED.name).value["chosen"]
    at_end = [
        (rule, length)
        for rule, by_length in steps.items()
        for length, step in by_length.items()
        if step not in OUTER[rule][1:-1]
    ]
    assert at_end == [("Adam", "4")]
    low, high = BOX.ends
    assert 2 * max(OUTER["Adam"]) > (high - low)[0]


def test_every_search_was_made_on_every_draw() -> None:
    reached = read(COMPARED.name).value["reached"]
    assert {len(each) for each in reached.values()} == {len(JUDGED)}
    ways = {named("random", each) for each in (*RANDOM, max(LENGTHS))}
    assert set(reached) == ways | {named(rule, length) for rule in OUTER for length in LENGTHS}


def test_the_step_with_the_lowest_mean_is_chosen() -> None:
    assert chosen({"1": [0.5, 0.9], "2": [0.6, 0.7], "4": [0.1, 3.0]}) == 2


def test_a_search_keeps_the_lowest_of_its_trainings_and_a_longer_one_finds_no_less() -> None:
    pool = pocket().train.take(slice(0, 200))
    reached = compared(pool, 40, TUNING[:1], JUDGED[:1], (2,))["reached"]
    problem, settings = draw(pool, JUDGED[0], 40)
    (shortest,) = reached[named("random", RANDOM[0])]
    assert shortest == pytest.approx(
        min(validated(problem, each) for each in settings[: RANDOM[0]]), abs=1e-6
    )
    assert reached[named("random", RANDOM[1])] <= reached[named("random", RANDOM[0])]


def test_the_recorded_draws_can_be_made_again(mnist_root) -> None:
    recorded = read(COMPARED.name).value["reached"][named("random", RANDOM[0])][0]
    problem, settings = draw(to_examples(*full_pixels(mnist_root)[0]), JUDGED[0], DIGITS)
    found = min(validated(problem, each) for each in settings[: RANDOM[0]])
    assert found == pytest.approx(recorded, abs=1e-6)
