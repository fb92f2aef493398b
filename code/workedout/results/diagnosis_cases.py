"""What the checklist said of scripts whose faults are known: counts, and tables of them."""

from typing import Any

from workedout.display import Table
from workedout.records.store import Record
from workedout.statistics.intervals import Interval, wilson_interval

NONE = "none"


class Verdicts:
    """The record of the cases, counted.

    Args:
        record: that of ``diagnosis-cases``.
    """

    def __init__(self, record: Record) -> None:
        self.groups: dict[str, dict[str, Any]] = record.value

    def cases(self, *groups: str) -> dict[str, Any]:
        """The verdicts of some groups by case."""
        return {name: seen for group in groups for name, seen in self.groups[group].items()}

    def found(self, *groups: str) -> list[str]:
        """Cases of which some check speaks."""
        return [name for name, seen in self.cases(*groups).items() if seen["first"] != NONE]

    def named(self, *groups: str) -> list[str]:
        """Cases of which the right check speaks first."""
        return [
            name for name, seen in self.cases(*groups).items() if seen["first"] == seen["expected"]
        ]

    def missed(self, *groups: str) -> list[str]:
        """Cases of which no check speaks."""
        found = self.found(*groups)
        return [name for name in self.cases(*groups) if name not in found]

    def misnamed(self, *groups: str) -> list[str]:
        """Cases that are found, by another check than the right one."""
        return [name for name in self.found(*groups) if name not in self.named(*groups)]

    def rate(self, names: list[str], *groups: str) -> Interval:
        """Of so many cases these, with Wilson's interval."""
        return wilson_interval(len(names), len(self.cases(*groups)))

    def summary(self) -> Table:
        """A row for each group of faults, and one for the sound scripts."""
        rows = []
        for title, group in (
            ("faults of real scripts", "faulty"),
            ("other faces of these", "variants"),
            ("further faults", "further"),
        ):
            count = len(self.cases(group))
            rows.append(
                (
                    title,
                    str(count),
                    f"{len(self.found(group))} ({in_percent(self.rate(self.found(group), group))})",
                    f"{len(self.named(group))} ({in_percent(self.rate(self.named(group), group))})",
                )
            )
        blamed = self.found("sound")
        rate = in_percent(self.rate(blamed, "sound"))
        rows.append(("sound scripts", str(len(self.cases("sound"))), f"{len(blamed)} ({rate})", ""))
        return Table(("scripts", "how many", "blamed", "by the right check first"), tuple(rows))

    def table(self, *groups: str) -> Table:
        """A row for each case: which check was to name it, and which one did."""
        rows = tuple(
            (name, seen["expected"], seen["first"], ", ".join(seen["named"][1:]))
            for name, seen in self.cases(*groups).items()
        )
        return Table(("script", "its check", "first to speak", "then"), rows)


def in_percent(interval: Interval) -> str:
    """The ends of an interval in whole percent."""
    return f"{100 * interval.low:.0f} to {100 * interval.high:.0f} %"
