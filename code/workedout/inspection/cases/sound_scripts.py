"""What the sound scripts are made of."""

import copy
from collections.abc import Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import LBFGS, SGD

from workedout.data.examples import Examples
from workedout.inspection.cases.parts import (
    by_class,
    layers,
    raw,
    reading,
)
from workedout.inspection.checklist.script import BATCH, Plain
from workedout.randomness import generator


class Steps(Plain):
    """A script whose step does a little more: the methods below."""

    def shown(self, images: Tensor) -> Tensor:
        """What the network is shown."""
        return images

    def cost(self, outputs: Tensor, labels: Tensor) -> Tensor:
        """What is made small."""
        return self.loss(outputs, labels)

    def before_step(self, network: nn.Module) -> None:
        """Between the backward pass and the step."""

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> Any:
        """Learn from one batch."""
        network.train()
        optimizer.zero_grad()
        loss = self.cost(network(self.shown(images)), labels)
        loss.backward()
        self.before_step(network)
        optimizer.step()
        return loss.item()


class Clipped(Steps):
    """Gradients are clipped, by their norm."""

    def before_step(self, network: nn.Module) -> None:
        """Clip."""
        nn.utils.clip_grad_norm_(network.parameters(), 0.5)


class ClippedByValue(Steps):
    """Gradients are clipped, each for itself."""

    def before_step(self, network: nn.Module) -> None:
        """Clip."""
        nn.utils.clip_grad_value_(network.parameters(), 0.01)


class Noisy(Steps):
    """Noise on the images inside the step."""

    def shown(self, images: Tensor) -> Tensor:
        """With noise."""
        return images + 0.3 * torch.randn_like(images)


class Shifted(Steps):
    """Images are moved by up to two pixels inside the step."""

    def shown(self, images: Tensor) -> Tensor:
        """Moved together."""
        by = torch.randint(-2, 3, (2,)).tolist()
        return images.roll(by, dims=(-2, -1))


class Bytes(Steps):
    """Images are kept as bytes and prepared inside step and score."""

    def __init__(self) -> None:
        super().__init__()
        self.train, self.held_out = (
            Examples(raw(e.inputs).to(torch.uint8), e.targets) for e in (self.train, self.held_out)
        )

    def shown(self, images: Tensor) -> Tensor:
        """Floats from 0 to 1, without their mean."""
        return images.float() / 255 - 0.13

    def accuracy(self, network: nn.Module, examples: Examples) -> float:
        """The share of right answers."""
        answers = reading(network, self.shown(examples.inputs))
        return (answers == examples.targets).double().mean().item()


class Floats(Steps):
    """The step asks for 32 bits."""

    def shown(self, images: Tensor) -> Tensor:
        """In 32 bits."""
        return images.float()


class ReturnsTensor(Steps):
    """The step returns a tensor."""

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> Any:
        """The loss with its graph."""
        network.train()
        loss = self.loss(network(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss


class Accumulated(Steps):
    """A step of the optimizer after each second batch."""

    rate = 0.2
    count = 0

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> Any:
        """Half of the loss of each."""
        network.train()
        loss = self.loss(network(images), labels)
        (loss / 2).backward()
        self.count += 1
        if self.count % 2 == 0:
            optimizer.step()
            optimizer.zero_grad()
        return loss.item()


class Penalised(Steps):
    """A penalty on the weights is added in the step."""

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> Any:
        """Loss and penalty."""
        network.train()
        optimizer.zero_grad()
        loss = self.loss(network(images), labels)
        loss = loss + 1e-4 * sum((p**2).sum() for p in network.parameters())
        loss.backward()
        optimizer.step()
        return loss.item()


class Closure(Plain):
    """LBFGS, which looks at a batch many times."""

    rate = 0.3

    def optimizer(self, network: nn.Module, rate: float) -> Any:
        """With few looks."""
        return LBFGS(network.parameters(), rate, max_iter=5)

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> Any:
        """By a closure."""

        def closure() -> Tensor:
            optimizer.zero_grad()
            loss = self.loss(network(images), labels)
            loss.backward()
            return loss

        network.train()
        return optimizer.step(closure)


class Squares(Plain):
    """Squared differences from ones and zeros."""

    rate = 1.0

    def loss(self, outputs: Tensor, labels: Tensor) -> Tensor:
        """Mean over images and classes."""
        return F.mse_loss(outputs, F.one_hot(labels, 10).to(outputs.dtype))


class OneAgainstRest(Plain):
    """A logistic loss for each class."""

    rate = 1.0

    def loss(self, outputs: Tensor, labels: Tensor) -> Tensor:
        """Mean over images and classes."""
        right = F.one_hot(labels, 10).to(outputs.dtype)
        return F.binary_cross_entropy_with_logits(outputs, right)


class Classes(Plain):
    """Some classes of the pocket set, or a hundred of points."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        if count <= 10:
            self.train, self.held_out = (
                e.take((e.targets < count).nonzero().flatten()) for e in (self.train, self.held_out)
            )
        else:
            draws = generator(0, "classes")
            centres = torch.randn(count, 784, generator=draws)
            self.train, self.held_out = (points(centres, n, draws) for n in (5000, 1000))

    def network(self) -> nn.Module:
        """One output a class."""
        return layers(widths=(784, 100, self.count))


def points(centres: Tensor, number: int, draws: torch.Generator) -> Examples:
    """Points about centres, one class each."""
    labels = torch.arange(number) % len(centres)
    spread = torch.randn(number, centres.shape[1], generator=draws)
    return Examples((centres[labels] + spread).view(-1, 1, 28, 28) / 1.4, labels)


class OneOutput(Plain):
    """Two classes and one output."""

    def __init__(self) -> None:
        super().__init__()
        self.train, self.held_out = (
            e.take((e.targets < 2).nonzero().flatten()) for e in (self.train, self.held_out)
        )

    def network(self) -> nn.Module:
        """One logit."""
        return layers(widths=(784, 100, 1))

    def loss(self, outputs: Tensor, labels: Tensor) -> Tensor:
        """Logistic loss."""
        return F.binary_cross_entropy_with_logits(outputs[:, 0], labels.to(outputs.dtype))

    def accuracy(self, network: nn.Module, examples: Examples) -> float:
        """By the sign."""
        network.eval()
        with torch.no_grad():
            answers = network(examples.inputs)[:, 0] > 0
        return float((answers == examples.targets.bool()).double().mean())


class Doubles(Plain):
    """Numbers of 64 bits."""

    def __init__(self) -> None:
        super().__init__()
        self.train, self.held_out = (
            Examples(e.inputs.double(), e.targets) for e in (self.train, self.held_out)
        )

    def network(self) -> nn.Module:
        """In 64 bits."""
        return layers().double()


class Shuffled(Plain):
    """Sorted by class, and shuffled by the loop."""

    def __init__(self) -> None:
        super().__init__()
        self.train = by_class(self.train)

    def batches(self) -> Iterator[Examples]:
        """In a new order each time."""
        for rows in torch.randperm(len(self.train)).split(BATCH):
            yield self.train.take(rows)


class Sharing(nn.Module):
    """One layer that is used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.shared = nn.Linear(784, 60), nn.Linear(60, 60)
        self.last = nn.Linear(60, 10)

    def forward(self, images: Tensor) -> Tensor:
        """Logits."""
        hidden = F.relu(self.first(images.flatten(1)))
        hidden = F.relu(self.shared(F.relu(self.shared(hidden))))
        logits: Tensor = self.last(hidden)
        return logits


class Residual(nn.Module):
    """A layer that is added to what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.inner = nn.Linear(784, 100), nn.Linear(100, 100)
        self.last = nn.Linear(100, 10)

    def forward(self, images: Tensor) -> Tensor:
        """Logits."""
        hidden = F.relu(self.first(images.flatten(1)))
        logits: Tensor = self.last(hidden + F.relu(self.inner(hidden)))
        return logits


class InBatches(Plain):
    """Scored in batches, counted rightly, as a percentage."""

    def accuracy(self, network: nn.Module, examples: Examples) -> float:
        """Sums over unequal batches."""
        right = 0
        for rows in torch.randperm(len(examples)).split(300):
            images, labels = examples.take(rows)
            right += int((reading(network, images) == labels).sum())
        return 100 * right / len(examples)


def frozen() -> nn.Module:
    """The first layer is frozen on purpose."""
    network = layers()
    for parameter in network[1].parameters():
        parameter.requires_grad = False
    return network


def he_start() -> nn.Module:
    """He's start for every layer, the last one, too."""
    network = layers(widths=(784, 100, 100, 10))
    for layer in network:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return network


def smoothed(outputs: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy with smoothed labels."""
    return F.cross_entropy(outputs, labels, label_smoothing=0.1)


def weighted(outputs: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy with weights for the classes."""
    weights = torch.linspace(0.5, 1.5, 10, dtype=outputs.dtype)
    return F.cross_entropy(outputs, labels, weights)


def summed(outputs: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy, summed over the batch."""
    return F.cross_entropy(outputs, labels, reduction="sum")


def likelihood(outputs: Tensor, labels: Tensor) -> Tensor:
    """Minus the logarithm of the right class's probability."""
    return F.nll_loss(outputs, labels)


def noisy_labels(examples: Examples) -> Examples:
    """A fifth of the labels are drawn anew."""
    draws = generator(0, "noisy")
    drawn = torch.rand(len(examples), generator=draws) < 0.2
    others = torch.randint(0, 10, (len(examples),), generator=draws)
    return Examples(examples.inputs, torch.where(drawn, others, examples.targets))


def normed(bias: bool = True) -> nn.Module:
    """Batch norm behind a layer, which has a bias or not."""
    return nn.Sequential(
        *(nn.Flatten(), nn.Linear(784, 100, bias=bias), nn.BatchNorm1d(100), nn.ReLU()),
        nn.Linear(100, 10),
    )


def of(kind: Any, **options: Any) -> Any:
    """An optimizer of some kind."""
    return lambda network, rate: kind(network.parameters(), rate, **options)


def trainable(network: nn.Module, rate: float) -> Any:
    """Of those parameters alone that are not frozen."""
    return SGD([p for p in network.parameters() if p.requires_grad], rate)


def unit(module: nn.Module) -> Any:
    """The plain network with another activation."""
    return lambda: layers(copy.deepcopy(module))
