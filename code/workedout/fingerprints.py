"""The fingerprint of behaviour: a miniature training whose numbers a record keeps.

When the book is built, the miniature is trained again. If the numbers agree, the code still
behaves as it did when the record was made, however it was rewritten meanwhile. If they differ,
the first step that differs is where to look.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import torch

from workedout.ensemble import Member, fit_together
from workedout.examples import Examples, Split
from workedout.experiments.specification import Arm, Measurement
from workedout.models import Network
from workedout.recipes import Recipe
from workedout.threads import one_thread
from workedout.training import fit

TOLERANCE = 1e-8  # kernels of different processors agree to about 5e-12 over these steps
EPOCHS, FULL_BATCHES, LARGEST_BATCH, HELD_OUT = 2, 9, 32, 100
MEMBERS = 3  # of a batched miniature: each has others to be kept apart from
ENGINES = ("single", "batched")
SEED = 7  # not 0: code that forgot the seed would most likely use that


@dataclass(frozen=True)
class Fingerprint:
    """What the miniature gave.

    Attributes:
        losses: training loss of each step.
        observations: (step, held-out loss, held-out accuracy), as often as the recipe says.
        probes: the numbers of the recipe's probe, for each observation; empty without one.
        engine: what trained it: "single" is ``fit``, "batched" is ``fit_together``.
    """

    losses: tuple[float, ...]
    observations: tuple[tuple[int, float, float], ...]
    probes: tuple[tuple[float, ...], ...] = ()
    engine: str = "single"


def fingerprint(arm: Arm, engine: str = "single") -> Fingerprint:
    """Train the miniature of an arm: two short epochs in float64 on one thread of the CPU.

    Args:
        arm: what is trained.
        engine: "single" for ``fit``; "batched" for ``fit_together``, with some members, whose
            numbers then stand one member after another.

    Raises:
        ValueError: no engine has this name.
    """
    if engine not in ENGINES:
        raise ValueError(f"unknown engine {engine!r}: one of {list(ENGINES)}")
    recipe = miniature_recipe(arm.recipe)
    split = miniature_split(arm.data.miniature(), recipe.batch_size)
    cpu = torch.device("cpu")
    with one_thread():
        if engine == "single":
            histories = [fit(arm.network, split, recipe, SEED, cpu)]
        else:
            _, *histories = fit_together(miniature_members(arm.network, split, recipe), cpu)
    losses = tuple(loss for history in histories for loss in history.step_losses)
    seen = tuple((o.step, o.loss, o.accuracy) for h in histories for o in h.observations)
    probes = tuple(numbers for history in histories for numbers in history.probes)
    return Fingerprint(losses, seen, probes, engine)


def miniature_recipe(recipe: Recipe) -> Recipe:
    """The same recipe, short, with small batches, in float64.

    Precision and memory format are left to the specification: float64 has no kernels for them.
    Chosen steps may lie beyond the miniature's end, so all of its own are observed instead.
    """
    chosen = isinstance(recipe.observe, tuple)
    return replace(
        recipe,
        observe=tuple(range(EPOCHS * (FULL_BATCHES + 1) + 1)) if chosen else recipe.observe,
        epochs=EPOCHS,
        batch_size=min(recipe.batch_size, LARGEST_BATCH),
        precision="float64",
        channels_last=False,
    )


def miniature_split(split: Split, batch_size: int) -> Split:
    """Nine full batches and a partial one (none where the batch is a single example)."""
    count = FULL_BATCHES * batch_size + batch_size // 2
    return Split(split.train.take(slice(0, count)), split.held_out.take(slice(0, HELD_OUT)))


def miniature_members(network: Network, split: Split, recipe: Recipe) -> list[Member]:
    """What a batched miniature trains: a neighbour, of which nothing is kept, and the members.

    The neighbour has other settings and other examples than the members, and comes first, so
    that a member that takes something of the first one gives other numbers.
    """
    other = replace(
        recipe,
        learning_rate=recipe.learning_rate / 2,
        momentum=recipe.momentum / 2,
        weight_decay=recipe.weight_decay + 1e-3,
    )
    negated = Split(*(Examples(-part.inputs, part.targets) for part in split))
    seeds = range(SEED, SEED + MEMBERS)
    return [
        Member(network, negated, other, SEED - 1),
        *(Member(network, split, recipe, seed) for seed in seeds),
    ]


def difference(recorded: Fingerprint, now: Fingerprint) -> str | None:
    """The first step at which two fingerprints differ, in words; None where they agree."""
    if recorded.engine != now.engine:
        return f"trained by the {recorded.engine} engine, fingerprint by the {now.engine} one"
    if len(recorded.losses) != len(now.losses):
        return f"{len(recorded.losses)} steps recorded, {len(now.losses)} now"
    for step, (old, new) in enumerate(zip(recorded.losses, now.losses, strict=True), start=1):
        if not same(old, new):
            return f"step {step}: training loss {old:.9g} recorded, {new:.9g} now"
    if len(recorded.observations) != len(now.observations):
        return f"{len(recorded.observations)} observations recorded, {len(now.observations)} now"
    for old_seen, new_seen in zip(recorded.observations, now.observations, strict=True):
        if not all(same(old, new) for old, new in zip(old_seen, new_seen, strict=True)):
            return (
                f"evaluation after step {old_seen[0]}: loss {old_seen[1]:.9g} and accuracy "
                f"{old_seen[2]:.9g} recorded, loss {new_seen[1]:.9g} and accuracy "
                f"{new_seen[2]:.9g} after step {new_seen[0]} now"
            )
    return probed_difference(recorded, now)


def probed_difference(recorded: Fingerprint, now: Fingerprint) -> str | None:
    """The first numbers of a probe that differ, in words; None where they agree."""
    if len(recorded.probes) != len(now.probes):
        return f"{len(recorded.probes)} probes recorded, {len(now.probes)} now"
    for number, (old, new) in enumerate(zip(recorded.probes, now.probes, strict=True)):
        if len(old) != len(new) or not all(map(same, old, new)):
            return f"probe {number}: {list(old)} recorded, {list(new)} now"
    return None


def measured_fingerprint(measurement: Measurement) -> dict[str, Any]:
    """The value or the behaviour of a measurement on its miniature, on one thread."""
    with one_thread():
        return (measurement.behaviour or measurement.measure)(*measurement.material.miniature())


def measured_difference(recorded: Any, now: Any, where: str = "value") -> str | None:
    """Where two JSON values first differ, in words; None where they agree."""
    if isinstance(recorded, dict) and isinstance(now, dict):
        if changed := sorted(recorded.keys() ^ now.keys()):
            return f"{where}: {', '.join(changed)} in one of the two only"
        pairs = [(f"{where}.{key}", recorded[key], now[key]) for key in recorded]
    elif isinstance(recorded, list) and isinstance(now, list):
        if len(recorded) != len(now):
            return f"{where}: {len(recorded)} values recorded, {len(now)} now"
        pairs = [(f"{where}[{i}]", *both) for i, both in enumerate(zip(recorded, now, strict=True))]
    else:
        numbers = isinstance(recorded, int | float) and isinstance(now, int | float)
        agree = same(recorded, now) if numbers else recorded == now
        return None if agree else f"{where}: {recorded!r} recorded, {now!r} now"
    return next(filter(None, (measured_difference(a, b, at) for at, a, b in pairs)), None)


def same(a: float, b: float) -> bool:
    """Equal to within the tolerance, or the same value that is no finite number."""
    if not (math.isfinite(a) and math.isfinite(b)):
        return a == b or (math.isnan(a) and math.isnan(b))
    return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
