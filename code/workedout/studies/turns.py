"""Timing several ways to do a thing, turn and turn about."""

from collections.abc import Callable, Mapping

TURNS = 3


def in_turn(
    acts: Mapping[str, Callable[[], object]], clock: Callable[[], float]
) -> dict[str, list[float]]:
    """How long each act takes in each turn, so that a machine that drifts drifts for all.

    Args:
        acts: what is timed, by name.
        clock: gives seconds, of the wall or of the processor.
    """
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(TURNS):
        for name, act in acts.items():
            times[name].append(seconds(act, clock))
    return times


def seconds(act: Callable[[], object], clock: Callable[[], float]) -> float:
    """How long something takes."""
    start = clock()
    act()
    return round(clock() - start, 3)
