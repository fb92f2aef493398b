"""Right answers to exercises of the third part, on pretrained networks."""

import random
from collections.abc import Sequence
from functools import cache

import torch
from torch import nn

from workedout.exercises.answers import Answer, Numbers
from workedout.exercises.keys.convolutional_networks import along_one_axis
from workedout.exercises.keys.instances import Instance, instances
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


@key(
    "ex-pt-neurons",
    "the outputs of the first layer, and of all eight together",
    parts=("first layer", "all eight"),
)
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


@key(
    "ex-pt-squeezenet",
    "the four numbers of rows for 224 pixels, and the four for 227",
    parts=(
        "224 pixels, number 1",
        "224 pixels, number 2",
        "224 pixels, number 3",
        "224 pixels, number 4",
        "227 pixels, number 1",
        "227 pixels, number 2",
        "227 pixels, number 3",
        "227 pixels, number 4",
    ),
)
def rows(sides: Sequence[int] = (224, 227)) -> Answer:
    """With the windows that are read from the network."""
    return Numbers([count for side in sides for count in rows_of(side)])


@instances(rows)
def other_images(draw: random.Random) -> Instance:
    """An image of another size."""
    side = draw.randint(100, 400)
    first, *pooled = rows_of(side)
    lines, below = [], first
    for count in pooled:
        lines.append(rf"$\lceil ({below} - 3)/2 \rceil + 1 = {count}$")
        below = count
    return Instance(
        "SqueezeNet's first convolution has a kernel of 7, stride 2 and no padding. Three "
        "poolings follow later, with kernel 3 and stride 2, which round up; the layers between "
        f"keep the size. An image has {side} × {side} pixels. How many rows has the output of "
        "the convolution, and of each pooling?",
        {"sides": (side,)},
        rf"The convolution rounds down: $\lfloor ({side} - 7)/2 \rfloor + 1 = {first}$. The "
        f"poolings round up: {', '.join(lines)}.",
    )


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


@key(
    "ex-pt-ten",
    "the parameters of the new last layer of AlexNet, and of SqueezeNet",
    parts=("AlexNet", "SqueezeNet"),
)
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


@instances(last_layers)
def other_classes(draw: random.Random) -> Instance:
    """Other networks, and another number of classes."""
    pair, classes = draw.sample(list(ARCHITECTURES), 2), draw.randint(2, 200)
    found = [(ARCHITECTURES[each], *last_of(each)) for each in pair]
    layers = [
        f"{name}'s is "
        + (f"dense with {n} inputs" if dense else f"a convolution of 1 × 1 with {n} channels")
        for name, dense, n in found
    ]
    counts = [f"{name}: ${n + 1} \\cdot {classes} = {(n + 1) * classes}$" for name, _, n in found]
    return Instance(
        f"The last layer of two pretrained networks is replaced by one for {classes} classes of "
        f"your own. {layers[0]}, {layers[1]}. How many parameters has the new layer of each, in "
        "this order?",
        {"architectures": pair, "classes": classes},
        "A class has a weight for each input or channel, and a bias. " + "; ".join(counts) + ".",
    )


def probabilities(outputs: tuple[float, float], factor: int) -> list[float]:
    """Of two outputs, and of both times the factor."""
    given = torch.tensor(outputs, dtype=torch.float64)
    return [share for each in (given, factor * given) for share in each.softmax(0).tolist()]


@key(
    "ex-pt-hand",
    "the two probabilities, then those of outputs 64 times as large, to three digits",
    parts=("first", "second", "first, 64 times", "second, 64 times"),
)
def two_probabilities(outputs: tuple[float, float] = (22.76, 22.73), factor: int = 64) -> Answer:
    """By softmax."""
    return Numbers(probabilities(outputs, factor), within=5e-3)


@instances(two_probabilities)
def other_outputs(draw: random.Random) -> Instance:
    """Another small difference, and another factor."""
    hundredths, factor = draw.randint(1, 9), draw.randint(10, 40)
    low = draw.randint(500, 3000) / 100
    outputs = round(low + hundredths / 100, 2), low
    gap = hundredths / 100
    first, second, large, small = (f"{each:.3g}" for each in probabilities(outputs, factor))
    return Instance(
        f"Two outputs of a network are ${outputs[0]:.2f}$ and ${outputs[1]:.2f}$, and all others "
        "are far below. What are the two probabilities? What do they become when the outputs are "
        f"{factor} times as large?",
        {"outputs": outputs, "factor": factor},
        f"The outputs are ${gap:.2f}$ apart, so the ratio is $\\exp({gap:.2f})$, and the "
        f"probabilities are ${first}$ and ${second}$. {factor} times the difference is "
        f"${factor * gap:.2f}$, the ratio $\\exp({factor * gap:.2f})$, and they are ${large}$ and "
        f"${small}$.",
    )
