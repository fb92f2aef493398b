"""The networks: plain layers in the stated order, and nothing that was not asked for."""

import pytest
import torch
from torch import nn

from workedout.models import Bench, Mlp, Plane

LAYERS = {
    Mlp(()): "Flatten Linear",
    Mlp((5,)): "Flatten Linear ReLU Linear",
    Mlp((5, 4)): "Flatten Linear ReLU Linear ReLU Linear",
    Mlp((5,), dropout=0.5): "Flatten Linear ReLU Dropout Linear",
    Mlp((5,), 0.5, 0.1): "Flatten Dropout Linear ReLU Dropout Linear",
    Plane((3,)): "Linear ReLU Linear Tanh",
    Plane((3, 2), "sigmoid"): "Linear Sigmoid Linear Sigmoid Linear Tanh",
    Bench(): "Conv2d BatchNorm2d ReLU MaxPool2d Conv2d BatchNorm2d ReLU MaxPool2d "
    "Flatten Dropout Linear",
}


@pytest.mark.parametrize(("network", "layers"), LAYERS.items(), ids=map(str, LAYERS))
def test_a_network_has_its_layers_in_order(network, layers):
    built = network()
    assert type(built) is nn.Sequential
    assert " ".join(type(layer).__name__ for layer in built) == layers


@pytest.mark.parametrize("network", [Mlp((5, 4)), Bench()], ids=str)
def test_images_become_ten_logits(network):
    assert network()(torch.zeros(3, 1, 28, 28)).shape == (3, 10)


def test_points_become_one_output_between_minus_one_and_one():
    outputs = Plane((3,))()(100 * torch.randn(50, 2))
    assert outputs.shape == (50, 1)
    assert outputs.abs().max() <= 1


def test_the_probabilities_of_dropping_go_where_they_belong():
    drops = [layer.p for layer in Mlp((5, 4), 0.4, 0.1)() if isinstance(layer, nn.Dropout)]
    assert drops == [0.1, 0.4, 0.4]


def test_weights_come_from_the_global_random_state():
    torch.manual_seed(3)
    first = Mlp((5,))()
    torch.manual_seed(3)
    assert torch.equal(Mlp((5,))()[1].weight, first[1].weight)
    assert not torch.equal(Mlp((5,))()[1].weight, first[1].weight)


def test_the_start_of_playground_is_small_weights_and_positive_biases():
    for layer in Plane((200,))():
        if isinstance(layer, nn.Linear):
            assert layer.weight.abs().max() <= 0.5
            assert layer.weight.min() < -0.4
            assert layer.weight.max() > 0.4
            assert torch.all(layer.bias == torch.tensor(0.1))


def test_the_start_of_zeros_is_all_zeros():
    assert all(not parameter.any() for parameter in Plane((3,), start="zeros")().parameters())


def test_a_description_is_a_value():
    assert Mlp((5,)) == Mlp((5,), dropout=0.0)
    assert hash(Mlp((5,))) == hash(Mlp((5,)))
    with pytest.raises(AttributeError):
        Mlp((5,)).hidden = (6,)


@pytest.mark.parametrize(
    "wrong", [{"activation": "swish"}, {"start": "zero"}, {"output": "relo"}], ids=str
)
def test_a_plane_refuses_a_name_that_it_does_not_know(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"unknown .*: one of"):
        Plane((2,), **wrong)
