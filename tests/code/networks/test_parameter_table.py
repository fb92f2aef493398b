"""The parameter table: counted by formula, and held against the network."""

import pytest
import torch
from torch import nn

from workedout.networks.models import Bench, Mlp, Plane
from workedout.networks.parameter_table import parameter_table

IMAGE = (1, 28, 28)
COUNTS = {  # by hand
    Mlp(()): 7_850,
    Mlp((100,)): 79_510,
    Mlp((20,)): 15_910,
    Mlp((500, 300, 200)): 784 * 500 + 500 + 500 * 300 + 300 + 300 * 200 + 200 + 200 * 10 + 10,
    Bench((16, 32)): (16 * 9 + 16) + 32 + (32 * 16 * 9 + 32) + 64 + (32 * 49 * 10 + 10),
}


@pytest.mark.parametrize(("network", "count"), COUNTS.items(), ids=map(str, COUNTS))
def test_the_total_is_the_count_by_hand_and_the_count_of_the_tensors(network, count):
    built = network()
    assert parameter_table(built, IMAGE).total == count
    assert sum(parameter.numel() for parameter in built.parameters()) == count


def test_the_rows_follow_an_example_through_the_network():
    rows = parameter_table(Bench((4, 6))(), IMAGE).rows
    assert [row.output for row in rows] == [
        (4, 28, 28), (4, 28, 28), (4, 28, 28), (4, 14, 14),
        (6, 14, 14), (6, 14, 14), (6, 14, 14), (6, 7, 7),
        (294,), (294,), (10,),
    ]  # fmt: skip


FORMULAS = {
    "a dense layer": (nn.Linear(3, 2), (3,), "3 × 2 + 2", 8),
    "a dense layer without biases": (nn.Linear(3, 2, bias=False), (3,), "3 × 2", 6),
    "a convolution": (nn.Conv2d(3, 4, (5, 2)), (3, 9, 9), "4 × (3 × 5 × 2) + 4", 124),
    "one without biases": (nn.Conv2d(3, 4, 5, bias=False), (3, 9, 9), "4 × (3 × 5 × 5)", 300),
    "one in groups": (nn.Conv2d(4, 4, 3, groups=2), (4, 9, 9), "4 × (2 × 3 × 3) + 4", 76),
    "batch norm": (nn.BatchNorm2d(4), (4, 9, 9), "2 × 4", 8),
    "batch norm of units": (nn.BatchNorm1d(4), (4,), "2 × 4", 8),
    "layer norm": (nn.LayerNorm(4), (4,), "2 × 4", 8),
    "a layer without parameters": (nn.ReLU(), (4,), "0", 0),
}


@pytest.mark.parametrize(("layer", "example", "formula", "count"), FORMULAS.values(), ids=FORMULAS)
def test_each_kind_of_layer_has_its_formula(layer, example, formula, count):
    (row,) = parameter_table(nn.Sequential(layer), example).rows
    assert (row.formula, row.count) == (formula, count)
    evaluated = eval(formula.replace("×", "*"))
    assert evaluated == count


UNKNOWN = {
    "a layer without a formula": nn.GroupNorm(2, 4),
    "batch norm without parameters": nn.Sequential(nn.BatchNorm2d(4, affine=False))[0],
}


@pytest.mark.parametrize("layer", UNKNOWN.values(), ids=UNKNOWN)
def test_a_count_that_no_formula_gives_is_refused(layer):
    with pytest.raises(ValueError, match="parameters, and the formula here gives"):
        parameter_table(nn.Sequential(layer), (4, 2, 4))


def test_counting_leaves_the_network_as_it_was():
    network = Bench((4, 6))()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    parameter_table(network, IMAGE)
    assert network.training
    assert all(layer.training for layer in network)
    after = network.state_dict()
    assert all(torch.equal(after[name], value) for name, value in before.items())


def test_a_network_of_doubles_is_counted_as_well():
    assert parameter_table(Plane((3,))().double(), (2,)).total == 13


def test_the_table_shows_itself_with_thousands_and_a_sum():
    table = parameter_table(Mlp((100,))(), IMAGE)
    assert "<td>784 × 100 + 100</td><td>78,500</td>" in table._repr_html_()
    assert "79,510" in table._repr_html_().split("<tfoot>")[1]
    assert str(table).splitlines()[-1].split() == ["all", "layers", "79,510"]
