"""Figures of units and answers on the plane, held against what they are drawn from."""

import torch

from workedout.experiments.dying_relu import POINTS
from workedout.figures.relu_plane import balances, cones, silences
from workedout.networks.models import Plane

BARE = Plane((2,), hidden_bias=False, output_bias=False)


def network_of(first, last):
    network = BARE().double()
    with torch.no_grad():
        network[0].weight.copy_(torch.tensor(first))
        network[2].weight.copy_(torch.tensor([last]))
    return network


def test_the_three_units_are_what_they_are_called():
    rows = {row[0]: tuple(map(int, row[3:])) for row in silences(POINTS.split().train).table.rows}
    negatives, positives = rows["active on both labels"]
    assert negatives > 0
    assert positives > 0
    assert rows["silent on all positives"][0] > 0
    assert rows["silent on all positives"][1] == 0
    assert rows["dead"] == (0, 0)


def test_the_sectors_of_a_network_are_found():
    upper = network_of([[0.0, 1.0], [0.0, -1.0]], [1.0, -1.0])  # z is x_2, whatever its sign
    never = network_of([[0.0, 1.0], [0.0, -1.0]], [-1.0, -1.0])
    figure = cones({"upper": upper, "never": never}, POINTS.split().train)
    assert set(figure.table.rows) == {
        ("upper", "0 to 180", "positive"),
        ("upper", "180 to 360", "negative"),
        ("never", "0 to 360", "negative"),
    }
    assert "upper, 50\N{NO-BREAK SPACE}% of the directions" in figure.alt


def test_a_weight_that_turned_is_counted():
    stays = torch.linspace(0.4, 0.1, 60)
    turns = torch.linspace(0.2, -0.2, 60)
    path = torch.stack([torch.stack([each, each.abs()], dim=1) for each in (stays, turns)], dim=1)
    figure = balances({"both": path})
    assert "both: 1 of 2" in figure.alt
    assert figure.table.rows[1][1:4:2] == ("0.20", "\N{MINUS SIGN}0.20")
