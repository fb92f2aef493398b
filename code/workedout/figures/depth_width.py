"""Figures of the chapter on depth and width."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from workedout.experiments.depth_width import CANDIDATES, FINALISTS, WINNERS, Candidate
from workedout.figures.drawing import INK, SERIES, Figure, Table, drawing, finished
from workedout.statistics import Interval, student_interval, wilson_interval
from workedout.store import Record
from workedout.wording import listed, percent

TEST_IMAGES = 10_000
SPREAD = 0.1  # how far from its line a run is drawn, so that equal ones stay apart


class Choice(NamedTuple):
    """What was tried for each budget, what was tried again, and what was chosen."""

    candidates: Mapping[int, Sequence[Candidate]]
    finalists: Mapping[int, Sequence[Candidate]]
    winners: Mapping[int, Candidate]


PLAIN = Choice(CANDIDATES, FINALISTS, WINNERS)


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
    rows, said = [], []
    with drawing(height=0.7 * len(lines) + 0.9) as (canvas, (place,)):
        for line, (name, accuracies) in enumerate(lines.items()):
            seeds = student_interval(accuracies)
            images = wilson_interval(round(seeds.estimate * TEST_IMAGES), TEST_IMAGES)
            others = published.get(name, ())
            row_of_runs(place, line, accuracies, seeds, images, others)
            rows.append(
                (
                    name,
                    *(f"{100 * value:.2f}" for value in accuracies),
                    seeds.as_percent,
                    images.as_percent,
                    ", ".join(f"{value:.2f}" for value in others),
                )
            )
            said.append(f"{name} {percent(seeds.estimate)}")
        for style, colour, label in (
            ("o", SERIES[0], "one run"),
            ("-", INK, "mean, interval over seeds"),
            ("-", SERIES[1], "interval over test images"),
            ("x", SERIES[2], "published, one run"),
        ):
            place.plot(
                [], [], style, color=colour, label=label, ms=5, lw=3 if colour == INK else 1.5
            )
        place.set_yticks(range(len(lines)), lines)
        place.set_ylim(len(lines) - 0.5, -0.5)
        place.set_xlabel("test accuracy in per cent")
        place.grid(axis="x")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    counts = sorted({len(accuracies) for accuracies in lines.values()})
    alt = (
        f"Test accuracy of {len(lines)} networks, {listed([str(n) for n in counts])} runs each. "
        f"Means: {listed(said)}. Bars: intervals over seeds, and over test images. Crosses: "
        "published single runs."
    )
    numbered = tuple(f"seed {seed}" for seed in range(max(counts)))
    head = ("network", *numbered, "mean (seeds)", "mean (test images)", "published")
    name = "budgets" if augmented is None else "budgets-copies"
    return finished(canvas, name, alt, Table(head, tuple(rows)))


def row_of_runs(
    place: Axes,
    line: int,
    accuracies: Sequence[float],
    seeds: Interval,
    images: Interval,
    others: Sequence[float],
) -> None:
    """One network: both intervals, its runs above them, what others published below."""
    place.plot([100 * images.low, 100 * images.high], [line, line], color=SERIES[1], lw=1.5)
    place.plot([100 * seeds.low, 100 * seeds.high], [line, line], color=INK, lw=5)
    runs = line - 0.25 + np.linspace(-SPREAD, SPREAD, len(accuracies))
    place.plot(100 * np.array(accuracies), runs, "o", ms=3.5, color=SERIES[0])
    place.plot(others, [line + 0.22] * len(others), "x", ms=5, color=SERIES[2])


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
                    said.append(f"for {budget} units, {each.name}, with {percent(mean)}")
        for style, colour, label, face in (
            ("o", SERIES[0], "search, one seed", "none"),
            ("o", SERIES[3], "confirmation, three seeds", SERIES[3]),
            ("o", SERIES[1], "the chosen one", SERIES[1]),
            ("^", INK, "mean of a confirmation", INK),
        ):
            place.plot([], [], style, color=colour, label=label, mfc=face, ms=4)
        place.set_yticks(range(count), [f"{budget} units" for budget in choice.candidates])
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
