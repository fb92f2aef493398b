"""The networks: plain layers in the stated order, and nothing that was not asked for."""

import math

import pytest
import torch
from torch import nn

from workedout.data.mnist import MEAN, STANDARD_DEVIATION
from workedout.networks.models import Bench, Mlp, Plane

LAYERS = {
    Mlp(()): "Flatten Linear",
    Mlp((5,)): "Flatten Linear ReLU Linear",
    Mlp((5, 4)): "Flatten Linear ReLU Linear ReLU Linear",
    Mlp((5,), dropout=0.5): "Flatten Linear ReLU Dropout Linear",
    Mlp((5,), 0.5, 0.1): "Flatten Dropout Linear ReLU Dropout Linear",
    Mlp((5,), softmax=True): "Flatten Linear ReLU Linear Softmax",
    Mlp((5, 4), activation="sigmoid"): "Flatten Linear Sigmoid Linear Sigmoid Linear",
    Mlp((5,), batch_norm=True): "Flatten Linear BatchNorm1d ReLU Linear",
    Mlp((5,), 0.5, batch_norm=True): "Flatten Linear BatchNorm1d ReLU Dropout Linear",
    Mlp((5,), 0.5, layer_norm=True): "Flatten Linear LayerNorm ReLU Dropout Linear",
    Plane((3,)): "Linear ReLU Linear Tanh",
    Plane((3, 2), "sigmoid"): "Linear Sigmoid Linear Sigmoid Linear Tanh",
    Plane((3,), "tanh", output="none"): "Linear Tanh Linear Identity",
    Plane((3,), "leaky-relu", output="relu"): "Linear LeakyReLU Linear ReLU",
    Plane(()): "Linear Tanh",
    Bench(pooling="average"): "Conv2d BatchNorm2d ReLU AvgPool2d Conv2d BatchNorm2d ReLU AvgPool2d "
    "Flatten Dropout Linear",
    Bench(pooling="stride"): "Conv2d BatchNorm2d ReLU Conv2d BatchNorm2d ReLU "
    "Flatten Dropout Linear",
    Bench(): "Conv2d BatchNorm2d ReLU MaxPool2d Conv2d BatchNorm2d ReLU MaxPool2d "
    "Flatten Dropout Linear",
    Bench(batch_norm=False): "Conv2d ReLU MaxPool2d Conv2d ReLU MaxPool2d Flatten Dropout Linear",
    Bench(margin=4): "ConstantPad2d Conv2d BatchNorm2d ReLU MaxPool2d Conv2d BatchNorm2d ReLU "
    "MaxPool2d Flatten Dropout Linear",
}
# Features before the output layer: channels times what is left of the image.
PADDINGS = {
    Bench(): 32 * 7 * 7,
    Bench(padding="replicate"): 32 * 7 * 7,
    Bench(padding="none"): 32 * 5 * 5,
    Bench(margin=4): 32 * 9 * 9,
    Bench((3, 5), padding="none", margin=1): 5 * 6 * 6,
}


@pytest.mark.parametrize(("network", "layers"), LAYERS.items(), ids=map(str, LAYERS))
def test_a_network_has_its_layers_in_order(network, layers):
    built = network()
    assert type(built) is nn.Sequential
    assert " ".join(type(layer).__name__ for layer in built) == layers


@pytest.mark.parametrize("network", [Mlp((5, 4)), Bench()], ids=str)
def test_images_become_ten_logits(network):
    assert network()(torch.zeros(3, 1, 28, 28)).shape == (3, 10)


@pytest.mark.parametrize(("network", "features"), PADDINGS.items(), ids=map(str, PADDINGS))
def test_a_bench_network_has_as_many_features_as_its_padding_leaves(network, features):
    built = network()
    assert built[-1].in_features == features
    assert built(torch.zeros(3, 1, 28, 28)).shape == (3, 10)


@pytest.mark.parametrize("padding", ["zeros", "replicate"])
def test_a_bench_network_pads_as_it_says(padding):
    convolutions = [each for each in Bench(padding=padding)() if isinstance(each, nn.Conv2d)]
    assert [(each.padding, each.padding_mode) for each in convolutions] == [((1, 1), padding)] * 2


def test_the_margin_of_a_bench_network_is_black():
    margin, *_ = Bench(margin=2)()
    black = (0 - MEAN) / STANDARD_DEVIATION
    padded = margin(torch.full((1, 1, 28, 28), 3.0))
    assert padded.shape == (1, 1, 32, 32)
    assert (padded == 3).sum() == 28 * 28
    assert padded[padded != 3].tolist() == pytest.approx([black] * (32 * 32 - 28 * 28))


def test_a_bench_network_refuses_a_padding_that_it_does_not_know():
    with pytest.raises(ValueError, match="expected 'zeros', 'replicate' or 'none', got 'same'"):
        Bench(padding="same")


def test_a_softmax_layer_gives_probabilities():
    outputs = Mlp((5,), softmax=True)()(torch.randn(3, 1, 28, 28))
    assert outputs.min() > 0
    torch.testing.assert_close(outputs.sum(dim=1), torch.ones(3))


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


def started(start):
    """The layers of a wide network: 2 inputs, 300 units, 200 units, 1 output."""
    torch.manual_seed(1)
    return [layer for layer in Plane((300, 200), start=start)() if isinstance(layer, nn.Linear)]


@pytest.mark.parametrize(("start", "value"), [("zeros", 0.0), ("constant", 0.1)])
def test_a_start_of_equal_numbers_has_them_in_weights_and_biases(start, value):
    for layer in started(start):
        assert torch.all(layer.weight == torch.tensor(value))
        assert torch.all(layer.bias == torch.tensor(value))


BOUNDS = {
    "small": lambda inputs, units: 0.01,
    "xavier": lambda inputs, units: math.sqrt(6 / (inputs + units)),
}


@pytest.mark.parametrize(("start", "bound"), BOUNDS.items(), ids=BOUNDS)
def test_a_uniform_start_fills_its_interval_and_has_no_biases(start, bound):
    for layer in started(start):
        limit = bound(layer.in_features, layer.out_features)
        assert layer.weight.abs().max() <= limit
        assert layer.weight.max() > 0.9 * limit
        assert layer.weight.min() < -0.9 * limit
        assert layer.weight.std().item() == pytest.approx(limit / math.sqrt(3), rel=0.2)
        assert not layer.bias.any()


def test_the_start_of_he_is_normal_with_a_variance_of_two_over_the_inputs():
    for layer in started("he"):
        deviation = math.sqrt(2 / layer.in_features)
        assert layer.weight.std().item() == pytest.approx(deviation, rel=0.2)
        assert layer.weight.mean().item() == pytest.approx(0, abs=0.2 * deviation)
        assert layer.weight.abs().max() > 2 * deviation  # beyond any uniform one of this variance
        assert not layer.bias.any()


def first_layers(**settings):
    torch.manual_seed(1)
    return [each for each in Mlp((300, 200), **settings)() if isinstance(each, nn.Linear)]


def test_a_network_for_digits_starts_as_pytorch_does_unless_it_says_otherwise():
    torch.manual_seed(1)
    plain = [nn.Linear(*size) for size in ((784, 300), (300, 200), (200, 10))]
    for mine, each in zip(first_layers(), plain, strict=True):
        assert torch.equal(mine.weight, each.weight)
        assert torch.equal(mine.bias, each.bias)


def test_both_norms_at_once_are_refused() -> None:
    with pytest.raises(ValueError, match="batch_norm or layer_norm, got both"):
        Mlp((5,), batch_norm=True, layer_norm=True)


def test_layer_norm_leaves_the_first_weights_as_they_were():
    for mine, each in zip(first_layers(layer_norm=True), first_layers(), strict=True):
        assert torch.equal(mine.weight, each.weight)


def test_batch_norm_leaves_the_first_weights_as_they_were():
    for mine, each in zip(first_layers(batch_norm=True), first_layers(), strict=True):
        assert torch.equal(mine.weight, each.weight)


def test_a_normal_start_has_variance_1_in_weights_and_biases():
    for layer in first_layers(start="normal"):
        assert layer.weight.std().item() == pytest.approx(1, rel=0.1)
        assert layer.weight.mean().item() == pytest.approx(0, abs=0.1)
        assert layer.bias.std().item() == pytest.approx(1, rel=0.5)


def test_the_starts_of_the_plane_are_there_for_digits():
    for layer in first_layers(start="zeros"):
        assert not layer.weight.any()


def test_biases_are_left_out_where_they_are_not_wanted():
    hidden, _, output, _ = Plane((3,), hidden_bias=False)()
    assert (hidden.bias is None, output.bias is None) == (True, False)
    hidden, _, output, _ = Plane((3,), output_bias=False)()
    assert (hidden.bias is None, output.bias is None) == (False, True)


def test_the_leak_is_a_hundredth():
    _, leaky, *_ = Plane((3,), "leaky-relu")()
    assert leaky(torch.tensor([-1.0, 2.0])).tolist() == pytest.approx([-0.01, 2.0])


def test_a_description_is_a_value():
    assert Mlp((5,)) == Mlp((5,), dropout=0.0)
    assert hash(Mlp((5,))) == hash(Mlp((5,)))
    with pytest.raises(AttributeError):
        Mlp((5,)).hidden = (6,)


@pytest.mark.parametrize(
    "wrong", [{"activation": "swish"}, {"start": "zero"}, {"output": "sigmoid"}], ids=str
)
def test_a_plane_refuses_a_name_that_it_does_not_know(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"unknown .*: one of"):
        Plane((2,), **wrong)


@pytest.mark.parametrize("wrong", [{"activation": "swish"}, {"start": "zero"}], ids=str)
def test_a_network_for_digits_refuses_a_name_that_it_does_not_know(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"unknown .*: one of"):
        Mlp((2,), **wrong)


def test_a_bench_network_without_pooling_keeps_one_value_of_each_window():
    pooled, strided = Bench(), Bench(pooling="stride")
    shapes = [[p.shape for p in build().parameters()] for build in (pooled, strided)]
    assert shapes[0] == shapes[1]
    whole, part = pooled()[0], strided()[0]
    part.load_state_dict(whole.state_dict())
    images = torch.randn(2, 1, 28, 28)
    torch.testing.assert_close(part(images), whole(images)[:, :, ::2, ::2])


@pytest.mark.parametrize("pooling", ["max", "average", "stride"])
@pytest.mark.parametrize("change", [{}, {"padding": "none"}, {"margin": 3}], ids=str)
def test_every_bench_network_gives_ten_logits(pooling, change):
    assert Bench(pooling=pooling, **change)()(torch.zeros(3, 1, 28, 28)).shape == (3, 10)


def test_a_bench_network_refuses_a_pooling_that_it_does_not_know():
    with pytest.raises(ValueError, match=r"unknown pooling 'median': one of"):
        Bench(pooling="median")
