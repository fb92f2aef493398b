"""Records as files: one JSON file an experiment, written whole or not at all."""

import hashlib
import json
import math
import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from workedout.errors import WorkedOutError
from workedout.files import content as bytes_of
from workedout.files import reason
from workedout.networks.drawings import DRAWINGS, EARLIEST, NEWEST
from workedout.plain import one_line
from workedout.records.fingerprints import ENGINES, Fingerprint

SCHEMA = 1
# What is known of whatever made a result; a page names it all under the result.
MADE_BY = ("device", "model", "python", "torch", "date")
LARGEST = 1 << 28  # bytes: a hundred times the largest record of the book
PACKAGE = Path(__file__).parent.parent


class RecordError(WorkedOutError):
    """A record's file cannot be understood."""


class MissingRecordError(RecordError):
    """There is no file."""


@dataclass(frozen=True)
class Kept:
    """The trained network of a run, in a file beside the record.

    Attributes:
        sha256: digest of the file.
        changed: how many of the held-out examples the file's network, whose numbers are rounded,
            answers otherwise than the trained one.
        encoded: the file in base64 while it is on its way; empty in a record.
    """

    sha256: str
    changed: int
    encoded: str = ""


@dataclass(frozen=True)
class SeedResult:
    """One run.

    Attributes:
        train_loss: mean over the images of each epoch, in training mode; of more than
            the arm's ``curve`` epochs, so many evenly spaced ones.
        observations: (step, loss, accuracy) on the held-out examples.
        seconds: wall time of the training, start-up and data apart.
        environment: which of the record's environments made it.
        probes: what the recipe's probe noted, for each observation; empty without one.
        kept: its network, where the arm keeps it.
    """

    train_loss: list[float]
    observations: list[tuple[int, float, float]]
    seconds: float
    environment: int
    probes: list[tuple[float, ...]] = field(default_factory=list)
    kept: Kept | None = None


@dataclass(frozen=True)
class ArmRecord:
    """What is kept of an arm; statistics are computed when read, never stored.

    Attributes:
        specification: network, data and recipe in full, as JSON has them.
        data: SHA-256 of all that decides the examples.
        fingerprint: what the same training does in miniature.
        seeds: the runs, by seed.
    """

    specification: dict[str, Any]
    data: str
    fingerprint: Fingerprint
    seeds: dict[int, SeedResult]

    @property
    def accuracies(self) -> list[float]:
        """Accuracy at the last observation, one for each seed."""
        return [result.observations[-1][2] for result in self.seeds.values()]

    @property
    def losses(self) -> list[float]:
        """Mean held-out loss at the last observation, one for each seed."""
        return [result.observations[-1][1] for result in self.seeds.values()]

    @property
    def train_losses(self) -> list[float]:
        """Mean training loss of the last epoch, one for each seed."""
        return [result.train_loss[-1] for result in self.seeds.values()]

    @property
    def last_probes(self) -> list[tuple[float, ...]]:
        """What the probe noted at the last observation, for each seed."""
        return [result.probes[-1] for result in self.seeds.values()]

    @property
    def seconds(self) -> float:
        """Wall time of all seeds together."""
        return sum(result.seconds for result in self.seeds.values())


@dataclass(frozen=True)
class Record:
    """The answer to one experiment or measurement.

    Attributes:
        name: of the experiment or measurement.
        environments: device, versions and date; each seed says which is its own.
        arms: by name; empty for a measurement.
        value: of a measurement; empty for an experiment.
        pocket_value: of the measurement on the pocket set, its fingerprint.
        data: digest of what a measurement read.
        pocket_drawn: in which precision networks drew first weights for ``pocket_value``, one of
            ``"float32"`` and ``"float64"``.
    """

    name: str
    environments: list[dict[str, str]]
    arms: dict[str, ArmRecord] = field(default_factory=dict)
    value: dict[str, Any] = field(default_factory=dict)
    pocket_value: dict[str, Any] = field(default_factory=dict)
    data: str = ""
    pocket_drawn: str = NEWEST

    def __getitem__(self, arm: str) -> ArmRecord:
        return self.arms[arm]


def writing_folder() -> Path:
    """The source tree where the package is a checkout, else a folder of the user."""
    if (PACKAGE.parent / "pyproject.toml").exists():
        return PACKAGE / "recorded"
    return platformdirs.user_data_path("workedout") / "recorded"


def path_of(name: str) -> Path:
    """Where a record is read: the user's own first, then the one of the package."""
    own = writing_folder() / f"{name}.json"
    return own if os.path.exists(own) else PACKAGE / "recorded" / f"{name}.json"


def read(name: str) -> Record:
    """Read a record.

    Raises:
        RecordError: there is none, or the file is damaged or of another schema.
    """
    return read_with_content(name)[0]


def read_with_content(name: str) -> tuple[Record, dict[str, Any]]:
    """The same, and the content of the file as JSON has it.

    Raises:
        RecordError: as ``read``.
    """
    path = path_of(name)
    try:
        content = from_json(bytes_of(path, LARGEST).decode("utf-8"))
        if content["schema"] != SCHEMA:
            other = one_line(str(content["schema"]))
            raise RecordError(
                f"{path} has schema {other}, and this package reads {SCHEMA}: "
                "install the version of the package that wrote it, or record again"
            )
        if content != sealed(content):
            raise ValueError("the checksum does not fit: a number was altered after it was written")
        if content["name"] != name:
            raise ValueError(f"it is the record of {content['name']}")
        return _parse(content), content
    except FileNotFoundError:
        raise MissingRecordError(f"there is no record of {name}") from None
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        what = f"{type(error).__name__}: {reason(error)}"
        raise RecordError(f"{path} is damaged ({what})") from None


def write(record: Record) -> Path:
    """Write a record atomically: a reader sees the old one or the new one, nothing between."""
    return write_content(record.name, {"schema": SCHEMA, **asdict(record, dict_factory=_as_kept)})


def write_content(name: str, content: dict[str, Any]) -> Path:
    """Write what a file holds, sealed anew, and as atomically as ``write``."""
    path = writing_folder() / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = to_json(sealed(content))
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, path)  # closed before: Windows gives no open file another name
    except BaseException:
        os.unlink(unfinished)
        raise
    return path


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """The content with its checksum: SHA-256 of all else, so that no bit changes unseen.

    It guards against accidents. That a record was not made up is what ``audit`` shows.
    """
    rest = {key: value for key, value in finite(content).items() if key != "checksum"}
    text = json.dumps(rest, sort_keys=True, allow_nan=False)
    return {**content, "checksum": hashlib.sha256(text.encode()).hexdigest()}


def to_json(content: Any) -> str:
    """JSON that is pleasant to review: one line for each list of numbers, none for NaN."""
    return _layout(finite(content), 0) + "\n"


def from_json(text: str) -> Any:
    """What a text in JSON says; a whole number beyond those of a machine is no count of anything.

    Raises:
        ValueError, RecursionError: it is no JSON, nested too deep, or has such a number.
    """
    return json.loads(text, parse_int=_parse_int)


def finite(value: Any) -> Any:
    """Numbers that JSON lacks become their names: "nan", "inf", "-inf"."""
    if isinstance(value, dict):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _layout(value: Any, depth: int) -> str:
    if not isinstance(value, dict) or not value:
        return json.dumps(value, allow_nan=False, ensure_ascii=False)
    inner = " " * (depth + 1)
    items = (f"{inner}{json.dumps(key)}: {_layout(item, depth + 1)}" for key, item in value.items())
    return "{\n" + ",\n".join(items) + "\n" + " " * depth + "}"


def _parse_int(digits: str) -> int:
    if len(digits) > 19:
        raise ValueError(f"a whole number of {len(digits)} digits")
    return int(digits)


def _parse(content: dict[str, Any]) -> Record:
    arms = {name: _parse_arm(arm) for name, arm in content["arms"].items()}
    environments = [parse_environment(each) for each in content["environments"]]
    made_by = {result.environment for arm in arms.values() for result in arm.seeds.values()}
    if not made_by <= set(range(len(environments))):
        raise ValueError(f"{len(environments)} environments, and runs of number {max(made_by)}")
    return Record(
        name=str(content["name"]),
        environments=environments,
        arms=arms,
        value=dict(content["value"]),
        pocket_value=dict(content["pocket_value"]),
        pocket_drawn=_parse_drawn(content.get("pocket_drawn", EARLIEST)),
        data=str(content["data"]),
    )


def _parse_arm(content: dict[str, Any]) -> ArmRecord:
    return ArmRecord(
        specification={part: dict(each) for part, each in content["specification"].items()},
        data=str(content["data"]),
        fingerprint=parse_fingerprint(content["fingerprint"]),
        seeds={int(seed): parse_seed(result) for seed, result in content["seeds"].items()},
    )


def parse_environment(content: dict[str, Any]) -> dict[str, str]:
    """Read back what made a result, each part of it in words."""
    if not all(isinstance(word, str) for word in content.values()):
        raise ValueError(f"expected what made a result in words, got {content}")
    if absent := [part for part in MADE_BY if part not in content]:
        raise ValueError(f"expected what made a result, got no {' and no '.join(absent)}")
    return dict(content)


def parse_seed(content: dict[str, Any]) -> SeedResult:
    """Read back one run; a NaN comes back from its name."""
    if not content["observations"]:
        raise ValueError("a run was never observed")
    return SeedResult(
        train_loss=[float(loss) for loss in content["train_loss"]],
        observations=_parse_observations(content["observations"]),
        seconds=float(content["seconds"]),
        environment=int(content["environment"]),
        probes=_parse_probes(content),
        kept=_parse_kept(content.get("kept")),
    )


def parse_fingerprint(content: dict[str, Any]) -> Fingerprint:
    """Read back a fingerprint."""
    losses = tuple(float(loss) for loss in content["losses"])
    observations = tuple(_parse_observations(content["observations"]))
    # Before there were two engines, there was only one.
    engine = str(content.get("engine", "single"))
    if engine not in ENGINES:
        raise ValueError(f"expected an engine of {list(ENGINES)}, got {engine!r}")
    drawn = _parse_drawn(content.get("drawn", EARLIEST))
    return Fingerprint(losses, observations, tuple(_parse_probes(content)), engine, drawn)


def _parse_drawn(name: Any) -> str:
    if name not in DRAWINGS:
        raise ValueError(f"expected first weights drawn in {list(DRAWINGS)}, got {name!r}")
    return str(name)


def _parse_probes(content: dict[str, Any]) -> list[tuple[float, ...]]:
    """Records that were made before there were probes have none."""
    return [tuple(map(float, numbers)) for numbers in content.get("probes", [])]


def _parse_kept(content: dict[str, Any] | None) -> Kept | None:
    """Most runs keep no network."""
    if content is None:
        return None
    changed, encoded = int(content["changed"]), str(content.get("encoded", ""))
    return Kept(str(content["sha256"]), changed, encoded)


def _as_kept(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A part of a record as its file has it: that no network is kept goes without saying."""
    return {name: value for name, value in pairs if not (name == "kept" and value is None)}


def _parse_observations(content: list[Any]) -> list[tuple[int, float, float]]:
    seen = [(int(step), float(loss), float(accuracy)) for step, loss, accuracy in content]
    for _, _, accuracy in seen:
        if not 0 <= accuracy <= 1:
            raise ValueError(f"expected an accuracy between 0 and 1, got {accuracy}")
    return seen
