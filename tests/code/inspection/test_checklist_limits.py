"""Scripts at the limits of the checks: sound ones are not blamed, and faults beside them are."""

import importlib

import pytest
import torch
from plain_loops import loop
from torch import nn
from torch.optim import SGD
from torch.utils.data import DataLoader, TensorDataset

from workedout.data.examples import Examples
from workedout.data.mnist import pocket
from workedout.inspection import diagnosis
from workedout.inspection.cases.parts import Changed, Own, layers, targets
from workedout.inspection.checklist.learning import gap
from workedout.inspection.diagnosis import Loop, Plain, examine, first_fault


# Starts at 0, and networks that know already.
def zeroed(layer):
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
    return layer


def zero_last():
    network = layers()
    zeroed(network[-1])
    return network


class Branch(nn.Module):
    """A branch of rank four whose second layer starts at 0, beside a layer."""

    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(784, 100), nn.Linear(100, 10)
        self.down, self.up = nn.Linear(784, 4, bias=False), nn.Linear(4, 100, bias=False)
        zeroed(self.up)

    def forward(self, images):
        flat = images.flatten(1)
        return self.last(torch.relu(self.first(flat) + self.up(self.down(flat))))


@pytest.mark.parametrize("network", [zero_last, Branch], ids=["the last layer", "a branch"])
def test_what_starts_at_zero_on_purpose_is_not_blamed(network):
    script = Changed(network=network)
    assert diagnosis.start(script).healthy
    assert diagnosis.activations(script).healthy


def test_a_hidden_layer_of_zeros_that_nothing_leads_around_is_blamed():
    def network():
        built = layers(widths=(784, 50, 50, 10))
        zeroed(built[3])
        return built

    assert not diagnosis.start(Changed(network=network)).healthy


def test_a_network_that_knows_already_is_not_blamed_for_its_first_loss():
    learnt = diagnosis.trained(Plain(), 0.1)[0]
    finding = diagnosis.first_loss(loop(learnt))
    assert finding.healthy
    assert "know the classes already" in finding.saw


# Layers that rest on purpose.
class Head(nn.Module):
    """A frozen body that rests, and a head that learns."""

    def __init__(self, between, frozen=True):
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), between, nn.ReLU())
        self.head = nn.Linear(100, 10)
        self.body.requires_grad_(not frozen)

    def train(self, mode=True):
        super().train(mode)
        self.body.eval()
        return self

    def forward(self, images):
        return self.head(self.body(images))


def head(between, frozen=True):
    return Changed(
        network=lambda: Head(between(), frozen),
        optimizer=lambda net, rate: SGD([p for p in net.parameters() if p.requires_grad], rate),
    )


RESTING = {
    "dropout": lambda: nn.Dropout(0.5),
    "batch norm": lambda: nn.BatchNorm1d(100),
    "bare batch norm": lambda: nn.BatchNorm1d(100, affine=False),
}


@pytest.mark.parametrize("between", RESTING.values(), ids=RESTING)
def test_layers_of_a_frozen_body_may_rest(between):
    assert diagnosis.mode(head(between)).healthy


@pytest.mark.parametrize("between", RESTING.values(), ids=RESTING)
def test_layers_of_a_body_that_learns_may_not(between):
    assert not diagnosis.mode(head(between, frozen=False)).healthy


def test_dropout_of_the_images_may_not_rest():
    class Resting(Changed):
        def step(self, network, *given):
            network.eval()
            network.train = lambda *_: network
            return super().step(network, *given)

    assert not diagnosis.mode(
        Resting(network=lambda: nn.Sequential(nn.Dropout(0.2), *layers()))
    ).healthy


# Few numbers, few classes, large batches.
def points(count, draws):
    labels = torch.arange(count) % 2
    return Examples(torch.randn(count, 2, generator=draws) + 3.0 * labels[:, None], labels)


class Points(Plain):
    """Two numbers an example, scored in another order."""

    def __init__(self):
        draws = torch.Generator().manual_seed(0)
        self.train, self.held_out = points(2000, draws), points(500, draws)

    def network(self):
        return nn.Sequential(nn.Linear(2, 20), nn.ReLU(), nn.Linear(20, 2))

    def accuracy(self, network, examples):
        return super().accuracy(network, examples.take(torch.randperm(len(examples))))


def test_examples_of_two_numbers_are_known_again_in_another_order():
    assert diagnosis.scoring(Points()).healthy


def test_examples_of_two_numbers_are_known_again_when_they_are_scaled():
    def accuracy(network, examples):
        return Plain.accuracy(None, network, Examples(0.5 * examples.inputs - 1, examples.targets))

    script = Points()
    script.accuracy = accuracy
    assert diagnosis.scoring(script).healthy


def test_a_decay_that_costs_next_to_nothing_is_not_blamed(monkeypatch):
    module = importlib.import_module("workedout.inspection.checklist.steps")
    script = Changed(optimizer=lambda net, rate: SGD(net.parameters(), rate, weight_decay=1e-4))
    ends = {module.undecayed: 0.010}
    monkeypatch.setattr(
        module,
        "trained",
        lambda _script, _rate, change=None: (None, [2.3] + 99 * [ends.get(change, 0.012)]),
    )
    assert module.decay(script).healthy
    ends[module.undecayed] = 0.001
    ends[None] = 0.1
    assert not module.decay(script).healthy


def test_images_that_are_seen_again_and_again_in_large_batches_tell_no_gap():
    large = DataLoader(TensorDataset(*pocket().train), batch_size=500, shuffle=True)
    held_out = DataLoader(TensorDataset(*pocket().held_out), batch_size=500)
    assert not diagnosis.gap(loop(loader=large, held_out=held_out)).looked


def test_where_nearly_all_is_of_one_class_no_progress_is_seen():
    def mostly_ones(labels):
        draws = torch.rand(len(labels), generator=torch.Generator().manual_seed(0))
        return (draws > 0.05).long()

    assert not diagnosis.progress(Changed(both=targets(mostly_ones))).looked


# Devices and schedules.
def test_a_schedule_that_warms_up_from_zero_is_no_rate_of_zero():
    network = layers()
    descent = SGD(network.parameters(), 0.1)
    torch.optim.lr_scheduler.LambdaLR(descent, lambda step: min(1.0, step / 100))
    assert descent.param_groups[0]["lr"] == 0.0
    findings = examine(loop(network, optimizer=descent))
    assert first_fault(findings) == "none"
    assert next(each for each in findings if each.check == "rate").looked


def test_a_rate_of_zero_is_named():
    network = layers()
    found = examine(loop(network, optimizer=SGD(network.parameters(), 0.0)))
    assert "rate" in [each.check for each in found if not each.healthy]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_plain_loop_on_a_gpu_is_examined_on_the_cpu():
    network = layers().cuda()
    descent = SGD(network.parameters(), 0.1)
    loss = nn.CrossEntropyLoss(weight=torch.ones(10)).cuda()
    assert first_fault(examine(loop(network, loss, optimizer=descent))) == "none"
    assert next(network.parameters()).is_cuda


# Dropout inside the forward pass, and percentages.
class Inside(Own):
    """Dropout in the forward pass, by the network's mode."""

    def forward(self, images):
        hidden = torch.relu(self.hidden(images.flatten(1)))
        return self.last(nn.functional.dropout(hidden, 0.5, self.training))


def unrested(network, examples):
    with torch.no_grad():
        answers = network(examples.inputs).argmax(dim=1)
    return float((answers == examples.targets).double().mean())


def test_dropout_inside_the_forward_pass_is_to_be_switched_off_in_a_score():
    finding = diagnosis.scoring(Changed(network=Inside, accuracy=unrested))
    assert not finding.healthy
    assert "in training mode: Inside" in finding.saw
    assert diagnosis.scoring(Changed(network=Inside)).healthy
    assert diagnosis.scoring(Changed(accuracy=unrested)).healthy


def test_a_score_below_one_percent_is_no_share():
    class Slow(Plain):
        rate = 0.0

        def accuracy(self, network, examples):
            said = super().accuracy(network, examples)
            return 100 * said if said == 1 else 0.8

    assert not diagnosis.progress(Slow()).healthy


# Many batches to a step, and inputs that ask for a gradient.
class Waiting(Plain):
    """A step of the optimizer after 32 batches."""

    count, wait = 0, 32

    def step(self, network, optimizer, images, labels):
        network.train()
        loss = self.loss(network(images), labels)
        (loss / self.wait).backward()
        self.count += 1
        if self.count % self.wait == 0:
            optimizer.step()
            optimizer.zero_grad()
        return loss.item()


def test_a_step_of_32_batches_is_not_blamed():
    assert first_fault(examine(Waiting())) == "none"


def test_of_a_step_that_never_comes_gradients_that_add_up_tell_nothing():
    script = Waiting()
    script.wait = 1000
    assert not diagnosis.gradient(script).looked
    assert not diagnosis.optimizer(script).looked


def test_images_that_ask_for_a_gradient_are_no_parameters():
    class Attacked(Plain):
        def step(self, network, optimizer, images, labels):
            return super().step(network, optimizer, images.clone().requires_grad_(), labels)

    class InPlace(Plain):
        def network(self):
            return layers()

        def step(self, network, optimizer, images, labels):
            return super().step(network, optimizer, images.requires_grad_(), labels)

    assert diagnosis.optimizer(Attacked()).healthy
    assert diagnosis.optimizer(InPlace()).healthy


# Loaders and layers that look like others.
STRANGE = {
    "three": (
        [(torch.ones(4, 2), torch.ones(4), torch.ones(4))],
        "tuple of Tensor, Tensor, Tensor",
    ),
    "dictionaries": ([{"x": torch.ones(4, 2), "y": torch.ones(4)}], "dict of Tensor, Tensor"),
    "lists of numbers": ([(torch.ones(4, 2), [1, 2, 3, 4])], "tuple of Tensor, list"),
    "several sizes": ([(torch.ones(1, k), torch.ones(1)) for k in (2, 3)], "several sizes"),
    "nothing": ([], "no batches"),
}


@pytest.mark.parametrize(("batches", "said"), STRANGE.values(), ids=STRANGE)
def test_a_loader_of_something_else_is_told_what_is_wanted(batches, said):
    network = layers()
    with pytest.raises((TypeError, ValueError), match=said):
        Loop(network, nn.CrossEntropyLoss(), batches, SGD(network.parameters(), 0.1))


def test_of_large_photographs_fewer_are_kept():
    draws = (torch.zeros(100, 3, 224, 224), torch.zeros(100, dtype=torch.long))
    network = layers()
    kept = Loop(network, nn.CrossEntropyLoss(), [draws] * 20, SGD(network.parameters(), 0.1)).train
    assert len(kept) == 700


@pytest.mark.parametrize(("hidden", "healthy"), [(64, False), (8, True)])
def test_a_forgotten_activation_is_found_where_the_layer_is_no_bottleneck(hidden, healthy):
    def network():
        return nn.Sequential(
            *(nn.Flatten(), nn.Linear(784, hidden), nn.Linear(hidden, 100), nn.ReLU()),
            nn.Linear(100, 10),
        )

    assert diagnosis.activations(Changed(network=network)).healthy == healthy


def test_a_line_that_is_lost_near_the_end_is_found():
    def lost(examples):
        labels = examples.targets.clone()
        start = len(labels) * 24 // 25
        labels[start:-1] = examples.targets[start + 1 :]
        return Examples(examples.inputs, labels)

    finding = diagnosis.labels(Changed(train=lost))
    assert not finding.healthy
    assert "about row 4,800" in finding.saw


class Foreign(Plain):
    """Held-out images whose labels belong to others: nothing about the images themselves tells."""

    def __init__(self):
        super().__init__()
        inputs, labels = self.held_out
        self.held_out = Examples(inputs, labels.roll(len(labels) // 3))


@pytest.mark.parametrize(("script", "healthy"), [(Plain, True), (Foreign, False)])
def test_held_out_images_that_fare_far_worse_are_found(script, healthy):
    found = gap(script())
    assert found.looked
    assert found.healthy is healthy
