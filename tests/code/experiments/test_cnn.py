"""The convolutional networks: layers, shapes, counts, and the settings of their search."""

import pytest
import torch
from torch import nn

from workedout.experiments.cnn import BATCH, CANDIDATES, PARAMETERS, SEARCH
from workedout.networks.models import Cnn
from workedout.networks.parameter_table import parameters_of

ALLOWED = (
    nn.Linear, nn.Conv2d, nn.MaxPool2d, nn.BatchNorm2d, nn.Dropout, nn.ReLU, nn.Softmax, nn.Flatten,
)  # fmt: skip
EVERY = [each for candidates in CANDIDATES.values() for each in candidates]


def test_layers_stand_in_the_order_of_the_description():
    network = Cnn(((2, 3), (4,)), 5, dense=6, block_dropout=0.1, dropout=0.2)()
    kinds = [type(layer).__name__ for layer in network]
    convolution, end = ["Conv2d", "BatchNorm2d", "ReLU"], ["MaxPool2d", "Dropout"]
    dense = ["Flatten", "Linear", "ReLU", "Dropout", "Linear"]
    assert kinds == [*convolution, *convolution, *end, *convolution, *end, *dense]
    assert [layer.p for layer in network if isinstance(layer, nn.Dropout)] == [0.1, 0.1, 0.2]
    shapes = [tuple(layer.weight.shape) for layer in network if isinstance(layer, nn.Conv2d)]
    assert shapes == [(2, 1, 5, 5), (3, 2, 5, 5), (4, 3, 5, 5)]
    assert [layer.weight.shape[1] for layer in network if isinstance(layer, nn.Linear)] == [196, 6]


# By hand: k*k*inputs*outputs + outputs of a convolution, twice the channels of its batch norm.
COUNTS = {
    Cnn(((2,),)): 9 * 2 + 2 + 4 + (2 * 196) * 10 + 10,
    Cnn(((2, 3), (4,)), 5, 6): 52 + 4 + 153 + 6 + 304 + 8 + 196 * 6 + 6 + 6 * 10 + 10,
}


@pytest.mark.parametrize(("network", "count"), COUNTS.items(), ids=map(str, COUNTS))
def test_parameters_are_as_counted_by_hand(network, count):
    assert parameters_of(network()) == count


@pytest.mark.parametrize("blocks", [((2,),), ((2, 2), (2,)), ((2,),) * 4])
def test_ten_logits_come_out_whatever_the_blocks(blocks):
    assert Cnn(blocks)()(torch.zeros(3, 1, 28, 28)).shape == (3, 10)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"blocks": ((2,),), "kernel": 4}, "odd kernel, got 4"),
        ({"blocks": ((2,), ())}, "a convolution each"),
        ({"blocks": ((2,),) * 5}, "1 to 4 blocks"),
    ],
)
def test_what_cannot_be_built_is_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        Cnn(**settings)


@pytest.mark.parametrize("candidate", EVERY, ids=lambda each: each.name)
def test_each_candidate_keeps_the_rules(candidate):
    network = candidate.network()
    assert all(isinstance(layer, ALLOWED) for layer in network)
    assert {nn.Dropout, nn.BatchNorm2d} <= {type(layer) for layer in network}
    assert parameters_of(network) < PARAMETERS
    assert candidate.recipe(1).batch_size == BATCH == 32


def test_the_search_reads_no_test_image_and_names_its_candidates():
    assert not any(arm.data.reads_test_set for arm in SEARCH.arms)
    assert len({arm.name for arm in SEARCH.arms}) == len(EVERY)


def test_networks_of_two_convolutions_have_two():
    for candidate in CANDIDATES["two convolutions"]:
        assert sum(isinstance(layer, nn.Conv2d) for layer in candidate.network()) == 2
