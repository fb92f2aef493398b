"""How the networks of a miniature draw their first weights, so that all processors draw the same.

In float32 they do not. PyTorch's ``uniform_`` rounds once where its kernel has a fused
multiply-add (AVX2, AVX-512, ARM) and twice elsewhere, and from 16 numbers on ``randn`` has other
polynomials for logarithm and cosine with AVX2. In float64 such differences stay near 1e-16.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from workedout.networks.models import Build

Drawing = Callable[[Build], Build]


@dataclass(frozen=True)
class DrawnInFloat64:
    """A network whose first weights are drawn, and kept, in float64."""

    network: Build

    def __call__(self) -> nn.Sequential:
        """Build the network."""
        before = torch.get_default_dtype()
        torch.set_default_dtype(torch.float64)
        try:
            return self.network()
        finally:
            torch.set_default_dtype(before)


@dataclass(frozen=True)
class HeldBiases(DrawnInFloat64):
    """The same, in which no bias right before a batch norm is trained."""

    def __call__(self) -> nn.Sequential:
        """Build the network."""
        network = super().__call__()
        layers = [each for each in network.modules() if not list(each.children())]
        for layer, after in pairwise(layers):
            if isinstance(after, _BatchNorm) and isinstance(
                bias := getattr(layer, "bias", None), nn.Parameter
            ):
                bias.requires_grad_(False)
        return network


def drawn_in_float32(network: Build) -> Build:
    """A network whose first weights are drawn in float32, as in all real trainings: itself."""
    return network


# By the name that a fingerprint keeps. Those of the first kind hold on processors like the one
# that made them; those of the second on all, but for short trainings by Adam with batch norm and
# large rates. Both are still read; ``renewing`` makes them anew.
DRAWINGS: dict[str, Drawing] = {
    "float32": drawn_in_float32,
    "float64": DrawnInFloat64,
    "float64-held": HeldBiases,
}
# The first is that of fingerprints that do not say how they were drawn.
EARLIEST, NEWEST = "float32", "float64-held"
