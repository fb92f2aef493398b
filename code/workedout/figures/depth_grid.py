"""Figures of depth against width: at equal hidden units, and at equal parameters."""

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from workedout.display import Table
from workedout.experiments.depth_grid import (
    DEPTHS,
    EQUAL_PARAMETERS,
    EQUAL_UNITS,
    RATES,
    SHAPES,
    UNITS,
    Shape,
)
from workedout.figures.kit.drawing import GRID, INK, SERIES, Figure, drawing, finished, logarithmic
from workedout.records.store import ArmRecord, Record
from workedout.results.depth_grid import MEASURES, PAIRS, Pair, better, last_loss, wrong
from workedout.results.selection import best
from workedout.statistics.comparisons import difference_interval
from workedout.statistics.intervals import Interval
from workedout.wording import listed, percent

MARKS = ("o", "s", "^", "D")
GRIDS = {"equal units": EQUAL_UNITS, "equal parameters": EQUAL_PARAMETERS}


# What is read from an arm, the label of its axis, and the marks on it.
Quantity = tuple[Callable[[ArmRecord], list[float]], str, Sequence[float]]
QUANTITIES: tuple[Quantity, ...] = (
    (wrong, "misread, per cent", (2, 2.5, 3, 4, 5)),
    (last_loss, "training loss", (0.01, 0.02, 0.05, 0.1)),
)


def grid(record: Record) -> Figure:
    """Errors and training loss against depth: columns of equal units and of equal parameters."""
    with drawing(height=5.2, rows=2, columns=2) as (canvas, places):
        for row, (values, label, ticks) in enumerate(QUANTITIES):
            pair = places[2 * row : 2 * row + 2]
            pair[1].sharey(pair[0])
            for (title, rows), place in zip(GRIDS.items(), pair, strict=True):
                against_depth(place, record, rows, values)
                place.set_xticks(DEPTHS)
                place.grid()
                if row == 0:
                    place.set_title(title, fontsize=10.5)
                else:
                    place.set_xlabel("hidden layers")
            logarithmic(pair[0], "y", ticks)
            pair[0].set_ylabel(label)
            pair[1].tick_params(labelleft=False)
        for colour, mark, units in zip(SERIES, MARKS, UNITS, strict=False):
            places[0].plot([], [], f"{mark}-", color=colour, ms=4, label=f"{units} in one layer")
        canvas.legend(loc="outside upper left", ncols=3, handlelength=1.2, columnspacing=1.0)
    said = [
        f"at {title} of {units} in one layer, "
        + listed([percent(float(np.mean(wrong(better(record, s)))) / 100) for s in row])
        for title, rows in GRIDS.items()
        for units, row in rows.items()
    ]
    alt = (
        "Misread validation images and training loss against the number of hidden layers, each "
        f"network at its better rate. Misread with {listed([str(d) for d in DEPTHS])} layers: "
        f"{'; '.join(said)}."
    )
    return finished(canvas, "depth-grid", alt, numbers(record))


def against_depth(
    place: Axes,
    record: Record,
    rows: Mapping[int, list[Shape]],
    values: Callable[[ArmRecord], list[float]],
) -> None:
    """A line of means for each row of shapes, with every run as a dot."""
    for colour, mark, row in zip(SERIES, MARKS, rows.values(), strict=False):
        runs = [values(better(record, shape)) for shape in row]
        place.plot(DEPTHS, [np.mean(each) for each in runs], f"{mark}-", color=colour, ms=4)
        for depth, each in zip(DEPTHS, runs, strict=True):
            place.plot([depth] * len(each), each, ".", ms=2.5, color=colour)


def numbers(record: Record) -> Table:
    """Every shape at both rates; a star marks the better one."""
    rows = []
    for shape in SHAPES:
        (chosen,) = best(record, [shape.at(rate) for rate in RATES])
        cells = []
        for rate in RATES:
            arm = record[shape.at(rate)]
            runs = ", ".join(f"{value:.2f}" for value in wrong(arm))
            star = " *" if shape.at(rate) == chosen else ""
            cells += [f"{runs}{star}", f"{np.mean(last_loss(arm)):.4f}"]
        name = f"{shape.depth} of {shape.width}"
        rows.append((name, str(shape.units), f"{shape.parameters:,}", *cells))
    heads = (f"{what}, rate {rate:g}" for rate in RATES for what in ("misread", "training loss"))
    return Table(("hidden layers", "units", "parameters", *heads), tuple(rows))


def against_parameters(record: Record) -> Figure:
    """Errors of every network against its parameters: one line a depth."""
    said = []
    with drawing(height=3.4) as (canvas, (place,)):
        for colour, mark, depth in zip(SERIES, MARKS, DEPTHS, strict=False):
            shapes = sorted(
                (shape for shape in SHAPES if shape.depth == depth), key=lambda s: s.parameters
            )
            means = [float(np.mean(wrong(better(record, shape)))) for shape in shapes]
            label = f"{depth} layer{'s' if depth > 1 else ''}"
            counts = [shape.parameters / 1000 for shape in shapes]
            place.plot(counts, means, f"{mark}-", color=colour, ms=4, label=label)
            said.append(f"{label} from {means[0]:.2f} to {means[-1]:.2f}")
        logarithmic(place, "x", (12.5, 25, 50, 100, 200))
        logarithmic(place, "y", (2, 2.5, 3, 4, 5))
        place.set_xlabel("thousand parameters")
        place.set_ylabel("misread, per cent")
        place.grid()
        canvas.legend(loc="outside upper left", ncols=4, handlelength=1.2, columnspacing=1.0)
    alt = (
        "Misread validation images against the number of parameters, from the fewest to the most: "
        f"{listed(said)} per cent."
    )
    return finished(canvas, "depth-parameters", alt, numbers(record))


def relative(record: Record, pair: Pair) -> Interval:
    """How far the deep network is above one layer, in per cent of the one layer's mean."""
    deep, one = pair.values(record)
    gap, unit = difference_interval(deep, one), float(np.mean(one)) / 100
    return Interval(gap.estimate / unit, gap.low / unit, gap.high / unit, gap.level)


def differences(record: Record, shown: Collection[Pair]) -> Figure:
    """Every comparison at equal parameters, with its interval; full marks are those shown."""
    rows = [pair._replace(measure="") for pair in PAIRS[: len(PAIRS) // len(MEASURES)]]
    with drawing(height=4.6, columns=len(MEASURES)) as (canvas, places):
        for place, measure in zip(places, MEASURES, strict=True):
            place.axvline(0, color=INK, lw=0.8)
            for at, row in enumerate(rows):
                pair = row._replace(measure=measure)
                against_zero(place, at, relative(record, pair), pair, pair in shown)
            place.set(xlim=(-50, 50), ylim=(len(rows) - 0.5, -0.5), title=measure)
            place.title.set_fontsize(9.5)
            place.set_yticks([])
            for after in (5.5, 11.5):
                place.axhline(after, color=GRID, lw=1)
        names = [f"{row.deep.depth} of {row.deep.width}, {row.rate:g}" for row in rows]
        places[0].set_yticks(range(len(rows)), names, fontsize=8)
        places[1].set_xlabel("deep over one layer, per cent")
    told = [
        f"{measure} higher in {sum(up)} and lower in {len(up) - sum(up)} of {len(rows)}"
        for measure in MEASURES
        for up in [[relative(record, p).estimate > 0 for p in shown if p.measure == measure]]
    ]
    alt = (
        "Networks of two, three and four layers against one layer of as many parameters, at each "
        f"size and rate. Shown to differ by the deeper network: {'; '.join(told)}."
    )
    return finished(canvas, "depth-differences", alt, of_pairs(record, shown))


def against_zero(place: Axes, at: int, gap: Interval, pair: Pair, full: bool) -> None:
    """One comparison: its interval, cut at the frame, and its mark."""
    colour = SERIES[pair.deep.depth - 2]
    place.plot([max(gap.low, -50), min(gap.high, 50)], [at, at], color=colour, lw=1.2)
    face = colour if full else "none"
    place.plot(gap.estimate, at, MARKS[pair.deep.depth - 1], color=colour, mfc=face, ms=4)


def of_pairs(record: Record, shown: Collection[Pair]) -> Table:
    """Each comparison in numbers; a star marks what is shown."""
    rows = []
    for pair in PAIRS:
        gap = relative(record, pair)
        name = f"{pair.deep.depth} of {pair.deep.width}, 1 of {pair.one.width}"
        cells = [f"{value:+.1f}" for value in (gap.estimate, gap.low, gap.high)]
        star = " *" if pair in shown else ""
        rows.append((name, f"{pair.rate:g}", pair.measure, cells[0] + star, *cells[1:]))
    head = ("hidden layers", "rate", "measure", "difference, per cent", "from", "to")
    return Table(head, tuple(rows))
