"""Renew fingerprints: make them as they are made today, where the recorded ones still hold.

What was trained stays as it is, to the last digit. A fingerprint that holds proves that the code
behaves as it did then, so that a new one of the same code can take its place.
"""

from dataclasses import asdict, dataclass, replace

from workedout.experiments.specification import Experiment, Measurement
from workedout.networks.drawings import NEWEST
from workedout.records import journal
from workedout.records.fingerprints import fingerprint, measured_fingerprint
from workedout.records.store import Record, write, write_content
from workedout.records.validity import Finding, Judgement, judged


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
        judgement = judged(question)
        record = judgement.readable
        if isinstance(question, Measurement):
            return _renew_measurement(question, record, judgement.findings)
        done = _renew_arms(question, judgement)
        if done.renewed:
            write_content(question.name, judgement.content)
    return done


def _renew_arms(experiment: Experiment, judgement: Judgement) -> Renewal:
    renewed, kept = 0, 0
    refused: list[Finding] = []
    for arm in experiment.arms:
        if found := judgement.against(arm.name):
            refused += found
        elif (now := judgement.prints[arm.name]).drawn == NEWEST:
            kept += 1
        else:
            new = fingerprint(arm, now.engine)
            judgement.content["arms"][arm.name]["fingerprint"] = asdict(new)
            renewed += 1
    return Renewal(experiment.name, renewed, kept, tuple(refused))


def _renew_measurement(
    question: Measurement, record: Record, found: tuple[Finding, ...]
) -> Renewal:
    if found or record.pocket_drawn == NEWEST:
        return Renewal(question.name, 0, int(not found), found)
    write(replace(record, pocket_value=measured_fingerprint(question), pocket_drawn=NEWEST))
    return Renewal(question.name, 1, 0, ())
