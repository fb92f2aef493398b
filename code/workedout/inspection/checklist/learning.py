"""Checks that train: one batch by heart, the rate, dead units, the gap to held-out examples."""

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.dropout import _DropoutNd
from torch.optim import Adam

from workedout.inspection.checklist import losses
from workedout.inspection.checklist.data import classes_of, held_out_of, spread
from workedout.inspection.checklist.scores import share_of
from workedout.inspection.checklist.script import BATCH, CannotLookError, Script, check
from workedout.inspection.checklist.start import listed_shares
from workedout.inspection.checklist.steps import mean_of_last
from workedout.inspection.checklist.watching import (
    STEPS,
    WEIGHTED,
    a_step,
    as_the_network_sees,
    batch_of,
    batches_a_step,
    built,
    by_unit,
    epochs,
    first_tensor,
    loss_of,
    many_looks,
    still_outputs,
    trained,
    watched,
)

LEFT = 0.05  # nats, of the loss of a batch that is learnt by heart


@check("one batch")
def one_batch(script: Script, steps: int = 200) -> tuple[bool, str]:
    """A network can learn one batch by heart; no optimizer of the script's own, no dropout."""
    batch = batch_of(script)
    fresh, inputs, targets = as_the_network_sees(script)
    least = losses.floor(script, still_outputs(fresh, inputs), targets)
    found = math.inf
    waits = batches_a_step(script)
    for rate, times in ((1e-2, 1), (1e-3, 2)):
        learnt = by_heart(script, batch, rate, times * steps * waits)
        found = min(found, mean_of_last(learnt, 3))
        left = min(LEFT, 0.2 * abs(learnt[0] - least))
        if found - least < left:
            break
    saw = f"the loss of {len(batch)} images falls to {found:.2f} in {times * steps * waits} steps"
    above = f", and {least:.2f} is its floor" if least > 0.01 else ""
    return found - least < left, saw + above


def by_heart(script: Script, batch: Any, rate: float, steps: int) -> list[float]:
    """The losses of steps of Adam on one batch."""
    network = without_dropout(built(script))
    optimizer = Adam([p for p in network.parameters() if p.requires_grad], lr=rate)
    found = []
    for _ in range(steps):
        with watched(network) as seen:
            returned = a_step(script, network, optimizer, batch)
        found.append(loss_of(script, returned, seen, batch.targets))
        if not math.isfinite(found[-1]):
            break
    return found


def without_dropout(network: Any) -> Any:
    """The same network with nothing random in it."""
    for layer in network.modules():
        if isinstance(layer, _DropoutNd):
            layer.p = 0.0
    return network


def when(script: Script, steps: int) -> str:
    """After so many steps, in words."""
    whole = getattr(script, "batches", None) is None and len(script.train) == STEPS * BATCH
    return "an epoch" if whole and steps == STEPS else f"{steps} steps"


@check("rate")
def rate_sweep(script: Script) -> tuple[bool, str]:
    """No rate that is ten to a thousand times smaller or larger learns far better in an epoch."""
    if many_looks(script.optimizer(built(script), script.rate)):
        raise CannotLookError("cannot look: this optimizer seeks the length of its steps itself")
    seldom(script)
    if fallen := falls(script):
        return False, fallen
    _, own = trained(script, script.rate)
    after = {0: mean_of_last(own)}
    for power in (-3, -2, -1, 1, 2, 3):
        try:
            after[power] = mean_of_last(trained(script, script.rate * 10.0**power)[1])
        except (ArithmeticError, RuntimeError, ValueError):  # far too large
            after[power] = math.inf
    best = min(sorted(after), key=lambda power: after[power])
    saw = f"loss {after[0]:.2f} after {when(script, len(own))}; "
    saw += f"best at {10.0**best:g} times the rate, {after[best]:.2f}"
    return not off(after, best, own[0]), saw


def seldom(script: Script) -> None:
    """Whether so few steps of the optimizer fall into a short training that it tells nothing.

    Raises:
        CannotLookError: they do.
    """
    if (waits := batches_a_step(script)) > STEPS // 10:
        raise CannotLookError(f"cannot look, since a step is made of {waits} batches")


def falls(script: Script, steps: int = 20) -> str:
    """What is to be said of a rate that a schedule has brought near 0 within some steps."""
    network = built(script)
    optimizer = script.optimizer(network, script.rate)
    rates = [highest_rate(optimizer)]
    for _, batch in zip(range(steps), epochs(script), strict=False):
        a_step(script, network, optimizer, batch)
        rates.append(highest_rate(optimizer))
    if rates[-1] > 1e-2 * max(rates):
        return ""
    return f"it falls from {max(rates):g} to {rates[-1]:.1g} in {steps} steps"


def highest_rate(optimizer: Any) -> float:
    """Of all groups of parameters; 0 where the optimizer shows none."""
    groups = getattr(optimizer, "param_groups", [])
    return max((float(group.get("lr", 0)) for group in groups), default=0.0)


def off(after: dict[int, float], best: int, first: float) -> bool:
    """Whether another rate is far better: twice, and if it is larger, this one hardly moves."""
    if not after[0] > 2 * after[best]:
        return False
    smaller = any(after[0] > 2 * after[power] for power in (-3, -2, -1))
    return smaller or after[0] > first - 0.15 * (first - after[best])


@check("dead units")
def dead_units(script: Script) -> tuple[bool, str]:
    """After one epoch, few hidden units are silent on every training image."""
    network, losses_ = trained(script, script.rate)
    examples = script.train.take(spread(len(script.train), 5_000))
    with watched(network) as seen, hidden(network) as units, torch.random.fork_rng([]):
        script.accuracy(network, examples)
    if not seen.outputs:
        raise CannotLookError("cannot look, since the score does not call the network as a whole")
    finite = all(bool(each.isfinite().all()) for each in seen.outputs)
    shares = [same.double().mean().item() for same in units.silent()]
    saw = f"{listed_shares(shares)} of the hidden units dead after {when(script, len(losses_))}"
    saw += "" if finite else ", and outputs that are no numbers"
    return finite and max(shares, default=0) <= 0.5, saw


class hidden:  # noqa: N801 (a context manager)
    """Note the least and the largest value that reaches each unit's place in the next layer."""

    def __init__(self, network: nn.Module) -> None:
        self.network = network
        self.ends: dict[str, tuple[Tensor, Tensor]] = {}
        self.handles: list[Any] = []

    def __enter__(self) -> "hidden":
        for name, layer in self.network.named_modules():
            if isinstance(layer, WEIGHTED):
                hook = self.noting(name)
                self.handles.append(layer.register_forward_pre_hook(hook, with_kwargs=True))
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self.handles:
            handle.remove()

    def noting(self, name: str) -> Any:
        """A hook that widens the ends."""

        def hook(layer: nn.Module, args: Any, named: dict[str, Any]) -> None:
            if (given := first_tensor(args, named)) is None:
                return
            values = by_unit(layer, given.detach())
            low, high = values.amin(dim=0), values.amax(dim=0)
            if name in self.ends and self.ends[name][0].shape == low.shape:
                low = torch.minimum(low, self.ends[name][0])
                high = torch.maximum(high, self.ends[name][1])
            self.ends[name] = low, high

        return hook

    def silent(self) -> list[Tensor]:
        """Of each layer but the first, which units always say the same."""
        return [~(high > low) for low, high in list(self.ends.values())[1:]]


@check("gap")
def gap(script: Script) -> tuple[bool, str]:
    """After one epoch, which is too short to learn by heart, held-out images fare as others."""
    examples = held_out_of(script)
    network, found = trained(script, script.rate)
    train, other = (
        share_of(script, network, each)
        for each in (script.train.take(spread(len(script.train), 2_000)), examples)
    )
    saw = f"after {when(script, len(found))} {train:.0%} of training and {other:.0%} of held-out"
    with torch.random.fork_rng([]):
        size = len(next(epochs(script)))
    if 2 * len(script.train) < len(found) * size:
        raise CannotLookError("cannot look: so few images are soon known by heart")
    return train - other < 0.25, f"{saw} images are right"


@check("progress")
def progress(script: Script) -> tuple[bool, str]:
    """After one epoch, more training images are right than if all were given one class."""
    seldom(script)
    network, found = trained(script, script.rate)
    examples = script.train.take(spread(len(script.train), 2_000))
    accuracy = share_of(script, network, examples)
    counts = classes_of(examples.targets).unique(return_counts=True)[1]
    chance = counts.max().item() / len(examples)
    if chance > 0.9:
        raise CannotLookError(f"cannot look, since {chance:.0%} of the images are of one class")
    error = math.sqrt(chance * (1 - chance) / len(examples))
    saw = f"after {when(script, len(found))} {accuracy:.0%} of training images are right"
    return accuracy > chance + 4 * error, f"{saw}, {chance:.0%} are of one class"
