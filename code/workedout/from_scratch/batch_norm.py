"""Batch norm by hand: forward, and its derivative beneath it, for a batch of one or more units.

Source: Ioffe and Szegedy (2015), algorithm 1 and section 3.
"""

import torch
from torch import Tensor


def normalised(sums: Tensor, epsilon: float) -> tuple[Tensor, Tensor]:
    """Each unit's sums, less their mean, divided by their root spread.

    Args:
        sums: (B, units), one example a row.
        epsilon: what is added to the variance before the root is taken.

    Returns:
        The normalised values, (B, units), and the root spread r of each unit, (units,).
    """
    distances = sums - sums.mean(dim=0)
    root = (distances.square().mean(dim=0) + epsilon).sqrt()  # divided by B, not by B - 1
    return distances / root, root


def forward(sums: Tensor, scale: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    """Batch norm in training: (B, units), (units,), (units,) → (B, units)."""
    return scale * normalised(sums, epsilon)[0] + shift


def backward(
    gradient: Tensor, sums: Tensor, scale: Tensor, epsilon: float
) -> tuple[Tensor, Tensor, Tensor]:
    """From the gradient by the outputs to those by sums, scale and shift.

    Args:
        gradient: derivatives of the cost by the outputs, (B, units).
        sums: what ``forward`` got, (B, units).
        scale: γ, (units,).
        epsilon: as in ``forward``.

    Returns:
        Derivatives by the sums (B, units), by the scale (units,) and by the shift (units,).
    """
    values, root = normalised(sums, epsilon)
    by_scale, by_shift = (gradient * values).sum(dim=0), gradient.sum(dim=0)
    count = len(sums)
    by_sums = scale / root * (gradient - by_shift / count - values * by_scale / count)
    return by_sums, by_scale, by_shift


def updated(running: Tensor, new: Tensor, momentum: float) -> Tensor:
    """A running average after one more batch; PyTorch's ``momentum`` is the new one's share."""
    return (1 - momentum) * running + momentum * new


def running_variance(running: Tensor, sums: Tensor, momentum: float) -> Tensor:
    """The running variance after one more batch: it takes the variance divided by B - 1."""
    return updated(running, torch.var(sums, dim=0, correction=1), momentum)
