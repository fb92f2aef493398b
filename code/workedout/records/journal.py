"""What is kept while a record is being made: finished seeds, and the lock of the one writer.

A line is appended, and forced to the disk, for the seeds that end together. A run that is killed
loses the seeds in flight; the next run reads the journal and goes on.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from workedout.errors import WorkedOutError
from workedout.experiments.specification import Arm
from workedout.files import content, reason
from workedout.records.agreement import difference
from workedout.records.fingerprints import Fingerprint
from workedout.records.store import (
    LARGEST,
    SeedResult,
    finite,
    from_json,
    parse_environment,
    parse_fingerprint,
    parse_seed,
    writing_folder,
)
from workedout.records.validity import settings_fault


class LockError(WorkedOutError):
    """A record cannot be written now: another process writes it, or nobody can lock it."""


@dataclass(frozen=True)
class Entry:
    """A finished seed, with all that decides whether it may enter the record."""

    arm: str
    seed: int
    specification: dict[str, Any]
    data: str
    fingerprint: Fingerprint
    environment: dict[str, str]
    result: SeedResult

    def belongs_to(self, arm: Arm, fingerprint: Fingerprint) -> bool:
        """Whether the arm, as it is now, would give this result."""
        return (
            self.arm == arm.name
            and self.seed < arm.seeds
            and settings_fault(arm, self.specification, self.data) is None
            and difference(self.fingerprint, fingerprint) is None
        )


def path_of(name: str) -> Path:
    """The journal of an experiment."""
    return writing_folder() / ".journal" / f"{name}.jsonl"


@contextmanager
def sole_writer(name: str) -> Iterator[None]:
    """Hold the lock of an experiment's record. A killed process releases it.

    Raises:
        LockError: another process is recording the same experiment, or there cannot be a lock.
    """
    path = path_of(name).with_suffix(".lock")
    lock = FileLock(path, timeout=0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise LockError(
            f"another process is recording {name}: wait until it ends, or end it"
        ) from None
    except OSError as error:
        raise LockError(f"{path} cannot be locked: {reason(error)}") from None
    try:
        yield
    finally:
        lock.release()


def append(name: str, finished: list[Entry]) -> None:
    """Add a line with runs that ended together, and force it to the disk.

    They are kept together or not at all, on a full disk too: what is trained beside a run decides
    the last bits of its numbers, so what is left of a group would come out otherwise.
    """
    line = json.dumps(finite([asdict(entry) for entry in finished]), allow_nan=False)
    with path_of(name).open("a", encoding="utf-8", newline="\n") as file:
        # A line break comes first: a line that a kill cut short must not swallow the next.
        file.write("\n" + line)
        file.flush()
        os.fsync(file.fileno())


def entries(name: str) -> list[Entry]:
    """The finished seeds. A line that was cut short by a kill holds none.

    Raises:
        WorkedOutError: there is a journal, and it cannot be read.
    """
    path = path_of(name)
    try:
        lines = content(path, LARGEST).decode("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise WorkedOutError(
            f"{path} keeps finished runs and cannot be read ({reason(error)}): "
            "mend it, or move it away"
        ) from None
    return [entry for line in lines for entry in _parse(line)]


def clear(name: str) -> None:
    """Forget the finished seeds: they are in the record now, or not wanted."""
    path_of(name).unlink(missing_ok=True)


def _parse(line: str) -> list[Entry]:
    try:
        return [_entry(kept) for kept in from_json(line)]
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return []


def _entry(kept: dict[str, Any]) -> Entry:
    return Entry(
        arm=str(kept["arm"]),
        seed=int(kept["seed"]),
        specification={part: dict(each) for part, each in kept["specification"].items()},
        data=str(kept["data"]),
        fingerprint=parse_fingerprint(kept["fingerprint"]),
        environment=parse_environment(kept["environment"]),
        result=parse_seed(kept["result"]),
    )
