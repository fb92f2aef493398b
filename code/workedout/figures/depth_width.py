"""Figures of the chapter on depth and width."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from workedout.display import Table
from workedout.experiments.depth_width import CANDIDATES, FINALISTS, WINNERS
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.figures.kit.finals import finals
from workedout.records.store import Record
from workedout.wording import listed, percent


class Named(Protocol):
    """Anything that has the name of an arm."""

    @property
    def name(self) -> str:
        """The arm's."""


class Choice(NamedTuple):
    """What was tried for each kind of network, what was tried again, and what was chosen.

    Of networks that a budget of hidden units tells apart, the kind is that number.

    Attributes:
        candidates: by kind, all that were tried.
        finalists: by kind, those that were tried again with more seeds.
        winners: by kind, the one that was chosen.
    """

    candidates: Mapping[Any, Sequence[Named]]
    finalists: Mapping[Any, Sequence[Named]]
    winners: Mapping[Any, Named]


PLAIN = Choice(CANDIDATES, FINALISTS, WINNERS)


def called(kind: int | str) -> str:
    """A kind of network, in words."""
    return f"{kind} units" if isinstance(kind, int) else kind


def budgets(
    record: Record, published: Mapping[str, Sequence[float]], augmented: Record | None = None
) -> Figure:
    """Test accuracy of each final: single runs, both intervals, and what others published.

    Args:
        record: of the finals.
        published: accuracies of single runs, in per cent, for each arm that has any.
        augmented: of the finals with changed copies of the images, under the same names; only
            what has such a final is then drawn, and beside it.
    """
    lines = {}
    for name, arm in record.arms.items():
        if augmented is None or name in augmented.arms:
            lines[name] = arm.accuracies
        if augmented is not None and name in augmented.arms:
            lines[f"{name}, copies"] = augmented[name].accuracies
    name = "budgets" if augmented is None else "budgets-copies"
    return finals(name, "network", lines, published)


def search(
    record: Record, confirmation: Record, choice: Choice = PLAIN, name: str = "search"
) -> Figure:
    """Validation accuracy of every candidate, of the confirmed ones, and which one was chosen."""
    rows, said = [], []
    count = len(choice.candidates)
    with drawing(height=3.4) as (canvas, (place,)):
        for line, (budget, candidates) in enumerate(choice.candidates.items()):
            for each in candidates:
                (accuracy,) = record[each.name].accuracies
                place.plot(100 * accuracy, line - 0.15, "o", ms=4, mfc="none", color=SERIES[0])
                rows.append((each.name, percent(accuracy), "", "", ""))
            for each in choice.finalists[budget]:
                chosen = each == choice.winners[budget]
                values = confirmation[each.name].accuracies
                colour = SERIES[1] if chosen else SERIES[3]
                place.plot(
                    [100 * v for v in values], [line + 0.15] * len(values), "o", ms=4, color=colour
                )
                mean = float(np.mean(values))
                place.plot(100 * mean, line + 0.3, "^", ms=6, color=colour)
                note = "yes" if chosen else ""
                runs = ", ".join(f"{100 * value:.2f}" for value in values)
                rows.append((each.name, "", runs, percent(mean), note))
                if chosen:
                    said.append(f"for {called(budget)}, {each.name}, with {percent(mean)}")
        for style, colour, label, face in (
            ("o", SERIES[0], "search, one seed", "none"),
            ("o", SERIES[3], "confirmation, three seeds", SERIES[3]),
            ("o", SERIES[1], "the chosen one", SERIES[1]),
            ("^", INK, "mean of a confirmation", INK),
        ):
            place.plot([], [], style, color=colour, label=label, mfc=face, ms=4)
        place.set_yticks(range(count), map(called, choice.candidates))
        place.set_ylim(count - 0.5, -0.5)
        place.set_xlabel("validation accuracy in per cent")
        place.grid(axis="x")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    alt = (
        f"Validation accuracy of {sum(map(len, choice.candidates.values()))} candidates and of "
        f"{sum(map(len, choice.finalists.values()))} confirmed ones. Chosen: {listed(said)}."
    )
    head = ("candidate", "search", "confirmation", "mean of the confirmation", "chosen")
    return finished(canvas, name, alt, Table(head, tuple(rows)))
