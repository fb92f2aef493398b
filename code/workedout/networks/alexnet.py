"""AlexNet as it is printed, as torchvision has it, and with TensorFlow's SAME padding.

Local response normalisation is left out: it changes no shape and has no parameters.
"""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from workedout.from_scratch.windows import Window

KERNEL, STRIDE = 11, 4  # of the first layer


@dataclass(frozen=True)
class AlexNet:
    """One of the family.

    Attributes:
        name: as a table has it.
        filters: of the five convolutions.
        padding: of the first: pixels at each end, or "same", TensorFlow's rule.
        groups: of the second, fourth and fifth convolution; the paper's two GPUs made two.
        adaptive: whether the last maps are averaged to 6 × 6, so that every image size fits.
    """

    name: str
    filters: tuple[int, int, int, int, int]
    padding: int | Literal["same"]
    groups: int = 1
    adaptive: bool = False

    def window(self, side: int) -> Window:
        """How the first layer slides along an axis of so many pixels."""
        if self.padding == "same":
            return Window(KERNEL, *same_ends(side, KERNEL, STRIDE), STRIDE)
        return Window(KERNEL, self.padding, self.padding, STRIDE)


# Krizhevsky, Sutskever and Hinton 2012; torchvision.models.alexnet; as many TensorFlow programs.
PAPER = AlexNet("96 filters, unpadded", (96, 256, 384, 384, 256), 0, groups=2)
TORCHVISION = AlexNet("64 filters, padded by 2", (64, 192, 384, 256, 256), 2, adaptive=True)
SAME = AlexNet("96 filters, SAME", (96, 256, 384, 384, 256), "same")
VARIANTS = (PAPER, TORCHVISION, SAME)


def same_ends(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """TensorFlow's SAME: the least padding for ⌈size / stride⌉ outputs, the odd one at the end."""
    places = -(-size // stride)
    total = max(stride * (places - 1) + kernel - size, 0)
    return total // 2, total - total // 2


def first_layers(variant: AlexNet, side: int) -> list[nn.Module]:
    """The first convolution, after a layer of padding where PyTorch's own cannot pad like that."""
    filters = variant.filters[0]
    if variant.padding == "same":
        ends = same_ends(side, KERNEL, STRIDE)
        return [nn.ZeroPad2d(ends + ends), nn.Conv2d(3, filters, KERNEL, STRIDE)]
    return [nn.Conv2d(3, filters, KERNEL, STRIDE, variant.padding)]


def features(variant: AlexNet, side: int) -> nn.Sequential:
    """Five convolutions with ReLU, and three poolings whose windows overlap."""
    one, two, three, four, five = variant.filters
    groups = variant.groups
    return nn.Sequential(
        *first_layers(variant, side), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(one, two, 5, padding=2, groups=groups), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(two, three, 3, padding=1), nn.ReLU(),
        nn.Conv2d(three, four, 3, padding=1, groups=groups), nn.ReLU(),
        nn.Conv2d(four, five, 3, padding=1, groups=groups), nn.ReLU(), nn.MaxPool2d(3, 2),
        *([nn.AdaptiveAvgPool2d((6, 6))] if variant.adaptive else []),
    )  # fmt: skip


def alexnet(variant: AlexNet, side: int, classes: int = 1000) -> nn.Sequential:
    """Build one for colour images of so many pixels a side.

    Build it under ``torch.device("meta")`` for shapes and counts: that takes no memory.

    Raises:
        ValueError: the image is too small for the layers.
    """
    return nn.Sequential(
        *features(variant, side),
        nn.Flatten(),
        nn.Dropout(), nn.Linear(flat_size(variant, side), 4096), nn.ReLU(),
        nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(),
        nn.Linear(4096, classes),
    )  # fmt: skip


def flat_size(variant: AlexNet, side: int) -> int:
    """How many numbers the convolutions make of one image."""
    try:
        with torch.device("meta"), torch.no_grad():
            maps: Tensor = features(variant, side)(torch.empty(1, 3, side, side))
            return maps.numel()
    except RuntimeError as error:
        raise ValueError(f"{side} pixels a side are too few for this network: {error}") from None
