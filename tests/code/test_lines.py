"""What a line can reach, on points whose answer can be seen; and pieces of known boundaries."""

import math

import pytest
import torch
from torch import nn

from workedout.examples import Examples
from workedout.lines import (
    best_line,
    boundary_directions,
    class_distance,
    heading,
    least_loss,
    straight_pieces,
)

X = torch.tensor([1.0, 0.0], dtype=torch.float64)


def on_a_line(*labels):
    places = torch.arange(len(labels), dtype=torch.float64)
    inputs = torch.stack([places, torch.zeros_like(places)], dim=1)
    return Examples(inputs, torch.tensor(labels, dtype=torch.float64))


def test_labels_in_order_cost_nothing():
    assert least_loss(on_a_line(-1, -1, 1, 1), X) == 0


def test_one_label_out_of_order_costs_the_variance_of_its_block():
    # The second and third share the answer 0: half of (1 + 1) over four points.
    assert least_loss(on_a_line(-1, 1, -1, 1), X) == pytest.approx(0.25)


def test_against_the_direction_the_best_is_one_answer_for_all():
    assert least_loss(on_a_line(-1, -1, 1, 1), -X) == pytest.approx(0.5)


def test_the_best_line_finds_the_direction_in_which_labels_rise():
    loss, angle = best_line(on_a_line(-1, -1, 1, 1))
    assert loss == 0
    assert math.cos(angle) > 0


def test_a_heading_has_length_one_and_its_angle():
    assert torch.allclose(heading(math.pi / 3), torch.tensor([0.5, math.sqrt(3) / 2]).double())


def test_the_distance_is_the_length_of_the_covariance():
    assert class_distance(on_a_line(-1, 1)) == pytest.approx(0.5)
    assert class_distance(on_a_line(1, 1, 1)) == 0


def polygon(corners):
    """Answers above 0 inside a regular polygon about the origin, at distance 2 from its sides."""
    normals = torch.stack([heading(2 * math.pi * k / corners) for k in range(corners)])

    class Inside(nn.Module):
        def forward(self, points):
            return 2 - (points @ normals.T).amax(dim=-1, keepdim=True)

    return nn.Sequential(Inside(), nn.Tanh())


@pytest.mark.parametrize("corners", [3, 4, 7])
def test_a_polygon_has_as_many_pieces_as_sides(corners):
    directions = boundary_directions(polygon(corners), rays=301)
    assert len(directions) == 301
    assert straight_pieces(directions) == corners


def test_a_circle_has_as_many_pieces_as_rays():
    class Disc(nn.Module):
        def forward(self, points):
            return 4 - (points**2).sum(dim=-1, keepdim=True)

    directions = boundary_directions(nn.Sequential(Disc(), nn.Tanh()), rays=100)
    assert straight_pieces(directions) == 100


def test_rays_that_never_cross_are_left_out():
    class Half(nn.Module):
        def forward(self, points):
            return 1 - points[..., :1]

    directions = boundary_directions(nn.Sequential(Half(), nn.Tanh()), rays=100)
    assert 0 < len(directions) < 50
    assert torch.allclose(directions, torch.full_like(directions, math.pi / 2))
