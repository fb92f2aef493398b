"""Networks as they were at some moment of a training, from the numbers that a probe kept."""

from collections.abc import Sequence

import torch
from torch import nn

from workedout.networks.models import Plane


def restored(description: Plane, numbers: Sequence[float]) -> nn.Sequential:
    """The network with these weights and biases, in float64 on the CPU.

    Args:
        description: the network.
        numbers: as the probe "weights" notes them.

    Raises:
        ValueError: there are more or fewer numbers than the network has parameters.
    """
    with torch.random.fork_rng(devices=[]):  # building draws numbers that nobody wants
        network = description().double()
    parameters = list(network.parameters())
    expected = sum(each.numel() for each in parameters)
    if len(numbers) != expected:
        raise ValueError(f"expected {expected} numbers for {description}, got {len(numbers)}")
    values = torch.tensor(numbers, dtype=torch.float64)
    nn.utils.vector_to_parameters(values, parameters)
    return network
