"""Recipes: schedules and losses held against PyTorch's own, mistakes refused."""

import math
from dataclasses import MISSING, fields
from itertools import pairwise

import pytest
import torch
from torch import nn, optim

from workedout.training.recipes import LOSSES, POINTS, SCHEDULES, Recipe, evenly

STEPS = 2_000
WRONG = {
    "no epochs": {"epochs": 0},
    "an empty batch": {"batch_size": 0},
    "a negative batch": {"batch_size": -1},
    "no learning rate": {"learning_rate": 0.0},
    "an unknown schedule": {"schedule": "two-cycle"},
    "an unknown loss": {"loss": "hinge"},
    "an unknown precision": {"precision": "float16"},
    "an unknown order": {"order": "reversed"},
    "an unknown augmentation": {"augmentation": "elastic"},
    "an unknown moment": {"observe": "epochs"},
    "steps that are no tuple": {"observe": 10},
    "an unknown probe": {"probe": "neurons", "loss": "squared"},
    "a warm-up below zero": {"warmup": -0.1},
    "a warm-up without an end": {"warmup": 1.0},
    "a warm-up in per cent": {"warmup": 10},
    "a bound of zero": {"clip": 0.0},
    "a bound that is no number": {"clip": math.nan},
    "signs of classes": {"probe": "units"},
    "signs of a truth table": {"probe": "units", "loss": "truth"},
}
# Records were made under these; a changed default would make them say what they never meant.
DEFAULTS = {
    "optimizer": "sgd",
    "momentum": 0.9,
    "weight_decay": 0.0,
    "schedule": "constant",
    "loss": "cross-entropy",
    "order": "shuffled",
    "augmentation": "none",
    "precision": "float32",
    "channels_last": False,
    "observe": "epoch",
    "probe": "none",
    "warmup": 0.0,
    "clip": None,
}
MOMENTS = {  # of 3 epochs of 5 steps
    "epoch": {5, 10, 15},
    "half-epoch": {3, 5, 8, 10, 13, 15},
    "end": {15},
    "sparse": {5, 10, 15},
    (0, 1, 7): {0, 1, 7},
    (): set(),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_recipe_that_cannot_be_followed_is_refused(change):
    with pytest.raises(ValueError, match=r"expected|unknown"):
        Recipe(**{"epochs": 1, "batch_size": 1, "learning_rate": 0.1, **change})


def test_the_defaults_are_those_under_which_records_were_made():
    found = {f.name: f.default for f in fields(Recipe) if f.default is not MISSING}
    assert found == DEFAULTS


@pytest.mark.parametrize(("observe", "steps"), MOMENTS.items(), ids=map(str, MOMENTS))
def test_the_held_out_examples_are_looked_at_when_the_recipe_says(observe, steps):
    assert Recipe(3, 1, 0.1, observe=observe).moments(5) == steps


def test_half_an_epoch_of_one_step_is_the_epoch():
    assert Recipe(3, 1, 0.1, observe="half-epoch").moments(1) == {1, 2, 3}


@pytest.mark.parametrize("epochs", [1, 2, POINTS, POINTS + 1, 1_000])
def test_sparse_observations_are_ends_of_epochs_with_the_first_and_the_last(epochs):
    seen = sorted(Recipe(epochs, 1, 0.1, observe="sparse").moments(7))
    assert len(seen) == min(epochs, POINTS)
    assert (seen[0], seen[-1]) == (7, 7 * epochs)
    assert all(step % 7 == 0 for step in seen)


EVENLY = {0: (0, None, None), 1: (1, 0, 0), 200: (200, 0, 199), 201: (200, 0, 200)}
EVENLY |= {4000: (200, 0, 3999)}


@pytest.mark.parametrize(("count", "kept"), EVENLY.items())
def test_a_curve_keeps_two_hundred_points_at_most_with_its_ends(count, kept):
    number, first, last = kept
    points = evenly(count)
    assert len(points) == len(set(points)) == number
    assert points == sorted(points)
    assert (points[:1], points[-1:]) == (([first], [last]) if number else ([], []))


def test_the_points_that_are_kept_are_as_far_apart_as_can_be():
    gaps = {after - before for before, after in pairwise(evenly(1_000))}
    assert gaps == {5, 6}


def rates_of(scheduler_of):
    """What PyTorch's scheduler makes of a rate of 1, step by step."""
    optimizer = optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0, momentum=0.9)
    scheduler, rates = scheduler_of(optimizer), []
    for _ in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


ORACLES = {
    "constant": (lambda o: optim.lr_scheduler.ConstantLR(o, factor=1.0), 1e-12),
    "half-drop": (lambda o: optim.lr_scheduler.StepLR(o, STEPS // 2, gamma=0.1), 1e-12),
    "cosine": (lambda o: optim.lr_scheduler.CosineAnnealingLR(o, STEPS), 1e-9),
    # PyTorch's ends its phases one step earlier, and at 4e-6 rather than zero.
    "one-cycle": (
        lambda o: optim.lr_scheduler.OneCycleLR(
            o, max_lr=1.0, total_steps=STEPS, pct_start=0.3, cycle_momentum=False
        ),
        2 * math.pi / STEPS,
    ),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_is_the_one_of_pytorch(name):
    scheduler_of, tolerance = ORACLES[name]
    ours = [SCHEDULES[name](step / STEPS) for step in range(STEPS)]
    assert ours == pytest.approx(rates_of(scheduler_of), abs=tolerance)


def test_one_cycle_begins_at_a_25th_rises_to_the_whole_and_falls_to_zero():
    one_cycle = SCHEDULES["one-cycle"]
    assert one_cycle(0) == pytest.approx(1 / 25)
    assert one_cycle(0.3) == pytest.approx(1)
    assert one_cycle(0.65) == pytest.approx(0.5)
    assert one_cycle(1) == pytest.approx(0, abs=1e-15)


def test_the_rate_is_the_largest_times_the_schedule():
    assert Recipe(1, 1, 0.3, schedule="half-drop").rate(0.5) == pytest.approx(0.03)


def test_cross_entropy_is_the_negative_logarithm_of_the_softmax():
    random = torch.Generator().manual_seed(0)
    logits = torch.randn(20, 10, generator=random, dtype=torch.float64)
    labels = torch.randint(10, (20,), generator=random)
    probabilities = logits.exp() / logits.exp().sum(dim=1, keepdim=True)
    expected = [-math.log(row[label]) for row, label in zip(probabilities, labels, strict=True)]
    losses, correct = LOSSES["cross-entropy"]
    assert losses(logits, labels).tolist() == pytest.approx(expected, rel=1e-12)
    rightly = [max(range(10), key=row.__getitem__) for row in logits.tolist()]
    assert correct(logits, labels).tolist() == [
        a == b for a, b in zip(rightly, labels, strict=True)
    ]


def test_the_squared_loss_has_the_half_that_makes_its_gradient_the_error():
    outputs = torch.tensor([[0.5], [-2.0]], dtype=torch.float64, requires_grad=True)
    targets = torch.tensor([1.0, -1.0], dtype=torch.float64)
    losses, _ = LOSSES["squared"]
    found = losses(outputs, targets)
    assert found.tolist() == [0.125, 0.5]
    found.sum().backward()
    assert outputs.grad.squeeze(1).tolist() == [-0.5, -1.0]


def test_an_output_is_right_when_its_sign_is_the_labels():
    _, correct = LOSSES["squared"]
    outputs = torch.tensor([[0.1], [-0.1], [0.1], [-0.1]])
    assert correct(outputs, torch.tensor([1.0, 1.0, -1.0, -1.0])).tolist() == [
        True, False, False, True,
    ]  # fmt: skip


def test_a_truth_is_told_when_output_and_target_lie_on_the_same_side_of_a_half():
    losses, correct = LOSSES["truth"]
    outputs = torch.tensor([[0.6], [0.5], [0.6], [0.4], [-3.0]])
    targets = torch.tensor([1.0, 1.0, 0.0, 0.0, 1.0])
    assert correct(outputs, targets).tolist() == [True, False, False, True, False]
    assert torch.equal(losses(outputs, targets), LOSSES["squared"][0](outputs, targets))
    assert correct(outputs, targets).tolist() != LOSSES["squared"][1](outputs, targets).tolist()


def test_the_logistic_loss_is_that_of_a_sigmoid_and_stays_finite_where_it_is_flat():
    outputs = torch.tensor([[0.5], [-2.0], [-800.0]], dtype=torch.float64, requires_grad=True)
    losses, _ = LOSSES["logistic"]
    found = losses(outputs, torch.tensor([1.0, 1.0, 1.0], dtype=torch.float64))
    expected = [math.log1p(math.exp(-0.5)), math.log1p(math.exp(2.0)), 800.0]
    assert found.tolist() == pytest.approx(expected, rel=1e-12)
    found.sum().backward()
    slopes = [1 / (1 + math.exp(-0.5)) - 1, 1 / (1 + math.exp(2.0)) - 1, -1.0]
    assert outputs.grad.squeeze(1).tolist() == pytest.approx(slopes, rel=1e-12)


def test_the_logistic_loss_of_a_negative_target_is_the_mirror_image():
    losses, _ = LOSSES["logistic"]
    outputs = torch.tensor([[0.5], [-2.0]])
    targets = torch.tensor([1.0, -1.0])
    assert torch.equal(losses(outputs, targets), losses(-outputs, -targets))


@pytest.mark.parametrize("loss", ["squared", "logistic"])
def test_signs_may_be_probed_under_the_losses_that_read_signs(loss):
    assert Recipe(1, 1, 0.1, loss=loss, probe="units").probe == "units"


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_warm_up_rises_in_a_straight_line_from_zero_and_leaves_the_rest_as_it_was(schedule):
    plain, warmed = (Recipe(1, 1, 0.3, schedule=schedule, warmup=share) for share in (0.0, 0.2))
    for step in range(STEPS):
        done = step / STEPS
        factor = min(1.0, done / 0.2)
        assert warmed.rate(done) == pytest.approx(plain.rate(done) * factor, rel=1e-12)
    assert warmed.rate(0.0) == 0.0
    assert plain.rate(0.0) > 0.0
