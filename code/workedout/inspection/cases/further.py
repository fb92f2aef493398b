"""Six faults that were written down after the checks, which were not changed for them.

The check of each was named before it was tried; "none" would be a fault that no check is for.
"""

from typing import Any

import torch
from torch import Tensor, nn

from workedout.data.examples import Examples
from workedout.inspection.cases.parts import Case, changed, layers, targets
from workedout.inspection.checklist.script import Plain


class LabelsOfBefore(Plain):
    """Each step takes the labels of the batch before."""

    before: Tensor | None = None

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
        """Images of now, labels of before."""
        taken = labels if self.before is None or len(self.before) != len(labels) else self.before
        self.before = labels
        return super().step(network, optimizer, images, taken)


class MadeAnew(Plain):
    """The last layer is made anew in each fifth step."""

    count = 0

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
        """Forget, and learn."""
        self.count += 1
        if self.count % 5 == 0:
            network[-1].reset_parameters()
        return super().step(network, optimizer, images, labels)


class Cooled(nn.Module):
    """Logits over a hundred."""

    def forward(self, logits: Tensor) -> Tensor:
        """Takes and returns (N, 10)."""
        return logits / 100


def exchanged(labels: Tensor) -> Tensor:
    """Threes are called fives, and fives threes."""
    return torch.where(labels == 3, 5, torch.where(labels == 5, 3, labels))


def sure_alone(network: nn.Module, examples: Examples) -> float:
    """Accuracy on the images whose answer is not the first class."""
    network.eval()
    with torch.no_grad():
        answers = network(examples.inputs).argmax(dim=1)
    kept = answers != 0
    return float((answers[kept] == examples.targets[kept]).double().mean())


FURTHER = (
    Case("labels of the batch before", LabelsOfBefore, "progress"),
    Case("the last layer made anew", MadeAnew, "one batch"),
    Case(
        "dropout behind the logits",
        changed(network=lambda: nn.Sequential(*layers(), nn.Dropout(0.5))),
        "mode",
    ),
    Case(
        "logits over a hundred",
        changed(network=lambda: nn.Sequential(*layers(), Cooled())),
        "rate",
    ),
    Case("two held-out classes exchanged", changed(held_out=targets(exchanged)), "held out"),
    Case("scored without one class", changed(accuracy=sure_alone), "scoring"),
)
