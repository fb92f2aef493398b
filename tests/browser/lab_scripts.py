"""The scripts of the digits lab without a page, and networks to hold them against."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import quickjs
import torch
from playwright.sync_api import Browser, Page
from torch import Tensor, nn

from workedout.data.mnist import pocket
from workedout.experiments.catalogue import find
from workedout.networks.eight_bits import in_eight_bits
from workedout.networks.models import Build, Cnn, Mlp
from workedout.records.kept_networks import kept_file, restored
from workedout.records.store import read
from workedout.training.loop import fit
from workedout.training.recipes import Recipe

FOLDER = Path(__file__).resolve().parents[2] / "book/_assets/lab"
# In the order in which a page loads them.
SCRIPTS = (
    "../arithmetic/random.js",
    "layers.js",
    "networks.js",
    "safetensors.js",
    "forward.js",
    "explain.js",
    "backward.js",
    "strokes.js",
    "preparation.js",
    "interventions.js",
    "initialization.js",
    "optimizers.js",
    "batches.js",
    "training.js",
    "python.js",
    "diagnosis.js",
    "lab.js",
)
# The settings of a training.
USUAL = {
    "architecture": "hidden",
    "units": 16,
    "seed": 0,
    "rate": 0.05,
    "batch": 10,
    "order": "shuffled",
    "start": "pytorch",
    "optimizer": "sgd",
    "decay": 0,
    "epochs": 2,  # a hundred steps
    "pixels": "standardised",
    "softmax": "one",
    "gradients": "zeroed",
}
Change = Callable[[str, str], str]


class Lab:
    """The scripts in QuickJS; what is given and returned goes through JSON.

    Args:
        change: of the name and the text of each script, the text that is run.
    """

    def __init__(self, change: Change = lambda _, text: text) -> None:
        self._context = quickjs.Context()
        for name in SCRIPTS:
            self._context.eval(change(name, (FOLDER / name).read_text("utf-8")))
        self._context.eval("var kept = {};")

    def call(self, function: str, *given: Any) -> Any:
        """What a function of JavaScript returns; typed arrays become lists."""
        returned = self._context.eval(CALL.replace("FUNCTION", function))(json.dumps(given))
        return json.loads(returned)

    def keep(self, name: str, function: str, *given: Any) -> None:
        """Let ``kept[name]`` be what a function returns."""
        store = f"kept[{json.dumps(name)}]"
        self.call(f"(...given) => {{ {store} = ({function})(...given); return null; }}", *given)

    def keep_network(self, name: str, plans: str, network: nn.Module) -> None:
        """Let ``kept[name]`` be a network of PyTorch's, in float64; its layers by an expression."""
        self.keep(
            name,
            f"(tensors) => workedoutLab.networkFrom(workedoutLab.{plans}, tensors)",
            tensors(network),
        )


# Numbers that are not finite have no place in JSON, and typed arrays none as lists.
CALL = """(text) => JSON.stringify((FUNCTION)(...JSON.parse(text)), (key, value) =>
    ArrayBuffer.isView(value) ? Array.from(value, Number)
    : Object.is(value, NaN) ? "NaN" : value === Infinity ? "Infinity" : value)"""


def mistaken(script: str, right: str, wrong: str) -> Lab:
    """The lab with a mistake in one place of one script."""

    def change(name: str, text: str) -> str:
        if name != script:
            return text
        assert text.count(right) == 1, right
        return text.replace(right, wrong)

    return Lab(change)


def tensors(network: nn.Module) -> dict[str, Any]:
    """Its numbers, as the lab takes them."""
    return {
        name: {"shape": list(value.shape), "type": "F64", "values": value.flatten().tolist()}
        for name, value in network.state_dict().items()
    }


# Networks by what is special about them, each with the expression that lists its layers: those that
# the lab shows, and one whose filters are of three by three, as those that it trains.
NETWORKS: Mapping[str, tuple[str, Build]] = {
    "hidden layer": ("mlp([100])", Mlp((100,))),
    "convolutional": (
        "cnn([[8], [16], [32]], {kernel: 5, dropout: 0.25})",
        Cnn(((8,), (16,), (32,)), kernel=5, dropout=0.25),
    ),
    "small filters": (
        "cnn([[6, 8], [12]], {dense: 20, blockDropout: 0.2, dropout: 0.5})",
        Cnn(((6, 8), (12,)), dense=20, block_dropout=0.2, dropout=0.5),
    ),
}
# The records that keep such a network; another one is trained for a moment.
RECORDED = {"hidden layer": "lab-dense", "convolutional": "lab-convolution"}


def encoded(name: str) -> bytes:
    """The file of a network."""
    if name not in RECORDED:
        return in_eight_bits(trained(NETWORKS[name][1]))
    record = RECORDED[name]
    arm = next(arm for arm in find(record).arms if arm.keep is not None)
    return kept_file(record, read(record).arms[arm.name].seeds[arm.keep])


def read_network(name: str) -> str:
    """The function of JavaScript that lets ``kept[name]`` be the network of a file's bytes."""
    return f"""(bytes) => {{
        kept[{json.dumps(name)}] = workedoutLab.networkFrom(
            workedoutLab.{NETWORKS[name][0]}, workedoutLab.tensorsFrom(Uint8Array.from(bytes)));
        return null;
    }}"""


def shown(lab: Lab, name: str) -> nn.Sequential:
    """A network of PyTorch's that the lab has read from the same file, as ``kept[name]``."""
    file = encoded(name)
    lab.call(read_network(name), list(file))
    return restored(NETWORKS[name][1], file)


def opened(browser: Browser, change: Change = lambda _, text: text) -> Page:
    """An empty page of Chromium with the scripts, as ``Lab`` has them in QuickJS."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>A page</title>")
    for name in SCRIPTS:
        page.add_script_tag(content=change(name, (FOLDER / name).read_text("utf-8")))
    page.add_script_tag(content="var kept = {};")
    return page


def trained(build: Build) -> nn.Sequential:
    """The network after eight steps, in evaluation mode: batch norm has seen something."""
    split = pocket()
    part = type(split)(split.train.take(slice(0, 400)), split.held_out.take(slice(0, 10)))
    recipe = Recipe(1, 50, 0.05, observe="end")
    return fit(build, part, recipe, seed=0, device=torch.device("cpu")).network.eval()


def layer_values(network: nn.Sequential, inputs: Tensor) -> list[np.ndarray]:
    """What each layer makes of some digits, (digits, values)."""
    found = []
    with torch.no_grad():
        for layer in network:
            inputs = layer(inputs)
            found.append(inputs.flatten(1).numpy())
    return found
