"""The playground's arithmetic against PyTorch in float64: whole trajectories."""

from itertools import pairwise, product

import pytest
import torch
from playwright.sync_api import Page
from torch import nn

from workedout.data.points import two_circles
from workedout.networks.models import ACTIVATIONS, OUTPUTS
from workedout.networks.starts import STARTS

STEPS, RATE, BATCH = 100, 0.1, 7
SAME = 1e-9  # how far two trajectories may be apart

DESCEND = """([settings, start, inputs, targets, batches, rate]) => {
    const net = playgroundNetwork.network({...playgroundSettings.defaults(), ...settings});
    const data = {count: targets.length, inputs: Float64Array.from(inputs), targets};
    const tensors = net.layers.flatMap((layer) =>
        layer.hasBias ? [layer.weights, layer.biases] : [layer.weights]);
    tensors.forEach((tensor, at) => tensor.set(start[at]));
    return batches.map((rows) => {
        const loss = playgroundNetwork.descend(net, data, rows, rate);
        return [loss, ...tensors.flatMap((tensor) => Array.from(tensor))];
    });
}"""


# ---- Whole trajectories from a given start ---------------------------------------------------


def start_of(network: nn.Sequential, start: str) -> None:
    """Draw first weights in float64, by the definitions and not by the package."""
    random = torch.Generator().manual_seed(5)
    for layer in network:
        if not isinstance(layer, nn.Linear):
            continue
        bound = {"playground": 0.5, "small": 0.01, "xavier": (6 / sum(layer.weight.shape)) ** 0.5}
        with torch.no_grad():
            if start in bound:
                layer.weight.uniform_(-bound[start], bound[start], generator=random)
            elif start == "he":
                layer.weight.normal_(0, (2 / layer.in_features) ** 0.5, generator=random)
            else:
                layer.weight.fill_({"zeros": 0.0, "constant": 0.1}[start])
            if layer.bias is not None:
                layer.bias.fill_(0.1 if start in ("playground", "constant") else 0.0)


def network_of(
    hidden: tuple[int, ...], activation: str, output: str, bias: str, start: str
) -> nn.Sequential:
    layers: list[nn.Module] = []
    for inputs, units in pairwise((2, *hidden)):
        layers.append(nn.Linear(inputs, units, bias=bias in ("all", "hidden")))
        layers.append(ACTIVATIONS[activation]())
    layers.append(nn.Linear((2, *hidden)[-1], 1, bias=bias in ("all", "output")))
    network = nn.Sequential(*layers, OUTPUTS[output]()).double()
    start_of(network, start)
    return network


def largest_difference(page: Page, **settings: object) -> float:
    """How far losses and weights of 100 steps are from those of autograd and torch's SGD."""
    network = network_of(**settings)
    first = [parameter.detach().flatten().tolist() for parameter in network.parameters()]
    points = two_circles(80, draw=1).train
    random = torch.Generator().manual_seed(3)
    rows = [
        part
        for _ in range(STEPS)
        for part in torch.randperm(len(points), generator=random).split(BATCH)
    ][:STEPS]
    optimizer = torch.optim.SGD(network.parameters(), lr=RATE)
    expected = []
    for batch in rows:
        outputs = network(points.inputs[batch]).squeeze(1)
        loss = (0.5 * (outputs - points.targets[batch]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        weights = torch.cat([parameter.detach().flatten() for parameter in network.parameters()])
        expected.append(torch.cat([loss.detach().view(1), weights]))
    settings = {key: value for key, value in settings.items() if key != "start"}
    inputs, targets = points.inputs.flatten().tolist(), points.targets.tolist()
    batches = [batch.tolist() for batch in rows]
    got = page.evaluate(DESCEND, [settings, first, inputs, targets, batches, RATE])
    difference = torch.tensor(got, dtype=torch.float64) - torch.stack(expected)
    return float(difference.abs().nan_to_num(nan=torch.inf).max())


@pytest.mark.parametrize(("activation", "start"), [*product(ACTIVATIONS, STARTS)])
def test_a_hundred_steps_are_those_of_pytorch(core, activation, start):
    settings = {"hidden": (4, 3), "activation": activation, "output": "tanh", "bias": "all"}
    assert largest_difference(core, **settings, start=start) <= SAME


SHAPES = [(), (1,), (8, 8), (3, 5, 2, 4)]


@pytest.mark.parametrize("hidden", SHAPES, ids=lambda hidden: "-".join(map(str, hidden)) or "none")
def test_so_are_those_of_other_shapes(core, hidden):
    settings = {"hidden": hidden, "activation": "tanh", "output": "tanh", "bias": "all"}
    assert largest_difference(core, **settings, start="xavier") <= SAME


@pytest.mark.parametrize(
    ("output", "bias"), [*product(OUTPUTS, ("all", "hidden", "output", "none"))]
)
def test_so_are_those_with_other_outputs_and_without_biases(core, output, bias):
    settings = {"hidden": (4, 3), "activation": "leaky-relu", "output": output, "bias": bias}
    assert largest_difference(core, **settings, start="playground") <= SAME


# Each a plausible mistake, in the one place where it can be made.
MISTAKES = {
    "the sum over a batch": (
        "backward(net, difference / rows.length)",
        "backward(net, difference)",
    ),
    "no half in the loss": ("total += 0.5 * difference", "total += difference"),
    "a slope at the sum": ("slope: (_s, x) => 1 - x * x", "slope: (s) => 1 - s * s"),
    "errors through new weights": ("delta * weights[at]", "delta * (weights[at] - 0.01)"),
    "a bias left out": ("biases[j] -= rate * biasGradients[j]", "biases[j] -= 0"),
}


@pytest.mark.parametrize(("right", "wrong"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_would_be_seen(with_core, right, wrong):
    def mistaken(script: str) -> str:
        assert script.count(right) == 1
        return script.replace(right, wrong)

    page = with_core(mistaken)
    settings = {"hidden": (4, 3), "activation": "tanh", "output": "tanh", "bias": "all"}
    assert largest_difference(page, **settings, start="playground") > 1e3 * SAME
