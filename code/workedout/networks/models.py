"""The networks of the book: each a frozen description that builds a plain ``nn.Sequential``.

A description is called without arguments, draws its first weights from PyTorch's global random
state (which ``fit`` sets), and returns the network. As data, it stands in a specification.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from torch import nn

from workedout.data.augmentation import BACKGROUND
from workedout.networks.starts import DIGIT_STARTS, STARTS, started

SIDE, CLASSES = 28, 10
PIXELS = SIDE * SIDE


@dataclass(frozen=True)
class Mlp:
    """Fully connected layers on MNIST: Flatten, then Linear and activation for each hidden layer.

    Attributes:
        hidden: units of each hidden layer, from the input to the output; may be empty.
        dropout: probability of dropping a unit, after each hidden activation; 0 adds no layer.
        input_dropout: probability of dropping a pixel.
        softmax: whether a softmax layer follows the outputs. The loss applies its own all the
            same: this is the mistake of the chapter on the loss.
        activation: of the hidden units, one of ``"relu"``, ``"leaky-relu"`` (slope 1/100 below
            zero), ``"sigmoid"`` and ``"tanh"``.
        batch_norm: whether batch norm stands between each hidden Linear and its activation.
        start: of the weights and biases, one of ``"pytorch"`` (as ``nn.Linear`` draws them),
            ``"normal"`` (all normal with variance 1), ``"playground"`` (weights uniform in
            (−1/2, 1/2), biases 1/10), ``"zeros"``, ``"small"`` (weights uniform in (−1/100, 1/100),
            biases 0), ``"xavier"``, ``"he"`` and ``"constant"`` (all 1/10).
        layer_norm: whether layer norm stands there instead.

    Raises:
        ValueError: a name is not known, and the message lists those that are; or both norms are
            asked for.
    """

    hidden: tuple[int, ...]
    dropout: float = 0.0
    input_dropout: float = 0.0
    softmax: bool = False
    activation: str = "relu"
    batch_norm: bool = False
    start: str = "pytorch"
    layer_norm: bool = False

    def __post_init__(self) -> None:
        refuse_unknown(self, activation=ACTIVATIONS, start=DIGIT_STARTS)
        if self.batch_norm and self.layer_norm:
            raise ValueError("expected batch_norm or layer_norm, got both")

    def __call__(self) -> nn.Sequential:
        """Build the network."""
        layers: list[nn.Module] = [nn.Flatten()]
        if self.input_dropout:
            layers.append(nn.Dropout(self.input_dropout))
        inputs = PIXELS
        for units in self.hidden:
            layers.append(nn.Linear(inputs, units))
            if self.batch_norm:
                layers.append(nn.BatchNorm1d(units))
            if self.layer_norm:
                layers.append(nn.LayerNorm(units))
            layers.append(ACTIVATIONS[self.activation]())
            if self.dropout:
                layers.append(nn.Dropout(self.dropout))
            inputs = units
        layers.append(nn.Linear(inputs, CLASSES))
        if self.softmax:
            layers.append(nn.Softmax(dim=-1))
        network = nn.Sequential(*layers)
        started(network, DIGIT_STARTS[self.start])
        return network


# What each kind of pooling puts behind a ReLU.
POOLINGS: dict[str, Callable[[], list[nn.Module]]] = {
    "max": lambda: [nn.MaxPool2d(2)],
    "average": lambda: [nn.AvgPool2d(2)],
    "stride": list,
}


@dataclass(frozen=True)
class Bench:
    """The bench network of Part III: two 3×3 convolutions, each with ReLU and pooling.

    Attributes:
        channels: output channels of the two convolutions.
        dropout: probability of dropping a feature before the output layer.
        padding: of each convolution, one of ``"zeros"`` (one pixel of zeros at each edge),
            ``"replicate"`` (one pixel, a copy of the nearest) and ``"none"``.
        margin: how many black pixels are put around the image first.
        pooling: what follows each ReLU, one of ``"max"`` and ``"average"`` of windows of 2 by 2,
            and ``"stride"``: nothing, and convolutions of stride 2 instead, which is to keep the
            first value of each window.
        batch_norm: whether batch norm stands between each convolution and its ReLU.

    Raises:
        ValueError: a name is not known; the message lists those that are.
    """

    channels: tuple[int, int] = (16, 32)
    dropout: float = 0.25
    padding: Literal["zeros", "replicate", "none"] = "zeros"
    margin: int = 0
    pooling: str = "max"
    batch_norm: bool = True

    def __post_init__(self) -> None:
        if self.padding not in ("zeros", "replicate", "none"):
            raise ValueError(f"expected 'zeros', 'replicate' or 'none', got {self.padding!r}")
        if self.pooling not in POOLINGS:
            raise ValueError(f"unknown pooling {self.pooling!r}: one of {list(POOLINGS)}")

    def __call__(self) -> nn.Sequential:
        """Build the network."""
        first, second = self.channels
        layers: list[nn.Module] = []
        size = SIDE + 2 * self.margin
        if self.margin:
            layers.append(nn.ConstantPad2d(self.margin, BACKGROUND))
        for inputs, outputs in ((1, first), (first, second)):
            layers.append(self._convolution(inputs, outputs))
            if self.batch_norm:
                layers.append(nn.BatchNorm2d(outputs))
            layers += [nn.ReLU(), *POOLINGS[self.pooling]()]
            size = (size if self.padding != "none" else size - 2) + (self.pooling == "stride")
            size //= 2
        layers += [nn.Flatten(), nn.Dropout(self.dropout)]
        return nn.Sequential(*layers, nn.Linear(second * size * size, CLASSES))

    def _convolution(self, inputs: int, outputs: int) -> nn.Conv2d:
        stride = 2 if self.pooling == "stride" else 1
        if self.padding == "none":
            return nn.Conv2d(inputs, outputs, 3, stride)
        return nn.Conv2d(inputs, outputs, 3, stride, padding=1, padding_mode=self.padding)


@dataclass(frozen=True)
class Cnn:
    """A convolutional network for MNIST: blocks of convolutions, then one or two dense layers.

    Each convolution keeps the size of its input (zero padding, odd kernel) and has batch norm and
    ReLU behind it. Each block ends in max pooling of windows of 2 by 2, which drops an odd last
    row and column, and in dropout.

    Attributes:
        blocks: output channels of the convolutions of each block.
        kernel: rows and columns of all filters; odd.
        dense: units of a hidden layer before the outputs; 0 for none.
        block_dropout: probability of dropping a value behind each block.
        dropout: the same before the output layer.
        outputs: how many classes there are.

    Raises:
        ValueError: the kernel is even, there are no blocks or more than four, or one is empty.
    """

    blocks: tuple[tuple[int, ...], ...]
    kernel: int = 3
    dense: int = 0
    block_dropout: float = 0.0
    dropout: float = 0.0
    outputs: int = CLASSES

    def __post_init__(self) -> None:
        if self.kernel % 2 == 0:
            raise ValueError(f"expected an odd kernel, got {self.kernel}")
        if SIDE >> len(self.blocks) == 0 or not all(self.blocks):
            raise ValueError(f"expected 1 to 4 blocks with a convolution each, got {self.blocks}")

    def __call__(self) -> nn.Sequential:
        """Build the network."""
        layers: list[nn.Module] = []
        inputs = 1
        for block in self.blocks:
            for outputs in block:
                convolution = nn.Conv2d(inputs, outputs, self.kernel, padding=self.kernel // 2)
                layers += [convolution, nn.BatchNorm2d(outputs), nn.ReLU()]
                inputs = outputs
            layers += [nn.MaxPool2d(2), nn.Dropout(self.block_dropout)]
        layers.append(nn.Flatten())
        features = inputs * (SIDE >> len(self.blocks)) ** 2
        if self.dense:
            layers += [nn.Linear(features, self.dense), nn.ReLU()]
            features = self.dense
        return nn.Sequential(*layers, nn.Dropout(self.dropout), nn.Linear(features, self.outputs))


ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "leaky-relu": nn.LeakyReLU,  # slope 0.01 below zero
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
}
OUTPUTS: dict[str, type[nn.Module]] = {"tanh": nn.Tanh, "relu": nn.ReLU, "none": nn.Identity}


@dataclass(frozen=True)
class Plane:
    """A small network on points (x, y), with one output.

    Attributes:
        hidden: units of each hidden layer.
        activation: of the hidden units, one of ``"relu"``, ``"leaky-relu"`` (slope 1/100 below
            zero), ``"sigmoid"`` and ``"tanh"``.
        start: of the weights and biases, one of ``"playground"`` (weights uniform in (−1/2, 1/2),
            biases 1/10), ``"zeros"``, ``"small"`` (weights uniform in (−1/100, 1/100), biases 0),
            ``"xavier"``, ``"he"`` and ``"constant"`` (all 1/10).
        output: what is applied to the last weighted sum, one of ``"tanh"``, ``"relu"`` and
            ``"none"``.
        hidden_bias: whether the hidden units have biases.
        output_bias: whether the output has one.

    Raises:
        ValueError: a name is not known; the message lists those that are.
    """

    hidden: tuple[int, ...]
    activation: str = "relu"
    start: str = "playground"
    output: str = "tanh"
    hidden_bias: bool = True
    output_bias: bool = True

    def __post_init__(self) -> None:
        refuse_unknown(self, activation=ACTIVATIONS, start=STARTS, output=OUTPUTS)

    def __call__(self) -> nn.Sequential:
        """Build the network."""
        layers: list[nn.Module] = []
        widths = (2, *self.hidden)
        for inputs, units in pairwise(widths):
            layers.append(nn.Linear(inputs, units, bias=self.hidden_bias))
            layers.append(ACTIVATIONS[self.activation]())
        last = nn.Linear(widths[-1], 1, bias=self.output_bias)
        network = nn.Sequential(*layers, last, OUTPUTS[self.output]())
        started(network, STARTS[self.start])
        return network


def refuse_unknown(description: object, **known: Collection[str]) -> None:
    """Names in a description must be known.

    Raises:
        ValueError: naming the first that is not.
    """
    for name, names in known.items():
        if getattr(description, name) not in names:
            raise ValueError(f"unknown {name} {getattr(description, name)!r}: one of {list(names)}")


Network = Mlp | Bench | Cnn | Plane
Build = Callable[[], nn.Sequential]  # what a training needs of a description
