"""Decay steps against gradient steps, measured on the weights of a network of sigmoid units.

The network has one hidden layer, softmax outputs and first weights from N(0, 1), and learns by
plain gradient descent on the cost plus λ/(2N) times the sum of the squared weights. Pixels are
between 0 and 1 and not standardised, so that a pixel that is never on gives its weights no
gradient at all. Several networks, one for each seed, are one batched computation in float64.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity

from workedout.data.mnist import Pixels
from workedout.randomness import generator

LAYERS = ("never on", "first", "second")  # weights of dark pixels, the other ones, the output's
CLASSES = 10


@dataclass(frozen=True)
class Decaying:
    """What is trained.

    Attributes:
        hidden: hidden units.
        rate: learning rate η.
        strength: λ.
        epochs: how many.
        batch: examples a step.
        count: N, so many of the training images, from the first one on.
        seeds: networks.
    """

    hidden: int = 100
    rate: float = 0.1
    strength: float = 5.0
    epochs: int = 30
    batch: int = 10
    count: int = 50_000
    seeds: int = 5

    @property
    def shrinkage(self) -> float:
        """By what a step makes each weight smaller, relative to the weight, ηλ/N."""
        return self.rate * self.strength / self.count


class Networks:
    """The networks of one setting: all tensors have the seeds as their first axis.

    Args:
        setting: what is trained.
        train: uint8 images (N, 28, 28) and labels (N,).
    """

    def __init__(self, setting: Decaying, train: Pixels) -> None:
        images, labels = train
        self.setting = setting
        self.inputs = images[: setting.count].flatten(1).double() / 255
        self.targets = torch.eye(CLASSES, dtype=torch.float64)[labels[: setting.count].long()]
        self.dark = ~(self.inputs > 0).any(dim=0)
        starts = [generator(seed, "initialization") for seed in range(setting.seeds)]
        self.orders = [generator(seed, "order") for seed in range(setting.seeds)]
        shapes = (
            (setting.hidden, self.inputs.shape[1]),
            (setting.hidden, 1),
            (CLASSES, setting.hidden),
            (CLASSES, 1),
        )
        draws = [[torch.randn(s, generator=g, dtype=torch.float64) for s in shapes] for g in starts]
        self.first, self.bias, self.second, self.other_bias = map(
            torch.stack, zip(*draws, strict=True)
        )

    def outputs(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Hidden outputs (S, B, hidden) and probabilities (S, B, 10)."""
        hidden = torch.sigmoid(torch.baddbmm(self.bias.mT, inputs, self.first.mT))
        logits = torch.baddbmm(self.other_bias.mT, hidden, self.second.mT)
        return hidden, logits.softmax(dim=2)

    def step(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """One step of each network; returns the lengths of the two layers' gradients, (S,).

        Args:
            rows: (S, B), examples of each network.
        """
        inputs, rate = self.inputs[rows], self.setting.rate
        hidden, probabilities = self.outputs(inputs)
        errors = (probabilities - self.targets[rows]) / rows.shape[1]
        below = (errors @ self.second) * hidden * (1 - hidden)
        kept = 1 - self.setting.shrinkage
        self.first = torch.baddbmm(self.first, below.mT, inputs, beta=kept, alpha=-rate)
        self.second = torch.baddbmm(self.second, errors.mT, hidden, beta=kept, alpha=-rate)
        self.bias = self.bias - rate * below.sum(dim=1).unsqueeze(2)
        self.other_bias = self.other_bias - rate * errors.sum(dim=1).unsqueeze(2)
        return length_of_product(below, inputs), length_of_product(errors, hidden)

    def epoch(self) -> dict[str, dict[str, list[float]]]:
        """Every example once.

        Returns:
            The mean length of one step of the decay and of the gradient; the length of all of an
            epoch added up, of either; the cosine of the angle between these two sums; and the
            share of weights that decay moved further. All for each layer, one number a seed.
        """
        before, share = (self.first, self.second), self.setting.shrinkage
        total = [torch.zeros_like(each) for each in before]
        sizes, slopes = torch.zeros(2, 2, self.setting.seeds, dtype=torch.float64)
        batches = self.batches()
        for rows in batches:
            for number, weights in enumerate((self.first, self.second)):
                total[number] += weights
                sizes[number] += weights.flatten(1).norm(dim=1)
            slopes += torch.stack(self.step(rows))
        found = {}
        for number, (layer, after) in enumerate(
            zip(LAYERS[1:], (self.first, self.second), strict=True)
        ):
            decay = -share * total[number]
            found[layer] = {
                "decay_step": share / len(batches) * sizes[number],
                "gradient_step": self.setting.rate / len(batches) * slopes[number],
                **compared(decay, after - before[number] - decay),
            }
        return {
            layer: {kind: values.tolist() for kind, values in each.items()}
            for layer, each in found.items()
        }

    def batches(self) -> Sequence[Tensor]:
        """The rows of one epoch's batches, (S, B) each, in an order of each seed's own."""
        count = len(self.inputs)
        orders = [torch.randperm(count, generator=random) for random in self.orders]
        batches: tuple[Tensor, ...] = torch.stack(orders).split(self.setting.batch, dim=1)
        return batches

    def sizes(self) -> dict[str, list[float]]:
        """Root mean square of the weights of each kind, one for each seed."""
        kinds = (self.first[:, :, self.dark], self.first[:, :, ~self.dark], self.second)
        squares = (each.flatten(1).square().mean(dim=1).sqrt() for each in kinds)
        return {name: each.tolist() for name, each in zip(LAYERS, squares, strict=True)}

    def accuracies(self, held_out: Pixels) -> list[float]:
        """The share of images that each network answers rightly."""
        images, labels = held_out
        inputs = images.flatten(1).double() / 255
        _, probabilities = self.outputs(inputs.expand(self.setting.seeds, -1, -1))
        return (probabilities.argmax(dim=2) == labels).double().mean(dim=1).tolist()


def length_of_product(errors: Tensor, inputs: Tensor) -> Tensor:
    """Length of errorsᵀ inputs, (S, B, m) and (S, B, n) → (S,), without the m n products."""
    products = (errors @ errors.mT) * (inputs @ inputs.mT)
    return products.sum(dim=(1, 2)).clamp(min=0).sqrt()


def compared(decay: Tensor, gradient: Tensor) -> dict[str, Tensor]:
    """What decay and gradient did in an epoch, (S, m, n) each: see ``Networks.epoch``."""
    own, other = decay.flatten(1), gradient.flatten(1)
    return {
        "decay_epoch": own.norm(dim=1),
        "gradient_epoch": other.norm(dim=1),
        "cosine": cosine_similarity(own, other, dim=1),
        "decay_ahead": (own.abs() > other.abs()).double().mean(dim=1),
    }


def decayed(setting: Decaying, train: Pixels) -> dict[str, Any]:
    """Train, and note the sizes of the weights before and after each epoch, and what moved them.

    Args:
        setting: of which ``count`` images are trained on; the following ones, up to 10,000, are
            looked at in the end.
        train: training images and labels.
    """
    networks = Networks(setting, train)
    sizes, moves = [networks.sizes()], []
    for _ in range(setting.epochs):
        moves.append(networks.epoch())
        sizes.append(networks.sizes())
    rest = slice(setting.count, setting.count + 10_000)
    return {
        "sizes": {name: [each[name] for each in sizes] for name in LAYERS},
        "moves": {
            layer: {kind: [each[layer][kind] for each in moves] for kind in moves[0][layer]}
            for layer in LAYERS[1:]
        },
        "dark": int(networks.dark.sum()),
        "accuracies": networks.accuracies((train[0][rest], train[1][rest])),
    }
