"""Scripts in unusual forms are examined: parts that fail, calls by name, targets, one output."""

import pytest
import torch
from plain_loops import loop
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from workedout.data.mnist import pocket
from workedout.inspection import diagnosis
from workedout.inspection.cases.parts import Changed, Own, layers, targets
from workedout.inspection.cases.sound_scripts import OneOutput
from workedout.inspection.checklist.data import classes_of
from workedout.inspection.checklist.script import CannotLookError
from workedout.inspection.diagnosis import Plain, examine, first_fault


def raising(*_):
    raise ZeroDivisionError("of mine")


# Loaders that can be gone through once.
def test_a_loader_that_is_used_up_ends_in_a_word_and_not_in_an_endless_loop():
    used_up = iter([tuple(pocket().train.take(slice(0, 50)))])
    finding = diagnosis.order(loop(loader=used_up))
    assert not finding.looked
    assert "only once" in finding.saw


# Parts that fail.
FAILING = {
    "network": ("step", "network() ends in ZeroDivisionError: of mine"),
    "optimizer": ("step", "optimizer() ends in ZeroDivisionError: of mine"),
    "step": ("step", "it ends in ZeroDivisionError: of mine"),
    "batches": ("step", "a batch ends in ZeroDivisionError: of mine"),
    "accuracy": ("scoring", "accuracy() ends in ZeroDivisionError: of mine"),
}


@pytest.mark.parametrize("part", FAILING)
def test_a_part_that_fails_is_one_finding(part):
    found = [each for each in examine(Changed(**{part: raising})) if not each.healthy]
    assert [(each.check, each.saw) for each in found] == [FAILING[part]]


def test_a_score_that_fails_is_named_without_held_out_examples_too():
    assert not diagnosis.scoring(loop(accuracy=raising)).healthy


# Networks that are called by name.
class NamedStep(Plain):
    """All calls name the images, and the network its layers' inputs."""

    class Network(Own):
        def forward(self, images):
            return self.last(input=torch.relu(self.hidden(input=images.flatten(1))))

    def network(self):
        return self.Network()

    def step(self, network, optimizer, images, labels):
        network.train()
        optimizer.zero_grad()
        cost = self.loss(network(images=images), labels)
        cost.backward()
        optimizer.step()
        return float(cost.detach())

    def accuracy(self, network, examples):
        network.eval()
        with torch.no_grad():
            answers = network(images=examples.inputs).argmax(dim=1)
        return float((answers == examples.targets).double().mean())


class Dictionaries(NamedStep):
    """The network takes a dictionary."""

    class Network(Own):
        def forward(self, given):
            return super().forward(given.get("images"))

    def step(self, network, optimizer, images, labels):
        network.train()
        optimizer.zero_grad()
        cost = self.loss(network({"images": images}), labels)
        cost.backward()
        optimizer.step()
        return float(cost.detach())

    def accuracy(self, network, examples):
        network.eval()
        with torch.no_grad():
            answers = network({"images": examples.inputs}).argmax(dim=1)
        return float((answers == examples.targets).double().mean())


def test_a_network_that_is_called_by_name_is_examined():
    findings = examine(NamedStep())
    assert first_fault(findings) == "none"
    assert [each.check for each in findings if not each.looked] == ["order"]


def test_a_network_that_takes_a_dictionary_is_not_blamed():
    findings = examine(Dictionaries())
    assert first_fault(findings) == "none"
    assert next(each for each in findings if each.check == "step").looked


# Targets.
@pytest.mark.parametrize(
    "rows",
    [
        torch.tensor([[3, 1, 4], [1, 5, 9]]),
        torch.tensor([[1.0, 1.0], [0.0, 1.0]]),
        torch.ones(2, 2, 2),
    ],
    ids=["tokens", "several classes", "masks"],
)
def test_rows_that_are_no_shares_are_no_classes(rows):
    with pytest.raises(CannotLookError):
        classes_of(rows)


@pytest.mark.parametrize("rows", [[[0, 1], [1, 0]], [[0.1, 0.9], [0.9, 0.1]]])
def test_rows_of_shares_name_the_largest(rows):
    assert classes_of(torch.tensor(rows)).tolist() == [1, 0]


# One output.
def with_sigmoid():
    return nn.Sequential(*layers(widths=(784, 100, 1)), nn.Sigmoid(), nn.Flatten(0))


def rounded(network, examples):
    network.eval()
    with torch.no_grad():
        return float((network(examples.inputs).round() == examples.targets).double().mean())


class Probability(OneOutput):
    """Two classes, a sigmoid, and a score that rounds."""

    def network(self):
        return with_sigmoid()

    def loss(self, outputs, labels):
        return nn.functional.binary_cross_entropy(outputs, labels.to(outputs.dtype))

    def accuracy(self, network, examples):
        return rounded(network, examples)


def test_a_probability_that_is_rounded_is_a_sound_score():
    assert first_fault(examine(Probability())) == "none"


def test_a_probability_that_is_scored_as_a_logit_is_found():
    def above_zero(network, examples):
        network.eval()
        return float(((network(examples.inputs) > 0) == examples.targets).double().mean())

    script = Probability()
    script.accuracy = above_zero
    assert not diagnosis.scoring(script).healthy


@pytest.mark.parametrize("last", [nn.Identity(), nn.Sigmoid()], ids=["logit", "probability"])
def test_a_plain_loop_reads_one_output_by_its_sign_or_its_half(last):
    two = OneOutput()
    parts = [TensorDataset(e.inputs, e.targets.float()[:, None]) for e in (two.train, two.held_out)]
    loss = nn.BCELoss() if isinstance(last, nn.Sigmoid) else nn.BCEWithLogitsLoss()
    network = nn.Sequential(*layers(widths=(784, 50, 1)), last)
    script = loop(
        network,
        loss,
        DataLoader(parts[0], batch_size=50, shuffle=True),
        held_out=DataLoader(parts[1], batch_size=50),
    )
    assert first_fault(examine(script)) == "none"


def test_a_plain_loop_reads_targets_that_are_rows_of_shares():
    rows = targets(lambda labels: nn.functional.one_hot(labels, 10).float())
    train, rest = (
        DataLoader(TensorDataset(*rows(e)), batch_size=50, shuffle=True) for e in pocket()
    )
    assert first_fault(examine(loop(loader=train, held_out=rest))) == "none"


def test_a_loss_that_stays_in_32_bits_is_compared_in_32_bits():
    def loss(outputs, labels):
        return nn.functional.binary_cross_entropy_with_logits(outputs[:, 0], labels.float())

    script = OneOutput()
    script.loss = loss
    assert diagnosis.gradient(script).healthy
