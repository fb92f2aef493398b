"""Figures of the chapter on sigmoid networks that start at zero."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle

from workedout.data.sources import TwoCircles
from workedout.display import Table
from workedout.experiments.plateau import (
    DRAWS,
    EPOCHS,
    MOVED,
    RANDOM,
    ZEROS,
    Shape,
    layout,
)
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.figures.layer_norms import LABELS
from workedout.networks.snapshots import restored
from workedout.records.store import Record
from workedout.results.plateaus import first_below, lengths, middle, runs_by_draw
from workedout.studies.chains import unit_differences
from workedout.studies.straight_boundaries import class_distance
from workedout.training.recipes import evenly
from workedout.wording import listed

MARKERS = ("o", "s", "^", "D", "v")
NEVER = 1.06 * EPOCHS  # where a run is drawn that never moved


def shape_of(shapes: Sequence[Shape], hidden: tuple[int, ...]) -> Shape:
    """The shape with these hidden layers."""
    (found,) = [shape for shape in shapes if shape.hidden == hidden]
    return found


def distances() -> list[float]:
    """For each draw, how far apart the classes' means lie: length of the covariance."""
    return [class_distance(TwoCircles(draw).split().train) for draw in range(DRAWS)]


def course(zeros: Record, random: Record, hidden: tuple[int, ...]) -> Figure:
    """Training loss of one shape: every draw for the zero start, the spread for the random one."""
    epochs = [place + 1 for place in evenly(EPOCHS)]
    start, rows = shape_of(ZEROS, hidden), []
    with drawing(height=3.0) as (canvas, (place,)):
        runs = [
            run.train_loss
            for each in runs_by_draw(random, shape_of(RANDOM, hidden))
            for run in each
        ]
        low, mid, high = np.quantile(runs, [0, 0.5, 1], axis=0)
        place.fill_between(epochs, low, high, color=SERIES[0], alpha=0.25, lw=0)
        place.plot(epochs, mid, color=SERIES[0], label=LABELS["playground"])
        for draw, each in enumerate(runs_by_draw(zeros, start)):
            label = f"{LABELS['zeros']}, one draw each" if draw == 0 else None
            place.plot(epochs, each[0].train_loss, color=SERIES[1], lw=1.0, label=label)
            moved = [first_below(run, EPOCHS, MOVED) for run in each]
            rows.append(
                (
                    f"draw {draw}",
                    spread(moved),
                    f"{np.mean([run.train_loss[-1] for run in each]):.3f}",
                    f"{np.mean([run.observations[-1][1] for run in each]):.3f}",
                )
            )
        place.set_xlabel("epoch")
        place.set_ylabel("training loss")
        place.set_ylim(0, 0.56)
        place.grid()
        place.legend(loc="center right", bbox_to_anchor=(1.0, 0.45))
    left = [first_below(each[0], EPOCHS, MOVED) for each in runs_by_draw(zeros, start)]
    alt = (
        f"Training loss over {EPOCHS:,} epochs of sigmoid networks with hidden layers "
        f"{layout(hidden)}. The median run of {len(runs)} with the random start ends at "
        f"{mid[-1]:.4f}. With the zero start, {sum(map(math.isfinite, left))} of {DRAWS} draws "
        f"leave one half, between epochs {min(left):,.0f} and "
        f"{max(filter(math.isfinite, left)):,.0f}, and fall to about four tenths."
    )
    head = ("zero start", "epoch of leaving", "last training loss", "last held-out loss")
    return finished(canvas, "sigmoid-course", alt, Table(head, tuple(rows)))


def spread(values: Sequence[float]) -> str:
    """Lowest and highest of some epochs, in words where there are none."""
    low, high = min(values), max(values)
    if math.isinf(high):
        return "never" if math.isinf(low) else f"{low:,.0f} to never"
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"


def plateau_lengths(record: Record) -> Figure:
    """When the zero start moves, against the distance of the classes' means, for each shape."""
    rows, said, where = [], [], distances()
    with drawing(height=3.5) as (canvas, (place,)):
        for shape, marker, colour in zip(ZEROS, MARKERS, SERIES, strict=False):
            found = [middle(each) for each in lengths(record, shape, MOVED)]
            heights = [min(epoch, NEVER) for epoch in found]
            label = f"{layout(shape.hidden)}"
            place.plot(where, heights, marker, ms=5, color=colour, label=label)
            rows.append((label, *(spread([epoch]) for epoch in found)))
            moved = [epoch for epoch in found if math.isfinite(epoch)]
            said.append(
                f"{label} on {len(moved)} of {DRAWS} draws"
                + (f", between {min(moved):,.0f} and {max(moved):,.0f}" if moved else "")
            )
        place.axhline(EPOCHS, color=INK, lw=0.8, ls=":")
        place.set_ylim(0, 1.14 * EPOCHS)
        place.set_yticks([0, 1000, 2000, 3000, NEVER], ["0", "1,000", "2,000", "3,000", "never"])
        place.set_xlabel("|g|, the covariance of label and position")
        place.set_ylabel("epoch at which it moves")
        place.grid(axis="x")
        canvas.legend(loc="outside upper left", ncols=5, handlelength=1.0, columnspacing=1.2)
    alt = (
        f"The epoch at which a zero start moves, against the covariance of label and position, for "
        f"{len(ZEROS)} layouts of hidden layers. Moved: {listed(said)}. The larger the covariance, "
        "the sooner."
    )
    head = ("hidden layers", *(f"draw {d}, |g| {g:.3f}" for d, g in enumerate(where)))
    return finished(canvas, "plateau-lengths", alt, Table(head, tuple(rows)))


def equal_units(zeros: Record, random: Record, hidden: tuple[int, int]) -> Figure:
    """Which units of a layer are equal to the last bit, at the end of a run of each start."""
    runs = {
        "playground": (random, shape_of(RANDOM, hidden)),
        "zeros": (zeros, shape_of(ZEROS, hidden)),
    }
    rows, said = [], []
    with drawing(height=2.6, columns=4) as (canvas, axes):
        panels = iter(axes)
        for start, label in LABELS.items():
            record, shape = runs[start]
            network = restored(shape.network, runs_by_draw(record, shape)[0][0].probes[-1])
            for layer, differences in enumerate(unit_differences(network), start=1):
                place, units = next(panels), len(differences)
                for row in range(units):
                    for column in range(units):
                        same = bool(differences[row, column] == 0)
                        colour = SERIES[1] if same else "none"
                        place.add_patch(Rectangle((column, row), 1, 1, fc=colour, ec=INK, lw=0.6))
                place.set_xlim(0, units)
                place.set_ylim(units, 0)
                place.set_aspect("equal")
                ticks, names = np.arange(units) + 0.5, [str(i + 1) for i in range(units)]
                place.set_xticks(ticks, names)
                place.set_yticks(ticks, names)
                place.set_title(f"{label},\nlayer {layer}", fontsize=9)
                others = differences[~np.eye(units, dtype=bool)]
                rows.append((label, str(layer), f"{others.min():.2g}", f"{others.max():.2g}"))
                pairs = int((others == 0).sum()) // 2
                said.append(f"{pairs} of {len(others) // 2} pairs in layer {layer}, {label}")
    alt = (
        f"Grids of the hidden units of two networks after {EPOCHS:,} epochs; a filled "
        f"cell marks two units that are equal to the last bit. Equal are {listed(said)}."
    )
    head = ("start", "layer", "least difference of two units", "largest difference")
    return finished(canvas, "equal-units", alt, Table(head, tuple(rows)))
