"""Figures of depth against width: at equal hidden units, and at equal parameters."""

from collections.abc import Callable, Mapping, Sequence

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
from workedout.figures.kit.drawing import SERIES, Figure, drawing, finished, logarithmic
from workedout.records.store import ArmRecord, Record
from workedout.results.selection import best
from workedout.wording import listed, percent

MARKS = ("o", "s", "^", "D")
GRIDS = {"equal units": EQUAL_UNITS, "equal parameters": EQUAL_PARAMETERS}


def better(record: Record, shape: Shape) -> ArmRecord:
    """The results of a shape at its better rate, by ``selection.best``."""
    (name,) = best(record, [shape.at(rate) for rate in RATES])
    return record[name]


def wrong(arm: ArmRecord) -> list[float]:
    """Share of validation images read wrongly, in per cent, for each run."""
    return [100 * (1 - accuracy) for accuracy in arm.accuracies]


def last_loss(arm: ArmRecord) -> list[float]:
    """Mean training loss of the last epoch, for each run."""
    return [run.train_loss[-1] for run in arm.seeds.values()]


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
