"""What a straight boundary reaches, against all thresholds; boundaries that are known."""

import math

import pytest
import torch
from torch import nn

from workedout.data.examples import Examples
from workedout.data.sources import TwoCircles
from workedout.studies.straight_boundaries import (
    best_line,
    boundary_directions,
    class_distance,
    heading,
    least_loss,
    straight_pieces,
)


def points(coordinates, labels):
    return Examples(
        torch.tensor(coordinates, dtype=torch.float64), torch.tensor(labels, dtype=torch.float64)
    )


def test_labels_that_rise_along_the_direction_cost_nothing():
    given = points([[0, 3], [1, -2], [2, 5]], [-1, -1, 1])
    assert least_loss(given, heading(0)) == 0


def test_labels_that_fall_along_it_are_best_answered_by_their_mean():
    given = points([[0, 3], [1, -2], [2, 5]], [1, -1, -1])
    assert least_loss(given, heading(0)) == pytest.approx(0.5 * (1 - 1 / 9))


def test_the_best_rising_answers_of_four_points_are_those_worked_out_by_hand():
    given = points([[0, 0], [1, 0], [2, 0], [3, 0]], [-1, 1, -1, 1])
    assert least_loss(given, heading(0)) == pytest.approx(0.5 * 2 / 4)


def test_no_threshold_with_an_answer_on_each_side_costs_less():
    train = TwoCircles(0, count=60).split().train
    direction = heading(0.7)
    ordered = train.targets[(train.inputs @ direction).argsort()]
    for place in range(1, len(ordered)):
        below, above = ordered[:place], ordered[place:]
        if below.mean() <= above.mean():
            costs = sum(((side - side.mean()) ** 2).sum().item() for side in (below, above))
            assert least_loss(train, direction) <= 0.5 * costs / len(ordered) + 1e-12


def test_the_best_line_finds_the_direction_in_which_classes_are_apart():
    given = points([[0, 1], [2, 1.5], [-1, -1], [3, -1.5], [1, -2]], [1, 1, -1, -1, -1])
    loss, angle = best_line(given)
    assert loss == 0
    assert least_loss(given, heading(angle)) == 0
    assert math.sin(angle) > 0


def test_the_class_distance_is_the_covariance_worked_out_by_hand():
    given = points([[1, 0], [0, 2], [-1, 0], [0, -2]], [1, 1, -1, 1])
    assert class_distance(given) == pytest.approx(0.5)


def polygon(normals):
    """A network that is positive where no unit's sum is above 1: a polygon around the origin."""
    hidden, last = nn.Linear(2, len(normals)), nn.Linear(len(normals), 1)
    with torch.no_grad():
        hidden.weight.copy_(torch.tensor(normals))
        hidden.bias.fill_(-1)
        last.weight.fill_(-50)
        last.bias.fill_(1e-3)
    return nn.Sequential(hidden, nn.ReLU(), last, nn.Tanh()).double()


def test_a_triangle_has_three_straight_sides():
    angles = [0.3, 0.3 + 2 * math.pi / 3, 0.3 + 4 * math.pi / 3]
    network = polygon([[math.cos(a), math.sin(a)] for a in angles])
    directions = boundary_directions(network, rays=4001)
    assert len(directions) == 4001
    sides = {round(float(d), 6) for d in directions}
    expected = {round((a + math.pi / 2) % math.pi, 6) for a in angles}
    assert sides == expected
    assert straight_pieces(directions) == 3


def test_a_boundary_that_some_rays_do_not_reach_is_not_closed():
    network = polygon([[1.0, 0.0]])
    directions = boundary_directions(network, rays=100)
    assert 0 < len(directions) < 50
    assert directions.tolist() == pytest.approx([math.pi / 2] * len(directions))


class Round(nn.Module):
    """Above 0 within a radius of 2."""

    def forward(self, inputs):
        return 4 - (inputs**2).sum(dim=-1, keepdim=True)


def test_a_circle_turns_by_as_much_as_the_rays_and_has_no_pieces():
    directions = boundary_directions(nn.Sequential(Round(), nn.Tanh()), rays=360)
    turns = (directions - directions.roll(1)) % math.pi
    assert turns.tolist() == pytest.approx([2 * math.pi / 360] * 360, abs=1e-9)
    assert straight_pieces(directions) == 360


def test_directions_just_below_pi_and_just_above_0_are_one_piece():
    assert straight_pieces(torch.tensor([1e-9, math.pi - 1e-9, 1e-9])) == 0
