"""Hulls in fractions, and the best answer that changes seldom around a circle."""

import math
from fractions import Fraction
from itertools import product

import pytest
import torch

from workedout.networks.models import Plane
from workedout.randomness import generator
from workedout.studies.plane_geometry import exact, hull, most_right, strictly_inside

SQUARE = [(Fraction(x), Fraction(y)) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]


def test_points_are_the_numbers_that_the_machine_holds():
    (point,) = exact(torch.tensor([[0.1, -0.5]], dtype=torch.float64))
    assert point == (Fraction(0.1), Fraction(-1, 2))
    assert point[0] != Fraction(1, 10)


def test_the_hull_has_the_corners_and_nothing_between():
    half, third = Fraction(1, 2), Fraction(1, 3)
    inner = [(half, half), (half, Fraction(0)), (third, third)]
    assert hull([*inner, *SQUARE]) == SQUARE


@pytest.mark.parametrize("seed", range(5))
def test_every_point_lies_in_the_hull_of_all(seed):
    points = exact(torch.randn(60, 2, generator=generator(seed, "hull"), dtype=torch.float64))
    corners = hull(points)
    others = [point for point in points if point not in corners]
    assert len(others) > 40
    assert all(strictly_inside(point, corners) for point in others)


@pytest.mark.parametrize("outside", [(2, 0), (0, Fraction(1, 2)), (1, 1), (-1, -1)], ids=str)
def test_a_point_outside_or_on_the_border_is_not_strictly_inside(outside):
    assert not strictly_inside((Fraction(outside[0]), Fraction(outside[1])), SQUARE)


def test_points_on_one_line_have_no_hull():
    with pytest.raises(ValueError, match="one line"):
        hull([(Fraction(k), Fraction(2 * k)) for k in range(5)])


def by_trying_all(labels, changes):
    return max(
        sum(a == b for a, b in zip(answer, labels, strict=True))
        for answer in product((False, True), repeat=len(labels))
        if sum(a != b for a, b in zip(answer, answer[1:] + answer[:1], strict=True)) <= changes
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("changes", [0, 1, 2, 3, 4, 6, 20])
def test_the_best_answer_is_the_one_found_by_trying_all(seed, changes):
    random = generator(seed, "labels")
    labels = (torch.rand(9, generator=random) > 0.5).tolist()
    assert most_right(labels, changes) == by_trying_all(labels, changes)


@pytest.mark.parametrize(("hidden", "most"), [((1,), 2), ((3,), 6), ((8,), 16), ((3, 2), 18)])
def test_without_biases_the_output_changes_its_sign_no_more_often_than_the_arcs(hidden, most):
    angles = torch.linspace(0, 2 * math.pi, 5_001, dtype=torch.float64)[:-1]
    points = 3 * torch.stack([angles.cos(), angles.sin()], dim=1)
    seen = []
    for seed in range(40):
        torch.manual_seed(seed)
        network = Plane(hidden, hidden_bias=False, output_bias=False)().double()
        positive = (network(points) > 0).squeeze(1)
        seen.append(int((positive != positive.roll(1)).sum()))
    assert max(seen) <= most
    assert max(seen) >= 2
