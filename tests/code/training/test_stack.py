"""Stacked networks: each layer of each member computes what that layer computes by itself."""

from copy import deepcopy

import pytest
import torch
from torch import nn

from workedout.networks.models import ACTIVATIONS, Bench, Mlp, Plane
from workedout.training.stack import BATCHED, Stack, known, structure

MEMBERS, BATCH = 3, 6
TOLERANCE = 1e-12  # relative and absolute, in float64
IMAGES, ROWS = (2, 8, 8), (5,)

# For each layer, the shape of one example's inputs.
LAYERS = {
    "linear": (lambda: nn.Linear(5, 4), ROWS),
    "linear without bias": (lambda: nn.Linear(5, 4, bias=False), ROWS),
    "linear to one": (lambda: nn.Linear(5, 1), ROWS),
    "relu": (nn.ReLU, ROWS),
    "relu in place": (lambda: nn.ReLU(inplace=True), ROWS),
    "leaky relu": (lambda: nn.LeakyReLU(0.2), ROWS),
    "sigmoid": (nn.Sigmoid, ROWS),
    "tanh": (nn.Tanh, ROWS),
    "identity": (nn.Identity, ROWS),
    "softmax": (lambda: nn.Softmax(dim=-1), ROWS),
    "flatten": (nn.Flatten, IMAGES),
    "convolution": (lambda: nn.Conv2d(2, 3, 3, padding=1), IMAGES),
    "convolution without bias": (lambda: nn.Conv2d(2, 3, 3, bias=False), IMAGES),
    "convolution with strides": (lambda: nn.Conv2d(2, 3, 3, stride=2, padding="valid"), IMAGES),
    "dilated convolution": (lambda: nn.Conv2d(2, 3, 3, dilation=2, padding="same"), IMAGES),
    "convolution in groups": (lambda: nn.Conv2d(2, 4, (3, 1), groups=2), IMAGES),
    "batch norm of images": (lambda: nn.BatchNorm2d(2), IMAGES),
    "batch norm of rows": (lambda: nn.BatchNorm1d(5), ROWS),
    "batch norm with settings": (lambda: nn.BatchNorm2d(2, eps=0.1, momentum=0.3), IMAGES),
    "batch norm that never moves": (lambda: nn.BatchNorm1d(5, momentum=0.0), ROWS),
    "layer norm": (lambda: nn.LayerNorm(5), ROWS),
    "layer norm with settings": (lambda: nn.LayerNorm(5, eps=0.1), ROWS),
    "max pooling": (lambda: nn.MaxPool2d(2), IMAGES),
    "max pooling with settings": (lambda: nn.MaxPool2d(3, 2, 1, ceil_mode=True), IMAGES),
    "mean pooling": (lambda: nn.AvgPool2d(3, padding=1, count_include_pad=False), IMAGES),
}


def random(seed=0):
    return torch.Generator().manual_seed(seed)


def members_of(build, count=MEMBERS):
    """Networks of one layer, each with numbers of its own, statistics too."""
    networks = []
    for seed in range(count):
        network = nn.Sequential(build()).double()
        with torch.no_grad():
            for tensor in network.state_dict().values():
                if tensor.is_floating_point():  # variances stay above zero
                    tensor.add_(torch.rand(tensor.shape, generator=random(seed)).double())
        networks.append(network)
    return networks


def inputs_of(shape, seed=9, batch=BATCH):
    return torch.randn(MEMBERS, batch, *shape, generator=random(seed), dtype=torch.float64)


def assert_same(found, expected):
    torch.testing.assert_close(found, expected, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize(("build", "shape"), LAYERS.values(), ids=LAYERS)
def test_a_batched_layer_computes_what_each_members_own_does(build, shape):
    networks = members_of(build)
    stack = Stack(networks)
    for seed in (1, 2):  # twice, since statistics move
        outputs = stack(inputs_of(shape, seed))
        for member, (network, inputs) in enumerate(
            zip(networks, inputs_of(shape, seed), strict=True)
        ):
            assert_same(outputs[member], network(inputs))
    stack.training = False
    outputs = stack(inputs_of(shape))
    for member, (network, inputs) in enumerate(zip(networks, inputs_of(shape), strict=True)):
        assert_same(outputs[member], network.eval()(inputs))


@pytest.mark.parametrize(("build", "shape"), LAYERS.values(), ids=LAYERS)
def test_the_gradient_of_the_sum_is_each_members_own(build, shape):
    networks, inputs = members_of(build), inputs_of(shape)
    stack = Stack(networks)
    stacked_inputs = inputs.clone().requires_grad_()
    wanted = [*stack.parameters(), stacked_inputs]
    found = torch.autograd.grad((stack(stacked_inputs * 1) ** 3).sum(), wanted)
    for member, network in enumerate(networks):
        own_inputs = inputs[member].clone().requires_grad_()
        own = [*network.parameters(), own_inputs]
        expected = torch.autograd.grad((network(own_inputs * 1) ** 3).sum(), own)
        for stacked, single in zip(found, expected, strict=True):
            assert_same(stacked[member], single)


@pytest.mark.parametrize(("build", "shape"), LAYERS.values(), ids=LAYERS)
def test_unstacked_networks_hold_the_members_numbers(build, shape):
    networks = members_of(build)
    stack = Stack(networks)
    stack(inputs_of(shape))
    copies = [deepcopy(network) for network in networks]
    stack.unstack(copies)
    for network, copy, inputs in zip(networks, copies, inputs_of(shape), strict=True):
        network(inputs)
        for name, tensor in network.state_dict().items():
            assert_same(copy.state_dict()[name], tensor)


def test_every_layer_with_a_batched_form_is_tried_here():
    tried = {type(build()) for build, _ in LAYERS.values()}
    assert tried == set(BATCHED)
    assert known() == sorted(["Dropout", *(kind.__name__ for kind in tried)])
    assert set(ACTIVATIONS.values()) < tried


def test_stacking_leaves_the_networks_alone():
    networks = members_of(lambda: nn.Linear(5, 4))
    before = [deepcopy(network.state_dict()) for network in networks]
    stack = Stack(networks)
    with torch.no_grad():
        for tensor in stack.parameters():
            tensor.zero_()
    for network, state in zip(networks, before, strict=True):
        assert all(torch.equal(network.state_dict()[name], state[name]) for name in state)


def test_the_parameters_stand_in_the_order_of_the_networks_own():
    network = Bench((3, 4))()
    shapes = [(2, *parameter.shape) for parameter in network.parameters()]
    assert [tuple(p.shape) for p in Stack([network, Bench((3, 4))()]).parameters()] == shapes


def test_numbers_are_contiguous_whatever_the_members_memory_format():
    networks = [Bench((3, 4))().to(memory_format=torch.channels_last) for _ in range(2)]
    assert not networks[0][4].weight.is_contiguous()
    stack = Stack(networks)
    assert all(tensor.is_contiguous() for tensors in stack.tensors for tensor in tensors.values())
    stack.unstack(networks)
    assert not networks[0][4].weight.is_contiguous()


# Statistics of batch norm.


def test_the_statistics_of_a_member_come_from_its_own_inputs_alone():
    networks = [nn.Sequential(nn.BatchNorm1d(2)).double() for _ in range(2)]
    stack = Stack(networks)
    inputs = torch.zeros(2, 4, 2, dtype=torch.float64)
    inputs[1] = 100 + torch.arange(8.0).view(4, 2)
    stack(inputs)
    (tensors,) = stack.tensors
    assert tensors["running_mean"].tolist() == [[0, 0], [pytest.approx(10.3), pytest.approx(10.4)]]
    assert tensors["running_var"][0].tolist() == pytest.approx([0.9, 0.9])
    assert tensors["num_batches_tracked"].tolist() == [1, 1]


def test_evaluation_uses_each_members_statistics_and_leaves_them_alone():
    networks = members_of(lambda: nn.BatchNorm1d(5))
    stack = Stack(networks)
    stack.training = False
    same = inputs_of(ROWS)[:1].expand(MEMBERS, -1, -1)
    before = {name: tensor.clone() for name, tensor in stack.tensors[0].items()}
    outputs = stack(same)
    assert all(torch.equal(stack.tensors[0][name], tensor) for name, tensor in before.items())
    assert (outputs[0] - outputs[1]).abs().max() > 0.1


# Dropout.


def test_dropout_multiplies_by_the_mask_in_training_alone():
    stack = Stack([nn.Sequential(nn.Dropout(0.5)), nn.Sequential(nn.Dropout(0.1))])
    inputs = torch.ones(2, 3, 4)
    stack.masks = {0: torch.arange(24.0).view(2, 3, 4)}
    assert torch.equal(stack(inputs), stack.masks[0])
    stack.training = False
    assert torch.equal(stack(inputs), inputs)


# Hidden layers.

SEEN = {
    "two hidden layers": (lambda: Plane((3, 2))(), 2),
    "an output with an activation": (lambda: Plane((3,), output="relu")(), 1),
    "an output without": (lambda: Plane((3,), "sigmoid", output="none")(), 1),
    "no hidden layer": (lambda: Plane(())(), 0),
}


@pytest.mark.parametrize(("build", "layers"), SEEN.values(), ids=SEEN)
def test_what_is_seen_inside_are_the_hidden_layers_after_their_activation(build, layers):
    networks = [build().double() for _ in range(MEMBERS)]
    inputs = inputs_of((2,))
    outputs, hidden = Stack(networks).seen_inside(inputs)
    assert len(hidden) == layers
    for member, network in enumerate(networks):
        assert_same(outputs[member], network(inputs[member]))
        for number, layer in enumerate(hidden, start=1):
            assert_same(layer[member], network[: 2 * number](inputs[member]))


# What can be stacked.


class Doubled(nn.Module):
    def forward(self, values):
        return 2 * values


WITHOUT = {
    "a layer of one's own": (Doubled(), "Doubled"),
    "a dropout of whole channels": (nn.Dropout2d(0.5), "Dropout2d"),
    "layers within layers": (nn.Sequential(nn.ReLU()), "Sequential"),
    "a norm of another kind": (nn.GroupNorm(1, 3), "GroupNorm"),
    "layer norm without a scale": (nn.LayerNorm(3, elementwise_affine=False), "LayerNorm"),
    "layer norm without a shift": (nn.LayerNorm(3, bias=False), "LayerNorm"),
    "layer norm of whole images": (nn.LayerNorm((3, 3)), "LayerNorm"),
    "flattening elsewhere": (nn.Flatten(0), "Flatten"),
    "a convolution with a mirrored edge": (
        nn.Conv2d(1, 1, 3, padding=1, padding_mode="reflect"),
        "Conv2d",
    ),
    "batch norm with the mean of all batches": (nn.BatchNorm2d(3, momentum=None), "BatchNorm2d"),
    "batch norm without statistics": (nn.BatchNorm1d(3, track_running_stats=False), "BatchNorm1d"),
    "batch norm without a scale": (nn.BatchNorm1d(3, affine=False), "BatchNorm1d"),
    "pooling that tells where": (nn.MaxPool2d(2, return_indices=True), "MaxPool2d"),
    "softmax along another axis": (nn.Softmax(dim=0), "Softmax"),
}


@pytest.mark.parametrize(("layer", "name"), WITHOUT.values(), ids=WITHOUT)
def test_a_layer_without_a_batched_form_is_refused_by_name(layer, name):
    with pytest.raises(ValueError, match=f"no batched form of {name}"):
        structure(lambda: nn.Sequential(nn.ReLU(), layer))


PAIRS = {
    "another width": (Mlp((5,)), Mlp((6,))),
    "another depth": (Mlp((5,)), Mlp((5, 5))),
    "another activation": (Plane((3,)), Plane((3,), "tanh")),
    "another output": (Plane((3,)), Plane((3,), output="none")),
    "no bias": (Plane((3,)), Plane((3,), output_bias=False)),
    "dropout and none": (Mlp((5,)), Mlp((5,), dropout=0.5)),
    "another slope": (
        lambda: nn.Sequential(nn.LeakyReLU(0.1)),
        lambda: nn.Sequential(nn.LeakyReLU(0.2)),
    ),
    "another way to count at the edge": (
        lambda: nn.Sequential(nn.AvgPool2d(2)),
        lambda: nn.Sequential(nn.AvgPool2d(2, count_include_pad=False)),
    ),
    "a stiffer norm": (
        lambda: nn.Sequential(nn.BatchNorm1d(2)),
        lambda: nn.Sequential(nn.BatchNorm1d(2, momentum=0.2)),
    ),
}
ALIKE = {
    "other weights": (Mlp((5,)), Mlp((5,))),
    "another start": (Plane((3,)), Plane((3,), start="zeros")),
    "another dropout": (Bench((3, 4), 0.1), Bench((3, 4), 0.9)),
}


@pytest.mark.parametrize(("first", "second"), PAIRS.values(), ids=PAIRS)
def test_networks_that_differ_have_another_structure(first, second):
    assert structure(first) != structure(second)


@pytest.mark.parametrize(("first", "second"), ALIKE.values(), ids=ALIKE)
def test_networks_that_can_be_stacked_have_the_same_structure(first, second):
    assert structure(first) == structure(second)


def test_to_ask_for_the_structure_leaves_the_callers_random_state_alone():
    torch.manual_seed(11)
    state = torch.get_rng_state()
    structure(Bench((3, 4)))
    assert torch.equal(torch.get_rng_state(), state)
