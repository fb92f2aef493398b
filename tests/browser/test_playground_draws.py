"""The playground's points, first weights, orders and runs: the package's with the same seed."""

from itertools import product

import pytest
import torch

from workedout.data.points import mirrored_circles, quadrants, two_circles
from workedout.data.sources import TruthTable
from workedout.networks.models import Plane
from workedout.networks.starts import STARTS
from workedout.randomness import generator
from workedout.training.loop import fit, initialized
from workedout.training.recipes import Recipe

CPU = torch.device("cpu")


def rounds_once() -> bool:
    """Whether PyTorch's kernels here draw uniform numbers by one operation, as the playground does.

    Those for processors without fused multiply-add round a product, and then the sum.
    """
    low, high = torch.tensor([-0.3, 0.4], dtype=torch.float32)
    drawn = torch.empty(1000).uniform_(low.item(), high.item(), generator=generator(0, "order"))
    rows = torch.rand(1000, generator=generator(0, "order")).double()
    return torch.equal(drawn, (rows * (high - low).double() + low.double()).float())


# How far first weights, and then two runs, may be apart.
DRAWN, SAME = (1e-12, 1e-9) if rounds_once() else (3e-7, 1e-6)
# PyTorch computes the logarithms and cosines of 16 and more normal numbers in float32.
NEARLY = 2e-6

TRAIN = """([address, epochs]) => {
    const {values, faults} = playgroundSettings.parse(address);
    if (faults.length) throw new Error(faults.join(" "));
    const training = new playgroundTraining.Training(values);
    while (training.epochs < epochs) training.epoch();
    return {
        look: training.look(),
        weights: training.network.layers.flatMap((layer) => [
            ...layer.weights, ...(layer.hasBias ? layer.biases : [])]),
    };
}"""


# ---- Points, first weights, orders -----------------------------------------------------------


SETS = {
    "points=circles&count=500&draw=0": two_circles(500, draw=0),
    "points=circles&count=36&draw=11": two_circles(36, draw=11),
    "points=mirrored&count=500&draw=2": mirrored_circles(500, draw=2),
    "points=mirrored&count=36&draw=1": mirrored_circles(36, draw=1),
    "points=quadrants&count=500&draw=4": quadrants(500, draw=4),
    **{f"points={gate}": TruthTable(gate).split() for gate in ("or", "and", "xor")},
}


@pytest.mark.parametrize(("address", "split"), SETS.items(), ids=SETS)
def test_the_points_are_those_of_the_package(core, address, split):
    got = core.evaluate(
        """(address) => {
            const {values} = playgroundSettings.parse(address);
            const {train, heldOut} = playgroundPoints.points(values);
            return [train, heldOut].map((set) => [Array.from(set.inputs), Array.from(set.targets)]);
        }""",
        address,
    )
    for (inputs, targets), part in zip(got, split, strict=True):
        assert targets == part.targets.tolist()
        assert inputs == pytest.approx(part.inputs.flatten().tolist(), abs=1e-14)


@pytest.mark.parametrize(("start", "seed"), [*product(STARTS, (0, 7))])
@pytest.mark.parametrize(
    ("hidden", "bias"), [((4, 2), "all"), ((3, 5, 1), "output"), ((), "none"), ((9, 8), "hidden")]
)
def test_the_first_weights_are_those_of_the_package(core, start, seed, hidden, bias):
    biases = {"hidden_bias": bias in ("all", "hidden"), "output_bias": bias in ("all", "output")}
    build = Plane(hidden, start=start, **biases)
    recipe = Recipe(1, 1, 1.0, loss="squared", precision="float64")
    network = initialized(build, recipe, seed, CPU)
    units = ",".join(map(str, hidden)) or "none"
    address = f"hidden={units}&start={start}&bias={bias}&seed={seed}"
    got = core.evaluate(TRAIN, [address, 0])["weights"]
    expected = torch.cat([parameter.detach().flatten() for parameter in network.parameters()])
    assert got == pytest.approx(expected.tolist(), abs=NEARLY if start == "he" else DRAWN)


def test_orders_are_those_of_the_package(core):
    orders = core.evaluate(
        """() => ["shuffled", "sorted", "sorted-then-shuffled"].map((order) => {
            const values = {...playgroundSettings.defaults(), order, until: 2, count: 40, batch: 7};
            const training = new playgroundTraining.Training({...values, seed: 9});
            const rows = [];
            while (training.epochs < 4) { rows.push(...training.batch()); training.step(); }
            return rows;
        })"""
    )
    targets = two_circles(40, draw=0).train.targets
    random = generator(9, "order")
    shuffles = [torch.randperm(20, generator=random).tolist() for _ in range(4)]
    ascending = targets.argsort(stable=True).tolist()
    assert orders[0] == [row for rows in shuffles for row in rows]
    assert orders[1] == 4 * ascending
    assert orders[2] == 2 * ascending + shuffles[0] + shuffles[1]


# ---- Whole runs ----------------------------------------------------------------------------------

RUNS = [
    ("hidden=4,2", 12),
    ("hidden=4,2&start=zeros", 12),
    ("hidden=8,8&activation=sigmoid&start=xavier&seed=3&batch=32&rate=0.3", 12),
    ("hidden=5&activation=tanh&start=small&draw=2&count=200&order=sorted&batch=1", 6),
    ("hidden=3,3&activation=leaky-relu&start=constant&points=quadrants&bias=output", 12),
    ("hidden=4&order=sorted-then-shuffled&until=3&seed=2", 6),
    ("hidden=3&points=mirrored&count=100&activation=tanh&rate=0.1", 6),
    ("hidden=4&order=sorted-then-shuffled&until=3&seed=2", 2),
    ("hidden=4&start=he&points=xor&output=none&batch=4&rate=0.1&seed=1", 50),
    ("hidden=none&points=and&output=relu&bias=hidden&batch=3&order=sorted&seed=5", 20),
]


@pytest.mark.parametrize(("address", "epochs"), RUNS, ids=[f"{a} {n}" for a, n in RUNS])
def test_the_python_that_is_offered_is_the_same_run(core, address, epochs):
    got = core.evaluate(TRAIN, [address, epochs])
    code = core.evaluate(
        """([address, epochs]) =>
            playgroundPython.python(playgroundSettings.parse(address).values, epochs)""",
        [address, epochs],
    )
    names = {"fit": fit}
    exec(code.replace("print(", "str("), names)
    history = names["history"]
    weights = [parameter.detach().flatten() for parameter in history.network.parameters()]
    assert len(history.epoch_losses) == epochs
    assert got["weights"] == pytest.approx(torch.cat(weights).tolist(), abs=SAME)
    assert got["look"]["heldOut"]["loss"] == pytest.approx(history.observations[-1].loss, abs=SAME)
    assert got["look"]["heldOut"]["accuracy"] == history.accuracy


# How many of the first twenty seeds do what the chapter says: hidden layers 4 and 2, ReLU, and a
# random start learn the circles within 250 epochs, where a zero start does not.


def test_every_one_of_twenty_seeds_learns_the_circles_within_250_epochs(core):
    losses = [
        core.evaluate(TRAIN, [f"hidden=4,2&seed={seed}", 250])["look"]["train"]["loss"]
        for seed in range(20)
    ]
    assert max(losses) < 0.01


def test_a_zero_start_with_relu_keeps_every_weight_but_the_output_s_bias_at_zero(core):
    got = core.evaluate(TRAIN, ["hidden=4,2&start=zeros", 250])
    assert got["weights"][:-1] == [0.0] * (len(got["weights"]) - 1)
    assert got["weights"][-1] != 0
    assert got["look"]["train"]["loss"] == pytest.approx(0.5, abs=0.005)
