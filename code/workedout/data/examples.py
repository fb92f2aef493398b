"""What a network learns from: inputs with their targets, and a split of them."""

from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor


class Examples(NamedTuple):
    """Inputs and their targets, one example a row: tensors, or NumPy arrays.

    Attributes:
        inputs: shape (N, ...), float.
        targets: shape (N,), class labels from 0 on, or floats for a squared loss.
    """

    inputs: Tensor
    targets: Tensor

    def __len__(self) -> int:
        return len(self.targets)

    def take(self, rows: Tensor | slice) -> "Examples":
        """The examples at these rows, in this order."""
        if isinstance(rows, Tensor) and self._are_tensors():  # half the time of the general way
            return Examples(self.inputs.index_select(0, rows), self.targets.index_select(0, rows))
        return Examples(self.inputs[rows], self.targets[rows])

    def to(self, device: torch.device, dtype: torch.dtype) -> "Examples":
        """Move both to a device; floating-point values take the dtype, labels become int64.

        Raises:
            ValueError: as ``as_tensors``.
        """
        inputs, targets = self.as_tensors()
        kind = dtype if targets.is_floating_point() else torch.int64
        return Examples(inputs.to(device, dtype), targets.to(device, kind))

    def as_tensors(self) -> "Examples":
        """The same examples, NumPy arrays copied into tensors; tensors stay what they are.

        Raises:
            ValueError: inputs or targets are neither, or no numbers; or there is not exactly one
                target for each input.
        """
        found = self if self._are_tensors() else Examples(*map(tensor, self._fields, self))
        if found.targets.dim() != 1 or found.inputs.shape[:1] != found.targets.shape:
            inputs, targets = (tuple(each.shape) for each in found)
            raise ValueError(
                "expected inputs of the shape (N, ...) and targets of the shape (N,), "
                f"got {inputs} and {targets}"
            )
        return found

    def _are_tensors(self) -> bool:
        return isinstance(self.inputs, Tensor) and isinstance(self.targets, Tensor)


def tensor(name: str, values: Any) -> Tensor:
    """A tensor as it is, or a NumPy array copied into one.

    Raises:
        ValueError: it is neither, or holds what is no number.
    """
    if isinstance(values, Tensor):
        return values
    if not isinstance(values, np.ndarray):
        kind = type(values).__name__
        raise ValueError(f"expected {name} as a tensor or a NumPy array, got {kind}: np.array(...)")
    if values.dtype.kind not in "fiub":
        raise ValueError(f"expected {name} that are real numbers, got {values.dtype}")
    native = values.dtype.newbyteorder("=")  # a copy, since torch wants it plain and writable
    return torch.from_numpy(np.array(values, dtype=native, order="C"))


class Split(NamedTuple):
    """What is trained on, and what it is judged by: validation or test examples.

    Attributes:
        train: examples to train on.
        held_out: examples to judge by.
    """

    train: Examples
    held_out: Examples
