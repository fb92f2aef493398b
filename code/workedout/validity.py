"""Whether a record still holds. Staleness is a value: which record, which arm, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from workedout.agreement import (
    Deviation,
    difference,
    measured_difference,
    measured_nearest_miss,
    nearest_miss,
)
from workedout.experiments.specification import (
    Arm,
    Experiment,
    Measurement,
    canonical,
    completed,
    specification,
)
from workedout.fingerprints import fingerprint, measured_fingerprint
from workedout.store import ArmRecord, MissingRecordError, Record, RecordError, read

Reason = Literal["missing", "damaged", "specification", "data", "seeds", "behaviour"]

Fault = tuple[Reason, str]
NEVER_RECORDED: Fault = ("missing", "never recorded")


@dataclass(frozen=True)
class Finding:
    """One reason why a record does not hold."""

    record: str
    arm: str
    reason: Reason
    detail: str

    def __str__(self) -> str:
        where = f"{self.record} / {self.arm}" if self.arm else self.record
        return f"{where}: {self.reason}: {self.detail}"


@dataclass(frozen=True)
class Judgement:
    """Whether the record of a question, or of one of its arms, holds.

    Attributes:
        findings: every reason why it does not; empty where it is valid.
        nearest: of what agrees, the number that uses most of its tolerance; None where nothing
            was compared.
    """

    findings: tuple[Finding, ...] = ()
    nearest: Deviation | None = None


def findings(question: Experiment | Measurement) -> list[Finding]:
    """Every reason why the record of a question does not hold; empty where it is valid."""
    return list(judged(question).findings)


def judged(question: Experiment | Measurement) -> Judgement:
    """Whether the record of a question holds."""
    try:
        record = read(question.name)
    except MissingRecordError as error:
        return Judgement((Finding(question.name, "", "missing", str(error)),))
    except RecordError as error:
        return Judgement((Finding(question.name, "", "damaged", str(error)),))
    if isinstance(question, Measurement):
        return judged_measurement(question, record)
    return together([judged_arm(question.name, arm, record) for arm in question.arms])


def together(parts: Iterable[Judgement]) -> Judgement:
    """Several judgements as one."""
    parts = list(parts)
    compared = (part.nearest for part in parts if part.nearest)
    return Judgement(
        tuple(finding for part in parts for finding in part.findings),
        max(compared, key=lambda each: each.share, default=None),
    )


def judged_arm(name: str, arm: Arm, record: Record) -> Judgement:
    """Whether an arm's record holds, or the first reason why it does not.

    Seeds come last: an arm of which only some are missing holds for those that it has.

    Args:
        name: of the experiment.
        arm: as it is now.
        record: of the experiment.
    """
    recorded = record.arms.get(arm.name)
    if recorded is None:
        return Judgement((Finding(name, arm.name, *NEVER_RECORDED),))
    fault, nearest = settings_fault(arm, recorded), None
    if not fault:
        then = recorded.fingerprint
        now = fingerprint(arm, then.engine, then.drawn)
        where = difference(then, now)
        fault = ("behaviour", where) if where else seeds_fault(arm, recorded)
        nearest = None if where else nearest_miss(then, now).of(f"{name} / {arm.name}")
    return Judgement((Finding(name, arm.name, *fault),) if fault else (), nearest)


def settings_fault(arm: Arm, recorded: ArmRecord) -> Fault | None:
    """Whether the arm was recorded under other settings or on other examples."""
    then, now = completed(recorded.specification, arm), specification(arm)
    if canonical(then) != canonical(now):
        return "specification", _changed_fields(then, now)
    if recorded.data != arm.data.digest():
        return "data", "the examples are not those that it was trained on"
    return None


def seeds_fault(arm: Arm, recorded: ArmRecord) -> Fault | None:
    """Whether seeds of the arm were never run."""
    absent = sorted(set(range(arm.seeds)) - recorded.seeds.keys())
    return ("seeds", f"no run for seed {', '.join(map(str, absent))}") if absent else None


def judged_measurement(question: Measurement, record: Record) -> Judgement:
    """Whether the record of a measurement, read already, holds."""
    if record.data != question.material.digest():
        return Judgement((Finding(question.name, "", "data", "measured on something else"),))
    then, now = record.pocket_value, measured_fingerprint(question, record.pocket_drawn)
    if where := measured_difference(then, now):
        return Judgement((Finding(question.name, "", "behaviour", where),))
    return Judgement(nearest=measured_nearest_miss(then, now).of(question.name))


def _changed_fields(then: dict[str, dict], now: dict[str, dict]) -> str:
    """Name the fields that differ, with both values."""
    changes = []
    for part in sorted(then.keys() | now.keys()):
        old, new = then.get(part, {}), now.get(part, {})
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                changes.append(f"{part}.{key} was {old.get(key)!r}, is {new.get(key)!r}")
    return "; ".join(changes)
