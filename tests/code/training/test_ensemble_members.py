"""Members that are trained together keep apart all that is theirs; what would mix them is seen."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from workedout.data.examples import Split
from workedout.data.mnist import pocket
from workedout.data.points import two_circles
from workedout.networks.models import Bench, Mlp, Plane
from workedout.randomness import derived_seed, generator
from workedout.training import ensemble
from workedout.training.ensemble import Member, Training, fit_together
from workedout.training.loop import fit
from workedout.training.optimizers import OPTIMIZERS
from workedout.training.recipes import Recipe
from workedout.training.stack import BATCHED, batch_norm

CPU = torch.device("cpu")
TOLERANCE = 1e-10  # of float64 numbers, relative or absolute; they differ by about 1e-16
DIGITS, OTHER_DIGITS = (
    Split(
        pocket().train.take(slice(first, first + 50)),
        pocket().held_out.take(slice(first, first + 40)),
    )
    for first in (0, 100)
)
RECIPE = Recipe(2, 20, 0.05, "momentum", precision="float64", schedule="half-drop")
NETWORK = Mlp((8,), dropout=0.3)


def as_alone(member, history, tolerance=TOLERANCE):
    """Whether a member's history is the one that ``fit`` gives."""
    expected = fit(*member, CPU)
    pairs = [
        (history.step_losses, expected.step_losses),
        *zip(history.observations, expected.observations, strict=True),
        *zip(history.probes, expected.probes, strict=True),
    ]
    states = (h.network.state_dict().values() for h in (history, expected))
    pairs += [[t.flatten().tolist() for t in both] for both in zip(*states, strict=True)]
    return all(found == pytest.approx(e, rel=tolerance, abs=tolerance) for found, e in pairs)


def all_as_alone(members):
    histories = fit_together(members, CPU)
    return all(map(as_alone, members, histories))


def group(*networks, recipe=RECIPE, split=DIGITS):
    return [Member(network, split, recipe, seed) for seed, network in enumerate(networks, start=4)]


# Settings.

SETTINGS = {
    "learning rates": [{"learning_rate": rate} for rate in (0.01, 0.1, 0.5)],
    "momentum": [{"momentum": momentum} for momentum in (0.5, 0.9, 0.99)],
    "weight decay": [{"weight_decay": decay} for decay in (0.0, 0.01, 0.1)],
    "equal settings apart from each other": [{"learning_rate": r} for r in (0.1, 0.3, 0.1, 0.3)],
    "equal settings side by side": [{"learning_rate": r} for r in (0.1, 0.1, 0.3, 0.3)],
}


@pytest.mark.parametrize("changes", SETTINGS.values(), ids=SETTINGS)
def test_each_member_has_its_own(changes):
    members = [
        Member(NETWORK, DIGITS, replace(RECIPE, **change), seed)
        for seed, change in enumerate(changes)
    ]
    assert all_as_alone(members)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_member_has_its_own_rate_under_every_optimizer(name):
    recipe = replace(RECIPE, optimizer=name, schedule="cosine")
    members = [
        Member(NETWORK, DIGITS, replace(recipe, learning_rate=rate), 4) for rate in (0.01, 0.03)
    ]
    first, second = fit_together(members, CPU)
    assert as_alone(members[0], first)
    assert as_alone(members[1], second)
    assert first.step_losses[0] == second.step_losses[0]  # the same weights, before any step
    assert first.step_losses[1] != second.step_losses[1]


# Examples.


def test_each_member_has_its_own_examples():
    recipe = replace(RECIPE, loss="squared", probe="units", order="sorted-then-shuffled")
    splits = [two_circles(80, draw) for draw in (0, 1, 2)]
    members = [Member(Plane((4,)), split, recipe, 4) for split in splits]
    assert all_as_alone(members)


def test_some_members_share_examples_that_others_have_not():
    splits = (DIGITS, OTHER_DIGITS, DIGITS, OTHER_DIGITS)
    members = [Member(NETWORK, split, RECIPE, seed) for seed, split in enumerate(splits)]
    assert all_as_alone(members)


# Dropout.


@pytest.fixture
def masks_of_fit(monkeypatch):
    """What ``nn.Dropout`` multiplies its inputs by, in the order of its calls in training."""
    masks = []

    def forward(layer, inputs):
        mask = F.dropout(torch.ones_like(inputs), layer.p, layer.training)
        if layer.training:
            masks.append(mask)
        return inputs * mask

    monkeypatch.setattr(nn.Dropout, "forward", forward)
    return masks


@pytest.fixture
def masks_together(monkeypatch):
    """The masks of each step of ``fit_together``, by the layer's place."""
    masks = []
    real = Training._masks

    def spy(training, batch):
        masks.append({place: mask.clone() for place, mask in real(training, batch).items()})
        return masks[-1]

    monkeypatch.setattr(Training, "_masks", spy)
    return masks


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_members_masks_are_those_of_fit_to_the_last_bit(masks_of_fit, masks_together, precision):
    recipe = replace(RECIPE, precision=precision)
    members = group(*[Mlp((8, 6), 0.3, 0.1)] * 3, recipe=recipe)
    fit_together(members, CPU)
    for number, member in enumerate(members):
        masks_of_fit.clear()
        fit(*member, CPU)
        together = [mask[number] for step in masks_together for mask in step.values()]
        assert len(together) == len(masks_of_fit) == 3 * 6
        for mine, expected in zip(together, masks_of_fit, strict=True):
            assert torch.equal(mine, expected)


def test_members_have_masks_of_their_own_and_new_ones_in_each_step(masks_together):
    fit_together(group(*[Mlp((40,), dropout=0.5)] * 3), CPU)
    full = [step[3] for step in masks_together if step[3].shape[1] == 20]
    masks = torch.cat(full).flatten(1)
    assert len(masks.unique(dim=0)) == len(masks) == 3 * 4


PROBABILITIES = (0.0, 0.25, 0.5, 1.0)


def test_members_drop_with_probabilities_of_their_own(masks_together):
    members = group(*(Bench((2, 8), dropout=p) for p in PROBABILITIES))
    assert all_as_alone(members)
    masks = torch.cat([step[9].flatten(1) for step in masks_together], dim=1)
    for p, mask in zip(PROBABILITIES, masks, strict=True):
        kept = (mask > 0).double().mean().item()
        assert kept == pytest.approx(1 - p, abs=4 * math.sqrt(p * (1 - p) / mask.numel()))
        assert set(mask.unique().tolist()) == {0.0, 1 / (1 - p)} if 0 < p < 1 else {1 - p}


# Shuffles, augmentation and statistics, beside being those of ``fit``.


def test_members_see_their_examples_in_orders_of_their_own():
    training = Training(group(*[NETWORK] * 3), CPU)
    for epoch in range(2):
        parts = [batch.places.view(3, -1) for batch in training.batches(epoch)]
        rows = torch.cat(parts, dim=1)
        assert rows.sort(dim=1).values.tolist() == [list(range(50))] * 3
        assert len(rows.unique(dim=0)) == 3


def test_members_change_their_images_in_ways_of_their_own():
    training = Training(group(*[NETWORK] * 3, recipe=replace(RECIPE, augmentation="affine")), CPU)
    random = generator(5, "augmentation")
    draws = [batch.draws for batch in training.batches(0)]
    assert [tuple(each.shape) for each in draws] == [(4, 3, 20), (4, 3, 20), (4, 3, 10)]
    for each in draws:  # of the member in the middle
        uniform = torch.rand(4, each.shape[2], generator=random, dtype=torch.float64)
        assert torch.equal(each[:, 1], 2 * uniform - 1)
        assert len(each.transpose(0, 1).unique(dim=0)) == 3


def test_members_have_statistics_of_their_own():
    members = group(*[Bench((2, 3))] * 3)
    histories = fit_together(members, CPU)
    for first, second in pairwise(histories):
        for name in ("1.running_mean", "1.running_var", "5.running_mean"):
            ours, theirs = (h.network.state_dict()[name] for h in (first, second))
            assert (ours - theirs).abs().max() > 1e-3
    assert all(map(as_alone, members, histories))


# Neighbours.


def test_a_members_history_does_not_depend_on_its_neighbours():
    recipe = replace(RECIPE, augmentation="affine")
    member = Member(Bench((2, 3)), DIGITS, recipe, 4)
    others = Member(Bench((2, 3), 0.9), OTHER_DIGITS, replace(recipe, learning_rate=0.4), 9)
    histories = [
        fit_together(members, CPU)[members.index(member)]
        for members in ([member, member], [member, others], [others, member], [member])
    ]
    for history in histories:
        assert as_alone(member, history)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_a_member_that_diverges_leaves_its_neighbours_alone(precision, optimizer):
    recipe = replace(RECIPE, precision=precision, optimizer=optimizer, learning_rate=1e-3)
    ours = Member(Bench((2, 3)), DIGITS, recipe, 4)
    calm = [ours, ours._replace(seed=5)]
    wild = [ours, ours._replace(seed=5, recipe=replace(recipe, learning_rate=1e30))]
    (beside_calm, _), (beside_wild, diverged) = (fit_together(m, CPU) for m in (calm, wild))
    assert not all(map(math.isfinite, diverged.step_losses))
    assert beside_wild.step_losses == beside_calm.step_losses
    assert beside_wild.observations == beside_calm.observations


# Each way to mix members is seen by the comparison that the tests above make.


def mixed(ours, theirs):
    """Members of these networks that differ in all in which they may."""
    recipe = replace(RECIPE, augmentation="affine", batch_size=25)
    other = replace(recipe, learning_rate=0.2, momentum=0.3, weight_decay=0.01)
    return [
        Member(ours, DIGITS, recipe, 4),
        Member(theirs, OTHER_DIGITS, other, 5),
    ]


def first_for_all(method):
    """Let each member have what the first has of a stacked result."""

    def share(*arguments):
        result = method(*arguments)
        return {place: each[:1].expand_as(each) for place, each in result.items()}

    return share


def after_building(change):
    """Let a training begin with something changed."""

    def sabotage(patch):
        real = Training.__init__

        def build(training, members, device):
            real(training, members, device)
            change(training)

        patch.setattr(Training, "__init__", build)

    return sabotage


def normed_together(layer, tensors, inputs, training):
    """Batch norm over the images of all members."""
    if not training:
        return batch_norm(layer, tensors, inputs, training)
    together = inputs.transpose(0, 1).flatten(0, 1).repeat(len(inputs), 1, 1, 1, 1)
    return batch_norm(layer, tensors, together, training)[:, : inputs.shape[1]]


def judged_by_the_first(layer, tensors, inputs, training):
    """Evaluation with the statistics of the first member."""
    if training:
        return batch_norm(layer, tensors, inputs, training)
    names = ("running_mean", "running_var")
    shared = {name: tensors[name][:1].expand_as(tensors[name]).contiguous() for name in names}
    return batch_norm(layer, {**tensors, **shared}, inputs, training)


def one_rate(training):
    training.moved = [each._replace(recipe=training.recipe) for each in training.moved]


def one_momentum(training):
    for each in training.moved:
        each.optimizer.param_groups[0]["momentum"] = training.recipe.momentum


def one_decay(training):
    for each in training.moved:
        each.optimizer.param_groups[0]["weight_decay"] = training.recipe.weight_decay


def one_start(training):
    for parameter in training.stack.parameters():
        parameter.data[1:] = parameter.data[:1]


def one_stream(purpose):
    def share(training):
        streams = [generator(4, purpose) for _ in training.members]
        setattr(training, {"order": "orders", "augmentation": "changes"}[purpose], streams)

    return share


def one_stream_of_masks(training):
    training.drops = [
        torch.Generator().manual_seed(derived_seed(4, "dropout")) for _ in training.members
    ]


def patched(target, name, value):
    return lambda patch: patch.setattr(target, name, value)


def normed(function):
    return lambda patch: patch.setitem(BATCHED, nn.BatchNorm2d, function)


MIXTURES = {
    "one mask": patched(Training, "_masks", first_for_all(Training._masks)),
    "one stream of masks": after_building(one_stream_of_masks),
    "one probability": after_building(
        lambda training: setattr(training, "networks", [training.networks[0]] * 2)
    ),
    "one order": after_building(one_stream("order")),
    "one augmentation": after_building(one_stream("augmentation")),
    "one rate": after_building(one_rate),
    "one momentum": after_building(one_momentum),
    "one weight decay": after_building(one_decay),
    "one start": after_building(one_start),
    "one set of examples": after_building(lambda training: training.train.starts.zero_()),
    "one held-out set": after_building(lambda training: training.held_out.starts.zero_()),
    "batch norm over all": normed(normed_together),
    "evaluation by the first's statistics": normed(judged_by_the_first),
}


CONVOLUTIONS, DENSE = (Bench((2, 3), 0.3), Bench((2, 3), 0.6)), (Mlp((6,), 0.3), Mlp((6,), 0.6))


@pytest.mark.parametrize("networks", [CONVOLUTIONS, DENSE], ids=["convolutions", "dense"])
def test_members_that_differ_in_everything_are_trained_as_alone(networks):
    assert all_as_alone(mixed(*networks))


SAMPLES = {
    **{name: (*CONVOLUTIONS, change) for name, change in MIXTURES.items()},
    # Of dense networks, whose gradients are written out.
    **{
        f"{name}, dense": (*DENSE, change)
        for name, change in MIXTURES.items()
        if name not in ("batch norm over all", "evaluation by the first's statistics")
    },
}


@pytest.mark.parametrize(("ours", "theirs", "sabotage"), SAMPLES.values(), ids=SAMPLES)
def test_what_mixes_members_is_seen(monkeypatch, ours, theirs, sabotage):
    sabotage(monkeypatch)
    members = mixed(ours, theirs)
    histories = ensemble.fit_together(members, CPU)
    monkeypatch.undo()
    assert not all(map(as_alone, members, histories))
