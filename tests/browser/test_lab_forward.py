"""The digits lab's networks answer as PyTorch's, layer by layer."""

import base64

import numpy as np
import pytest
import torch
from lab_scripts import (
    NETWORKS,
    Lab,
    encoded,
    layer_values,
    mistaken,
    opened,
    read_network,
    shown,
    tensors,
)

from workedout.data.mnist import pocket, pocket_pixels
from workedout.networks.models import Bench, Cnn, Mlp

DIGITS, SHOWN = 200, ("hidden layer", "convolutional")  # those that the lab shows
# How far a value may be from PyTorch's, as a share of its layer's largest on these digits, or of 1:
# PyTorch rounds each of its float32 sums.
SAME = {"float32": 1e-6, "float64": 1e-12}
TYPES = {"float32": torch.float32, "float64": torch.float64}

FORWARD = """(name, inputs, precision) =>
    workedoutLab.forward(kept[name], inputs, {precision}).layers.map(({values}) => values)"""
# The same in Chromium: all values of all layers, as bytes in base 64, since they are many.
PACKED = """([name, inputs, precision]) => {
    const {layers} = workedoutLab.forward(kept[name], inputs, {precision});
    const bytes = layers.map(({values}) => new Uint8Array(Float64Array.from(values).buffer));
    const piece = (part, at) => String.fromCharCode(...part.subarray(at, at + 8192));
    return btoa(bytes.flatMap((part) => Array.from(
        {length: Math.ceil(part.length / 8192)}, (_, at) => piece(part, 8192 * at))).join(""));
}"""


@pytest.fixture(scope="module")
def lab():
    return Lab()


@pytest.fixture(scope="module")
def networks(lab):
    """The networks of PyTorch's, which the lab has, too."""
    return {name: shown(lab, name) for name in NETWORKS}


@pytest.fixture(scope="module")
def page(chromium):
    """Chromium with the same networks."""
    page = opened(chromium)
    for name in SHOWN:
        page.evaluate(read_network(name), list(encoded(name)))
    yield page
    page.close()


def in_quickjs(lab):
    """Layers' values of a digit, one after another, by the lab in QuickJS."""
    return lambda *given: np.concatenate(lab.call(FORWARD, *given))


def in_chromium(page):
    """The same by the lab in a page."""

    def values(*given):
        return np.frombuffer(base64.b64decode(page.evaluate(PACKED, list(given))))

    return values


def largest_difference(values_of, network, name, precision, digits):
    """Over all layers, as a share of the layer's largest value on these digits, or of 1."""
    inputs = pocket().held_out.inputs[:: 1000 // digits]
    expected = layer_values(network.to(TYPES[precision]), inputs.to(TYPES[precision]))
    scales = [np.full(layer.shape[1], max(1.0, np.abs(layer).max())) for layer in expected]
    right, scale = np.concatenate(expected, axis=1), np.concatenate(scales)
    worst = 0.0
    for row, digit in enumerate(inputs.flatten(1).tolist()):
        difference = np.abs(values_of(name, digit, precision) - right[row]) / scale
        worst = max(worst, float(np.nan_to_num(difference, nan=np.inf).max()))
    return worst


@pytest.mark.parametrize("precision", SAME)
@pytest.mark.parametrize("name", SHOWN)
def test_each_layer_s_values_are_those_of_pytorch(page, networks, name, precision, capsys):
    found = largest_difference(in_chromium(page), networks[name], name, precision, DIGITS)
    with capsys.disabled():
        print(f"\n{name}, {precision}, {DIGITS} digits: values within {found:.1e}")
    assert found <= SAME[precision]


@pytest.mark.parametrize("precision", SAME)
@pytest.mark.parametrize("name", NETWORKS)
def test_so_they_are_in_another_engine(lab, networks, name, precision):
    found = largest_difference(in_quickjs(lab), networks[name], name, precision, digits=4)
    assert found <= SAME[precision]


MISTAKES = {
    "a bias left out": ("layers.js", "bias = biases[j]", "bias = 0"),
    "a frame that is shifted": ("layers.js", "(row + padding) * wide + padding", "row * wide"),
    "a deviation without its root": (
        "layers.js",
        "1 / Math.sqrt(layer.variances",
        "1 / (layer.variances",
    ),
    "the last of a window": ("layers.js", "x[at] > x[best]", "at > best"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_would_be_seen(mistake):
    lab = mistaken(*mistake)
    worst = 0.0
    for name in ("hidden layer", "small filters"):
        network = shown(lab, name)
        worst = max(worst, largest_difference(in_quickjs(lab), network, name, "float64", digits=2))
    assert worst > 1e3 * SAME["float64"]


def test_digits_are_standardised_as_in_the_package(lab):
    images = pocket_pixels()[1][0][:5]
    got = lab.call(
        "(bytes) => workedoutLab.standardised(bytes.map((byte) => byte / 255))",
        images.flatten().tolist(),
    )
    assert got == pocket().held_out.inputs[:5].flatten().tolist()


def test_a_trace_ends_with_outputs_probabilities_and_the_answer(lab, networks):
    digit = pocket().held_out.inputs[3]
    trace = lab.call(
        "(inputs) => workedoutLab.forward(kept['hidden layer'], inputs)", digit.flatten().tolist()
    )
    logits = networks["hidden layer"].double()(digit.double()[None])[0].detach()
    assert trace["outputs"] == trace["layers"][-1]["values"]
    assert trace["outputs"] == pytest.approx(logits.tolist(), abs=1e-12)
    assert trace["probabilities"] == pytest.approx(logits.softmax(0).tolist(), abs=1e-12)
    assert trace["answer"] == logits.argmax()
    assert [layer["shape"] for layer in trace["layers"]] == [[784], [100], [100], [10]]


def test_what_is_switched_off_is_zero_and_a_mask_scales_the_rest(lab, networks):
    network = networks["small filters"].double()
    digit = pocket().held_out.inputs[5].double()
    keep = [int(i % 3 > 0) for i in range(20)]
    options = {"switchedOff": {"2": [1, 4]}, "masks": {16: {"keep": keep, "p": 1 / 3}}}
    got = lab.call(
        "(inputs, options) => workedoutLab.forward(kept['small filters'], inputs, options).outputs",
        digit.flatten().tolist(),
        options,
    )
    values = digit[None]
    with torch.no_grad():
        for at, layer in enumerate(network):
            values = layer(values)
            if at == 2:
                values[:, [1, 4]] = 0
            if at == 16:
                values = values * torch.tensor(keep) * 1.5
    assert got == pytest.approx(values[0].tolist(), abs=1e-12)


# ---- Layers by name --------------------------------------------------------------------------

DESCRIPTIONS = {
    "mlp([])": Mlp(()),
    "mlp([30, 20], {dropout: 0.5, softmax: true})": Mlp((30, 20), dropout=0.5, softmax=True),
    "cnn([[4]])": Cnn(((4,),)),
    "cnn([[4, 5], [6], [7]], {kernel: 5, dense: 9})": Cnn(((4, 5), (6,), (7,)), kernel=5, dense=9),
    "bench([4, 8])": Bench((4, 8), dropout=0.0, batch_norm=False),
}
KINDS = {
    "Flatten": "flatten",
    "Linear": "linear",
    "Conv2d": "convolution",
    "BatchNorm2d": "batch norm",
    "ReLU": "relu",
    "MaxPool2d": "max pool",
    "Dropout": "dropout",
    "Softmax": "softmax",
}


@pytest.mark.parametrize(("plans", "build"), DESCRIPTIONS.items(), ids=DESCRIPTIONS)
def test_the_layers_are_those_of_the_package(lab, plans, build):
    network = build()
    kinds = lab.call(f"() => workedoutLab.{plans}.map(({{kind}}) => kind)")
    assert kinds == [KINDS[type(layer).__name__] for layer in network]
    names = lab.call(f"() => workedoutLab.tensorNames(workedoutLab.{plans})")
    state = network.state_dict()
    assert names == {name: list(state[name].shape) for name in state if "tracked" not in name}
    lab.keep_network("described", plans, network)
    count = sum(each.numel() for each in network.parameters())
    assert lab.call("() => workedoutLab.parameterCount(kept.described)") == count


def without(name):
    return lambda given: given.pop(name)


def of_another_shape(given):
    given["1.weight"]["shape"] = [784, 100]


def with_another(given):
    given["4.weight"] = given["3.bias"]


SPOILT = {
    "missing": (without("3.bias"), "the weights lack 3.bias, 10 numbers"),
    "shape": (of_another_shape, "1.weight has the shape 784 × 100, expected 100 × 784"),
    "left over": (with_another, "the network has no place for 4.weight"),
}


@pytest.mark.parametrize(("spoil", "line"), SPOILT.values(), ids=SPOILT)
def test_weights_that_do_not_fit_are_refused_in_one_line(lab, networks, spoil, line):
    given = tensors(networks["hidden layer"])
    spoil(given)
    with pytest.raises(Exception, match="Error: ") as error:
        lab.keep(
            "bad", "(given) => workedoutLab.networkFrom(workedoutLab.mlp([100]), given)", given
        )
    assert f"Error: {line}\n" in str(error.value)
