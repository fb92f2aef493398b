"""What training scripts really do wrong, as scripts; each with the check that should name it."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import SGD, Adam

from workedout.data.examples import Examples
from workedout.inspection.cases.parts import (
    Case,
    by_class,
    changed,
    inputs,
    layers,
    pixels_moved,
    raw,
    reading,
    targets,
)
from workedout.inspection.checklist.script import BATCH, Plain


class EarlierModel(Plain):
    """The optimizer was made before the network was made anew."""

    def optimizer(self, network: nn.Module, rate: float) -> Any:
        """Of the first network."""
        return SGD(self.network().parameters(), rate)


def biases_alone(network: nn.Module, rate: float) -> Any:
    """Gradient descent on what is called a bias."""
    return SGD([p for name, p in network.named_parameters() if "bias" in name], rate)


class Columns(nn.Module):
    """Images as columns, by a shape that mixes the images of a batch."""

    def forward(self, images: Tensor) -> Tensor:
        """Takes (N, 1, 28, 28); returns (N, 784)."""
        return images.reshape(784, -1).t()


def unequal(network: nn.Module, examples: Examples) -> float:
    """The mean of the accuracies of batches."""
    parts = torch.arange(len(examples)).split(300)
    shares = [accuracy(network, examples.take(rows)) for rows in parts]
    return sum(shares) / len(shares)


def last_batch(network: nn.Module, examples: Examples) -> float:
    """The accuracy of the batch that comes last."""
    for rows in torch.arange(len(examples)).split(100):
        found = accuracy(network, examples.take(rows))
    return found


def wrong_count(network: nn.Module, examples: Examples) -> float:
    """Right answers by the size of the training set."""
    return accuracy(network, examples) * len(examples) / 5000


def last_left_out(network: nn.Module, examples: Examples) -> float:
    """Right answers in whole batches, by the number of examples in these."""
    whole = len(examples) // 64 * 64
    return accuracy(network, examples.take(slice(0, whole)))


def accuracy(network: nn.Module, examples: Examples) -> float:
    """The share of right answers."""
    return (reading(network, examples.inputs) == examples.targets).double().mean().item()


def in_training_mode(network: nn.Module, examples: Examples) -> float:
    """The score with dropout switched on."""
    answers = reading(network, examples.inputs, training=True)
    return (answers == examples.targets).double().mean().item()


class NegativeLogLikelihood(Plain):
    """The loss for logarithms of probabilities; ``last`` is behind the network."""

    def __init__(self, *last: nn.Module) -> None:
        super().__init__()
        self.last = last

    def network(self) -> nn.Module:
        """The plain one with that."""
        return nn.Sequential(*layers(), *self.last)

    def loss(self, outputs: Tensor, labels: Tensor) -> Tensor:
        """Minus the output of the right class."""
        return F.nll_loss(outputs, labels)


class ZeroedBetween(Plain):
    """Gradients are set to zero between the backward pass and the step."""

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
        """In the wrong order."""
        network.train()
        loss = self.loss(network(images), labels)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        return float(loss.detach())


class NoStep(Plain):
    """The optimizer is never told to step."""

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
        """Gradients, and nothing else."""
        network.train()
        optimizer.zero_grad()
        loss = self.loss(network(images), labels)
        loss.backward()
        return float(loss.detach())


class Wrapped(Plain):
    """The loss is put into a new tensor."""

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
        """The new tensor knows of no network."""
        network.train()
        optimizer.zero_grad()
        loss = torch.tensor(self.loss(network(images), labels).item(), requires_grad=True)
        loss.backward()
        optimizer.step()
        return float(loss.detach())


def lost_line(examples: Examples) -> Examples:
    """From the middle on each image has the label of the next."""
    half = len(examples) // 2
    moved = examples.targets.clone()
    moved[half:-1] = examples.targets[half + 1 :]
    return Examples(examples.inputs, moved)


class Resting(Plain):
    """A network with batch norm is trained in evaluation mode."""

    def network(self) -> nn.Module:
        """With batch norm."""
        return nn.Sequential(
            nn.Flatten(), nn.Linear(784, 100), nn.BatchNorm1d(100), nn.ReLU(), nn.Linear(100, 10)
        )

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
        """With ``eval`` in place of ``train``."""
        network.eval()
        optimizer.zero_grad()
        loss = self.loss(network(images), labels)
        loss.backward()
        optimizer.step()
        return float(loss.detach())


class InOrder(Plain):
    """Data in the order of their classes, taken as they lie."""

    def __init__(self) -> None:
        super().__init__()
        self.train = by_class(self.train)

    def batches(self) -> list[Examples]:
        """As they lie."""
        return [self.train.take(rows) for rows in torch.arange(len(self.train)).split(BATCH)]


def low_biases() -> nn.Module:
    """Hidden biases of minus a hundred."""
    network = layers()
    nn.init.constant_(network[1].bias, -100.0)  # type: ignore[arg-type]
    return network


def zeros() -> nn.Module:
    """All weights zero."""
    network = layers()
    for parameter in network.parameters():
        nn.init.zeros_(parameter)
    return network


def summed(outputs: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy, summed over the batch."""
    return F.cross_entropy(outputs, labels, reduction="sum")


def decayed(strength: float) -> Any:
    """Gradient descent with weight decay."""
    return lambda network, rate: SGD(network.parameters(), rate, weight_decay=strength)


FAULTY = (
    Case("optimizer of an earlier model", EarlierModel, "optimizer"),
    Case("only the biases", changed(optimizer=biases_alone), "optimizer"),
    Case(
        "only the last layer",
        changed(optimizer=lambda network, rate: SGD(network[-1].parameters(), rate)),
        "optimizer",
    ),
    Case(
        "a shape that mixes images",
        changed(network=lambda: nn.Sequential(Columns(), *list(layers())[1:])),
        "neighbours",
    ),
    Case("weight decay of 1", changed(optimizer=decayed(1.0)), "decay"),
    Case("weight decay of 0.1", changed(optimizer=decayed(0.1)), "decay"),
    Case("held-out images mirrored", changed(held_out=inputs(lambda x: x.flip(-1))), "held out"),
    Case(
        "no activation between two layers",
        changed(network=lambda: layers(nn.Identity())),
        "activations",
    ),
    Case("mean of unequal batches", changed(accuracy=unequal), "scoring"),
    Case("accuracy of the last batch", changed(accuracy=last_batch), "scoring"),
    Case("accuracy by a wrong count", changed(accuracy=wrong_count), "scoring"),
    Case("the last batch never scored", changed(accuracy=last_left_out), "scoring"),
    Case(
        "sigmoid before cross-entropy",
        changed(network=lambda: nn.Sequential(*layers(), nn.Sigmoid())),
        "one batch",
    ),
    Case("likelihood of logits", NegativeLogLikelihood, "first loss"),
    Case("likelihood of a softmax", lambda: NegativeLogLikelihood(nn.Softmax(dim=1)), "first loss"),
    Case(
        "log-softmax over the batch",
        lambda: NegativeLogLikelihood(nn.LogSoftmax(dim=0)),
        "neighbours",
    ),
    Case(
        "softmax over the batch",
        changed(
            network=lambda: nn.Sequential(*list(layers())[:-1], nn.Softmax(dim=0), layers()[-1])
        ),
        "neighbours",
    ),
    Case("a rate of 10", changed(rate=10.0), "rate"),
    Case(
        "Adam at 0.1",
        changed(optimizer=lambda network, rate: Adam(network.parameters(), rate)),
        "rate",
    ),
    Case("zeroed before the step", ZeroedBetween, "gradient"),
    Case("no step", NoStep, "optimizer"),
    Case("loss in a new tensor", Wrapped, "gradient"),
    Case("pixels of each image shuffled", changed(both=inputs(pixels_moved)), "labels"),
    Case("labels of the next image", changed(train=targets(lambda t: t.roll(-1))), "labels"),
    Case("a lost line in the labels", changed(train=lost_line), "labels"),
    Case(
        "statistics of other data",
        changed(both=inputs(lambda x: (raw(x) - 0.4734) / 0.2516)),
        "first loss",
    ),
    Case("inputs from 0 to 255", changed(both=inputs(raw)), "first loss"),
    Case("hidden biases of -100", changed(network=low_biases), "start"),
    Case(
        "ReLU on the logits",
        changed(network=lambda: nn.Sequential(*layers(), nn.ReLU())),
        "activations",
    ),
    Case("training in evaluation mode", Resting, "mode"),
    Case("a sum with the rate of a mean", changed(loss=summed), "first loss"),
    Case("sorted by class, not shuffled", InOrder, "order"),
)

# Other faces of the same faults.
VARIANTS = (
    Case("held-out images as raw pixels", changed(held_out=inputs(raw)), "held out"),
    Case(
        "held-out images with other statistics",
        changed(held_out=inputs(lambda x: x * 0.3081 + 0.1307)),
        "held out",
    ),
    Case("all weights zero", changed(network=zeros), "start"),
    Case(
        "scored in training mode",
        changed(
            network=lambda: layers(nn.Sequential(nn.ReLU(), nn.Dropout(0.5))),
            accuracy=in_training_mode,
        ),
        "scoring",
    ),
)
