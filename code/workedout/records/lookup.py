"""The one call for results: ``run(name)`` returns a record that holds, or says how to renew it."""

import os
import warnings
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import NamedTuple

from torch import nn

from workedout.errors import WorkedOutError
from workedout.experiments.catalogue import find
from workedout.experiments.specification import Arm, Measurement
from workedout.records import recording
from workedout.records.journal import LockError
from workedout.records.kept_networks import kept_file, restored
from workedout.records.store import Record, SeedResult
from workedout.records.validity import Finding, judged


class StaleRecordError(WorkedOutError):
    """A record is missing, damaged or stale; the message gives reasons and the command."""


class StaleRecordWarning(UserWarning):
    """The same, in a reader's own notebook, where library versions may differ."""


def run(
    name: str,
    train: bool | None = None,
    fresh: bool = False,
    executor: Executor | None = None,
) -> Record:
    """Return the record of an experiment or measurement, making it where that was asked for.

    Args:
        name: as ``python -m workedout list`` shows it.
        train: whether to train what is missing or stale; without it, ``WORKEDOUT_TRAIN=1`` says.
        fresh: train all of it again.
        executor: where to train, say a cluster; without it, this machine's GPU or its cores.

    Raises:
        WorkedOutError: no experiment has this name.
        StaleRecordError: the record does not hold. In a reader's own notebook a stale record is
            returned with a warning; a missing or damaged one is an error everywhere.
    """
    question = find(name)
    locked = None
    if train or fresh or (train is None and os.environ.get("WORKEDOUT_TRAIN") == "1"):
        try:
            return recording.made(question, fresh, executor)
        except LockError as error:
            locked = error
    judgement = judged(question)
    found, record = judgement.findings, judgement.record
    if locked and (found or fresh):
        raise locked
    unreadable = any(finding.reason in ("missing", "damaged") for finding in found)
    if record is None or unreadable or (found and must_hold()):
        raise StaleRecordError(explanation(name, found))
    if found:
        warnings.warn(explanation(name, found, most=3), StaleRecordWarning, stacklevel=2)
    return record


class KeptNetwork(NamedTuple):
    """The network that an experiment keeps beside its record.

    Attributes:
        arm: whose run it is.
        run: what is recorded of it.
        encoded: the file, its weights in eight bits each.
        network: the network, in evaluation mode on the CPU.
    """

    arm: Arm
    run: SeedResult
    encoded: bytes
    network: nn.Sequential


def kept_network(name: str) -> KeptNetwork:
    """The trained network beside the record of an experiment.

    Raises:
        WorkedOutError: no experiment has this name, it keeps no network, or the file is missing,
            damaged or another one.
        StaleRecordError: the record does not hold, as for ``run``.
    """
    question = find(name)
    arms = () if isinstance(question, Measurement) else question.arms
    for arm in arms:
        if arm.keep is not None:
            result = run(name)[arm.name].seeds[arm.keep]
            encoded = kept_file(name, result)
            return KeptNetwork(arm, result, encoded, restored(arm.network, encoded))
    raise WorkedOutError(f"the experiment {name} keeps no network")


def must_hold() -> bool:
    """Whether a stale record is an error here: in a build, a test or CI."""
    return any(os.environ.get(name) for name in ("WORKEDOUT_BUILD", "CI"))


def explanation(name: str, found: Sequence[Finding], most: int | None = None) -> str:
    """What is wrong with a record, finding by finding, and the command that renews it.

    Args:
        name: of the record.
        found: its findings, at least one.
        most: how many to spell out; without it, all.
    """
    lines = [f"the record {name} does not hold:", *(f"  {finding}" for finding in found[:most])]
    if most is not None and len(found) > most:
        lines.append(f"  and {len(found) - most} more: python -m workedout check {name}")
    return "\n".join([*lines, f"To renew it, run: python -m workedout run {name}"])
