"""What the probe of units saw, by name: who answers which points, and which units are silent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workedout.records.store import ArmRecord, SeedResult


@dataclass(frozen=True)
class Seen:
    """A network at one moment, on its training points.

    Attributes:
        step: number of steps done.
        positive: share of the points that it answers positive.
        accuracy: share that it answers rightly.
        dead: for each hidden layer, units that are active on no point.
        off_negatives: units that are active on no negative point, the dead among them.
        off_positives: units that are active on no positive point, the dead among them.
    """

    step: int
    positive: float
    accuracy: float
    dead: tuple[int, ...]
    off_negatives: tuple[int, ...]
    off_positives: tuple[int, ...]


def seen(step: int, probe: Sequence[float]) -> Seen:
    """Read the numbers of ``probes.units``."""
    positive, accuracy, *counts = probe
    dead, off_negatives, off_positives = (tuple(map(int, counts[kind::3])) for kind in range(3))
    return Seen(step, positive, accuracy, dead, off_negatives, off_positives)


def courses(arm: ArmRecord) -> list[list[Seen]]:
    """What was seen of each run of an arm, in order of time."""
    return [list(_course(result.observations, result.probes)) for result in arm.seeds.values()]


def after(arm: ArmRecord, step: int) -> list[Seen]:
    """What was seen of each run after so many steps.

    Raises:
        ValueError: nobody looked then.
    """
    found = [each for course in courses(arm) for each in course if each.step == step]
    if len(found) != len(arm.seeds):
        raise ValueError(f"expected a look after {step} steps in each run, got {len(found)}")
    return found


LEARNT, STILL = 0.9, 1e-6


def ended(result: SeedResult, seen: Seen, since: int, width: int) -> str:
    """How a training ended: "learnt", "layer dead", "no signal" or "moving".

    The output bias moves with every error signal, and the loss with it. A loss that stays as it is
    though the network has not learnt, and though no layer is dead, tells that no signal is left.

    Args:
        result: of the run.
        seen: of it, at its end.
        since: number of steps after which there was a look before; the loss is compared with it.
        width: units of each hidden layer.
    """
    losses = {step: loss for step, loss, _ in result.observations}
    if seen.accuracy > LEARNT:
        return "learnt"
    if width in seen.dead:
        return "layer dead"
    return "no signal" if abs(losses[seen.step] - losses[since]) < STILL else "moving"


def _course(
    observations: Sequence[tuple[int, float, float]], probes: Sequence[Sequence[float]]
) -> Iterator[Seen]:
    for (step, _, _), probe in zip(observations, probes, strict=True):
        yield seen(step, probe)
