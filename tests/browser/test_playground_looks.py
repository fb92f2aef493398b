"""What the playground shows of a network: losses, units, gradients, surfaces, the curve."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from workedout.data.points import two_circles
from workedout.networks.models import Plane
from workedout.training.loop import initialized
from workedout.training.recipes import Recipe

CPU = torch.device("cpu")
LOOK = """(address) =>
    new playgroundTraining.Training(playgroundSettings.parse(address).values).look()"""


def test_losses_shares_and_active_units_are_those_of_pytorch(core):
    points = two_circles(500, draw=0).held_out
    recipe = Recipe(1, 1, 1.0, loss="squared", precision="float64")
    network = initialized(Plane((5, 3), start="he"), recipe, 4, CPU)
    got = core.evaluate(LOOK, "hidden=5,3&start=he&seed=4")["heldOut"]
    with torch.no_grad():
        first = network[0](points.inputs)
        second = network[2](network[1](first))
        outputs = network(points.inputs).squeeze(1)
    loss = (0.5 * (outputs - points.targets) ** 2).mean().item()
    assert got["loss"] == pytest.approx(loss, abs=1e-6)
    assert got["accuracy"] == ((outputs > 0) == (points.targets > 0)).double().mean()
    assert got["positive"] == (outputs > 0).double().mean()
    counts = got["active"]
    assert counts == [(sums > 0).sum(dim=0).tolist() for sums in (first, second)]


def test_gradients_and_their_lengths_are_those_of_pytorch(core):
    points = two_circles(500, draw=0).train
    recipe = Recipe(1, 1, 1.0, loss="squared", precision="float64")
    network = initialized(Plane((4, 2), activation="tanh"), recipe, 0, CPU)
    (0.5 * (network(points.inputs).squeeze(1) - points.targets) ** 2).mean().backward()
    got = core.evaluate(
        """() => {
            const settings = {...playgroundSettings.defaults(), activation: "tanh"};
            const {points, network} = new playgroundTraining.Training(settings);
            const rows = Int32Array.from({length: points.train.count}, (_, row) => row);
            return playgroundInspection.gradientsOver(network, points.train, rows).map((layer) =>
                [[...layer.weights, ...layer.biases], layer.norm]);
        }"""
    )
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    for (values, length), layer in zip(got, linear, strict=True):
        expected = torch.cat([layer.weight.grad.flatten(), layer.bias.grad])
        assert values == pytest.approx(expected.tolist(), abs=1e-12)
        assert length == pytest.approx(expected.norm().item(), abs=1e-12)


def test_equal_units_are_counted_once(core):
    distinct = core.evaluate(
        """() => ["zeros", "constant", "playground"].map((start) => {
            const settings = {...playgroundSettings.defaults(), activation: "sigmoid", start};
            const training = new playgroundTraining.Training(settings);
            for (let epoch = 0; epoch < 20; epoch++) training.epoch();
            return training.network.layers.map(playgroundInspection.distinctUnits);
        })"""
    )
    assert distinct == [[1, 1, 1], [1, 1, 1], [4, 2, 1]]


def test_a_surface_is_the_network_s_output_row_by_row_from_the_top(core):
    size = 4
    got = core.evaluate(
        """(size) => {
            const settings = playgroundSettings.defaults();
            const {network, points} = new playgroundTraining.Training(settings);
            const [answer, unit] = [0, 0].map(() => new Float64Array(size * size));
            playgroundInspection.surface(network, points, size, answer);
            playgroundInspection.surface(network, points, size, unit, 0, 2);
            const all = network.layers.map((layer) => new Float64Array(layer.units * size * size));
            playgroundInspection.surfaces(network, points, size, all);
            return [answer, unit, ...all].map((values) => Array.from(values));
        }""",
        size,
    )
    middle = -6 + 12 * (torch.arange(size, dtype=torch.float64) + 0.5) / size
    y, x = torch.meshgrid(middle.flip(0), middle, indexing="ij")
    recipe = Recipe(1, 1, 1.0, loss="squared", precision="float64")
    network = initialized(Plane((4, 2)), recipe, 0, CPU)
    places = torch.stack([x.flatten(), y.flatten()], dim=1)
    with torch.no_grad():
        outputs = network(places).squeeze(1).tolist()
        units = network[1](network[0](places)).T.flatten().tolist()
    assert got[0] == pytest.approx(outputs, abs=1e-12)
    assert got[1] == pytest.approx(units[2 * size**2 : 3 * size**2], abs=1e-12)
    assert got[2] == pytest.approx(units, abs=1e-12)
    assert got[4] == pytest.approx(outputs, abs=1e-12)


def test_the_curve_stays_short_and_depends_on_the_steps_alone(core):
    got = core.evaluate(
        """() => {
            const xor = {points: "xor", batch: 4, hidden: [1]};
            const settings = {...playgroundSettings.defaults(), ...xor};
            const [one, other] = [0, 0].map(() => new playgroundTraining.Training(settings));
            while (one.steps < 4321) one.step();
            while (other.steps < 4321) other.epoch();
            return [one.curve, other.curve];
        }"""
    )
    assert got[0] == got[1]
    epochs = [point[0] for point in got[0]]
    assert 500 <= len(epochs) <= 1001
    assert {b - a for a, b in pairwise(epochs)} == {8}
