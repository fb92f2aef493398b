"""A plain loop as a script: its network, loss, loader and optimizer, as they are."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from workedout.data.examples import Examples
from workedout.inspection.checklist.data import classes_of
from workedout.inspection.checklist.watching import are_shares

MOST = 10_000  # examples that are kept of a loader
NUMBERS = 10**8  # in them: fewer are kept of large photographs


class Loop:
    """A plain training loop, for ``examine``.

    The checks work on copies on the CPU, which share what the originals share: an optimizer that
    was made for another network is found. A step that reaches for more, such as a schedule, is not
    copied: give it one of its own.

    Args:
        network: the network, before it is trained.
        loss: takes outputs and labels.
        loader: yields pairs of images and labels, an epoch each time it is gone through.
        optimizer: of the network's parameters.
        held_out: the same as ``loader``, to score on; without it, what needs it cannot look.
        step: one step, if the loop does more than usual: takes network, optimizer, images, labels,
            and returns the loss.
        accuracy: takes the network and ``Examples``; without it, a usual one is taken.
    """

    def __init__(
        self,
        network: nn.Module,
        loss: Callable[[Tensor, Tensor], Tensor],
        loader: Iterable[Any],
        optimizer: Optimizer,
        held_out: Iterable[Any] | None = None,
        step: Callable[[Any, Any, Tensor, Tensor], Any] | None = None,
        accuracy: Callable[[Any, Examples], float] | None = None,
    ) -> None:
        self._kept = copy.deepcopy((network, optimizer))
        self._kept[0].cpu()  # in place, so that the optimizer keeps its parameters
        self._pairs: WeakKeyDictionary[nn.Module, Any] = WeakKeyDictionary()
        self._loader = loader
        self.loss = copy.deepcopy(loss).cpu() if isinstance(loss, nn.Module) else loss
        self._step, self._accuracy = step, accuracy
        self.train = gathered(loader)
        self.held_out = None if held_out is None else gathered(held_out)
        self.rate = rate_of(optimizer.param_groups[0])

    def network(self) -> nn.Module:
        """A copy of the network as it was given."""
        network, optimizer = copy.deepcopy(self._kept)
        self._pairs[network] = optimizer
        return network

    def optimizer(self, network: nn.Module, rate: float) -> Any:
        """The copy of the optimizer that belongs to a copy of the network."""
        optimizer = self._pairs[network]
        for group, own in zip(optimizer.param_groups, self._kept[1].param_groups, strict=True):
            group["lr"] = rate_of(own) * (rate / self.rate if self.rate else 1.0)
        return optimizer

    def step(self, network: Any, optimizer: Any, images: Tensor, labels: Tensor) -> Any:
        """The loop's own step, or the usual one."""
        if self._step is not None:
            return self._step(network, optimizer, images, labels)

        def closure() -> Tensor:
            optimizer.zero_grad()
            loss = self.loss(network(images), labels)
            loss.backward()
            return loss

        network.train()
        return float(optimizer.step(closure).detach())

    def accuracy(self, network: Any, examples: Examples) -> float:
        """The loop's own score, or the share of right answers."""
        if self._accuracy is not None:
            return self._accuracy(network, examples)
        network.eval()
        with torch.no_grad():
            answers = answered(network(examples.inputs))
        return float((answers == classes_of(examples.targets)).double().mean())

    def batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        """An epoch."""
        for batch in self._loader:
            images, labels = pair_of(batch)
            yield images.cpu(), labels.cpu()


def rate_of(group: dict[str, Any]) -> float:
    """The rate of a group of parameters; where a schedule warms it up, the one it is made of."""
    return float(group.get("initial_lr", group["lr"]))


def answered(outputs: Tensor) -> Tensor:
    """The place of the largest output, (N,); of a single one whether it is the larger half."""
    if outputs.dim() > 1 and outputs.shape[1] > 1:
        return outputs.argmax(dim=1)
    return (outputs.flatten() > (0.5 if are_shares(outputs) else 0.0)).long()


def gathered(loader: Iterable[Any]) -> Examples:
    """The first examples of a loader, in one piece.

    Raises:
        TypeError: it yields something else than pairs of tensors.
        ValueError: it yields nothing, or images of several sizes.
    """
    parts, count, numbers = [], 0, 0
    with torch.random.fork_rng([]):
        for batch in loader:
            images, labels = pair_of(batch)
            parts.append((images.cpu(), labels.cpu()))
            count, numbers = count + len(labels), numbers + images.numel()
            if count >= MOST or numbers >= NUMBERS:
                break
    if not parts:
        raise ValueError("the loader yields no batches")
    sizes = {tuple(images.shape[1:]) for images, _ in parts}
    if len(sizes) > 1:
        raise ValueError(f"the loader yields images of several sizes: {sorted(sizes)[:2]}")
    return Examples(*(torch.cat(each) for each in zip(*parts, strict=True)))


def pair_of(batch: Any) -> tuple[Tensor, Tensor]:
    """Images and labels of a batch.

    Raises:
        TypeError: it is no pair of tensors.
    """
    match batch:
        case [Tensor() as images, Tensor() as labels]:
            return images, labels
    parts = batch.values() if isinstance(batch, Mapping) else batch
    kinds = [type(each).__name__ for each in parts] if isinstance(parts, Iterable) else []
    raise TypeError(
        "a loader is to yield pairs of tensors, images and labels; this one yields "
        f"{type(batch).__name__} of {', '.join(kinds[:5]) or 'nothing'}"
    )
