"""Test accuracy of finals: every run, both intervals, and what others published."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from workedout.data.mnist import TEST_SIZE
from workedout.display import Table
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.statistics.intervals import Interval, interval_over_images, student_interval
from workedout.wording import listed, percent

SPREAD = 0.1  # how far from its line a run is drawn, so that equal ones stay apart


def finals(
    name: str,
    kind: str,
    lines: Mapping[str, Sequence[float]],
    published: Mapping[str, Sequence[float]],
) -> Figure:
    """Test accuracy of some finals: single runs, both intervals, and what others published.

    Args:
        name: of the figure, unique within the book.
        kind: what a line stands for, as one word in the singular.
        lines: for each the accuracies of its runs, in the order in which they are drawn.
        published: accuracies of single runs, in per cent, for each line that has any.
    """
    counts = sorted({len(accuracies) for accuracies in lines.values()})
    rows, said = [], []
    with drawing(height=0.65 * len(lines) + 0.9) as (canvas, (place,)):
        for line, (what, accuracies) in enumerate(lines.items()):
            seeds = student_interval(accuracies).within(0, 1)
            images = interval_over_images(accuracies, TEST_SIZE)
            others = published.get(what, ())
            row_of_runs(place, line, accuracies, seeds, images, others)
            runs = [f"{100 * value:.2f}" for value in accuracies]
            runs += [""] * (counts[-1] - len(runs))
            ends = [seeds.as_percent, images.as_percent]
            if published:
                ends.append(", ".join(f"{value:.2f}" for value in others))
            rows.append((what, *runs, *ends))
            said.append(f"{what} {percent(seeds.estimate)}")
        explained(place, bool(published))
        place.set_yticks(range(len(lines)), lines)
        place.set_ylim(len(lines) - 0.5, -0.5)
        place.set_xlabel("test accuracy in per cent")
        place.grid(axis="x")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    alt = (
        f"Test accuracy of {len(lines)} {kind}s, {listed([str(n) for n in counts])} runs each. "
        f"Means: {listed(said)}. Bars: intervals over seeds, and over test images."
        + (" Crosses: published single runs." if published else "")
    )
    numbered = tuple(f"seed {seed}" for seed in range(counts[-1]))
    head = (kind, *numbered, "mean (seeds)", "mean (test images)")
    return finished(
        canvas, name, alt, Table((*head, "published") if published else head, tuple(rows))
    )


def row_of_runs(
    place: Axes,
    line: int,
    accuracies: Sequence[float],
    seeds: Interval,
    images: Interval,
    others: Sequence[float],
) -> None:
    """One line: both intervals, its runs above them, what others published below."""
    place.plot([100 * images.low, 100 * images.high], [line, line], color=SERIES[1], lw=1.5)
    place.plot([100 * seeds.low, 100 * seeds.high], [line, line], color=INK, lw=5)
    runs = line - 0.25 + np.linspace(-SPREAD, SPREAD, len(accuracies))
    place.plot(100 * np.array(accuracies), runs, "o", ms=3.5, color=SERIES[0])
    place.plot(others, [line + 0.22] * len(others), "x", ms=5, color=SERIES[2])


def explained(place: Axes, published: bool) -> None:
    """The entries of the legend."""
    entries = [
        ("o", SERIES[0], "one run", 1.5),
        ("-", INK, "mean, interval over seeds", 3.0),
        ("-", SERIES[1], "interval over test images", 1.5),
    ]
    if published:
        entries.append(("x", SERIES[2], "published, one run", 1.5))
    for style, colour, label, width in entries:
        place.plot([], [], style, color=colour, label=label, ms=5, lw=width)
