"""The fingerprint of behaviour: a miniature training whose numbers a record keeps.

When the book is built, the miniature is trained again. If the numbers agree, the code still
behaves as it did when the record was made, however it was rewritten meanwhile. If they differ,
the first step that differs is where to look; ``agreement`` tells.
"""

from dataclasses import dataclass, replace
from typing import Any

import torch

from workedout.data.examples import Examples, Split
from workedout.experiments.specification import Arm, Measurement
from workedout.networks.drawings import DRAWINGS, EARLIEST, NEWEST
from workedout.networks.models import Build
from workedout.training.ensemble import Member, fit_together
from workedout.training.loop import fit
from workedout.training.recipes import Recipe
from workedout.training.threads import one_thread

EPOCHS, FULL_BATCHES, LARGEST_BATCH, HELD_OUT = 2, 9, 32, 100
MEMBERS = 3  # of a batched miniature: each has others to be kept apart from
ENGINES = ("single", "batched")
SEED = 7  # not 0: code that forgot the seed would most likely use that


@dataclass(frozen=True)
class Fingerprint:
    """What the miniature gave.

    Attributes:
        losses: training loss of each step, one member after another.
        observations: (step, held-out loss, held-out accuracy), as often as the recipe says.
        probes: the numbers of the recipe's probe, for each observation; empty without one.
        engine: what trained it: "single" is ``fit``, "batched" is ``fit_together``.
        drawn: how first weights were drawn, a name in ``DRAWINGS``.
    """

    losses: tuple[float, ...]
    observations: tuple[tuple[int, float, float], ...]
    probes: tuple[tuple[float, ...], ...] = ()
    engine: str = "single"
    drawn: str = NEWEST


def fingerprint(arm: Arm, engine: str = "single", drawn: str = NEWEST) -> Fingerprint:
    """Train the miniature of an arm: two short epochs in float64 on one thread of the CPU.

    Args:
        arm: what is trained.
        engine: "single" for ``fit``; "batched" for ``fit_together``, with some members, whose
            numbers then stand one member after another.
        drawn: how first weights are drawn, a name in ``DRAWINGS``.

    Raises:
        ValueError: no engine, or no way to draw, has this name.
    """
    if engine not in ENGINES:
        raise ValueError(f"unknown engine {engine!r}: one of {list(ENGINES)}")
    if drawn not in DRAWINGS:
        raise ValueError(f"unknown way to draw {drawn!r}: one of {list(DRAWINGS)}")
    network = DRAWINGS[drawn](arm.network)
    recipe = miniature_recipe(arm.recipe)
    split = miniature_split(arm.data.miniature(), recipe.batch_size)
    if drawn != EARLIEST:
        recipe = looked_at_first(recipe, len(split.train))
    cpu = torch.device("cpu")
    with one_thread():
        if engine == "single":
            histories = [fit(network, split, recipe, SEED, cpu)]
        else:
            _, *histories = fit_together(miniature_members(network, split, recipe), cpu)
    losses = tuple(loss for history in histories for loss in history.step_losses)
    seen = tuple((o.step, o.loss, o.accuracy) for h in histories for o in h.observations)
    probes = tuple(numbers for history in histories for numbers in history.probes)
    return Fingerprint(losses, seen, probes, engine, drawn)


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


def looked_at_first(recipe: Recipe, examples: int) -> Recipe:
    """The same, with a look before the first step, where rounding is small.

    An evaluation that is a little wrong would else be seen through the tolerance of later steps
    alone. Fingerprints that were drawn in float32 lack this look.
    """
    usual = recipe.moments(-(-examples // recipe.batch_size))
    return replace(recipe, observe=tuple(sorted(usual | {0})))


def miniature_split(split: Split, batch_size: int) -> Split:
    """Nine full batches and a partial one (none where the batch is a single example)."""
    count = FULL_BATCHES * batch_size + batch_size // 2
    return Split(split.train.take(slice(0, count)), split.held_out.take(slice(0, HELD_OUT)))


def miniature_members(network: Build, split: Split, recipe: Recipe) -> list[Member]:
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


def measured_fingerprint(measurement: Measurement, drawn: str = NEWEST) -> dict[str, Any]:
    """The value or the behaviour of a measurement on its miniature, on one thread.

    Args:
        measurement: what is measured.
        drawn: how first weights are drawn where it trains networks, a name in ``DRAWINGS``.
    """
    material = measurement.material.miniature()
    if measurement.trains:
        material = (*material, DRAWINGS[drawn])
    with one_thread():
        return (measurement.behaviour or measurement.measure)(*material)
