"""Every record as a table: the finals in one, and the list of what ever read the test set.

Reading a record here trains nothing. Its settings, its data and its seeds are compared with the
catalogue's; its behaviour is tried again where a chapter uses it, and by ``check``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from fnmatch import fnmatchcase
from html import escape
from itertools import compress
from math import inf, isfinite
from typing import Any

from workedout.data.drawn import BySeed, DrawnDigits
from workedout.data.mnist import TEST_SIZE, VALIDATION_SIZE
from workedout.data.sources import Digits
from workedout.display import Table
from workedout.experiments.catalogue import QUESTIONS, Question
from workedout.experiments.published import PUBLISHED
from workedout.experiments.specification import Arm, Experiment, Measurement
from workedout.networks.parameter_table import parameters_of
from workedout.plain import plainly
from workedout.records.lookup import StaleRecordError, explanation
from workedout.records.store import ArmRecord, Record
from workedout.records.validity import judged
from workedout.results.provenance import provenance
from workedout.statistics.intervals import Interval, interval_over_images, student_interval
from workedout.wording import listed

IMAGES = {"final": TEST_SIZE, "tuning": VALIDATION_SIZE}
ASKED = {"final": "test images", "tuning": "validation images"}
FEW = 12  # rows that a page shows unfolded
HEAD = (
    "arm",
    "mean in %",
    "over seeds",
    "over images",
    "mean loss",
    "loss over seeds",
    "published",
    "seeds",
    "parameters",
    "epochs",
    "device",
    "seconds a run",
)

# Finals that read the test set once and are in no record any more, as (experiment: arm,
# specification). Whoever changes a final that was recorded writes the old one down here.
FORMER: tuple[tuple[str, str], ...] = ()


@plainly
@dataclass(frozen=True)
class Row:
    """What is known of one arm.

    Attributes:
        arm: the arm itself.
        mean: of the accuracies at the end, as a share; of one run, its own.
        seeds: interval of the mean from the spread over the seeds; None for one run or two.
        images: Wilson's interval for a network that scores the mean on so many images; None where
            they are no digits.
        loss: the mean of the losses at the end.
        loss_seeds: interval of that mean from the spread over the seeds; None for one run or two,
            and where a loss is not finite.
        runs: how many.
        device: the kinds of device, in words.
        seconds: of one run, in the mean.
        published: accuracies that others published for the task, in per cent.
    """

    arm: Arm
    mean: float
    seeds: Interval | None
    images: Interval | None
    loss: float
    loss_seeds: Interval | None
    runs: int
    device: str
    seconds: float
    published: tuple[float, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """As a table shows it, in the order of ``HEAD``."""
        return (
            self.arm.name,
            f"{100 * self.mean:.2f}",
            in_per_cent(self.seeds),
            in_per_cent(self.images),
            f"{self.loss:.4g}",
            f"{self.loss_seeds.low:.4g}–{self.loss_seeds.high:.4g}" if self.loss_seeds else "",
            ", ".join(f"{value:.2f}" for value in self.published),
            str(self.runs),
            f"{parameters_of(self.arm.network()):,}",
            f"{self.arm.recipe.epochs:,}",
            self.device,
            f"{self.seconds:.3g}",
        )


def in_per_cent(interval: Interval | None) -> str:
    """The ends of an interval, or nothing."""
    return f"{100 * interval.low:.2f}–{100 * interval.high:.2f}" if interval else ""


def row(experiment: Experiment, arm: Arm, record: Record) -> Row:
    """The row of an arm, from its record."""
    found = record[arm.name]
    accuracies, losses = found.accuracies, found.losses
    mean = sum(accuracies) / len(accuracies)
    measured = len(losses) > 2 and all(map(isfinite, losses))
    images = IMAGES[arm.data.part] if isinstance(arm.data, Digits | DrawnDigits) else 0
    return Row(
        arm,
        mean,
        student_interval(accuracies).within(0, 1) if len(accuracies) > 2 else None,
        interval_over_images(accuracies, images) if images else None,
        sum(losses) / len(losses),
        student_interval(losses).within(0, inf) if measured else None,
        len(accuracies),
        listed(devices(found, record)),
        found.seconds / len(accuracies),
        PUBLISHED.get(experiment.name, {}).get(arm.name, ()),
    )


def devices(found: ArmRecord, record: Record) -> list[str]:
    """The kinds of device that trained an arm."""
    used = {record.environments[run.environment]["device"] for run in found.seeds.values()}
    return sorted("GPU" if device == "cuda" else "CPU" for device in used)


@plainly
@dataclass(frozen=True)
class Results:
    """One record: its question, a row for each arm, where it came from."""

    question: Question
    record: Record

    @property
    def rows(self) -> list[Row]:
        """One for each arm; none for a measurement."""
        if isinstance(self.question, Measurement):
            return []
        return [row(self.question, arm, self.record) for arm in self.question.arms]

    @property
    def table(self) -> Table:
        """The rows, without columns that have nothing in them."""
        cells = [each.cells for each in self.rows]
        filled = [any(column) for column in zip(*cells, strict=True)]
        rows = tuple(tuple(compress(line, filled)) for line in cells)
        return Table(tuple(compress(HEAD, filled)), rows)

    @property
    def asked(self) -> str:
        """Of what the accuracies are shares, and the losses means."""
        return listed(sorted({asked(each.arm) for each in self.rows}))

    def _repr_html_(self) -> str:
        name, question = self.question.name, self.question.question
        parts = [f"<h3 id='results-{name}'>{escape(name)}</h3>", f"<p>{escape(question)}</p>"]
        if count := len(self.rows):
            arms = "arm" if count == 1 else "arms"
            about = f"{count} {arms}, accuracy and loss on {self.asked}"
            opened = " open" if count <= FEW else ""
            parts.append(
                f"<details class='wo-numbers'{opened}><summary>{about}</summary>"
                f"{self.table._repr_html_()}</details>"
            )
        parts.append(provenance(self.record)._repr_html_())
        return f"<div class='wo-results'>{''.join(parts)}</div>"

    def __repr__(self) -> str:
        head = f"{self.question.name}: {self.question.question}"
        return f"{head}\n{self.table}" if self.rows else head


def asked(arm: Arm) -> str:
    """Of what an arm's accuracy is a share."""
    return ASKED.get(getattr(arm.data, "part", ""), "points")


def recorded(pattern: str, questions: Mapping[str, Question] = QUESTIONS) -> Iterator[Results]:
    """The results of questions, from their records, in the order of the catalogue.

    Args:
        pattern: of the records' names, as ``*`` or ``depth-width*``. The book's build executes a
            page again when a record or a question changes whose name a pattern on it matches.
        questions: by name; without it, those of the whole book.

    Raises:
        RecordError: one of the records is not there, or damaged.
        StaleRecordError: one was recorded under other settings, or lacks an arm or a seed.
    """
    for name in questions:
        if fnmatchcase(name, pattern):
            question = questions[name]
            judgement = judged(question, tried=False)
            record = judgement.readable
            if judgement.findings:
                raise StaleRecordError(explanation(name, judgement.findings))
            yield Results(question, record)


def finals(results: Iterable[Results]) -> list[tuple[str, Row]]:
    """The rows of all arms that read the test set, each with the name of its experiment."""
    return [
        (result.question.name, each)
        for result in results
        for each in result.rows
        if each.arm.data.reads_test_set
    ]


def table_of_finals(results: Iterable[Results]) -> Table:
    """One row for each arm of the book that read the test set, named ``experiment: arm``."""
    rows = [(f"{name}: {each.cells[0]}", *each.cells[1:]) for name, each in finals(results)]
    return Table(HEAD, tuple(rows))


@plainly
@dataclass(frozen=True)
class Reading:
    """Something that read the test set.

    Attributes:
        name: as ``experiment: arm``, or of a measurement.
        networks: how many of it the record holds, or a measurement trained.
        specification: network and recipe, or what a measurement did.
    """

    name: str
    networks: int
    specification: str


@plainly
@dataclass(frozen=True)
class Readings:
    """All that ever read the test set, one an item."""

    items: tuple[Reading, ...]

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li><b>{escape(each.name)}</b> ({each.networks}): "
            f"<code>{escape(each.specification)}</code></li>"
            for each in self.items
        )
        return f"<ul class='wo-readings'>{items}</ul>"

    def __repr__(self) -> str:
        lines = [f"{each.name} ({each.networks}): {each.specification}" for each in self.items]
        return "\n".join(lines)


def readings_of_the_test_set(results: Iterable[Results]) -> Readings:
    """Every specification that ever read the test set, with the number of its networks."""
    results = list(results)
    items = [
        Reading(f"{name}: {each.arm.name}", each.runs, specified(each.arm))
        for name, each in finals(results)
    ]
    items += [Reading(name, 0, specification) for name, specification in FORMER]
    items += [
        Reading(each.question.name, each.question.networks, each.question.reading)
        for each in results
        if isinstance(each.question, Measurement) and each.question.reads_test_set
    ]
    return Readings(tuple(items))


def specified(arm: Arm) -> str:
    """Network and recipe of an arm, as Python that makes them; what is at its default is left out.

    Of one that draws its examples by seed, the source as well. The defaults of a specification
    never change, so neither does what such a text means.
    """
    told = (arm.network, arm.recipe, *([arm.data] if isinstance(arm.data, BySeed) else []))
    return ", ".join(map(spelled, told))


def spelled(value: Any) -> str:
    """A frozen description as Python that makes it."""
    if isinstance(value, tuple):
        inner = ", ".join(map(spelled, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if not is_dataclass(value):
        return repr(value)
    given = [(field, getattr(value, field.name)) for field in fields(value)]
    inner = ", ".join(
        f"{field.name}={spelled(each)}"
        for field, each in given
        if field.default is MISSING or each != field.default
    )
    return f"{type(value).__name__}({inner})"
