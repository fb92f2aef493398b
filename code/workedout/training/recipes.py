"""A recipe says how a network is trained: everything but the network, the data and the seed."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from workedout.data.augmentation import AUGMENTATIONS
from workedout.training.probes import ON_HELD_OUT, PROBES


def constant(done: float) -> float:
    """The same rate from start to end."""
    return 1.0


def half_drop(done: float) -> float:
    """A tenth of the rate for the second half."""
    return 1.0 if done < 0.5 else 0.1


def cosine(done: float) -> float:
    """From the rate down to zero along half a cosine (Loshchilov and Hutter 2017, eq. 5)."""
    return 0.5 * (1 + math.cos(math.pi * done))


def one_cycle(done: float) -> float:
    """Up from a 25th of the rate over 30 % of the steps, then down to zero, along cosines.

    After Smith and Topin (2019), with the proportions that PyTorch's OneCycleLR made usual.
    """
    low, rise = 1 / 25, 0.3
    if done < rise:
        return low + (1 - low) * (1 - cosine(done / rise))
    return cosine((done - rise) / (1 - rise))


# Each maps the fraction of training done, in [0, 1), to a factor on the learning rate.
SCHEDULES: dict[str, Callable[[float], float]] = {
    "constant": constant,
    "half-drop": half_drop,
    "cosine": cosine,
    "one-cycle": one_cycle,
}


def cross_entropy(outputs: Tensor, labels: Tensor) -> Tensor:
    """−ln of the softmax probability of the label: logits (B, 10), labels (B,) → (B,)."""
    return F.cross_entropy(outputs, labels, reduction="none")


def squared(outputs: Tensor, targets: Tensor) -> Tensor:
    """Half the squared difference, as TensorFlow Playground has it: (B, 1), (B,) → (B,)."""
    return 0.5 * (outputs.squeeze(1) - targets) ** 2


def logistic(outputs: Tensor, targets: Tensor) -> Tensor:
    """−ln of the sigmoid of target times output, for targets −1 and 1: (B, 1), (B,) → (B,)."""
    return -F.logsigmoid(targets * outputs.squeeze(1))


def class_correct(outputs: Tensor, labels: Tensor) -> Tensor:
    """Whether the largest logit is the label's: (B, 10), (B,) → (B,) bool."""
    return outputs.argmax(dim=1) == labels


def sign_correct(outputs: Tensor, targets: Tensor) -> Tensor:
    """Whether output and target have the same sign: (B, 1), (B,) → (B,) bool."""
    return (outputs.squeeze(1) > 0) == (targets > 0)


def truth_correct(outputs: Tensor, targets: Tensor) -> Tensor:
    """Whether output and target lie on the same side of 1/2: (B, 1), (B,) → (B,) bool."""
    return (outputs.squeeze(1) > 0.5) == (targets > 0.5)


# Each name gives the loss of every example, and whether each was answered rightly.
LOSSES: dict[str, tuple[Callable[..., Tensor], Callable[..., Tensor]]] = {
    "cross-entropy": (cross_entropy, class_correct),
    "squared": (squared, sign_correct),
    "truth": (squared, truth_correct),
    "logistic": (logistic, sign_correct),
}

PRECISIONS: dict[str, torch.dtype] = {
    "float32": torch.float32,
    "float64": torch.float64,
    "bfloat16": torch.float32,  # the weights; products are rounded by autocast
}


MOMENTS = ("epoch", "half-epoch", "sparse", "end")
ORDERS = ("shuffled", "sorted", "sorted-then-shuffled")
POINTS = 200  # of one curve: more cannot be seen in a figure


def evenly(count: int, most: int = POINTS) -> list[int]:
    """Which of so many points are kept: all, or ``most`` evenly spaced, first and last too."""
    if count <= most:
        return list(range(count))
    return [round(i * (count - 1) / (most - 1)) for i in range(most)]


@dataclass(frozen=True)
class Recipe:
    """How to train. Defaults never change, since records were made under them.

    Attributes:
        epochs: passes over the training examples.
        batch_size: examples a step; the last batch of an epoch may be smaller.
        learning_rate: the largest; the schedule scales it down.
        optimizer: one of ``"sgd"``, ``"momentum"``, ``"nesterov"``, ``"adagrad"``, ``"rmsprop"``,
            ``"adam"`` and ``"adamw"``: those of ``torch.optim``, other settings at its defaults.
        momentum: coefficient of ``"momentum"`` and ``"nesterov"``; the others take no notice.
        weight_decay: L2 in the gradient, or decoupled for ``"adamw"``, as in ``torch.optim``.
        schedule: one of ``"constant"``, ``"half-drop"`` (a tenth of the rate for the second half),
            ``"cosine"`` (down to zero along half a cosine) and ``"one-cycle"`` (up from a 25th of
            the rate over three tenths of the steps, then down to zero, along cosines).
        loss: one of ``"cross-entropy"`` (labels are whole numbers), ``"squared"`` (half the squared
            difference; an answer is right where output and target have one sign), ``"logistic"``
            (for targets of -1 and 1; right as with ``"squared"``) and ``"truth"`` (half the squared
            difference; right where both are on the same side of 1/2).
        order: one of ``"shuffled"`` anew each epoch, ``"sorted"`` by target, the same in each, and
            ``"sorted-then-shuffled"``, sorted in the first half of the epochs.
        augmentation: one of ``"none"``, ``"affine"`` (turned by up to 10°, scaled by up to a tenth,
            shifted by up to two pixels) and ``"places"`` (moved by up to four whole pixels).
        precision: of the arithmetic, one of ``"float32"``, ``"float64"`` and ``"bfloat16"``
            (weights in float32, products rounded by autocast).
        channels_last: memory format of the images, for convolutions.
        observe: when the held-out examples are looked at, one of ``"epoch"`` (after each),
            ``"half-epoch"``, ``"sparse"`` (after 200 evenly spaced epochs at most) and ``"end"``;
            or the numbers of steps, as a tuple (0 is before the first).
        probe: what else is noted at these moments, one of ``"none"``, ``"units"`` (which hidden
            units answer no point), ``"weights"`` (all parameters), ``"fitted"`` (loss and
            accuracy on the training examples), ``"memorised"`` (the same, apart for right and
            wrong labels; for ``DrawnDigits`` alone), ``"places"`` and
            ``"disturbances"`` (the accuracy on each of these changed copies of the held-out
            images) and ``"misread"`` (which of them are misread).
        warmup: in which share of the first steps the rate rises in a straight line from zero, a
            factor beside the schedule's; 0 for no warm-up.
        clip: the largest norm of a step's gradient, all parameters together; a longer one is
            scaled down to it, as ``torch.nn.utils.clip_grad_norm_`` does. None for no bound.

    Raises:
        ValueError: a number is not above zero, or a name is not known; the message lists those
            that are.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    optimizer: str = "sgd"
    momentum: float = 0.9
    weight_decay: float = 0.0
    schedule: str = "constant"
    loss: str = "cross-entropy"
    order: Literal["shuffled", "sorted", "sorted-then-shuffled"] = "shuffled"
    augmentation: str = "none"
    precision: Literal["float32", "float64", "bfloat16"] = "float32"
    channels_last: bool = False
    observe: Literal["epoch", "half-epoch", "sparse", "end"] | tuple[int, ...] = "epoch"
    probe: str = "none"
    warmup: float = 0.0
    clip: float | None = None

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "learning_rate"):
            if getattr(self, name) <= 0:
                raise ValueError(f"expected {name} above zero, got {getattr(self, name)}")
        if not 0 <= self.warmup < 1:
            raise ValueError(
                f"expected warmup, a share of all steps, from 0 to below 1, got {self.warmup}"
            )
        if self.clip is not None and not self.clip > 0:
            raise ValueError(f"expected clip above zero, or None for no bound, got {self.clip}")
        for name, known in (
            ("schedule", SCHEDULES),
            ("loss", LOSSES),
            ("precision", PRECISIONS),
            ("order", ORDERS),
            ("augmentation", AUGMENTATIONS),
            ("probe", [*PROBES, *sorted(ON_HELD_OUT)]),
        ):
            if getattr(self, name) not in known:
                raise ValueError(f"unknown {name} {getattr(self, name)!r}: one of {list(known)}")
        if not isinstance(self.observe, tuple) and self.observe not in MOMENTS:
            raise ValueError(f"unknown observe {self.observe!r}: one of {list(MOMENTS)}, or steps")
        if self.probe == "units" and LOSSES[self.loss][1] is not sign_correct:
            raise ValueError(
                "probe 'units' reads signs: expected loss 'squared' or 'logistic', "
                f"got {self.loss!r}"
            )

    def rate(self, done: float) -> float:
        """The learning rate after this fraction of all steps."""
        rise = done / self.warmup if done < self.warmup else 1.0
        return self.learning_rate * SCHEDULES[self.schedule](done) * rise

    def moments(self, steps_per_epoch: int) -> frozenset[int]:
        """The numbers of steps done after which the held-out examples are looked at."""
        last = self.epochs * steps_per_epoch
        if isinstance(self.observe, tuple):
            return frozenset(self.observe)
        if self.observe == "end":
            return frozenset([last])
        ends = range(steps_per_epoch, last + 1, steps_per_epoch)
        if self.observe == "epoch":
            return frozenset(ends)
        if self.observe == "sparse":
            return frozenset(ends[point] for point in evenly(len(ends)))
        return frozenset(ends) | {end - steps_per_epoch // 2 for end in ends}
