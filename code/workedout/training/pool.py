"""What many members learn from, in one place: an index per example, whoever it belongs to."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from workedout.data.examples import Examples


class Pool(NamedTuple):
    """The examples of all members in one place.

    Attributes:
        examples: of all members, one after another; only once where some have the same.
        starts: (M, 1) int64, where each member's examples begin.
        size: examples of each member.
    """

    examples: Examples
    starts: Tensor
    size: int

    def take(self, rows: Tensor) -> Examples:
        """The examples at each member's rows: (M, B) → inputs (M, B, ...), targets (M, B)."""
        found = self.examples.take((rows + self.starts).flatten())
        inputs, targets = (part.unflatten(0, rows.shape) for part in found)
        return Examples(inputs, targets)

    def batches(self, rows: Tensor, size: int) -> list[tuple[Tensor, Tensor]]:
        """Cut each member's rows, (M, N), into batches: places here, (M·B,), and targets, (M, B).

        All are looked up at once: in each step it would take longer than what it gives is worth.
        """
        places = rows + self.starts
        targets = self.examples.targets.index_select(0, places.flatten()).view(places.shape)
        parts = zip(cut(places, size), cut(targets, size), strict=True)
        return [(part.view(-1), theirs) for part, theirs in parts]


def cut(numbers: Tensor, size: int) -> list[Tensor]:
    """Cut (M, N) into parts (M, size), the last maybe smaller, each contiguous."""
    members, count = numbers.shape
    whole = count - count % size
    parts = numbers[:, :whole].reshape(members, -1, size).transpose(0, 1).contiguous()
    rest = [numbers[:, whole:].contiguous()] if whole < count else []
    return [*parts, *rest]


def pooled(parts: Sequence[Examples], device: torch.device, dtype: torch.dtype) -> Pool:
    """Put the examples of all members in one place, those that some share only once."""
    count = len(parts[0])
    distinct = list({id(part): part for part in parts}.values())
    numbers = {id(part): number for number, part in enumerate(distinct)}
    starts = count * torch.tensor([[numbers[id(part)]] for part in parts])
    examples = distinct[0]
    if len(distinct) > 1:  # else they stay where they are, which workers may share
        examples = Examples(*(torch.cat(each) for each in zip(*distinct, strict=True)))
    return Pool(examples.to(device, dtype), starts.to(device), count)
