"""Looking into a convolutional network: filters, maps, and pictures of them."""

import numpy as np
import pytest
import torch

from workedout.inspection.feature_maps import first_filters, maps, tiled
from workedout.networks.models import Cnn

NETWORK = Cnn(((2, 3), (4,)), dropout=0.5)


@pytest.fixture
def network():
    torch.manual_seed(0)
    return NETWORK()


def test_the_filters_are_those_of_the_first_convolution(network):
    assert first_filters(network).shape == (2, 3, 3)
    assert torch.equal(first_filters(network), network[0].weight[:, 0])
    assert not first_filters(network).requires_grad


def test_the_maps_are_what_stands_before_each_pooling(network):
    image = torch.randn(1, 28, 28)
    first, second = maps(network, image)
    assert (first.shape, second.shape) == ((3, 28, 28), (4, 14, 14))
    network.eval()
    expected = network[:6](image[None])  # two convolutions, each with batch norm and ReLU
    assert torch.equal(first, expected[0])
    assert torch.equal(second, network[6:11](expected)[0])


@pytest.mark.parametrize("mode", [True, False])
def test_the_network_is_left_as_it_was(network, mode):
    network.train(mode)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    maps(network, torch.randn(1, 28, 28))
    assert network.training is mode
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert not any(layer._forward_hooks for layer in network.modules())


def test_tiles_stand_side_by_side_on_one_scale():
    tiles = np.arange(12.0).reshape(3, 2, 2)
    picture = tiled(tiles, columns=2)
    assert picture.shape == (5, 5)
    assert np.allclose(picture[:2, :2] * 11, [[0, 1], [2, 3]])
    assert np.allclose(picture[:2, 3:] * 11, [[4, 5], [6, 7]])
    assert np.allclose(picture[3:, :2] * 11, [[8, 9], [10, 11]])
    assert not picture[2].any()
    assert not picture[3:, 3:].any()
