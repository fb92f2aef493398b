"""The loop, held against one that a reader would write in plain PyTorch."""

import math
from dataclasses import replace

import pytest
import torch
from torch import nn, optim

from workedout.data.examples import Examples, Split
from workedout.data.mnist import pocket
from workedout.networks.models import Bench, Mlp
from workedout.randomness import derived_seed
from workedout.training import loop
from workedout.training.loop import fit, initialized, observe
from workedout.training.recipes import Recipe

CPU = torch.device("cpu")
TRAIN, HELD_OUT = 70, 50  # with batches of 20: three full ones and one of ten
DIGITS = Split(pocket().train.take(slice(0, TRAIN)), pocket().held_out.take(slice(0, HELD_OUT)))
RECIPE = Recipe(3, 20, 0.05, "momentum", precision="float64", schedule="one-cycle")
TOLERANCE = 1e-10
NETWORK = Mlp((12,), dropout=0.3)


def train(network=NETWORK, recipe=RECIPE, seed=4, split=DIGITS):
    return fit(network, split, recipe, seed, CPU)


def one_cycle(done):
    """Written again, from the words of the docstring."""
    if done < 0.3:
        return 1 / 25 + (1 - 1 / 25) * math.sin(math.pi * done / 0.6) ** 2
    return math.cos(math.pi * (done - 0.3) / 1.4) ** 2


def plain_loop(network, seed, epochs=3, size=20, rate=0.05):
    """What one would write without the package: losses, epoch means, held-out readings."""
    torch.manual_seed(derived_seed(seed, "initialization"))
    model = network().double()
    shuffle = torch.Generator().manual_seed(derived_seed(seed, "order"))
    torch.manual_seed(derived_seed(seed, "dropout"))
    optimizer = optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    x, y = DIGITS.train.inputs.double(), DIGITS.train.targets
    steps, step = epochs * math.ceil(TRAIN / size), 0
    losses, means, readings = [], [], []
    for _ in range(epochs):
        rows = torch.randperm(TRAIN, generator=shuffle)
        total = 0.0
        for first in range(0, TRAIN, size):
            batch = rows[first : first + size]
            for group in optimizer.param_groups:
                group["lr"] = rate * one_cycle(step / steps)
            optimizer.zero_grad()
            loss = criterion(model(x[batch]), y[batch])
            loss.backward()
            optimizer.step()
            step += 1
            losses.append(loss.item())
            total += loss.item() * len(batch)
        means.append(total / TRAIN)
        model.eval()
        with torch.no_grad():
            outputs = model(DIGITS.held_out.inputs.double())
            right = (outputs.argmax(1) == DIGITS.held_out.targets).float().mean().item()
            reading = criterion(outputs, DIGITS.held_out.targets).item()
        model.train()
        readings.append((step, reading, right))
    return losses, means, readings


@pytest.mark.parametrize("network", [NETWORK, Bench((3, 4))], ids=str)
def test_the_loop_does_what_a_plain_one_does(network):
    history = train(network)
    losses, means, readings = plain_loop(network, seed=4)
    assert history.step_losses == pytest.approx(losses, abs=TOLERANCE)
    assert history.epoch_losses == pytest.approx(means, abs=TOLERANCE)
    for ours, theirs in zip(history.observations, readings, strict=True):
        assert tuple(ours) == pytest.approx(theirs, abs=1e-7)


def test_an_epochs_loss_weighs_the_partial_batch_by_its_images():
    history = train()
    assert history.batch_sizes == [20, 20, 20, 10] * 3
    for epoch in range(3):
        a, b, c, d = history.step_losses[4 * epoch : 4 * epoch + 4]
        assert history.epoch_losses[epoch] == pytest.approx((2 * (a + b + c) + d) / 7)
        assert abs(history.epoch_losses[epoch] - (a + b + c + d) / 4) > 1e-6


@pytest.mark.parametrize(("size", "batches"), [(70, [70]), (500, [70]), (1, [1] * 70)])
def test_any_batch_size_covers_each_epoch_once(size, batches):
    history = train(recipe=replace(RECIPE, batch_size=size, epochs=1))
    assert history.batch_sizes == batches
    assert history.steps_per_epoch == len(batches)


# Seeds and streams.


def everything(history):
    weights = [tensor.tolist() for tensor in history.network.state_dict().values()]
    return history.step_losses, history.observations, weights


def test_the_same_seed_gives_the_same_history_bit_for_bit():
    assert everything(train()) == everything(train())


def test_another_seed_gives_another_history():
    assert train(seed=5).step_losses[0] != train(seed=4).step_losses[0]


@pytest.mark.parametrize("network", [NETWORK, Bench((3, 4))], ids=str)
def test_the_callers_random_state_is_left_as_it_was(network):
    torch.manual_seed(11)
    state = torch.get_rng_state()
    train(network, replace(RECIPE, augmentation="affine"))
    assert torch.equal(torch.get_rng_state(), state)


# One thing is random in each; a fingerprint has one seed, so it would not miss the others.
SORTED, STILL = replace(RECIPE, order="sorted"), replace(NETWORK, dropout=0.0)
ONE_PURPOSE = {
    "initialization": (STILL, SORTED, False),
    "order": (STILL, RECIPE, True),
    "augmentation": (STILL, replace(SORTED, augmentation="affine"), True),
    "dropout": (NETWORK, SORTED, True),
}


@pytest.mark.parametrize(("network", "recipe", "same_start"), ONE_PURPOSE.values(), ids=ONE_PURPOSE)
def test_every_purpose_follows_the_seed(monkeypatch, network, recipe, same_start):
    if same_start:
        real = loop.initialized
        monkeypatch.setattr(loop, "initialized", lambda b, r, seed, d: real(b, r, 0, d))
    assert train(network, recipe, seed=5).step_losses != train(network, recipe).step_losses


def test_without_anything_random_the_seed_decides_nothing(monkeypatch):
    real = loop.initialized
    monkeypatch.setattr(loop, "initialized", lambda b, r, seed, d: real(b, r, 0, d))
    assert train(STILL, SORTED, seed=5).step_losses == train(STILL, SORTED).step_losses


def test_the_callers_random_state_has_no_say():
    torch.manual_seed(1)
    first = train().step_losses
    torch.manual_seed(2)
    assert train().step_losses == first


def test_the_examples_are_left_as_they_were():
    split = Split(*(Examples(part.inputs.clone(), part.targets.clone()) for part in DIGITS))
    train(Bench((3, 4)), replace(RECIPE, augmentation="affine", precision="float32"), split=split)
    for part, before in zip(split, DIGITS, strict=True):
        assert torch.equal(part.inputs, before.inputs)
        assert torch.equal(part.targets, before.targets)


@pytest.fixture
def seen_batches(monkeypatch):
    """The inputs of every batch, in order, as the network gets them."""
    batches = []
    real = loop.batch_loss

    def spy(network, inputs, targets, recipe):
        batches.append((inputs.clone(), targets.clone()))
        return real(network, inputs, targets, recipe)

    monkeypatch.setattr(loop, "batch_loss", spy)
    return batches


OTHER_STREAMS = {
    "dropout": (replace(NETWORK, dropout=0.6), RECIPE),
    "more dropout": (replace(NETWORK, input_dropout=0.2), RECIPE),
    "no dropout": (replace(NETWORK, dropout=0.0), RECIPE),
    "augmentation": (NETWORK, replace(RECIPE, augmentation="affine")),
    "another network": (Mlp((5, 5)), RECIPE),
    "another optimizer": (NETWORK, replace(RECIPE, optimizer="adamw")),
    "observations": (NETWORK, replace(RECIPE, observe=(0, 1, 2, 5))),
}


@pytest.mark.parametrize(("network", "recipe"), OTHER_STREAMS.values(), ids=OTHER_STREAMS)
def test_a_change_elsewhere_leaves_the_order_alone(seen_batches, network, recipe):
    train()
    before = [targets.tolist() for _, targets in seen_batches]
    seen_batches.clear()
    train(network, recipe)
    assert [targets.tolist() for _, targets in seen_batches] == before


def test_dropout_leaves_the_first_weights_alone():
    first, second = (
        initialized(network, RECIPE, 4, CPU)
        for network in (replace(NETWORK, dropout=0.0), replace(NETWORK, input_dropout=0.5))
    )
    for a, b in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(a, b)


def test_augmentation_is_the_same_whatever_drops_out(seen_batches):
    recipe = replace(RECIPE, augmentation="affine")
    train(NETWORK, recipe)
    before = [inputs for inputs, _ in seen_batches]
    seen_batches.clear()
    train(replace(NETWORK, dropout=0.0), recipe)
    assert all(torch.equal(a, b) for a, (b, _) in zip(before, seen_batches, strict=True))


def test_augmentation_changes_the_training_images_anew_and_never_the_held_out(
    seen_batches, monkeypatch
):
    held_out = []
    real = loop.observe
    monkeypatch.setattr(
        loop,
        "observe",
        lambda network, examples, *rest: (
            held_out.append(examples.inputs) or real(network, examples, *rest)
        ),
    )
    train(recipe=replace(RECIPE, augmentation="affine"))
    images = torch.cat([inputs for inputs, _ in seen_batches]).flatten(1)
    assert len(images.unique(dim=0)) == 3 * TRAIN
    assert all(torch.equal(inputs, DIGITS.held_out.inputs.double()) for inputs in held_out)


def test_every_epoch_is_shuffled_anew(seen_batches):
    train()
    orders = {
        tuple(torch.cat([y for _, y in seen_batches[4 * e : 4 * e + 4]]).tolist()) for e in range(3)
    }
    assert len(orders) == 3


def test_sorted_order_shows_the_labels_in_order_in_every_epoch(seen_batches):
    train(recipe=replace(RECIPE, order="sorted"))
    for epoch in range(3):
        targets = torch.cat([y for _, y in seen_batches[4 * epoch : 4 * epoch + 4]])
        assert targets.tolist() == sorted(DIGITS.train.targets.tolist())


def test_sorting_keeps_the_order_within_a_label(seen_batches):
    train(recipe=replace(RECIPE, order="sorted", epochs=1))
    images = torch.cat([x for x, _ in seen_batches])
    zeros = DIGITS.train.inputs[DIGITS.train.targets == 0].double()
    assert torch.equal(images[: len(zeros)], zeros)


@pytest.mark.parametrize(("epochs", "in_order"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_sorted_then_shuffled_shows_the_labels_in_order_in_the_first_half(
    seen_batches, epochs, in_order
):
    recipe = replace(RECIPE, order="sorted-then-shuffled", epochs=epochs)
    train(recipe=recipe)
    orders = [
        torch.cat([y for _, y in seen_batches[4 * e : 4 * e + 4]]).tolist() for e in range(epochs)
    ]
    labels = sorted(DIGITS.train.targets.tolist())
    assert [order == labels for order in orders] == [e < in_order for e in range(epochs)]
    # The first shuffle is the first of the stream.
    seen_batches.clear()
    train(recipe=replace(recipe, order="shuffled"))
    shuffled = torch.cat([y for _, y in seen_batches[:4]]).tolist()
    assert orders[in_order : in_order + 1] in ([], [shuffled])


def test_two_epochs_begin_as_four_do_where_the_rate_is_constant():
    recipe = replace(RECIPE, schedule="constant")
    short, long = (train(recipe=replace(recipe, epochs=epochs)) for epochs in (2, 4))
    assert long.step_losses[:8] == short.step_losses


# What is observed, and how.


def test_a_final_looks_once_after_the_last_step():
    history = train(recipe=replace(RECIPE, observe="end"))
    assert [seen.step for seen in history.observations] == [12]
    assert history.accuracy == history.observations[0].accuracy
    direct = observe(history.network, double(DIGITS.held_out), RECIPE, 12)
    assert direct == history.observations[0]


def double(examples):
    return examples.to(CPU, torch.float64)


MOMENTS = {
    "half-epoch": [2, 4, 6, 8, 10, 12],
    "epoch": [4, 8, 12],
    (0, 5, 12): [0, 5, 12],
    (0, 99): [0],
}


@pytest.mark.parametrize(("when", "steps"), MOMENTS.items(), ids=map(str, MOMENTS))
def test_the_held_out_examples_are_looked_at_when_asked(when, steps):
    history = train(recipe=replace(RECIPE, observe=when))
    assert [seen.step for seen in history.observations] == steps


@pytest.mark.parametrize("network", [NETWORK, Bench((3, 4))], ids=str)
def test_looking_more_often_changes_nothing_of_the_training(network):
    often = train(network, replace(RECIPE, observe=tuple(range(13))))
    assert often.step_losses == train(network, replace(RECIPE, observe="end")).step_losses


def test_step_zero_shows_the_first_weights():
    history = train(recipe=replace(RECIPE, observe=(0,)))
    first = initialized(NETWORK, RECIPE, 4, CPU)
    assert history.observations[0] == observe(first, double(DIGITS.held_out), RECIPE, 0)


class ModeSpy(nn.Module):
    """Notes in which mode it is called."""

    def __init__(self):
        super().__init__()
        self.modes = []

    def forward(self, values):
        self.modes.append(self.training)
        return values


def test_observing_is_in_evaluation_mode_and_training_in_training_mode():
    spy = ModeSpy()
    network = lambda: nn.Sequential(spy, *Mlp((3,))())  # noqa: E731
    history = train(network, replace(RECIPE, epochs=2, observe=(0, 4, 8)))
    assert spy.modes == [False, *[True] * 4, False, *[True] * 4, False]
    assert all(layer.training for layer in history.network.modules())


def test_observing_leaves_no_trace_in_the_network():
    network = initialized(Bench((3, 4)), RECIPE, 0, CPU)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    observe(network, double(DIGITS.held_out), RECIPE, 0)
    after = network.state_dict()
    assert all(torch.equal(after[name], value) for name, value in before.items())
    assert all(parameter.grad is None for parameter in network.parameters())


@pytest.mark.parametrize("size", [1, 7, 49, 50, 51])
def test_the_batch_of_an_evaluation_decides_nothing(monkeypatch, size):
    network = initialized(Bench((3, 4)), RECIPE, 0, CPU)
    whole = observe(network, double(DIGITS.held_out), RECIPE, 0)
    monkeypatch.setattr(loop, "EVALUATION_BATCH", size)
    assert tuple(observe(network, double(DIGITS.held_out), RECIPE, 0)) == pytest.approx(whole)


def test_a_constant_answer_has_the_accuracy_of_its_class():
    network = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    with torch.no_grad():
        network[1].weight.zero_()
        network[1].bias.copy_(torch.arange(10.0))
    seen = observe(network, pocket().held_out, Recipe(1, 1, 0.1), 7)
    assert (seen.step, seen.accuracy) == (7, 0.1)
    logits = torch.arange(10.0, dtype=torch.float64)
    assert seen.loss == pytest.approx((logits.exp().sum().log() - logits.mean()).item(), abs=1e-6)


# Clipping and norms.


@pytest.mark.parametrize(("bound", "binds"), [(0.05, True), (1e3, False)])
def test_a_clipped_step_of_sgd_goes_the_same_way_and_no_further_than_rate_times_bound(bound, binds):
    whole = replace(RECIPE, optimizer="sgd", schedule="constant", epochs=1, batch_size=TRAIN)
    network = Mlp((12,))
    before = initialized(network, whole, 4, CPU)

    def moved(recipe):
        after = train(network, recipe).network
        return torch.cat(
            [
                (new - old).flatten().detach()
                for new, old in zip(after.parameters(), before.parameters(), strict=True)
            ]
        )

    free, held = moved(whole), moved(replace(whole, clip=bound))
    limit = whole.learning_rate * bound
    assert (free.norm().item() > limit) == binds
    assert held.norm().item() == pytest.approx(limit if binds else free.norm().item(), rel=1e-4)
    assert torch.cosine_similarity(free, held, dim=0).item() == pytest.approx(1.0, abs=1e-12)


def test_layer_norm_sees_each_example_by_itself():
    network = train(Mlp((12,), layer_norm=True)).network
    inputs = DIGITS.held_out.inputs.double()
    together, alone = network(inputs), network(inputs[:1])
    torch.testing.assert_close(together[:1], alone, rtol=1e-12, atol=1e-12)
