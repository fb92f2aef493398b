"""What a checklist looks at, a training script, and what it says: findings.

A script is anything that has the parts named in ``Script``: an object, or a module of functions.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import SGD, Optimizer

from workedout.data.examples import Examples
from workedout.data.mnist import pocket
from workedout.plain import one_line, plainly

SEED, BATCH = 0, 50


class Script(Protocol):
    """The parts of a training script that the checks use.

    One more part may be there: ``batches()``, the batches of an epoch in the script's own order,
    each a pair of images and labels. Without it the checks shuffle by themselves.
    """

    train: Examples
    held_out: Examples
    rate: float

    def network(self) -> nn.Module: ...  # noqa: D102
    def loss(self, outputs: Tensor, labels: Tensor) -> Tensor: ...  # noqa: D102
    def optimizer(self, network: nn.Module, rate: float) -> Optimizer: ...  # noqa: D102
    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float: ...  # noqa: D102
    def accuracy(self, network: nn.Module, examples: Examples) -> float: ...  # noqa: D102


class Plain:
    """A sound script: one hidden layer of 100 units, SGD, the pocket set."""

    rate = 0.1

    def __init__(self) -> None:
        self.train, self.held_out = pocket()

    def network(self) -> nn.Module:
        """Build the network."""
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))

    def loss(self, outputs: Tensor, labels: Tensor) -> Tensor:
        """Mean cross-entropy of a batch."""
        return F.cross_entropy(outputs, labels)

    def optimizer(self, network: nn.Module, rate: float) -> Optimizer:
        """Plain gradient descent."""
        return SGD(network.parameters(), rate)

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> float:
        """Learn from one batch; returns its loss before the step."""
        network.train()
        optimizer.zero_grad()
        loss = self.loss(network(images), labels)
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    def accuracy(self, network: nn.Module, examples: Examples) -> float:
        """Share of right answers."""
        network.eval()
        with torch.no_grad():
            answers = network(examples.inputs).argmax(dim=1)
        return float((answers == examples.targets).double().mean())


@plainly
@dataclass(frozen=True)
class Finding:
    """What one check saw of a script, and whether that is healthy.

    Attributes:
        check: its name.
        healthy: whether nothing is to be blamed; also where the check could not look.
        saw: what it saw, or why it could not look.
        looked: whether it could look.
    """

    check: str
    healthy: bool
    saw: str
    looked: bool = True

    def __str__(self) -> str:
        verdict = "fine" if self.healthy else "LOOK"
        return f"{verdict if self.looked else 'skip'}  {self.check}: {self.saw}"


class CannotLookError(Exception):
    """A check cannot look at this script, for a reason that is no fault of the script."""


Check = Callable[..., Finding]


def check(name: str) -> Callable[[Callable[..., tuple[bool, str]]], Check]:
    """Make a check of a function that returns whether all is healthy, and what was seen.

    An error of the script's own parts does not end the checklist: the finding says which it was.
    """

    def decorated(look: Callable[..., tuple[bool, str]]) -> Check:
        @wraps(look)
        def looking(script: Script, *args: Any, **options: Any) -> Finding:
            try:
                return Finding(name, *look(script, *args, **options))
            except CannotLookError as reason:
                return Finding(name, True, str(reason), looked=False)
            except Exception as error:
                why = one_line(f"{type(error).__name__}: {error}", 160)
                return Finding(name, True, f"cannot look, since the script ends in {why}", False)

        return looking

    return decorated


def first_fault(findings: Iterable[Finding]) -> str:
    """The name of the first check that is not healthy; "none" where all are."""
    return next((each.check for each in findings if not each.healthy), "none")
