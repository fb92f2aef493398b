"""What a network learns from: inputs with their targets, and a split of them."""

from typing import NamedTuple

import torch
from torch import Tensor


class Examples(NamedTuple):
    """Inputs and their targets, one example a row.

    Attributes:
        inputs: shape (N, ...), float.
        targets: shape (N,), int64 class labels, or floats for a squared loss.
    """

    inputs: Tensor
    targets: Tensor

    def __len__(self) -> int:
        return len(self.targets)

    def take(self, rows: Tensor | slice) -> "Examples":
        """The examples at these rows, in this order."""
        if isinstance(rows, Tensor):  # half the time of the general way
            return Examples(self.inputs.index_select(0, rows), self.targets.index_select(0, rows))
        return Examples(self.inputs[rows], self.targets[rows])

    def to(self, device: torch.device, dtype: torch.dtype) -> "Examples":
        """Move both to a device; floating-point values take the dtype, labels stay integers."""
        targets = self.targets.to(device)
        if targets.is_floating_point():
            targets = targets.to(dtype)
        return Examples(self.inputs.to(device, dtype), targets)


class Split(NamedTuple):
    """What is trained on, and what it is judged by: validation or test examples."""

    train: Examples
    held_out: Examples
