"""The experiments on dying units: what they ask, what must hold in their records, their figures."""

import re
from dataclasses import replace

import pytest

from workedout.data.points import two_circles
from workedout.experiments.dying_relu import (
    CLOSE_UP,
    CURED,
    CURES,
    DEPTHS,
    EVERY_HALF,
    GRID,
    LOGISTIC,
    NO_BIASES,
    POINTS,
    QUESTIONS,
    SORTED,
    WIDTH,
    name,
    steps,
)
from workedout.figures.dying_relu import close_up, cures, deaths, recovery
from workedout.records.store import read
from workedout.results.silent_units import after, courses, ended
from workedout.studies.plane_geometry import exact, hull, strictly_inside

NAMES = [question.name for question in QUESTIONS]


def recorded(question):
    return read(question).arms.items()


def test_the_points_are_the_first_draw_with_half_of_each_label():
    halves = [
        draw
        for draw in range(POINTS.draw + 1)
        if int((two_circles(POINTS.count, draw).train.targets > 0).sum()) == 500
    ]
    assert halves == [POINTS.draw]


def test_every_half_of_every_sorted_epoch_is_looked_at():
    assert set(range(2 * SORTED + 1)) <= set(EVERY_HALF)
    assert steps(10, (1, 2)) == (50, 100)
    assert steps(1, (1, 2)) == (500, 1000)


def test_the_points_of_the_disc_lie_inside_the_hull_of_the_ring_and_not_the_other_way():
    train = POINTS.split().train
    negatives, positives = (exact(train.inputs[train.targets == sign]) for sign in (-1, 1))
    assert all(strictly_inside(point, hull(negatives)) for point in positives)
    assert not any(strictly_inside(point, hull(positives)) for point in negatives)


@pytest.mark.parametrize("question", [GRID.name, LOGISTIC.name, CLOSE_UP.name])
def test_in_the_first_layer_silent_on_negatives_is_dead_and_dead_is_for_ever(question):
    for _, arm in recorded(question):
        for run in courses(arm):
            assert all(seen.off_negatives[0] == seen.dead[0] for seen in run)
            deaths_so_far = [seen.dead[0] for seen in run]
            assert deaths_so_far == sorted(deaths_so_far)


def test_both_losses_are_tried_at_the_same_depths_batches_rates_and_orders():
    assert [arm.name for arm in LOGISTIC.arms] == [arm.name for arm in GRID.arms]
    for ours, theirs in zip(LOGISTIC.arms, GRID.arms, strict=True):
        like = replace(ours.recipe, loss="squared", observe=theirs.recipe.observe)
        assert like == theirs.recipe
        assert replace(ours.network, output="tanh") == theirs.network


def test_under_the_logistic_loss_no_network_ends_without_a_signal():
    for _, arm in recorded(LOGISTIC.name):
        last = max(step for result in arm.seeds.values() for step, _, _ in result.observations)
        looks = zip(arm.seeds.values(), after(arm, last), strict=True)
        assert "no signal" not in {ended(*look, last * 11 // 20, WIDTH) for look in looks}


def test_in_later_layers_units_wake_again():
    woken = [
        run
        for arm_name, arm in recorded(GRID.name)
        if not arm_name.startswith("1 layer")
        for run in courses(arm)
        if (course := [seen.dead[-1] for seen in run]) != sorted(course)
    ]
    assert len(woken) > 10


def test_without_hidden_biases_the_first_layer_never_dies():
    for _, arm in recorded(NO_BIASES.name):
        assert all(seen.dead[0] == 0 for run in courses(arm) for seen in run)


@pytest.mark.parametrize("question", NAMES)
def test_each_claim_has_twenty_starts_or_more(question):
    assert all(len(arm.seeds) >= 20 for _, arm in recorded(question))


def numbers(figure):
    return [cell for row in figure.table.rows for cell in row[1:]]


def test_the_figures_show_what_the_records_hold():
    grid = read(GRID.name)
    drawn = deaths(grid)
    assert len(drawn.table.rows) == 4 * len(DEPTHS)
    assert all(re.match(r"\d+\.\d \(", cell) for cell in numbers(drawn))
    first = after(grid[name(1, 1, 0.01, "sorted")], 11_000)
    mean = 100 * sum(seen.accuracy for seen in first) / len(first)
    table = {row[0]: row[1] for row in recovery(grid, 1).table.rows}
    assert table["1, one shuffled epoch later"].startswith(f"{mean:.1f} ")


def test_the_close_up_and_the_cures_have_a_row_for_each_thing_drawn():
    assert len(close_up(read(CLOSE_UP.name), ["rate 0.03", "rate 1"]).table.rows) == 10
    drawn = cures(read(CURED.name))
    assert len(drawn.table.rows) == len(CURES) * len(DEPTHS)
    assert "leaky ReLU" in drawn.alt
