"""Whether a record still holds. Staleness is a value: which record, which arm, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from workedout.experiments.specification import (
    Arm,
    Experiment,
    Measurement,
    canonical,
    completed,
    completed_within,
    specification,
)
from workedout.plain import plainly
from workedout.records.agreement import (
    Deviation,
    difference,
    measured_difference,
    measured_nearest_miss,
    nearest_miss,
)
from workedout.records.fingerprints import Fingerprint, fingerprint, measured_fingerprint
from workedout.records.kept_networks import kept_file
from workedout.records.store import (
    ArmRecord,
    MissingRecordError,
    Record,
    RecordError,
    read_with_content,
)

Reason = Literal["missing", "damaged", "specification", "data", "network", "seeds", "behaviour"]

Fault = tuple[Reason, str]


@plainly
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
        record: of the question, as it was read; None where there is none that can be read.
        content: of its file, as JSON has it.
        prints: the fingerprints that arms were found to have now, each by the engine and drawn as
            the recorded one; by the name of the arm.
        measured: the fingerprint that a measurement was found to have now, drawn as the recorded
            one; None where it was not tried.
    """

    findings: tuple[Finding, ...] = ()
    nearest: Deviation | None = None
    record: Record | None = None
    content: dict[str, Any] = field(default_factory=dict)
    prints: dict[str, Fingerprint] = field(default_factory=dict)
    measured: dict[str, Any] | None = None

    @property
    def readable(self) -> Record:
        """The record, whether it holds or not.

        Raises:
            RecordError: there is none that can be read.
        """
        if self.record is None:
            (finding,) = self.findings
            kind = MissingRecordError if finding.reason == "missing" else RecordError
            raise kind(finding.detail)
        return self.record

    def against(self, arm: str) -> tuple[Finding, ...]:
        """Why the runs that an arm has cannot stay; that others are missing is no reason."""
        return tuple(each for each in self.findings if each.arm == arm and each.reason != "seeds")


def judged(question: Experiment | Measurement, tried: bool = True) -> Judgement:
    """Whether the record of a question holds; it is read once, and each arm is tried once.

    Args:
        question: whose.
        tried: whether to try behaviour again; else settings, data and seeds are compared alone.
    """
    try:
        record, content = read_with_content(question.name)
    except MissingRecordError as error:
        return Judgement((Finding(question.name, "", "missing", str(error)),))
    except RecordError as error:
        return Judgement((Finding(question.name, "", "damaged", str(error)),))
    if isinstance(question, Measurement):
        found = judged_measurement(question, record, tried)
    else:
        found = together(judged_arm(question.name, arm, record, tried) for arm in question.arms)
    return replace(found, record=record, content=content)


def together(parts: Iterable[Judgement]) -> Judgement:
    """The findings of several judgements as one, and their prints."""
    parts = list(parts)
    compared = (part.nearest for part in parts if part.nearest)
    return Judgement(
        tuple(finding for part in parts for finding in part.findings),
        max(compared, key=lambda each: each.share, default=None),
        prints={name: each for part in parts for name, each in part.prints.items()},
    )


def judged_arm(name: str, arm: Arm, record: Record, tried: bool = True) -> Judgement:
    """Whether an arm's record holds, or the first reason why it does not.

    Seeds come last: an arm of which only some are missing holds for those that it has.

    Args:
        name: of the experiment.
        arm: as it is now.
        record: of the experiment.
        tried: as for ``judged``.
    """
    recorded = record.arms.get(arm.name)
    if recorded is None:
        return Judgement((Finding(name, arm.name, "missing", "never recorded"),))
    if fault := settings_fault(arm, recorded.specification, recorded.data):
        return Judgement((Finding(name, arm.name, *fault),))
    if fault := network_fault(name, arm, recorded):
        return Judgement((Finding(name, arm.name, *fault),))
    absent = sorted(set(range(arm.seeds)) - recorded.seeds.keys())
    detail = f"no run for seed {', '.join(map(str, absent))}"
    found = (Finding(name, arm.name, "seeds", detail),) if absent else ()
    if not tried:
        return Judgement(found)
    then = recorded.fingerprint
    prints = {arm.name: (now := fingerprint(arm, then.engine, then.drawn))}
    if where := difference(then, now):
        return Judgement((Finding(name, arm.name, "behaviour", where),), prints=prints)
    return Judgement(found, nearest_miss(then, now).of(f"{name} / {arm.name}"), prints=prints)


def settings_fault(arm: Arm, recorded: dict[str, Any], data: str) -> Fault | None:
    """Whether runs of an arm were made under other settings or on other examples.

    Args:
        arm: as it is now.
        recorded: the specification under which they were made.
        data: digest of the examples on which they were made.
    """
    then, now = completed(recorded, arm), specification(arm)
    if canonical(then) != canonical(now):
        return "specification", _changed_fields(then, now)
    if data != arm.data.digest():
        return "data", "the examples are not those that it was trained on"
    return None


def network_fault(name: str, arm: Arm, recorded: ArmRecord) -> Fault | None:
    """Whether the network that an arm keeps is not the one of the record."""
    if arm.keep is None or arm.keep not in recorded.seeds:
        return None
    try:
        kept_file(name, recorded.seeds[arm.keep])
    except RecordError as error:
        return "network", str(error)
    return None


def judged_measurement(question: Measurement, record: Record, tried: bool = True) -> Judgement:
    """Whether the record of a measurement, read already, holds."""
    if record.data != question.material.digest():
        return Judgement((Finding(question.name, "", "data", "measured on something else"),))
    if not tried:
        return Judgement()
    then = completed_within(record.pocket_value)
    now = measured_fingerprint(question, record.pocket_drawn)
    if where := measured_difference(then, now):
        return Judgement((Finding(question.name, "", "behaviour", where),), measured=now)
    return Judgement(nearest=measured_nearest_miss(then, now).of(question.name), measured=now)


def _changed_fields(then: dict[str, dict], now: dict[str, dict]) -> str:
    """Name the fields that differ, with both values."""
    changes = []
    for part in sorted(then.keys() | now.keys()):
        old, new = then.get(part, {}), now.get(part, {})
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                changes.append(f"{part}.{key} was {old.get(key)!r}, is {new.get(key)!r}")
    return "; ".join(changes)
