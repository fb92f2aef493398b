"""Renew fingerprints: make them as they are made today, where the recorded ones still hold.

What was trained stays as it is, to the last digit. A fingerprint that holds proves that the code
behaves as it did then, so that a new one of the same code can take its place.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from workedout import journal
from workedout.drawings import NEWEST
from workedout.experiments.specification import Experiment, Measurement
from workedout.fingerprints import fingerprint, measured_fingerprint
from workedout.store import Record, read_with_content, write, write_content
from workedout.validity import Finding, judged_arm, judged_measurement


@dataclass(frozen=True)
class Renewal:
    """What was done with the fingerprints of one record.

    Attributes:
        record: its name.
        renewed: how many were made anew.
        kept: how many are of today's kind.
        refused: why others were left alone.
    """

    record: str
    renewed: int
    kept: int
    refused: tuple[Finding, ...]


def renew(question: Experiment | Measurement) -> Renewal:
    """Renew the fingerprints of a record; where none may be, the file is not written.

    Raises:
        WorkedOutError: there is no record that can be read, or another process writes it.
    """
    with journal.sole_writer(question.name):
        record, content = read_with_content(question.name)
        if isinstance(question, Measurement):
            return _renew_measurement(question, record)
        done = _renew_arms(question, record, content)
        if done.renewed:
            write_content(question.name, content)
    return done


def _renew_arms(experiment: Experiment, record: Record, content: dict[str, Any]) -> Renewal:
    renewed, kept, refused = 0, 0, []
    for arm in experiment.arms:
        then = record.arms[arm.name].fingerprint if arm.name in record.arms else None
        found = [
            f for f in judged_arm(experiment.name, arm, record).findings if f.reason != "seeds"
        ]
        if found or then is None:
            refused += found
        elif then.drawn == NEWEST:
            kept += 1
        else:
            now = fingerprint(arm, then.engine)
            content["arms"][arm.name]["fingerprint"] = asdict(now)
            renewed += 1
    return Renewal(experiment.name, renewed, kept, tuple(refused))


def _renew_measurement(question: Measurement, record: Record) -> Renewal:
    found = judged_measurement(question, record).findings
    if found or record.pocket_drawn == NEWEST:
        return Renewal(question.name, 0, int(not found), found)
    write(replace(record, pocket_value=measured_fingerprint(question), pocket_drawn=NEWEST))
    return Renewal(question.name, 1, 0, ())
