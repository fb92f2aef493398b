"""The digits lab's gradients are autograd's, and its explanations add up to what they explain."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from lab_scripts import NETWORKS, Lab, mistaken, shown, trained

from workedout.data.mnist import pocket
from workedout.networks.models import Mlp

SAME = 1e-10  # how far a gradient may be from autograd's, in float64
DIGITS = (0, 310, 777)  # rows of the held-out digits
SOFTMAX = ("mlp([8], {softmax: true})", Mlp((8,), softmax=True))

BACKWARD = """(name, inputs, options, target) => {
    const trace = workedoutLab.forward(kept[name], inputs, options);
    return workedoutLab.backward(kept[name], trace, target);
}"""


@pytest.fixture(scope="module")
def lab():
    return Lab()


@pytest.fixture(scope="module")
def networks(lab):
    """The networks of PyTorch's, in float64, which the lab has, too."""
    found = {name: shown(lab, name).double() for name in NETWORKS}
    plans, build = SOFTMAX
    found["two softmaxes"] = trained(build).double()
    lab.keep_network("two softmaxes", plans, found["two softmaxes"])
    return found


def by_autograd(network, inputs, target, factors=None):
    """Value, gradients by the inputs and each layer's values, and by each layer's weights."""
    inputs = inputs.clone().requires_grad_()
    values, kept = inputs, []
    for at, layer in enumerate(network):
        values = layer(values)
        if factors and at in factors:
            values = values * factors[at]
        values.retain_grad()
        kept.append(values)
    if "loss" in target:
        value = F.cross_entropy(values, torch.tensor([target["loss"]]))
    else:
        value = values[0, target["logit"]]
    network.zero_grad()
    value.backward()
    by_layer = [each.grad.flatten().numpy() for each in kept]
    return value.item(), inputs.grad.flatten().numpy(), by_layer


def differences(got, network, expected):
    """How far value, inputs, values of layers, weights and biases are apart, the most of each."""
    value, inputs, by_layer = expected
    yield abs(got["value"] - value)
    yield np.abs(np.array(got["inputs"]) - inputs).max()
    for found, right, layer in zip(got["layers"], by_layer, network, strict=True):
        yield np.abs(np.array(found["values"]) - right).max()
        for name, parameter in layer.named_parameters():
            gradient = np.array(found["weights" if name == "weight" else "biases"])
            yield np.abs(gradient - parameter.grad.flatten().numpy()).max()


def largest_difference(lab, networks, name, targets):
    worst = 0.0
    for row in DIGITS:
        digit = pocket().held_out.inputs[row].double()[None]
        for target in targets:
            got = lab.call(BACKWARD, name, digit.flatten().tolist(), {}, target)
            expected = by_autograd(networks[name], digit, target)
            worst = max(worst, *differences(got, networks[name], expected))
    return worst


TARGETS = ({"loss": 3}, {"loss": 8}, {"logit": 0}, {"logit": 9})


@pytest.mark.parametrize("name", [*NETWORKS, "two softmaxes"])
def test_loss_and_logits_have_the_gradients_of_autograd(lab, networks, name, capsys):
    found = largest_difference(lab, networks, name, TARGETS)
    with capsys.disabled():
        print(f"\n{name}: gradients within {found:.1e}")
    assert found <= SAME


def test_so_they_have_with_units_switched_off_and_a_mask(lab, networks):
    network, digit = networks["small filters"], pocket().held_out.inputs[20].double()[None]
    keep = [int(i % 3 > 0) for i in range(20)]
    options = {"switchedOff": {5: [0, 3]}, "masks": {16: {"keep": keep, "p": 0.25}}}
    off = torch.ones(8, 1, 1, dtype=torch.float64)
    off[[0, 3]] = 0
    factors = {5: off, 16: torch.tensor(keep).double() / 0.75}
    got = lab.call(BACKWARD, "small filters", digit.flatten().tolist(), options, {"loss": 2})
    expected = by_autograd(network, digit, {"loss": 2}, factors)
    assert max(differences(got, network, expected)) <= SAME


MISTAKES = {
    "the label's 1 left out": (
        "backward.js",
        "errors[target.loss] -= 1",
        "errors[target.loss] -= 0",
    ),
    "a slope of 1 below zero": ("layers.js", "x[i] > 0 ? dy[i] : 0", "dy[i]"),
    "errors to all of a window": (
        "layers.js",
        "dx[input] += dy[output]",
        "dx[output] += dy[output]",
    ),
    "a scale left out": ("layers.js", "dy[i] * layer.weights[c] * inverse", "dy[i] * inverse"),
    "a filter turned round": (
        "layers.js",
        "dx[line + kx] += delta * weights[at + kx]",
        "dx[line + kx] += delta * weights[at + 2 - kx]",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_would_be_seen(mistake):
    lab = mistaken(*mistake)
    networks = {"small filters": shown(lab, "small filters").double()}
    assert largest_difference(lab, networks, "small filters", TARGETS[:1]) > 1e3 * SAME


# ---- Explanations ----------------------------------------------------------------------------

EXPLAIN = """(name, inputs, options) => {
    const network = kept[name], trace = workedoutLab.forward(network, inputs, options);
    const found = [];
    trace.layers.forEach(({values}, layer) => {
        for (let index = 0; index < values.length; index += Math.ceil(values.length / 40)) {
            found.push([layer, workedoutLab.explain(network, trace, layer, index)]);
        }
    });
    return [trace, found];
}"""


def added_up(explanation, round_to=float):
    """The value that the parts of an explanation make, in the order in which they stand."""
    kind = explanation["kind"]
    if "terms" in explanation:
        total = explanation["bias"]
        for term in explanation["terms"]:
            assert term["product"] == term["weight"] * term["value"]
            total += term["product"]
        return round_to(total)
    if kind == "batch norm":
        parts = explanation["parts"]
        factor = parts["inverseDeviation"] * parts["scale"]
        return round_to((parts["x"] - parts["mean"]) * factor + parts["shift"])
    if kind == "max pool":
        return max(each["value"] for each in explanation["window"])
    if kind == "relu":
        return max(explanation["below"], 0)
    if kind == "softmax":
        each = explanation["exponentials"][explanation["index"]]
        return each["exponential"] / explanation["total"]
    return explanation["below"]  # flatten, dropout


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("name", [*NETWORKS, "two softmaxes"])
def test_the_parts_of_a_value_make_that_value_to_the_last_bit(lab, networks, name, precision):
    digit = pocket().held_out.inputs[7].flatten().tolist()
    trace, found = lab.call(EXPLAIN, name, digit, {"precision": precision})
    round_to = float if precision == "float64" else lambda x: float(np.float32(x))
    kinds = set()
    for layer, explanation in found:
        kinds.add(explanation["kind"])
        value = trace["layers"][layer]["values"][explanation["index"]]
        assert explanation["value"] == explanation["before"] == value
        assert round_to(added_up(explanation, round_to)) == value, explanation["kind"]
    assert len(kinds) == len({type(layer) for layer in networks[name]})


def test_the_terms_of_a_window_are_where_they_are_said_to_be(lab, networks):
    """A corner of the second convolution: the padding counts as 0, and the rest lies below."""
    digit = pocket().held_out.inputs[7].flatten().tolist()
    trace, _ = lab.call(EXPLAIN, "small filters", digit, {})
    explanation = lab.call(
        """(inputs) => workedoutLab.explain(kept['small filters'],
            workedoutLab.forward(kept['small filters'], inputs), 3, 5 * 784 + 27)""",
        digit,
    )
    assert explanation["place"] == {"channel": 5, "row": 0, "column": 27}
    below = np.array(trace["layers"][2]["values"]).reshape(6, 28, 28)
    weights = networks["small filters"][3].weight.detach().numpy()[5]
    assert len(explanation["terms"]) == weights.size
    for term, weight in zip(explanation["terms"], weights.flatten(), strict=True):
        place = term["place"]
        inside = 0 <= place["row"] < 28 and 0 <= place["column"] < 28
        assert (term["input"] >= 0) == inside
        value = below[place["channel"], place["row"], place["column"]] if inside else 0
        assert (term["weight"], term["value"]) == (weight, value)
    assert sum(term["input"] < 0 for term in explanation["terms"]) == 6 * 5


def test_the_largest_contributions_come_first(lab, networks):
    digit = pocket().held_out.inputs[7].flatten().tolist()
    explanation = lab.call(
        """(inputs) => workedoutLab.explain(kept["hidden layer"],
            workedoutLab.forward(kept["hidden layer"], inputs), 1, 17)""",
        digit,
    )
    sizes = [abs(term["product"]) for term in explanation["largest"]]
    assert sizes == sorted(sizes, reverse=True)
    assert sorted(sizes) == sorted(abs(term["product"]) for term in explanation["terms"])


def test_the_probability_of_an_answer_is_explained_too(lab, networks):
    digit = pocket().held_out.inputs[7].flatten().tolist()
    trace, explanation = lab.call(
        """(inputs) => {
            const trace = workedoutLab.forward(kept.convolutional, inputs);
            return [trace, workedoutLab.explainProbability(trace, 4)];
        }""",
        digit,
    )
    assert explanation["layer"] == len(trace["layers"])
    assert added_up(explanation) == explanation["value"] == trace["probabilities"][4]


def test_what_was_switched_off_says_what_it_would_have_been(lab, networks):
    digit = pocket().held_out.inputs[7].flatten().tolist()
    explanation = lab.call(
        """(inputs) => {
            const network = kept["hidden layer"];
            const trace = workedoutLab.forward(network, inputs, {switchedOff: {1: [9]}});
            return workedoutLab.explain(network, trace, 1, 9);
        }""",
        digit,
    )
    assert explanation["value"] == 0
    assert explanation["before"] == added_up(explanation) != 0
