"""Right answers to exercises of the third part: whole networks, and dropout."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import torch
from torch import nn

from workedout.derivations.receptive_fields import receptive_field
from workedout.exercises.answers import Answer, Number, Numbers
from workedout.exercises.keys.key import key
from workedout.experiments.cnn import WINNERS
from workedout.from_scratch.dropout_masks import mean_over_masks
from workedout.networks.models import Bench, Cnn
from workedout.networks.parameter_table import parameters_of

Layers = Sequence[tuple[int, int]]  # size and stride of each window


def along_one_axis(size: Any) -> int:
    """A number that PyTorch gives for one axis, or for each."""
    return int(size if isinstance(size, int) else size[0])


def layers_of(network: nn.Sequential) -> Layers:
    """The windows of convolutions and poolings."""
    layers = [x for x in network if isinstance(x, nn.Conv2d | nn.MaxPool2d)]
    return [(along_one_axis(x.kernel_size), along_one_axis(x.stride)) for x in layers]


@key("ex-cnn-field", "the rows seen in front of each of the three poolings, and behind the last")
def rows_seen(layers: Layers | None = None) -> Answer:
    """By the checked identity; of no layers given, those of the network."""
    windows = layers or layers_of(WINNERS["large"].network())
    before = [n for n, (_, stride) in enumerate(windows) if stride > 1]
    return Numbers([receptive_field(windows[:n]) for n in (*before, len(windows))])


@key("ex-cnn-count", "the number of parameters")
def two_convolutions(network: Cnn | None = None) -> Answer:
    """As PyTorch allocates them."""
    with torch.device("meta"):
        return Number(parameters_of((network or WINNERS["two convolutions"].network)()))


def weights_of(window: int, channels: Sequence[int]) -> int:
    """The weights of convolutions one after another, as PyTorch allocates them."""
    with torch.device("meta"):
        return sum(nn.Conv2d(*pair, window).weight.numel() for pair in pairwise(channels))


@key("ex-cnn-small-windows", "the weights of the first two small windows, and of the other two")
def small_windows(channels: tuple[int, int, int] = (1, 32, 64), window: int = 5) -> Answer:
    """As many small ones as see what the large one sees."""
    count = (window - 1) // 2
    first, second, third = channels
    return Numbers(
        [weights_of(3, (a, *[b] * count)) for a, b in ((first, second), (second, third))]
    )


@key("ex-cnn-bias", "the number of idle parameters")
def idle_biases() -> Answer:
    """Counted in the network: one for each channel of a convolution."""
    layers = WINNERS["large"].network()
    return Number(sum(x.out_channels for x in layers if isinstance(x, nn.Conv2d)))


@key("ex-cnn-dense", "the weights: dense, only nearby, shared")
def without_sharing(side: int = 28, window: int = 5, channels: int = 32) -> Answer:
    """One weight for each pair, for each window, for each filter."""
    places, seen = side**2, window**2
    return Numbers([places * places * channels, places * seen * channels, seen * channels])


@key("ex-do-hand", "the mean and the variance")
def over_masks() -> Answer:
    """All masks, in fractions."""
    p = Fraction(1, 4)

    def total(mask: tuple[int, ...]) -> Fraction:
        kept = zip((3, 6), (2, -1), mask, strict=True)
        return sum((w * x * m / (1 - p) for w, x, m in kept), Fraction(1))

    mean = mean_over_masks(total, 2, p)
    return Numbers((mean, mean_over_masks(lambda mask: (total(mask) - mean) ** 2, 2, p)))


@key("ex-do-count", "how many features are kept on average, and their standard deviation")
def kept_features() -> Answer:
    """Binomial, at one half."""
    features = [layer for layer in Bench()() if isinstance(layer, nn.Linear)][-1].in_features
    return Numbers((features / 2, (features / 4) ** 0.5), within=2e-2)
