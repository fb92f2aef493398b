"""What kind of loss a script has, found out by trying it."""

import math
from contextlib import suppress
from dataclasses import dataclass

import torch
from torch import Tensor

from workedout.inspection.checklist.script import Script

SURE = (0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 30.0, 50.0)


@dataclass(frozen=True)
class Kind:
    """A kind of loss.

    Attributes:
        logits: whether equal amounts added to all outputs change nothing, as with a softmax.
        logarithms: whether they lower it by as much, as with logarithms of probabilities.
        summed: whether a batch that is twice as large has twice the loss.
    """

    logits: bool
    logarithms: bool
    summed: bool


def kind_of(script: Script, outputs: Tensor, labels: Tensor) -> Kind:
    """Try the loss on changed outputs."""
    value = script.loss(outputs, labels)
    added = (script.loss(outputs + 1.5, labels) - value).item()
    near = 1e-3 * max(1.0, abs(value.item()))
    twice = script.loss(torch.cat([outputs, outputs]), torch.cat([labels, labels])).item()
    summed = len(labels) > 1 and abs(twice - 2 * value.item()) < 1e-3 * abs(twice)
    shift = added / (len(labels) if summed else 1)
    return Kind(abs(added) < near, abs(shift + 1.5) < near, summed)


def uninformed(script: Script, outputs: Tensor, labels: Tensor) -> float:
    """The loss of outputs that say the same about every class; the least of some such outputs."""
    count = outputs.shape[-1]
    values = []
    for level in (0.0, 1 / count, 0.5, -math.log(count)):
        with suppress(RuntimeError):  # a loss of probabilities may refuse what is none
            values.append(script.loss(torch.full_like(outputs, level), labels).item())
    values = [each for each in values if math.isfinite(each)]
    return min(values, default=math.nan)


def floor(script: Script, outputs: Tensor, labels: Tensor) -> float:
    """About the least loss that any outputs have on these labels; 0 where it cannot be told."""
    try:
        kind = kind_of(script, outputs, labels)
        right = torch.nn.functional.one_hot(labels, outputs.shape[1]).to(outputs.dtype)
        tried = [size * right for size in SURE]
        if kind.logarithms:
            tried = [each.log_softmax(dim=1) for each in tried]
        elif not kind.logits:  # one against the rest, or squares
            tried += [size * (2 * right - 1) for size in SURE]
        values = [script.loss(each, labels).item() for each in tried]
    except Exception:
        return 0.0
    return max(0.0, min((each for each in values if math.isfinite(each)), default=0.0))
