"""Both engines in single and half precision: closely the same run by run, and the same spread."""

from dataclasses import replace
from functools import cache

import pytest
import torch
from scipy.stats import mannwhitneyu

from workedout.data.examples import Split
from workedout.data.mnist import pocket
from workedout.data.points import two_circles
from workedout.networks.models import Bench, Mlp, Plane
from workedout.training.ensemble import Member, Training, fit_together
from workedout.training.loop import fit
from workedout.training.recipes import Recipe

CPU = torch.device("cpu")
DIGITS = Split(pocket().train.take(slice(0, 300)), pocket().held_out.take(slice(0, 200)))
POINTS = two_circles(200, draw=1)
RECIPE = Recipe(2, 50, 0.02, "momentum", schedule="one-cycle")
# How far losses may be apart in single precision, where a maximum decides, and in half precision.
SINGLE, POOLED, HALF = 1e-4, 5e-3, 0.05

CASES = {
    "units": (Mlp((12,), dropout=0.3), RECIPE, DIGITS, SINGLE),
    "convolutions": (Bench((3, 4)), replace(RECIPE, augmentation="affine"), DIGITS, POOLED),
    "points": (Plane((4,)), Recipe(4, 10, 0.1, loss="squared"), POINTS, SINGLE),
    "half precision": (Mlp((12,)), replace(RECIPE, precision="bfloat16"), DIGITS, HALF),
    "half precision of convolutions": (
        Bench((3, 4)),
        replace(RECIPE, precision="bfloat16", channels_last=True),
        DIGITS,
        HALF,
    ),
}


@pytest.mark.parametrize(("network", "recipe", "split", "tolerance"), CASES.values(), ids=CASES)
def test_rounding_is_all_that_differs(network, recipe, split, tolerance):
    members = [Member(network, split, recipe, seed) for seed in (4, 5)]
    for member, history in zip(members, fit_together(members, CPU), strict=True):
        expected = fit(*member, CPU)
        assert history.step_losses == pytest.approx(
            expected.step_losses, rel=tolerance, abs=tolerance
        )
        assert history.accuracy == pytest.approx(expected.accuracy, abs=max(0.011, tolerance))
        types = [t.dtype for t in history.network.state_dict().values()]
        assert types == [t.dtype for t in expected.network.state_dict().values()]


def test_channels_last_is_no_other_network():
    recipe = replace(RECIPE, channels_last=True)
    histories = fit_together([Member(Bench((3, 4)), DIGITS, recipe, seed) for seed in (4, 5)], CPU)
    for seed, history in zip((4, 5), histories, strict=True):
        expected = fit(Bench((3, 4)), DIGITS, recipe, seed, CPU)
        assert history.step_losses == pytest.approx(expected.step_losses, rel=POOLED, abs=POOLED)
        weight = history.network[4].weight
        assert weight.is_contiguous(memory_format=torch.channels_last)


def test_half_precision_rounds_the_products_of_members():
    recipe = replace(RECIPE, precision="bfloat16")
    rounded, single = (
        fit_together([Member(Mlp((12,)), DIGITS, each, 4)], CPU)[0] for each in (recipe, RECIPE)
    )
    assert rounded.step_losses != pytest.approx(single.step_losses, rel=SINGLE, abs=SINGLE)


# The distribution over seeds, with seeds of its own for each engine.

LEVEL = 0.001  # of each of the tests below: a right engine fails one in a thousand
RUNS = 40
SHORT = Recipe(4, 25, 0.05, "momentum", observe="end")
DROPPING = (Mlp((16,), dropout=0.5), DIGITS, SHORT)
TINY = (Plane((4,)), POINTS, replace(SHORT, learning_rate=0.02, loss="squared"))


@cache
def one_at_a_time(network, split, recipe):
    return [fit(network, split, recipe, seed, CPU) for seed in range(RUNS)]


def together(*case):
    return fit_together([Member(*case, seed) for seed in range(RUNS, 2 * RUNS)], CPU)


def differ(first, second, what):
    """Whether two samples of runs differ, by Mann and Whitney's test of two sides."""
    samples = [[getattr(h.observations[-1], what) for h in runs] for runs in (first, second)]
    return mannwhitneyu(*samples).pvalue < LEVEL


@pytest.mark.parametrize("case", [DROPPING, TINY], ids=["dropping", "tiny"])
def test_runs_with_other_seeds_have_the_same_distribution(case):
    runs = together(*case)
    assert not differ(one_at_a_time(*case), runs, "loss")
    assert not differ(one_at_a_time(*case), runs, "accuracy")


def unscaled(training, batch, real=Training._masks):
    return {place: (mask > 0).to(mask.dtype) for place, mask in real(training, batch).items()}


def undropped(training, batch, real=Training._masks):
    return {place: torch.ones_like(mask) for place, mask in real(training, batch).items()}


def halved(recipe, done, real=Recipe.rate):
    return real(recipe, done) / 2


BROKEN = {
    "dropout without its scale": (Training, "_masks", unscaled),
    "rates of half the size": (Recipe, "rate", halved),
    "no dropout": (Training, "_masks", undropped),
}


@pytest.mark.parametrize(("target", "name", "change"), BROKEN.values(), ids=BROKEN)
def test_an_engine_that_is_wrong_has_another(monkeypatch, target, name, change):
    expected = one_at_a_time(*DROPPING)
    monkeypatch.setattr(target, name, change)
    runs = together(*DROPPING)
    assert differ(expected, runs, "loss") or differ(expected, runs, "accuracy")
