"""A network that starts from another: what comes from the file, what is drawn, what can move."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from workedout.experiments.transfer import MNIST, NETWORK
from workedout.networks import transferred
from workedout.networks.pretrained_weights import WeightsError
from workedout.networks.transferred import Transferred, kept_weights
from workedout.records.lookup import kept_network

FROZEN = Transferred(NETWORK, MNIST.record, MNIST.sha256, frozen=True)
TUNED = Transferred(NETWORK, MNIST.record, MNIST.sha256, frozen=False)
IMAGES = torch.randn(6, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def built(description, seed=3):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return description()


def learned(network):
    """The network after some steps on noise."""
    network.train()
    optimizer = torch.optim.AdamW(network.parameters(), 0.1, weight_decay=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        F.cross_entropy(network(IMAGES), torch.arange(6)).backward()
        optimizer.step()
    return network


@pytest.mark.parametrize("description", [FROZEN, TUNED], ids=["frozen", "fine-tuned"])
def test_all_but_the_last_layer_are_those_of_the_kept_network(description):
    kept = kept_network(MNIST.record).network
    network = built(description).eval()
    with torch.no_grad():
        features = network[0](IMAGES) if description.frozen else network[:-1](IMAGES)
        torch.testing.assert_close(features, kept[:-1](IMAGES))


def test_the_last_layer_is_drawn_as_that_of_a_network_without_a_past():
    theirs = built(NETWORK)[-1]
    for description in (FROZEN, TUNED):
        new = built(description)[-1]
        assert torch.equal(new.weight, theirs.weight)
        assert torch.equal(new.bias, theirs.bias)
    assert not torch.equal(built(TUNED, seed=4)[-1].weight, theirs.weight)


def test_it_has_as_many_outputs_as_the_new_question_has_classes():
    network = built(Transferred(NETWORK, MNIST.record, MNIST.sha256, frozen=False, outputs=3))
    assert network(IMAGES).shape == (6, 3)


def test_of_a_frozen_network_the_last_layer_alone_moves():
    network = built(FROZEN)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    learned(network)
    moved = {
        name for name, now in network.state_dict().items() if not torch.equal(now, before[name])
    }
    assert moved == {"1.weight", "1.bias"}
    assert not any(layer.training for layer in network[0].modules())


def test_of_a_fine_tuned_network_all_layers_move_and_its_running_means():
    network = built(TUNED)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    learned(network)
    assert not any(torch.equal(now, before[name]) for name, now in network.state_dict().items())


def test_features_are_the_same_in_training_and_in_evaluation():
    network = built(FROZEN)
    torch.testing.assert_close(network.train()(IMAGES), network.eval()(IMAGES))
    assert isinstance(network[1], nn.Linear)


def test_weights_that_are_missing_or_others_are_refused(tmp_path, monkeypatch):
    with pytest.raises(WeightsError, match="is another network than expected"):
        kept_weights(MNIST.record, "0" * 64)
    monkeypatch.setattr(transferred, "FOLDER", tmp_path)
    with pytest.raises(WeightsError, match="cannot be read"):
        built(FROZEN)
