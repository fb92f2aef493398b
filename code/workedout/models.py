"""The networks of the book: each a frozen description that builds a plain ``nn.Sequential``.

A description is called without arguments, draws its first weights from PyTorch's global random
state (which ``fit`` sets), and returns the network. As data, it stands in a specification.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import torch
from torch import nn

PIXELS, CLASSES = 28 * 28, 10


@dataclass(frozen=True)
class Mlp:
    """Fully connected layers on MNIST: Flatten, then Linear and ReLU for each hidden layer.

    Attributes:
        hidden: units of each hidden layer, from the input to the output; may be empty.
        dropout: probability of dropping a unit, after each hidden ReLU; 0 adds no layer.
        input_dropout: probability of dropping a pixel.
    """

    hidden: tuple[int, ...]
    dropout: float = 0.0
    input_dropout: float = 0.0

    def __call__(self) -> nn.Sequential:
        """Build the network."""
        layers: list[nn.Module] = [nn.Flatten()]
        if self.input_dropout:
            layers.append(nn.Dropout(self.input_dropout))
        inputs = PIXELS
        for units in self.hidden:
            layers += [nn.Linear(inputs, units), nn.ReLU()]
            if self.dropout:
                layers.append(nn.Dropout(self.dropout))
            inputs = units
        return nn.Sequential(*layers, nn.Linear(inputs, CLASSES))


@dataclass(frozen=True)
class Bench:
    """The bench network of Part III: two 3×3 convolutions, each with batch norm and pooling.

    Attributes:
        channels: output channels of the two convolutions.
        dropout: probability of dropping a feature before the output layer.
    """

    channels: tuple[int, int] = (16, 32)
    dropout: float = 0.25

    def __call__(self) -> nn.Sequential:
        """Build the network."""
        first, second = self.channels
        return nn.Sequential(
            nn.Conv2d(1, first, 3, padding=1),
            nn.BatchNorm2d(first),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(first, second, 3, padding=1),
            nn.BatchNorm2d(second),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(self.dropout),
            nn.Linear(second * 7 * 7, CLASSES),
        )


ACTIVATIONS: dict[str, type[nn.Module]] = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid}


@dataclass(frozen=True)
class Plane:
    """A small network on points (x, y), with one tanh output.

    Attributes:
        hidden: units of each hidden layer.
        activation: of the hidden units.
        start: all zeros, or as TensorFlow Playground starts: weights uniform in (−0.5, 0.5),
            biases 0.1.
    """

    hidden: tuple[int, ...]
    activation: Literal["relu", "sigmoid"] = "relu"
    start: Literal["playground", "zeros"] = "playground"

    def __post_init__(self) -> None:
        for name, known in (("activation", ACTIVATIONS), ("start", ("playground", "zeros"))):
            if getattr(self, name) not in known:
                raise ValueError(f"unknown {name} {getattr(self, name)!r}: one of {list(known)}")

    def __call__(self) -> nn.Sequential:
        """Build the network."""
        layers: list[nn.Module] = []
        widths = (2, *self.hidden)
        for inputs, units in pairwise(widths):
            layers += [nn.Linear(inputs, units), ACTIVATIONS[self.activation]()]
        network = nn.Sequential(*layers, nn.Linear(widths[-1], 1), nn.Tanh())
        for layer in network:
            if isinstance(layer, nn.Linear):
                self._initialize(layer)
        return network

    @torch.no_grad()
    def _initialize(self, layer: nn.Linear) -> None:
        if self.start == "zeros":
            layer.weight.zero_()
            layer.bias.zero_()
        else:
            layer.weight.uniform_(-0.5, 0.5)
            layer.bias.fill_(0.1)


Network = Mlp | Bench | Plane
