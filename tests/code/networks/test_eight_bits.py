"""Weights in eight bits: near the ones that were trained, in a quarter of the room, and checked."""

import pytest
import safetensors.torch
import torch
from torch import nn

from workedout.networks.eight_bits import STEPS, from_eight_bits, in_eight_bits, restored
from workedout.networks.models import Cnn, Mlp
from workedout.networks.pretrained_weights import WeightsError, decoded

NETWORKS = {"dense": Mlp((16,)), "convolutional": Cnn(((4,), (8,)))}


def drawn(description, seed=0):
    torch.manual_seed(seed)
    return description()


@pytest.mark.parametrize("description", NETWORKS.values(), ids=NETWORKS)
def test_each_weight_comes_back_within_half_a_step_of_its_row(description):
    network, again = drawn(description), drawn(description, seed=1)
    from_eight_bits(again, in_eight_bits(network))
    for (name, before), after in zip(
        network.state_dict().items(), again.state_dict().values(), strict=True
    ):
        if before.dim() < 2:
            assert torch.equal(after, before), name
            continue
        step = before.flatten(1).abs().amax(dim=1) / STEPS
        farthest = (after - before).flatten(1).abs().amax(dim=1)
        assert (farthest <= step / 2 * (1 + 1e-5)).all(), name
        assert not torch.equal(after, before), name


def test_what_came_back_is_stored_and_comes_back_as_it_is():
    network, again = drawn(Mlp((16,))), drawn(Mlp((16,)))
    from_eight_bits(network, in_eight_bits(network))
    from_eight_bits(again, in_eight_bits(network))
    assert all(map(torch.equal, network.state_dict().values(), again.state_dict().values()))


def test_a_restored_network_has_the_numbers_of_its_file_and_no_generator_moves():
    network = drawn(Mlp((16,)))
    from_eight_bits(network, encoded := in_eight_bits(network))
    before = torch.get_rng_state()
    again = restored(Mlp((16,)), encoded)
    assert torch.equal(torch.get_rng_state(), before)
    assert all(map(torch.equal, network.state_dict().values(), again.state_dict().values()))


def test_a_file_takes_little_more_than_a_byte_a_weight():
    network = drawn(Mlp((100,)))
    weights = sum(each.numel() for each in network.parameters())
    assert weights < len(in_eight_bits(network)) < 1.05 * weights


def test_a_row_of_zeros_stays_one():
    network = nn.Sequential(nn.Linear(3, 2))
    network[0].weight.data.zero_()
    from_eight_bits(network, in_eight_bits(network))
    assert torch.equal(network[0].weight, torch.zeros(2, 3))


FAULTS = {
    "a missing scale": (lambda t: t.pop("1.weight.scale"), "1.weight has no scale"),
    "a scale of another length": (
        lambda t: t.update({"1.weight.scale": torch.ones(3)}),
        "1.weight has no scale for each of its rows",
    ),
    "a scale of nothing": (lambda t: t.pop("1.weight"), "1.weight.scale is the scale of nothing"),
    "a missing bias": (lambda t: t.pop("1.bias"), "1.bias is missing"),
    "another shape": (lambda t: t.update({"1.bias": torch.ones(3)}), "1.bias is (3,)"),
}


@pytest.mark.parametrize(("break_it", "said"), FAULTS.values(), ids=FAULTS)
def test_a_file_that_does_not_fit_is_named_and_changes_nothing(break_it, said):
    network = drawn(Mlp((16,)))
    before = {name: value.clone() for name, value in network.state_dict().items()}
    tensors = decoded(in_eight_bits(drawn(Mlp((16,)), seed=1)))
    break_it(tensors)
    with pytest.raises(WeightsError) as error:
        from_eight_bits(network, safetensors.torch.save(tensors))
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
