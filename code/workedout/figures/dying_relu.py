"""Figures of the chapter on dying units: what its records hold."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes

from workedout.display import Table
from workedout.experiments.dying_relu import BATCHES, CURES, DEPTHS, RATES, WIDTH, name, steps
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.records.store import Record
from workedout.results.silent_units import Seen, after, courses
from workedout.statistics.intervals import student_interval
from workedout.wording import listed, percent

Measure = Callable[[Seen], float]

HALF = 500  # steps of a batch of one
COURSES: dict[str, tuple[Measure, str, str]] = {
    "answered positive": (lambda seen: seen.positive, SERIES[0], "-"),
    "answered rightly": (lambda seen: seen.accuracy, SERIES[1], "--"),
}
COUNTS: dict[str, tuple[Measure, str, str]] = {
    "dead": (lambda seen: sum(seen.dead), INK, "-"),
    "silent on negatives only": (
        lambda seen: sum(seen.off_negatives) - sum(seen.dead),
        SERIES[2],
        "--",
    ),
    "silent on positives only": (
        lambda seen: sum(seen.off_positives) - sum(seen.dead),
        SERIES[3],
        ":",
    ),
}


def close_up(record: Record, arms: Sequence[str]) -> Figure:
    """Two sorted epochs: above, what the network answers; below, which units are silent.

    Args:
        record: of the close-up.
        arms: two of its arms, one a column.
    """
    rows, said = [], []
    with drawing(height=4.6, rows=2, columns=len(arms)) as (canvas, axes):
        for column, arm in enumerate(arms):
            runs = courses(record[arm])
            times = [each.step / (2 * HALF) for each in runs[0]]
            for place, kinds in ((axes[column], COURSES), (axes[column + len(arms)], COUNTS)):
                for label, (measure, colour, style) in kinds.items():
                    means = np.mean([[measure(seen) for seen in run] for run in runs], axis=0)
                    place.plot(times, means, style, color=colour, label=label, lw=1.6)
                    at_ends = [means[times.index(half / 2)] for half in range(5)]
                    rows.append((arm, label, *(f"{mean:.2f}" for mean in at_ends)))
                _halves(place)
            axes[column].set_title(arm, fontsize=10.5)
            axes[column].set_ylim(-0.04, 1.04)
            axes[column + len(arms)].set_ylim(-0.15, 5.6)
            axes[column + len(arms)].set_xlabel("epochs")
            dead = [sum(run[-1].dead) for run in runs]
            said.append(f"at {arm}, {np.mean(dead):.1f} of {2 * WIDTH} units are dead at the end")
        axes[0].set_ylabel("share of points")
        axes[len(arms)].set_ylabel(f"units of {2 * WIDTH}")
        handles = [*axes[0].get_lines()[:2], *axes[len(arms)].get_lines()[:3]]
        canvas.legend(handles=handles, loc="outside upper left", ncols=2, handlelength=1.8)
    alt = (
        "Two epochs of sorted data, means over the starts. In each half the share of points that "
        "is answered positive goes to 0 after negatives and to 1 after positives, so that half of "
        f"the answers are right. Below, counts of units: {listed(said)}."
    )
    head = ("arm", "what", *(f"after {half / 2:g} epochs" for half in range(5)))
    return finished(canvas, "close-up", alt, Table(head, tuple(rows)))


def _halves(place: Axes) -> None:
    """Mark which label is being trained on."""
    place.set_xlim(0, 2)
    place.set_xticks([0, 1, 2], ["0", "1", "2"])
    for start in (0.5, 1.5):
        place.axvspan(start, start + 0.5, color=SERIES[0], alpha=0.1, lw=0)


ARMS = [(batch, order) for order in ("sorted", "shuffled") for batch in BATCHES]
STYLES = {
    (1, "sorted"): (SERIES[0], "-", "o"),
    (10, "sorted"): (SERIES[2], "-", "s"),
    (1, "shuffled"): (SERIES[1], "--", "^"),
    (10, "shuffled"): (SERIES[3], "--", "v"),
}


def dead_share(seen: Seen) -> float:
    """Share of all hidden units that are dead."""
    return sum(seen.dead) / (WIDTH * len(seen.dead))


def deaths(record: Record, figure: str = "deaths") -> Figure:
    """Share of units that are dead after ten epochs, against the rate: one panel a depth."""
    return _against_rate(
        record,
        figure,
        [(f"batch {b}, {order}", STYLES[b, order], b, order, 20) for b, order in ARMS],
        dead_share,
        "dead units, per cent",
        f"Share of dead units after ten epochs, for networks of {listed_depths()} hidden layers.",
    )


def recovery(record: Record, batch: int) -> Figure:
    """Training accuracy at the end of the sorted data and after one and ten shuffled epochs."""
    curves = [
        ("after ten sorted epochs", (SERIES[0], "-", "o"), batch, "sorted", 20),
        ("one shuffled epoch later", (SERIES[2], "-", "s"), batch, "sorted", 22),
        ("ten shuffled epochs later", (SERIES[3], "-", "v"), batch, "sorted", 40),
        ("ten epochs, shuffled only", (SERIES[1], "--", "^"), batch, "shuffled", 20),
    ]
    return _against_rate(
        record,
        f"recovery-{batch}",
        curves,
        lambda seen: seen.accuracy,
        "right, per cent",
        f"Training accuracy with batches of {batch} against the rate, for networks of "
        f"{listed_depths()} hidden layers.",
    )


def listed_depths() -> str:
    """The depths of the grid as words."""
    return listed([str(depth) for depth in DEPTHS])


def _against_rate(
    record: Record,
    figure: str,
    curves: Sequence[tuple[str, tuple[str, str, str], int, str, int]],
    measure: Measure,
    label: str,
    alt: str,
) -> Figure:
    """One panel a depth, one curve each of (name, style, batch, order, half epochs)."""
    rows, said = [], []
    with drawing(height=3.3, columns=len(DEPTHS)) as (canvas, axes):
        for place, depth in zip(axes, DEPTHS, strict=True):
            for curve, (colour, line, marker), batch, order, half in curves:
                arms = [record[name(depth, batch, rate, order)] for rate in RATES]
                values = [
                    [measure(seen) for seen in after(arm, *steps(batch, (half,)))] for arm in arms
                ]
                means = [100 * float(np.mean(each)) for each in values]
                place.plot(
                    RATES, means, line, marker=marker, ms=4, color=colour, label=curve, lw=1.4
                )
                rows.append((f"{depth}, {curve}", *map(_with_interval, values)))
                said.append(f"{depth} layers, {curve}: {means[0]:.0f} to {means[-1]:.0f}")
            place.set_xscale("log")
            place.set_xticks(RATES, [f"{rate:g}".lstrip("0") for rate in RATES], fontsize=8.5)
            place.minorticks_off()
            place.set_title(f"{depth} hidden layer{'s' * (depth > 1)}", fontsize=10)
            place.grid(axis="y")
        ends = [end for place in axes for end in place.get_ylim()]
        for place in axes:
            place.set_ylim(min(ends), max(ends))
        for place in axes[1:]:
            place.tick_params(labelleft=False)
        axes[0].set_ylabel(label)
        canvas.supxlabel("learning rate", fontsize=10.5)
        canvas.legend(
            handles=axes[0].get_lines()[: len(curves)],
            loc="outside upper left",
            ncols=2,
            handlelength=2.2,
        )
    alt += f" From the smallest rate to the largest, in per cent: {'; '.join(said)}."
    head = ("hidden layers, curve", *(f"rate {rate:g}" for rate in RATES))
    return finished(canvas, figure, alt, Table(head, tuple(rows)))


def _with_interval(values: Sequence[float]) -> str:
    interval = student_interval(values).within(0, 1)
    return f"{100 * interval.estimate:.1f} ({100 * interval.low:.1f} to {100 * interval.high:.1f})"


def cures(record: Record) -> Figure:
    """Dead units after ten sorted epochs, and accuracy in the end, for each cure; single runs."""
    rows, said = [], []
    height = 0.36 * len(CURES) * len(DEPTHS) + 1.2
    with drawing(height=height, columns=2) as (canvas, (left, right)):
        lines = [(cure, depth) for cure in CURES for depth in DEPTHS]
        for line, (cure, depth) in enumerate(lines):
            arm = record[f"{depth} hidden, {cure}"]
            silent = [dead_share(seen) for seen in after(arm, 10_000)]
            final = [seen.accuracy for seen in after(arm, 20_000)]
            colour = SERIES[DEPTHS.index(depth)]
            for place, values in ((left, silent), (right, final)):
                offsets = line + np.linspace(-0.25, 0.25, len(values))
                place.plot(100 * np.sort(values), offsets, "o", ms=2.5, color=colour)
                place.plot(100 * np.mean(values), line, "|", ms=13, color=INK, mew=2)
            rows.append((f"{cure}, {depth}", _with_interval(silent), _with_interval(final)))
            if depth == DEPTHS[-1]:
                said.append(f"{cure} {percent(float(np.mean(final)), 0)}")
        middles = [len(DEPTHS) * k + 1 for k in range(len(CURES))]
        for place in (left, right):
            place.set_ylim(len(lines) - 0.4, -0.6)
            place.set_yticks(middles, list(CURES) if place is left else [""] * len(CURES))
            place.grid(axis="x")
            for edge in range(1, len(CURES)):
                place.axhline(len(DEPTHS) * edge - 0.5, color=INK, lw=0.5, alpha=0.3)
        left.set_xlabel("units off after 10\nsorted epochs, per cent")
        right.set_xlabel("right after 10 more,\nshuffled, per cent")
        for depth in DEPTHS:
            colour = SERIES[DEPTHS.index(depth)]
            left.plot([], [], "o", ms=4, color=colour, label=f"{depth} hidden")
        canvas.legend(loc="outside upper left", ncols=3, handlelength=1)
    alt = (
        "Units that no training point activates after ten sorted epochs, and accuracy after ten "
        f"more, for {len(CURES)} cures and {len(DEPTHS)} depths, single runs and means. Mean "
        f"accuracy with {DEPTHS[-1]} hidden layers: {listed(said)}."
    )
    head = ("cure, hidden layers", "off, per cent", "right, per cent")
    return finished(canvas, "cures", alt, Table(head, tuple(rows)))
