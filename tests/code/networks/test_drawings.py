"""How a miniature draws first weights: in float64, and nothing else changes."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from workedout.networks.drawings import DRAWINGS, NEWEST, DrawnInFloat64, HeldBiases
from workedout.networks.models import Bench, Cnn, Mlp, Plane

NETWORKS = {
    "dense": Mlp((6,), batch_norm=True),
    "a start of its own": Mlp((6,), start="he"),
    "normal": Mlp((6,), start="normal"),
    "convolutions": Bench((2, 3)),
    "blocks": Cnn(((2,), (3,))),
    "points": Plane((3,)),
}


def drawn(build):
    torch.manual_seed(1)
    return list(build().parameters())


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_first_weights_are_drawn_in_float64_not_rounded_to_float32(network):
    parameters = drawn(DrawnInFloat64(network))
    assert {p.dtype for p in parameters} == {torch.float64}
    fine = [p for p in parameters if not torch.equal(p, p.float().double())]
    assert any(p.dim() > 1 for p in fine)


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_real_trainings_still_draw_in_float32(network):
    assert DRAWINGS["float32"](network) is network
    assert {p.dtype for p in drawn(network)} == {torch.float32}


def test_the_newest_way_is_known():
    assert DRAWINGS[NEWEST] is HeldBiases


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_the_newest_way_draws_the_same_and_holds_biases_before_batch_norm_alone(network):
    usual, held = drawn(DrawnInFloat64(network)), drawn(HeldBiases(network))
    assert all(torch.equal(a, b) for a, b in zip(usual, held, strict=True))
    layers = list(HeldBiases(network)())
    expected = [
        layer.bias
        for layer, after in pairwise(layers)
        if isinstance(after, nn.BatchNorm1d | nn.BatchNorm2d)
    ]
    found = [p for layer in layers for p in layer.parameters() if not p.requires_grad]
    assert list(map(id, found)) == list(map(id, expected))


def test_a_layer_before_batch_norm_may_have_no_bias():
    bare = HeldBiases(lambda: nn.Sequential(nn.Linear(2, 2, bias=False), nn.BatchNorm1d(2)))
    assert all(p.requires_grad for p in bare().parameters())


def test_the_default_comes_back_after_an_error():
    def broken():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        DrawnInFloat64(broken)()
    assert torch.get_default_dtype() is torch.float32


def test_networks_drawn_alike_are_one_key():
    assert len({DrawnInFloat64(Mlp((6,))), DrawnInFloat64(Mlp((6,)))}) == 1
