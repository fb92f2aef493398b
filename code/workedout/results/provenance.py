"""Where a recorded result came from, in one line under it."""

from dataclasses import dataclass
from html import escape

from workedout.data.sources import DigitFiles
from workedout.plain import plainly
from workedout.records.store import Record
from workedout.wording import duration


@plainly
@dataclass(frozen=True)
class Provenance:
    """What made a record, and the command that makes it again."""

    facts: tuple[str, ...]
    command: str

    def _repr_html_(self) -> str:
        facts = " · ".join(map(escape, self.facts))
        return (
            f"<p class='wo-provenance'>Recorded: {facts}. "
            f"Reproduce: <code>{escape(self.command)}</code></p>"
        )

    def __repr__(self) -> str:
        return f"Recorded: {' · '.join(self.facts)}. Reproduce: {self.command}"


def provenance(record: Record) -> Provenance:
    """The provenance of a record, from the record alone."""
    facts = [_seeds(record)] if record.arms else [_measured(record)]
    facts += [_machine(environment) for environment in record.environments]
    if any(arm.fingerprint.engine == "batched" for arm in record.arms.values()):
        facts.append("small networks trained together")
    seconds = sum(arm.seconds for arm in record.arms.values())
    if seconds:
        facts.append(f"{duration(seconds)} of training, all runs together")
    digests = sorted({arm.data for arm in record.arms.values()} or {record.data})
    facts.append(_data([digest[:10] for digest in digests]))
    return Provenance(tuple(facts), f"python -m workedout run {record.name}")


def _measured(record: Record) -> str:
    digits = record.data == DigitFiles().digest()
    return "measured on the full data set" if digits else "measured"


def _seeds(record: Record) -> str:
    counts = sorted({len(arm.seeds) for arm in record.arms.values()})
    numbers = " or ".join(map(str, counts))
    arms = f"{len(record.arms)} arms, " if len(record.arms) > 1 else ""
    return f"{arms}{numbers} {'seed' if counts == [1] else 'seeds'} each"


def _data(digests: list[str]) -> str:
    """A record of many draws would fill lines with digests; the record itself has them all."""
    if len(digests) <= 4:
        return f"data {', '.join(digests)}"
    return f"{len(digests)} sets of points, {digests[0]}, {digests[1]} and so on"


def _machine(made_by: dict[str, str]) -> str:
    kind = "GPU" if made_by["device"] == "cuda" else "CPU"
    return (
        f"{kind} {made_by['model']}, Python {made_by['python']}, torch {made_by['torch']}, "
        f"{made_by['date']}"
    )
