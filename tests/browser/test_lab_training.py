"""The digits lab trains as `fit` does: first weights, losses and all weights of a hundred steps."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from lab_scripts import USUAL, Change, opened
from playwright.sync_api import Browser, Page

from workedout.data.examples import Examples, Split
from workedout.data.mnist import pocket, pocket_pixels, to_examples
from workedout.networks.starts import DIGIT_STARTS
from workedout.training.loop import initialized
from workedout.training.optimizers import OPTIMIZERS
from workedout.training.recipes import ORDERS

CPU = torch.device("cpu")
TRAIN, HELD_OUT = slice(0, 500), slice(0, 100)
SAME = 1e-9  # how far two trainings may be apart
# How far drawn weights may be: PyTorch computes logarithms and cosines in float32, and its kernels
# for processors without fused multiply-add round a product of its own.
DRAWN, NORMAL = 3e-7, 3e-6

ADAPTIVE = dict.fromkeys(("adagrad", "rmsprop", "adam", "adamw"), 0.002)

PREPARE = """([train, heldOut]) => {
    window.digits = [train, heldOut].map(({images, labels}) => ({
        count: labels.length, images: Uint8Array.from(images), labels: Uint8Array.from(labels)}));
}"""
WEIGHTS = """(settings) => {
    const run = workedoutLab.training(settings, ...digits);
    return run.tensors().flatMap(([weights]) => Array.from(weights));
}"""
RUN = """([settings, first, steps]) => {
    const run = workedoutLab.training(settings, ...digits);
    let at = 0;
    for (const [weights] of run.tensors()) {
        weights.set(first.slice(at, at + weights.length));
        at += weights.length;
    }
    for (let i = 0; i < steps; i++) run.step();
    return {
        losses: run.losses,
        weights: run.tensors().flatMap(([weights]) => Array.from(weights)),
        look: run.look(),
        epochs: run.epochs,
        finite: run.finite,
    };
}"""


def parts() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Pixels and labels of the digits to train on, and of those held out."""
    return [
        (images[rows], labels[rows])
        for (images, labels), rows in zip(pocket_pixels(), (TRAIN, HELD_OUT), strict=True)
    ]


@pytest.fixture(scope="module")
def with_lab(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Empty pages with the scripts of the lab, changed by a function of their text."""
    pages = []

    def open_page(change: Change = lambda _, text: text) -> Page:
        page = opened(chromium, change)
        pages.append(page)
        given = [
            {"images": images.flatten().tolist(), "labels": labels.tolist()}
            for images, labels in parts()
        ]
        page.evaluate(PREPARE, given)
        return page

    yield open_page
    for page in pages:
        page.close()


@pytest.fixture(scope="module")
def page(with_lab: Callable[..., Page]) -> Page:
    return with_lab()


class Reference:
    """The run that the page writes as Python, with the digits of this test."""

    def __init__(self, page: Page, settings: dict[str, Any]) -> None:
        code = page.evaluate("(settings) => workedoutLab.python(settings)", settings)
        digits, rest = code[code.index("digits = ") :].split("\nrecipe", 1)
        code = code[: code.index("digits = ")] + "digits = DIGITS\nrecipe" + rest
        raw = settings["pixels"] == "raw"
        split = [
            Examples(images[:, None].float(), labels.long()) if raw else to_examples(images, labels)
            for images, labels in parts()
        ]
        self.digits = digits
        self.names: dict[str, Any] = {"DIGITS": Split(*split)}
        exec(code.replace("print(", "str("), self.names)
        self.history = self.names["history"]

    @property
    def first(self) -> list[float]:
        """The first weights."""
        network = initialized(self.names["network"], self.names["recipe"], 0, CPU)
        return flat(network)


def flat(network: torch.nn.Module) -> list[float]:
    """All weights and biases, one after another."""
    numbers: list[float] = torch.nn.utils.parameters_to_vector(network.parameters()).tolist()
    return numbers


def largest_difference(page: Page, changes: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """How far losses and weights of a training are from those of `fit`."""
    settings = {**USUAL, **changes}
    reference = Reference(page, settings)
    steps = reference.history.steps
    got = page.evaluate(RUN, [settings, reference.first, steps])
    assert steps >= 100
    assert got["epochs"] == settings["epochs"]
    losses = np.array(got["losses"]) - reference.history.step_losses
    weights = np.array(got["weights"]) - flat(reference.history.network)
    last, seen = reference.history.observations[-1], got["look"]["heldOut"]
    look = max(abs(seen["loss"] - last.loss), abs(seen["accuracy"] - last.accuracy))
    worst = max(np.abs(losses).max(), np.abs(weights).max(), look)
    return float(np.nan_to_num(worst, nan=np.inf)), got


def case(**changes: Any) -> Any:
    """A case named by what is not as usual."""
    name = ", ".join(f"{key} {value}" for key, value in changes.items())
    optimizer = changes.get("optimizer", "sgd")
    rate = changes.get("rate", ADAPTIVE.get(optimizer, 0.02 if optimizer != "sgd" else 0.05))
    return pytest.param({**changes, "rate": rate}, id=name)


CASES = [
    *(case(optimizer=name, decay=0.01) for name in OPTIMIZERS),
    *(case(optimizer=name, architecture="convolutional") for name in OPTIMIZERS),
    *(case(start=name, rate=0.001) for name in DIGIT_STARTS),
    *(case(start=name, rate=0.001, architecture="convolutional") for name in DIGIT_STARTS),
    *(case(order=name) for name in ORDERS),
    case(softmax="two"),
    case(softmax="two", architecture="convolutional"),
    case(pixels="raw", rate=1e-5),
    case(rate=5, optimizer="sgd", start="zeros"),
    case(batch=70, epochs=13),  # the last of an epoch is smaller; larger than a chunk
    case(units=1),
]


@pytest.mark.parametrize("changes", CASES)
def test_a_hundred_steps_are_those_of_fit(page, changes, capsys):
    found, got = largest_difference(page, changes)
    with capsys.disabled():
        print(f" within {found:.1e} ", end="")
    assert found <= SAME
    assert got["finite"]


@pytest.mark.parametrize("architecture", ["hidden", "convolutional"])
@pytest.mark.parametrize("start", DIGIT_STARTS)
def test_the_first_weights_are_those_of_the_package(page, start, architecture):
    settings = {**USUAL, "start": start, "architecture": architecture, "seed": 0, "units": 5}
    expected = Reference(page, settings).first
    got = page.evaluate(WEIGHTS, settings)
    assert np.abs(np.array(got) - expected).max() <= (
        NORMAL if start in ("normal", "he") else DRAWN
    )
    other = page.evaluate(WEIGHTS, {**settings, "seed": 1})
    assert (got == other) == (start in ("zeros", "constant"))


def test_every_start_and_optimizer_of_the_package_is_offered(page):
    assert page.evaluate("Object.keys(labInitialization.STARTS)") == list(DIGIT_STARTS)
    assert page.evaluate("Object.keys(labOptimizers.OPTIMIZERS)") == list(OPTIMIZERS)


def test_gradients_that_are_not_zeroed_add_up(page):
    settings = {**USUAL, "gradients": "kept", "rate": 0.001}
    reference = Reference(page, settings)
    assert "another run" in page.evaluate("(given) => workedoutLab.python(given)", settings)
    network = initialized(reference.names["network"], reference.names["recipe"], 0, CPU)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.001)
    train, losses = reference.names["DIGITS"].train, []
    order = torch.Generator().manual_seed(5)
    rows = torch.randperm(500, generator=order).split(10)
    for batch in rows:
        loss = F.cross_entropy(network(train.inputs[batch].double()), train.targets[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    got = page.evaluate(
        """([settings, first, rows]) => {
            const run = workedoutLab.training(settings, ...digits);
            run.batches.next = () => Int32Array.from(rows.shift());
            let at = 0;
            for (const [weights] of run.tensors()) {
                weights.set(first.slice(at, at + weights.length));
                at += weights.length;
            }
            while (rows.length) run.step();
            return [run.losses, run.tensors().flatMap(([weights]) => Array.from(weights))];
        }""",
        [settings, reference.first, [each.tolist() for each in rows]],
    )
    assert got[0] == pytest.approx(losses, abs=SAME)
    assert got[1] == pytest.approx(flat(network), abs=SAME)


def test_the_digits_of_the_python_are_those_of_the_page(page):
    for pixels, first in {
        "standardised": pocket().train.inputs[0],
        "raw": pocket_pixels()[0][0][:1].float(),
    }.items():
        reference = Reference(page, {**USUAL, "pixels": pixels, "epochs": 1})
        exec(reference.digits, reference.names)
        digits = reference.names["digits"]
        assert [len(part) for part in digits] == [5000, 1000]
        assert torch.equal(digits.train.inputs[0], first)


MISTAKES = {
    "the sum over a batch": ("each / rows.length", "each / 1"),
    "momentum that forgets": ("velocity[i] = MOMENTUM * velocity[i]", "velocity[i] = velocity[i]"),
    "a bias left out": ("biasGradients[j] += delta", "biasGradients[j] += 0"),
    "an order of its own": ("const firstHalf = 2 * epoch < epochs", "const firstHalf = true"),
}
BROAD = {"optimizer": "momentum", "order": "sorted-then-shuffled", "rate": 0.02}


@pytest.mark.parametrize(("right", "wrong"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_would_be_seen(with_lab, right, wrong):
    replaced = []

    def mistaken(_: str, script: str) -> str:
        replaced.append(script.count(right))
        return script.replace(right, wrong)

    page = with_lab(mistaken)
    assert sum(replaced) == 1
    assert largest_difference(page, BROAD)[0] > 1e3 * SAME
