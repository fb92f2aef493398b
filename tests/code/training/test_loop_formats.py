"""The loop on other losses, precisions, memory formats and devices."""

import math
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from workedout.data.examples import Examples, Split
from workedout.data.mnist import pocket
from workedout.data.points import two_circles
from workedout.networks.models import Bench, Mlp, Plane
from workedout.randomness import generator, stream
from workedout.training import loop
from workedout.training.loop import fit, initialized
from workedout.training.recipes import Recipe

CPU = torch.device("cpu")
DIGITS = Split(pocket().train.take(slice(0, 70)), pocket().held_out.take(slice(0, 50)))
RECIPE = Recipe(3, 20, 0.05, "momentum", precision="float64", schedule="one-cycle")
TOLERANCE = 1e-10
NETWORK = Mlp((12,), dropout=0.3)


def train(network=NETWORK, recipe=RECIPE, seed=4, split=DIGITS):
    return fit(network, split, recipe, seed, CPU)


def test_a_squared_loss_on_points_is_the_one_of_a_plain_loop():
    split = two_circles(80, draw=2)
    recipe = Recipe(2, 16, 0.1, loss="squared", order="sorted", precision="float64")
    history = fit(Plane((3,), "sigmoid"), split, recipe, 9, CPU)
    with stream(9, "initialization", CPU):
        model = Plane((3,), "sigmoid")().double()
    rows = sorted(range(40), key=lambda row: split.train.targets[row].item())
    expected = []
    for _ in range(2):
        for first in range(0, 40, 16):
            batch = rows[first : first + 16]
            outputs, targets = model(split.train.inputs[batch])[:, 0], split.train.targets[batch]
            loss = F.mse_loss(outputs, targets) / 2
            gradients = torch.autograd.grad(loss, list(model.parameters()))
            with torch.no_grad():
                for parameter, gradient in zip(model.parameters(), gradients, strict=True):
                    parameter -= 0.1 * gradient
            expected.append(loss.item())
    assert history.step_losses == pytest.approx(expected, abs=TOLERANCE)


def test_a_network_that_starts_at_zero_answers_nothing():
    split = two_circles(80, draw=2)
    history = fit(
        Plane((3,), start="zeros"), split, Recipe(1, 40, 0.1, loss="squared", observe=(0,)), 0, CPU
    )
    assert history.observations[0].loss == 0.5


FORMATS = {
    "bfloat16": {"precision": "bfloat16"},
    "channels last": {"channels_last": True},
    "both": {"precision": "bfloat16", "channels_last": True},
}


@pytest.mark.parametrize("change", FORMATS.values(), ids=FORMATS)
def test_precision_and_memory_format_change_a_convolutional_run_little(change):
    split = Split(pocket().train.take(slice(0, 600)), pocket().held_out)
    recipe = Recipe(2, 60, 3e-3, "adamw", schedule="one-cycle", augmentation="affine")
    plain = fit(Bench((4, 8)), split, recipe, 0, CPU)
    other = fit(Bench((4, 8)), split, replace(recipe, **change), 0, CPU)
    tolerance = 0.05 if "precision" in change else 1e-3
    assert other.step_losses == pytest.approx(plain.step_losses, rel=tolerance, abs=tolerance)
    assert other.accuracy == pytest.approx(plain.accuracy, abs=0.03)
    if "precision" in change:
        assert other.step_losses != plain.step_losses  # so the products were rounded
    assert {parameter.dtype for parameter in other.network.parameters()} == {torch.float32}


def test_channels_last_is_the_format_of_the_convolutions():
    network = initialized(Bench(), replace(RECIPE, channels_last=True), 0, CPU)
    assert network[4].weight.is_contiguous(memory_format=torch.channels_last)
    assert not initialized(Bench(), RECIPE, 0, CPU)[4].weight.is_contiguous(
        memory_format=torch.channels_last
    )


def test_the_network_stands_on_the_device_that_was_named():
    assert next(train().network.parameters()).device == CPU


def test_without_a_device_the_default_is_taken(monkeypatch):
    monkeypatch.setattr(loop, "default_device", lambda: torch.device("meta"))
    with pytest.raises((NotImplementedError, RuntimeError), match="meta"):
        fit(NETWORK, DIGITS, RECIPE, 0)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU")
def test_a_gpu_sees_the_same_weights_order_and_changes_as_the_cpu():
    recipe = replace(RECIPE, augmentation="affine")
    network = replace(NETWORK, dropout=0.0)
    there = fit(network, DIGITS, recipe, 4, torch.device("cuda"))
    assert there.step_losses == pytest.approx(train(network, recipe).step_losses, abs=1e-8)
    assert next(there.network.parameters()).is_cuda


def test_an_unknown_optimizer_is_an_error():
    with pytest.raises(ValueError, match="unknown optimizer"):
        train(recipe=replace(RECIPE, optimizer="lion"))


def test_the_bar_counts_every_step(capsys):
    fit(NETWORK, DIGITS, RECIPE, 0, CPU, progress=True)
    assert "12/12" in capsys.readouterr().err
    train()
    assert capsys.readouterr().err == ""


def test_a_run_that_diverges_ends_with_losses_that_are_no_numbers():
    recipe = replace(RECIPE, learning_rate=1e6, precision="float32")
    split = Split(*(Examples(part.inputs * 1e30, part.targets) for part in DIGITS))
    assert not all(map(math.isfinite, train(recipe=recipe, split=split).step_losses))


def test_each_purpose_has_its_own_generator():
    first = [torch.rand(1, generator=generator(4, purpose)).item() for purpose in
             ("initialization", "order", "augmentation", "dropout")]  # fmt: skip
    assert len(set(first)) == 4
