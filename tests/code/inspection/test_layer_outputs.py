"""Reading layers by hooks: of any network, without a trace in it."""

import pytest
import torch
from torch import nn

from workedout.errors import WorkedOutError
from workedout.inspection.layer_outputs import Readings, chosen, reading
from workedout.networks.pretrained_weights import bare

IMAGE = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
# One of each kind: plain, fire modules, residual, concatenating, several outputs, and attention.
NETWORKS = {
    "alexnet": 64,
    "squeezenet1_0": 64,
    "resnet18": 64,
    "densenet121": 64,
    "mobilenet_v3_small": 64,
    "googlenet": 64,
    "vit_b_32": 224,
}


def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(inplace=True), nn.Flatten(), nn.LazyLinear(5))


@pytest.mark.filterwarnings("ignore:The default weight initialization of GoogleNet")
@pytest.mark.parametrize("architecture", NETWORKS)
def test_every_layer_that_holds_no_other_is_read_or_was_never_called(architecture):
    torch.manual_seed(0)
    net = bare(architecture, classes=10).eval()
    side = NETWORKS[architecture]
    called = set()

    class Noting(nn.Module):
        def __init__(self, layer, name):
            super().__init__()
            self.layer, self.name = layer, name

        def forward(self, *inputs, **named):
            called.add(self.name)
            return self.layer(*inputs, **named)

    names = chosen(net, ())
    with torch.no_grad(), reading(net) as read:
        net(torch.zeros(1, 3, side, side))
    # Counted otherwise: each layer wrapped in one that notes its own call.
    for name in names:
        if "out_proj" not in name:  # attention reads its weights, and calls nothing
            parent, _, last = name.rpartition(".")
            setattr(net.get_submodule(parent), last, Noting(names[name], name))
    with torch.no_grad():
        net(torch.zeros(1, 3, side, side))
    assert set(read) == called
    assert len(called) > 15


def test_the_last_layer_is_the_output():
    net = network()
    with reading(net, "3") as read:
        outputs = net(IMAGE)
    assert torch.equal(read["3"][0], outputs)


def test_what_an_in_place_layer_overwrites_was_copied_before():
    net = network()
    with reading(net, "0", "1") as read:
        net(IMAGE)
    sums, after = read["0"][0], read["1"][0]
    assert torch.equal(sums, net[0](IMAGE))
    assert sums.min() < 0 == after.min()


def test_a_layer_that_is_used_twice_has_two_entries():
    shared = nn.Linear(4, 4)
    net = nn.Sequential(shared, nn.ReLU(), shared)
    x = torch.ones(1, 4)
    with reading(net, "0") as read:
        outputs = net(x)
    first, second = read["0"]
    assert torch.equal(first, shared(x))
    assert torch.equal(second, outputs)


def test_outputs_in_tuples_and_dicts_are_copied():
    class Several(nn.Module):
        def forward(self, x):
            return {"pair": (x, [x + 1]), "note": "text"}

    net = Several()
    x = torch.zeros(2)
    with reading(net, "") as read:
        net(x)
    x += 5
    (output,) = read[""]
    assert output["note"] == "text"
    assert [value.tolist() for value in (output["pair"][0], output["pair"][1][0])] == [
        [0, 0],
        [1, 1],
    ]


def hooks(net):
    return sum(len(layer._forward_hooks) for layer in net.modules())


def test_afterwards_no_hook_is_left_even_after_an_error():
    net = network()
    net(IMAGE)
    with reading(net):
        assert hooks(net) == 4
    assert hooks(net) == 0
    with pytest.raises(RuntimeError), reading(net):
        net(torch.zeros(1, 5, 5))  # one channel
    assert hooks(net) == 0
    with pytest.raises(WorkedOutError), reading(net, "0", "nowhere"):
        pass
    assert hooks(net) == 0


def test_reading_changes_no_output_and_no_gradient():
    net = network()
    net(IMAGE)
    plain = torch.autograd.grad(net(IMAGE).sum(), list(net.parameters()))
    with reading(net) as read:
        outputs = net(IMAGE)
        hooked = torch.autograd.grad(outputs.sum(), list(net.parameters()))
    assert all(torch.equal(a, b) for a, b in zip(plain, hooked, strict=True))
    assert not any(each[0].requires_grad for each in read.values())


def test_an_unknown_layer_is_named_with_the_nearest_ones():
    with (
        pytest.raises(WorkedOutError, match=r"no layer 'feature.0'; it has features.0"),
        reading(bare("squeezenet1_0"), "feature.0"),
    ):
        pass


def test_a_layer_that_was_not_called_says_so():
    with pytest.raises(WorkedOutError, match="was not called"):
        Readings()["features.0"]
