"""Right answers to exercises of the third part, on pretrained networks."""

from collections.abc import Sequence
from functools import cache

import torch
from torch import nn

from workedout.exercises.answers import Answer, Numbers
from workedout.exercises.keys.convolutional_networks import along_one_axis
from workedout.exercises.keys.key import key
from workedout.from_scratch.windows import Window
from workedout.networks.alexnet import PAPER, alexnet
from workedout.networks.parameter_table import parameters_of
from workedout.networks.pretrained_weights import bare


def window_of(layer: nn.Conv2d | nn.MaxPool2d) -> Window:
    """How a layer slides; rounding up is as much padding at the end as makes no further move."""
    size, stride, padding = map(along_one_axis, (layer.kernel_size, layer.stride, layer.padding))
    up = isinstance(layer, nn.MaxPool2d) and layer.ceil_mode
    return Window(size, padding, padding + (stride - 1 if up else 0), stride)


@key("ex-pt-neurons", "the outputs of the first layer, and of all eight together")
def neurons() -> Answer:
    """Counted in the paper's network on 227 pixels, without memory for its weights."""
    side, outputs = 227, []
    with torch.device("meta"):
        layers = list(alexnet(PAPER, side).modules())
    for layer in layers:
        if isinstance(layer, nn.Conv2d | nn.MaxPool2d):
            side = window_of(layer).outputs(side)
        if isinstance(layer, nn.Conv2d):
            outputs.append(layer.out_channels * side**2)
        elif isinstance(layer, nn.Linear):
            outputs.append(layer.out_features)
    return Numbers((outputs[0], sum(outputs)))


@cache
def windows_of_squeezenet() -> list[Window]:
    """Those of the first convolution and of the poolings; the others keep the size."""
    with torch.device("meta"):
        layers = list(bare("squeezenet1_0").modules())
    first = next(layer for layer in layers if isinstance(layer, nn.Conv2d))
    return [window_of(first), *(window_of(x) for x in layers if isinstance(x, nn.MaxPool2d))]


def rows_of(side: int) -> list[int]:
    """The rows behind each of these windows."""
    found = []
    for window in windows_of_squeezenet():
        side = window.outputs(side)
        found.append(side)
    return found


@key("ex-pt-squeezenet", "the four numbers of rows for 224 pixels, and the four for 227")
def rows(sides: Sequence[int] = (224, 227)) -> Answer:
    """With the windows that are read from the network."""
    return Numbers([count for side in sides for count in rows_of(side)])


ARCHITECTURES = {
    "alexnet": "AlexNet",
    "squeezenet1_0": "SqueezeNet",
    "resnet18": "ResNet-18",
    "resnet50": "ResNet-50",
    "vgg11": "VGG-11",
}


@cache
def last_of(architecture: str) -> tuple[bool, int]:
    """Whether the last layer is dense, and how many inputs or channels it has."""
    with torch.device("meta"):
        layers = list(bare(architecture).modules())
    last = [layer for layer in layers if isinstance(layer, nn.Linear | nn.Conv2d)][-1]
    if isinstance(last, nn.Linear):
        return True, last.in_features
    return False, last.in_channels


@key("ex-pt-ten", "the parameters of the new last layer of AlexNet, and of SqueezeNet")
def last_layers(
    architectures: Sequence[str] = ("alexnet", "squeezenet1_0"), classes: int = 10
) -> Answer:
    """Counted in new last layers of the same kind, without memory for their weights."""
    counts = []
    for dense, inputs in map(last_of, architectures):
        with torch.device("meta"):
            new = nn.Linear(inputs, classes) if dense else nn.Conv2d(inputs, classes, 1)
        counts.append(parameters_of(new))
    return Numbers(counts)


def probabilities(outputs: tuple[float, float], factor: int) -> list[float]:
    """Of two outputs, and of both times the factor."""
    given = torch.tensor(outputs, dtype=torch.float64)
    return [share for each in (given, factor * given) for share in each.softmax(0).tolist()]


@key(
    "ex-pt-hand",
    "the two probabilities, then those of outputs 64 times as large, to three digits",
)
def two_probabilities(outputs: tuple[float, float] = (22.76, 22.73), factor: int = 64) -> Answer:
    """By softmax."""
    return Numbers(probabilities(outputs, factor), within=5e-3)
