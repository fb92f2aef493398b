"""Parts that cases are made of."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workedout.data.examples import Examples
from workedout.inspection.checklist.script import Plain, Script
from workedout.randomness import generator


@dataclass(frozen=True)
class Case:
    """A script whose fault, or soundness, is known.

    Attributes:
        name: what is special about it.
        script: makes it.
        check: the one that is to be named first; "none" for a sound script.
    """

    name: str
    script: Callable[[], Script]
    check: str = "none"


class Changed(Plain):
    """The plain script with some parts exchanged.

    Args:
        train: what to do to the training examples.
        both: what to do to all examples, before that.
        held_out: what to do to the held-out examples.
        parts: of the script, by name.
    """

    def __init__(
        self,
        train: Callable[[Examples], Examples] = lambda e: e,
        both: Callable[[Examples], Examples] = lambda e: e,
        held_out: Callable[[Examples], Examples] = lambda e: e,
        **parts: Any,
    ) -> None:
        super().__init__()
        self.train, self.held_out = train(both(self.train)), held_out(both(self.held_out))
        for name, part in parts.items():
            setattr(self, name, part)


def changed(**parts: Any) -> Callable[[], Script]:
    """A maker of the plain script with some parts exchanged."""
    return lambda: Changed(**parts)


def layers(*between: nn.Module, widths: tuple[int, ...] = (784, 100, 10)) -> nn.Sequential:
    """Linear layers with one of these modules behind each but the last, or ReLU behind all."""
    found: list[nn.Module] = [nn.Flatten()]
    for k, (one, two) in enumerate(itertools.pairwise(widths)):
        found.append(nn.Linear(one, two))
        if k < len(widths) - 2:
            found.append(between[k % len(between)] if between else nn.ReLU())
    return nn.Sequential(*found)


def behind(*extra: nn.Module) -> Callable[[], nn.Module]:
    """A maker of the plain network with more layers behind the last."""
    return lambda: nn.Sequential(*layers(), *extra)


def inputs(change: Callable[[Tensor], Tensor]) -> Callable[[Examples], Examples]:
    """A change of the images alone."""
    return lambda e: Examples(change(e.inputs), e.targets)


def targets(change: Callable[[Tensor], Tensor]) -> Callable[[Examples], Examples]:
    """A change of the labels alone."""
    return lambda e: Examples(e.inputs, change(e.targets))


def by_class(examples: Examples) -> Examples:
    """The examples in the order of their classes."""
    return examples.take(examples.targets.argsort(stable=True))


def smaller(images: Tensor) -> Tensor:
    """Images of half the height and width."""
    return F.avg_pool2d(images, 2)


def raw(images: Tensor) -> Tensor:
    """The pixels from 0 to 255."""
    return (images * 0.30810780385646264 + 0.1306604762738429).mul(255).round()


def pixels_moved(images: Tensor) -> Tensor:
    """The pixels of each image in an order of its own."""
    flat = images.flatten(1)
    draws = torch.rand(flat.shape, generator=generator(0, "moved"))
    moved: Tensor = flat.gather(1, draws.argsort(dim=1)).view_as(images)
    return moved


def reading(network: nn.Module, images: Tensor, training: bool = False) -> Tensor:
    """The answers, in evaluation mode or not."""
    network.train(training)
    with torch.no_grad():
        answers: Tensor = network(images).argmax(dim=1)
    return answers


class Own(nn.Module):
    """A network with a forward pass of its own."""

    def __init__(self, units: int = 100, classes: int = 10) -> None:
        super().__init__()
        self.hidden = nn.Linear(784, units)
        self.last = nn.Linear(units, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Logits."""
        logits: Tensor = self.last(F.relu(self.hidden(images.flatten(1))))
        return logits


def convolutional(channels: tuple[int, int] = (8, 16), batch_norm: bool = False) -> nn.Module:
    """Two blocks of convolution and pooling, for images of 14 by 14."""
    a, b = channels
    norm = nn.BatchNorm2d if batch_norm else nn.Identity
    return nn.Sequential(
        *(nn.Conv2d(1, a, 3, padding=1), norm(a), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(a, b, 3, padding=1), norm(b), nn.ReLU(), nn.MaxPool2d(2)),
        nn.Flatten(),
        nn.Linear(9 * b, 10),
    )
