"""Checks of the examples: labels that belong to them, a shuffled order."""

import math
from itertools import islice

import torch
from torch import Tensor

from workedout.data.examples import Examples
from workedout.inspection.checklist.script import SEED, CannotLookError, Script, check
from workedout.inspection.checklist.watching import (
    epochs,
    trained,
)
from workedout.randomness import generator

ASKED, AMONG, BLOCKS = 1_000, 10_000, 10
LAST = 25  # the last of so many parts of the examples is looked at closely
IMAGES = 20  # inputs of fewer numbers may be alike by chance


def classes_of(targets: Tensor) -> Tensor:
    """The labels as whole numbers, (N,); of rows of shares the place of the largest.

    Raises:
        CannotLookError: they are no classes, but numbers, or rows that are not shares of one.
    """
    if targets.dim() == 2 and targets.shape[1] > 1:
        sums = targets.double().sum(dim=1)
        if targets.min() >= 0 and bool(((sums - 1).abs() < 1e-3).all()):
            return targets.argmax(dim=1)
    found = targets.flatten()
    if len(found) != len(targets):
        raise CannotLookError("cannot look, since an example has several targets")
    if found.is_floating_point() and not torch.equal(found, found.round()):
        raise CannotLookError("cannot look, since the targets are no classes")
    return found.long()


def spread(count: int, most: int) -> Tensor:
    """At most so many of ``count`` rows, evenly over all, in their order."""
    size = min(count, most)
    return torch.arange(size) * count // max(size, 1)


def rows_of(inputs: Tensor) -> Tensor:
    """One row of floats for each example."""
    return inputs.flatten(1).float()


def nearest(asked: Tensor, among: Tensor, same: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """For each row its nearest one and the distance; ``same`` is where it stands itself."""
    distances = torch.cdist(asked, among)
    if same is not None:
        distances[torch.arange(len(asked)), same] = math.inf
    found = distances.min(dim=1)
    return found.indices, found.values


@check("labels")
def labels(script: Script) -> tuple[bool, str]:
    """Images that look alike mostly have one label, from the first row to the last."""
    kept = spread(len(script.train), AMONG)
    inputs, targets = rows_of(script.train.inputs[kept]), classes_of(script.train.targets[kept])
    asked = spread(len(targets), ASKED)
    near, _ = nearest(inputs[asked], inputs, asked)
    permuted = targets[torch.randperm(len(targets), generator=generator(SEED, "labels"))]
    agree = targets[near] == targets[asked]
    same = agree.double().mean().item()
    chance = (permuted[near] == permuted[asked]).double().mean().item()
    saw = f"the nearest image has the same label for {same:.0%}, with permuted ones {chance:.0%}"
    if above(same, chance) < 0.2 and not learns(script, chance):
        return False, saw
    parts = list(zip(asked.chunk(BLOCKS), near.chunk(BLOCKS), strict=True))
    end = torch.arange(len(targets))[-max(len(targets) // LAST, 1) :]  # too short for a block
    parts.append((end, nearest(inputs[end], inputs, end)[0]))
    slipped = slips(targets, parts, chance)
    return not slipped, saw + slipped


def above(share: float, chance: float) -> float:
    """How far a share is on its way from chance to one."""
    return (share - chance) / max(1 - chance, 1e-9)


def learns(script: Script, chance: float) -> bool:
    """Whether a hundred steps bring the held-out accuracy well above chance."""
    network, _ = trained(script, script.rate)
    accuracy = float(script.accuracy(network, script.held_out))
    return above(accuracy / (100 if accuracy > 1 else 1), chance) > 0.4


def slips(targets: Tensor, parts: list[tuple[Tensor, Tensor]], chance: float) -> str:
    """Blocks of rows whose labels fit only when they are moved by one row, or not at all.

    Args:
        targets: labels, (N,).
        parts: for each block its rows, and the rows of the nearest examples.
        chance: share of nearest examples that have the same label by chance.
    """
    shares = [(targets[n] == targets[a]).double().mean().item() for a, n in parts]
    best, said = max(shares), []
    for (rows, found), share in zip(parts, shares, strict=True):
        if len(rows) < 20 or above(share, chance) > above(best, chance) / 3:
            continue
        moved = [
            (targets[found] == targets[(rows + by) % len(targets)]).double().mean().item()
            for by in (-1, 1)
        ]
        lost = above(share, chance) < 0.1 and above(best, chance) > 0.4
        if lost or above(max(moved), chance) > 2 * above(share, chance) + 0.15:
            said.append((int(rows[0]), share, max(moved)))
    if not said:
        return ""
    row, share, moved_share = said[0]
    return (
        f"; about row {row:,} on for {share:.0%}, and with the label of the row before or after "
        f"for {moved_share:.0%}"
    )


def held_out_of(script: Script) -> Examples:
    """The held-out examples.

    Raises:
        CannotLookError: there are none.
    """
    found: Examples | None = getattr(script, "held_out", None)
    if found is None or len(found) == 0:
        raise CannotLookError("cannot look, since there are no held-out examples")
    return found


@check("order")
def order(script: Script) -> tuple[bool, str]:
    """Batches hold as many different labels as shuffled ones would."""
    targets = classes_of(script.train.targets)
    runs = len(torch.unique_consecutive(targets))
    classes = len(targets.unique())
    if getattr(script, "batches", None) is None:
        is_sorted = runs < max(2 * classes, len(targets) / 20)
        why = "; the examples lie class by class, so shuffle them" if is_sorted else ""
        raise CannotLookError(f"the script does not show its batches{why}")
    shares = (targets.unique(return_counts=True)[1] / len(targets)).double()
    found = expected = 0.0
    with torch.random.fork_rng([]):
        shown = [classes_of(own) for _, own in islice(epochs(script), 100)]
    for count, own in enumerate(shown, 1):
        found += (len(own.unique()) - found) / count
        would = (1 - (1 - shares) ** len(own)).sum().item()
        expected += (would - expected) / count
    saw = f"a batch has {found:.1f} different labels, expected about {expected:.1f}"
    return found > 0.5 * expected + 0.5 * (expected < 1.2), saw
