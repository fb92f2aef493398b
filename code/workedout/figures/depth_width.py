"""Figures of the chapter on depth and width."""

from collections.abc import Mapping, Sequence

import numpy as np

from workedout.experiments.depth_width import CANDIDATES, FINALISTS, WINNERS
from workedout.figures.drawing import INK, SERIES, Figure, Table, drawing, finished
from workedout.statistics import student_interval, wilson_interval
from workedout.store import Record
from workedout.wording import listed, percent

TEST_IMAGES = 10_000
SPREAD = 0.1  # how far from its line a run is drawn, so that equal ones stay apart


def budgets(record: Record, published: Mapping[str, Sequence[float]]) -> Figure:
    """Test accuracy of each final: single runs, both intervals, and what others published.

    Args:
        record: of the finals.
        published: accuracies of single runs, in per cent, for each arm that has any.
    """
    names = list(record.arms)
    rows, said = [], []
    with drawing(height=0.75 * len(names) + 0.9) as (canvas, (place,)):
        for line, name in enumerate(names):
            accuracies = record[name].accuracies
            seeds = student_interval(accuracies)
            images = wilson_interval(round(seeds.estimate * TEST_IMAGES), TEST_IMAGES)
            offsets = np.linspace(-SPREAD, SPREAD, len(accuracies))
            place.plot([100 * images.low, 100 * images.high], [line, line], color=SERIES[1], lw=1.5)
            place.plot([100 * seeds.low, 100 * seeds.high], [line, line], color=INK, lw=5)
            runs = line - 0.25 + offsets  # above the intervals, so that neither hides the other
            place.plot(100 * np.array(accuracies), runs, "o", ms=3.5, color=SERIES[0])
            others = published.get(name, ())
            place.plot(others, [line + 0.22] * len(others), "x", ms=5, color=SERIES[2])
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
        place.set_yticks(range(len(names)), names)
        place.set_ylim(len(names) - 0.5, -0.5)
        place.set_xlabel("test accuracy in per cent")
        place.grid(axis="x")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    counts = sorted({len(arm.seeds) for arm in record.arms.values()})
    alt = (
        f"Test accuracy of {len(names)} networks, {listed([str(n) for n in counts])} runs each. "
        f"Means: {listed(said)}. Bars: intervals over seeds, and over test images. Crosses: "
        "published single runs."
    )
    numbered = tuple(f"seed {seed}" for seed in range(max(counts)))
    head = ("network", *numbered, "mean (seeds)", "mean (test images)", "published")
    return finished(canvas, "budgets", alt, Table(head, tuple(rows)))


def search(record: Record, confirmation: Record) -> Figure:
    """Validation accuracy of every candidate, of the confirmed ones, and which one was chosen."""
    rows, said = [], []
    with drawing(height=3.4) as (canvas, (place,)):
        for line, (budget, candidates) in enumerate(CANDIDATES.items()):
            for each in candidates:
                (accuracy,) = record[each.name].accuracies
                place.plot(100 * accuracy, line - 0.15, "o", ms=4, mfc="none", color=SERIES[0])
                rows.append((each.name, percent(accuracy), "", "", ""))
            for each in FINALISTS[budget]:
                chosen = each == WINNERS[budget]
                values = confirmation[each.name].accuracies
                colour = SERIES[1] if chosen else SERIES[3]
                place.plot([100 * v for v in values], [line + 0.15] * 3, "o", ms=4, color=colour)
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
        place.set_yticks(range(len(CANDIDATES)), [f"{budget} units" for budget in CANDIDATES])
        place.set_ylim(len(CANDIDATES) - 0.5, -0.5)
        place.set_xlabel("validation accuracy in per cent")
        place.grid(axis="x")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    alt = (
        f"Validation accuracy of {sum(map(len, CANDIDATES.values()))} candidates and of "
        f"{sum(map(len, FINALISTS.values()))} confirmed ones. Chosen: {listed(said)}."
    )
    head = ("candidate", "search", "confirmation", "mean of the confirmation", "chosen")
    return finished(canvas, "search", alt, Table(head, tuple(rows)))
