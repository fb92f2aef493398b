"""Records whose results stand under the wrong names, or the wrong way round."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workedout.records.store import ArmRecord, Record, SeedResult

Falsify = Callable[[Record], Record]


def exchanged(order: Callable[[int], list[int]]) -> Falsify:
    """Put the results of other arms under each name: those at the places that ``order`` gives.

    Of a measurement, the values of each dictionary whose values are of one kind.
    """

    def falsify(record: Record) -> Record:
        arms = dict(zip(record.arms, moved(list(record.arms.values()), order), strict=True))
        return replace(record, arms=arms, value=exchanged_values(record.value, order))

    return falsify


def exchanged_alike(order: Callable[[int], list[int]]) -> Falsify:
    """The same, but only among arms with equally many runs, looked at after the same steps."""

    def falsify(record: Record) -> Record:
        arms = dict(record.arms)
        groups: dict[Any, list[str]] = {}
        for name, arm in arms.items():
            steps = {tuple(step for step, _, _ in run.observations) for run in arm.seeds.values()}
            groups.setdefault((tuple(arm.seeds), frozenset(steps)), []).append(name)
        for names in groups.values():
            others = moved([record[name] for name in names], order)
            arms |= dict(zip(names, others, strict=True))
        return replace(record, arms=arms)

    return falsify


def moved(values: list[Any], order: Callable[[int], list[int]]) -> list[Any]:
    """The values in another order."""
    return [values[place] for place in order(len(values))]


def exchanged_values(value: Any, order: Callable[[int], list[int]]) -> Any:
    """The same for the values of a measurement."""
    if not isinstance(value, dict):
        return value
    inner = [exchanged_values(each, order) for each in value.values()]
    alike = len({kind(each) for each in inner}) == 1 and not isinstance(inner[0], str)
    return dict(zip(value, moved(inner, order) if alike else inner, strict=True))


def kind(value: Any) -> Any:
    """Equal for values that could stand in one another's place."""
    return tuple(value) if isinstance(value, dict) else type(value).__name__


def by_seed(change: Callable[[SeedResult], SeedResult]) -> Falsify:
    """Change each run of each arm."""

    def arm(old: ArmRecord) -> ArmRecord:
        return replace(old, seeds={seed: change(run) for seed, run in old.seeds.items()})

    return lambda record: replace(record, arms={n: arm(a) for n, a in record.arms.items()})


def backwards(run: SeedResult) -> SeedResult:
    """A run whose time goes backwards: what was seen last is seen first."""
    steps = [step for step, _, _ in run.observations]
    seen = [rest for _, *rest in reversed(run.observations)]
    return replace(
        run,
        train_loss=run.train_loss[::-1],
        observations=[(step, *rest) for step, rest in zip(steps, seen, strict=True)],
        probes=run.probes[::-1],
    )


def wrong_for_right(run: SeedResult) -> SeedResult:
    """A run whose right answers were wrong ones, and whose losses have changed their sign."""
    return replace(
        run,
        train_loss=[-loss for loss in run.train_loss],
        observations=[(step, -loss, 1 - share) for step, loss, share in run.observations],
    )


def rotated(by: int) -> Callable[[int], list[int]]:
    """Each place gets what stands so many places further on."""
    return lambda count: [(place + by) % count for place in range(count)]


def shuffled(seed: int) -> Callable[[int], list[int]]:
    """Places in an order that depends on nothing but the seed and their number."""
    return lambda count: random.Random(seed).sample(range(count), count)


ORDERS: dict[str, Callable[[int], list[int]]] = {
    "in reverse": lambda count: list(range(count))[::-1],
    **{f"each from {k} further on": rotated(k) for k in (1, 2, 3)},
    **{f"shuffled, seed {k}": shuffled(k) for k in range(4)},
}
EXCHANGES: dict[str, Falsify] = {
    **{f"results {name}": exchanged(order) for name, order in ORDERS.items()},
    **{f"results of like arms {name}": exchanged_alike(order) for name, order in ORDERS.items()},
}
# For claims that compare no arms, but one arm with a bar, or with itself at another time.
OTHERS: dict[str, Falsify] = {
    "time backwards": by_seed(backwards),
    "right answers for wrong ones": by_seed(wrong_for_right),
}
