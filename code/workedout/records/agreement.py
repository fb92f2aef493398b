"""Whether two fingerprints agree: where they first differ, and how near they come to it.

Two processors round otherwise, and training lets that grow: 6e-16 after the first step of the
book's networks became 4e-11 by the sixth and 5e-9 by the fifteenth, as seen between kernels of
AVX-512, AVX2, SSE and ARM. So the tolerance grows with the step. A fixed one that all processors
keep would be too wide in the first steps, where most changes of behaviour show already.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from workedout.records.fingerprints import MEMBERS, Fingerprint

FIRST, LARGEST, TENFOLD = 1e-11, 1e-6, 4  # before step 1; at most; steps in which it grows tenfold
# The names under which JSON keeps what it has no numbers for.
NO_NUMBERS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
MEASURED = 1e-8  # of a measurement's numbers: those that train do so for few steps
# Of fingerprints that were drawn in float32, which hold on one kind of processor only.
FIXED = 1e-8


class Deviation(NamedTuple):
    """One number of a fingerprint, recorded and now.

    Attributes:
        where: in words.
        recorded: as the record has it.
        now: as it came out.
        tolerance: by how much they may differ, relative to the larger of them and to 1.
    """

    where: str
    recorded: float
    now: float
    tolerance: float

    @property
    def share(self) -> float:
        """What part of the tolerance is used; infinite where only one is a finite number."""
        if not (math.isfinite(self.recorded) and math.isfinite(self.now)):
            return 0.0 if same_name(self.recorded, self.now) else math.inf
        size = max(abs(self.recorded), abs(self.now), 1.0)
        return abs(self.recorded - self.now) / (self.tolerance * size)

    def of(self, record: str) -> "Deviation":
        """The same, whose words begin with the record that it is of."""
        return self._replace(where=f"{record}: {self.where}")

    @property
    def differs(self) -> bool:
        """Whether they are further apart than rounding."""
        return not self.share <= 1


def same_name(a: float, b: float) -> bool:
    """Whether two numbers are the same infinity, or both none."""
    return a == b or (math.isnan(a) and math.isnan(b))


def growing(step: int) -> float:
    """The tolerance after so many steps."""
    return float(min(LARGEST, FIRST * 10 ** (step / TENFOLD)))


def fixed(step: int) -> float:
    """The tolerance of fingerprints that were drawn in float32."""
    return FIXED


TOLERANCES: dict[str, Callable[[int], float]] = {
    "float32": fixed,
    "float64": growing,
    "float64-held": growing,
}


def difference(recorded: Fingerprint, now: Fingerprint) -> str | None:
    """The first step at which two fingerprints differ, in words; None where they agree."""
    if shape := other_shape(recorded, now):
        return shape
    first = next((each for each in deviations(recorded, now) if each.differs), None)
    return in_words(first) if first else None


def nearest_miss(recorded: Fingerprint, now: Fingerprint) -> Deviation:
    """The number that uses most of its tolerance, of two fingerprints of one shape."""
    return max(deviations(recorded, now), key=lambda each: each.share)


def other_shape(recorded: Fingerprint, now: Fingerprint) -> str | None:
    """Why two fingerprints cannot be compared number by number; None where they can."""
    if recorded.engine != now.engine:
        return f"trained by the {recorded.engine} engine, fingerprint by the {now.engine} one"
    if recorded.drawn != now.drawn:
        return f"first weights drawn in {recorded.drawn}, in {now.drawn} now"
    for what in ("losses", "observations", "probes"):
        old, new = len(getattr(recorded, what)), len(getattr(now, what))
        if old != new:
            return f"{old} {'steps' if what == 'losses' else what} recorded, {new} now"
    for old_seen, new_seen in zip(recorded.observations, now.observations, strict=True):
        if old_seen[0] != new_seen[0]:
            return f"evaluation after step {old_seen[0]} recorded, after step {new_seen[0]} now"
    for number, (ours, theirs) in enumerate(zip(recorded.probes, now.probes, strict=True)):
        if len(ours) != len(theirs) and not diverged(recorded, number):
            return f"probe {number}: {list(ours)} recorded, {list(theirs)} now"
    return None


def deviations(recorded: Fingerprint, now: Fingerprint) -> Iterator[Deviation]:
    """Number by number, of two fingerprints of one shape: losses, evaluations, probes."""
    tolerance = TOLERANCES[recorded.drawn]
    members = MEMBERS if recorded.engine == "batched" else 1
    steps, looks = len(recorded.losses) // members, len(recorded.observations) // members

    def place(number: int, each: int) -> str:
        return f"member {number // each + 1}, " if members > 1 else ""

    for number, (old, new) in enumerate(zip(recorded.losses, now.losses, strict=True)):
        step = number % steps + 1
        where = f"{place(number, steps)}step {step}: training loss"
        yield Deviation(where, old, new, tolerance(step))
    for number, seen in enumerate(zip(recorded.observations, now.observations, strict=True)):
        (step, *ours), (_, *theirs) = seen
        where = f"{place(number, looks)}evaluation after step {step}: "
        yield Deviation(f"{where}loss", ours[0], theirs[0], tolerance(step))
        if not diverged(recorded, number):
            yield Deviation(f"{where}accuracy", ours[1], theirs[1], tolerance(step))
    for number, noted in enumerate(zip(recorded.probes, now.probes, strict=True)):
        if not diverged(recorded, number):
            step = recorded.observations[number][0]
            for part, (old, new) in enumerate(zip(*noted, strict=True)):
                yield Deviation(f"probe {number}, number {part}:", old, new, tolerance(step))


def diverged(recorded: Fingerprint, number: int) -> bool:
    """Whether an evaluation found a loss that is no finite number.

    Which of several outputs that are none is the largest, kernels decide: no accuracy counts there.
    """
    return not math.isfinite(recorded.observations[number][1])


def in_words(found: Deviation) -> str:
    """Both numbers, to more digits than any tolerance needs."""
    return f"{found.where} {found.recorded:.13g} recorded, {found.now:.13g} now"


def measured_difference(recorded: Any, now: Any, where: str = "value") -> str | None:
    """Where two JSON values first differ, in words; None where they agree."""
    return next(
        filter(None, (leaf_difference(*leaf) for leaf in leaves(recorded, now, where))), None
    )


def measured_nearest_miss(recorded: Any, now: Any) -> Deviation:
    """The number that uses most of its tolerance, of two JSON values of one shape."""
    pairs = [leaf for leaf in leaves(recorded, now, "value") if is_number(leaf[1])]
    return max((Deviation(*leaf, MEASURED) for leaf in pairs), key=lambda each: each.share)


def leaves(recorded: Any, now: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    """Pairs of JSON values at one place, down to numbers and words, or to where shapes differ."""
    if isinstance(recorded, dict) and isinstance(now, dict) and recorded.keys() == now.keys():
        for key in recorded:
            yield from leaves(recorded[key], now[key], f"{where}.{key}")
    elif isinstance(recorded, list) and isinstance(now, list) and len(recorded) == len(now):
        for number, (old, new) in enumerate(zip(recorded, now, strict=True)):
            yield from leaves(old, new, f"{where}[{number}]")
    else:
        yield (
            where,
            NO_NUMBERS.get(recorded, recorded) if isinstance(recorded, str) else recorded,
            now,
        )


def leaf_difference(where: str, recorded: Any, now: Any) -> str | None:
    """How two JSON values differ, of which not both are lists or objects of one shape."""
    if is_number(recorded) and is_number(now):
        return (
            f"{where}: {recorded!r} recorded, {now!r} now"
            if Deviation(where, recorded, now, MEASURED).differs
            else None
        )
    if isinstance(recorded, dict) and isinstance(now, dict):
        return f"{where}: {', '.join(sorted(recorded.keys() ^ now.keys()))} in one of the two only"
    if isinstance(recorded, list) and isinstance(now, list):
        return f"{where}: {len(recorded)} values recorded, {len(now)} now"
    return None if recorded == now else f"{where}: {recorded!r} recorded, {now!r} now"


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number."""
    return isinstance(value, int | float)
