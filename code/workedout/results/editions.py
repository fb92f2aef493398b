"""What changed from one edition of the book to the next: recorded means that moved.

Each edition's means are kept in a file; what is recorded now is compared with the newest of them.
Before an edition is published, its means are written down::

    python -c "from workedout.results.editions import freeze; freeze('2')"
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from workedout.display import Table
from workedout.plain import plainly
from workedout.results.tables import Results, recorded

FOLDER = Path(__file__).parent / "edition_means"
SAME = 1e-12  # rounding in the sum of a mean

Means = Mapping[str, float]


@plainly
@dataclass(frozen=True)
class Moved:
    """An arm whose mean accuracy is not what it was.

    Attributes:
        since: the edition with the old mean.
        arm: as ``experiment: arm``.
        old, new: the means, as shares.
    """

    since: str
    arm: str
    old: float
    new: float

    @property
    def cells(self) -> tuple[str, ...]:
        """As a table shows it."""
        by = 100 * (self.new - self.old)
        return (
            self.arm,
            self.since,
            f"{100 * self.old:.3f}",
            f"{100 * self.new:.3f}",
            f"{by:+.3f}",
        )


@plainly
@dataclass(frozen=True)
class Changes:
    """All means that moved, or that none did."""

    moved: tuple[Moved, ...]

    def _repr_html_(self) -> str:
        return self.table._repr_html_() if self.moved else "<p>No recorded mean has moved.</p>"

    def __repr__(self) -> str:
        return repr(self.table) if self.moved else "No recorded mean has moved."

    @property
    def table(self) -> Table:
        """One row a mean."""
        head = ("experiment: arm", "in edition", "mean in %", "since then", "moved by")
        return Table(head, tuple(each.cells for each in self.moved))


def means(results: Iterable[Results]) -> dict[str, float]:
    """The mean accuracy of every arm, as ``experiment: arm``."""
    return {
        f"{result.question.name}: {row.arm.name}": row.mean
        for result in results
        for row in result.rows
    }


def editions(folder: Path = FOLDER) -> dict[str, dict[str, float]]:
    """The means of each edition, the oldest first."""
    files = sorted(folder.glob("*.json"), key=lambda file: int(file.stem))
    return {file.stem: json.loads(file.read_text("utf-8")) for file in files}


def moved(since: str, old: Means, new: Means) -> Iterator[Moved]:
    """Yield each arm of both whose mean is another one."""
    for arm, mean in old.items():
        if arm in new and abs(new[arm] - mean) > SAME:
            yield Moved(since, arm, mean, new[arm])


def changes(results: Iterable[Results], folder: Path = FOLDER) -> Changes:
    """Every mean that moved between editions, and from the last one to now; the newest first."""
    known = editions(folder)
    steps = [*known.values(), means(results)]
    found = [
        list(moved(since, old, new))
        for since, (old, new) in zip(known, pairwise(steps), strict=True)
    ]
    return Changes(tuple(each for step in reversed(found) for each in step))


def freeze(edition: str, folder: Path = FOLDER) -> Path:
    """Write down the means of an edition that is about to be published.

    Raises:
        FileExistsError: those of that edition are written already.
    """
    path = folder / f"{int(edition)}.json"
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(means(recorded("*")), indent=0, ensure_ascii=False) + "\n")
    return path
