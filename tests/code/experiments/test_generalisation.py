"""The chapter's questions: steps alike, choices made on validation digits, parts that add up."""

import numpy as np
import pytest
import torch

from workedout.experiments import bias_variance
from workedout.experiments.bias_variance import Parts, parts
from workedout.experiments.generalisation import (
    BATCH,
    EPOCHS,
    NOISE,
    SHARES,
    SIZES,
    STEPS,
    STOPPING,
    STOPS,
    epochs_of,
    stopped,
)
from workedout.records.store import read
from workedout.results.generalisation import chosen


def test_every_size_has_about_the_same_number_of_steps():
    counts = [epochs_of(size) * -(-size // BATCH) for size in SIZES]
    assert all(abs(count / STEPS - 1) < 0.005 for count in counts)


def test_the_noise_is_watched_without_the_test_set():
    assert not any(arm.data.reads_test_set for arm in NOISE.arms)


@pytest.mark.parametrize("share", SHARES)
def test_the_stops_are_those_that_validation_digits_chose(share):
    found = chosen(read(NOISE.name), share)
    assert all(found[by] == epochs for by, epochs in STOPS[share].items())
    assert all(1 < epochs < EPOCHS for epochs in STOPS[share].values())


def test_a_stopped_arm_differs_from_its_end_in_its_epochs_alone():
    arms = {arm.name: arm for arm in STOPPING.arms}
    for share, stops in STOPS.items():
        end = arms[stopped(share, "end")]
        for by, epochs in stops.items():
            early = arms[stopped(share, by)]
            assert (early.data, early.network) == (end.data, end.network)
            assert (early.recipe.epochs, end.recipe.epochs) == (epochs, EPOCHS)


# Probabilities whose parts are known: a mean, a shift for each draw, another for each start.
def answers(draws: int, starts: int, of_draw: float, of_start: float) -> torch.Tensor:
    random = torch.Generator().manual_seed(0)
    shape = (draws, starts, 200, 10)
    noise = of_draw * torch.randn(shape[0], 1, *shape[2:], generator=random, dtype=torch.float64)
    own = of_start * torch.randn(shape, generator=random, dtype=torch.float64)
    return 0.5 + noise + own


def test_the_parts_are_those_that_the_numbers_were_made_of():
    found = parts(answers(60, 4, of_draw=0.2, of_start=0.1), torch.zeros(200, dtype=torch.int64))
    assert found.bias == pytest.approx(10 * 0.25, rel=0.02)
    assert found.by_draw == pytest.approx(10 * 0.04, rel=0.03)
    assert found.by_start == pytest.approx(10 * 0.01, rel=0.03)
    assert found.brier == pytest.approx(found.bias + found.variance)


def test_the_bias_is_the_mean_product_of_errors_of_different_draws():
    given, labels = answers(3, 2, 0.2, 0.1), torch.arange(200) % 10
    errors = given - torch.nn.functional.one_hot(labels, 10)
    products = [
        float((errors[a, s] * errors[b, t]).sum(dim=1).mean())
        for a in range(3)
        for b in range(3)
        for s in range(2)
        for t in range(2)
        if a != b
    ]
    assert parts(given, labels).bias == pytest.approx(np.mean(products))


def test_the_fingerprint_knows_the_settings(monkeypatch):
    pixels = torch.zeros(400, 28, 28, dtype=torch.uint8), torch.arange(400) % 10
    monkeypatch.setattr(bias_variance, "FEW", 100)
    before = bias_variance.behaviour(pixels, pixels, lambda network: network)
    monkeypatch.setattr(bias_variance, "GROUPS", 3)
    assert bias_variance.behaviour(pixels, pixels, lambda network: network) != before
    assert set(before["parts"]) == set(Parts.__dataclass_fields__)
