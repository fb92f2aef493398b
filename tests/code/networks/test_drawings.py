"""How a miniature draws first weights: in float64, and nothing else changes."""

import pytest
import torch

from workedout.networks.drawings import DRAWINGS, NEWEST, DrawnInFloat64
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
    assert DRAWINGS[NEWEST] is DrawnInFloat64


def test_the_default_comes_back_after_an_error():
    def broken():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        DrawnInFloat64(broken)()
    assert torch.get_default_dtype() is torch.float32


def test_networks_drawn_alike_are_one_key():
    assert len({DrawnInFloat64(Mlp((6,))), DrawnInFloat64(Mlp((6,)))}) == 1
