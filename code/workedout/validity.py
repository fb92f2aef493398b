"""Whether a record still holds. Staleness is a value: which record, which arm, and why."""

from dataclasses import dataclass
from typing import Literal

from workedout.experiments.specification import (
    Arm,
    Experiment,
    Measurement,
    canonical,
    completed,
    specification,
)
from workedout.fingerprints import (
    difference,
    fingerprint,
    measured_difference,
    measured_fingerprint,
)
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


def findings(question: Experiment | Measurement) -> list[Finding]:
    """Every reason why the record of a question does not hold; empty where it is valid."""
    try:
        record = read(question.name)
    except MissingRecordError as error:
        return [Finding(question.name, "", "missing", str(error))]
    except RecordError as error:
        return [Finding(question.name, "", "damaged", str(error))]
    return findings_in(question, record)


def findings_in(question: Experiment | Measurement, record: Record) -> list[Finding]:
    """The same for a record that was read already."""
    if isinstance(question, Measurement):
        return _measurement_findings(question, record)
    found = []
    for arm in question.arms:
        recorded = record.arms.get(arm.name)
        fault = arm_fault(arm, recorded) if recorded else NEVER_RECORDED
        if fault:
            found.append(Finding(question.name, arm.name, *fault))
    return found


def arm_fault(arm: Arm, recorded: ArmRecord) -> Fault | None:
    """The first reason why an arm's record does not hold, with its detail.

    Seeds come last: an arm of which only some are missing holds for those that it has.
    """
    return (
        settings_fault(arm, recorded)
        or behaviour_fault(arm, recorded)
        or seeds_fault(arm, recorded)
    )


def settings_fault(arm: Arm, recorded: ArmRecord) -> Fault | None:
    """Whether the arm was recorded under other settings or on other examples."""
    then, now = completed(recorded.specification, arm), specification(arm)
    if canonical(then) != canonical(now):
        return "specification", _changed_fields(then, now)
    if recorded.data != arm.data.digest():
        return "data", "the examples are not those that it was trained on"
    return None


def behaviour_fault(arm: Arm, recorded: ArmRecord) -> Fault | None:
    """Whether the fingerprint, made again, differs from the recorded one."""
    step = difference(recorded.fingerprint, fingerprint(arm, recorded.fingerprint.engine))
    return ("behaviour", step) if step else None


def seeds_fault(arm: Arm, recorded: ArmRecord) -> Fault | None:
    """Whether seeds of the arm were never run."""
    absent = sorted(set(range(arm.seeds)) - recorded.seeds.keys())
    return ("seeds", f"no run for seed {', '.join(map(str, absent))}") if absent else None


def _measurement_findings(question: Measurement, record: Record) -> list[Finding]:
    if record.data != question.material.digest():
        return [Finding(question.name, "", "data", "measured on something else")]
    where = measured_difference(record.pocket_value, measured_fingerprint(question))
    return [Finding(question.name, "", "behaviour", where)] if where else []


def _changed_fields(then: dict[str, dict], now: dict[str, dict]) -> str:
    """Name the fields that differ, with both values."""
    changes = []
    for part in sorted(then.keys() | now.keys()):
        old, new = then.get(part, {}), now.get(part, {})
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                changes.append(f"{part}.{key} was {old.get(key)!r}, is {new.get(key)!r}")
    return "; ".join(changes)
