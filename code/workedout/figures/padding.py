"""Figures of the experiment on padding, in the chapter on the arithmetic of convolutions."""

import numpy as np

from workedout.data.held_out_views import DISTANCES, PLACES, Place, by_view
from workedout.display import Table
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished, logarithmic
from workedout.records.store import Record
from workedout.wording import listed, percent

MARKERS = "osD^v"
OWN = PLACES[0]
ARROWS = {
    (-1, 0): "↑", (-1, 1): "↗", (0, 1): "→", (1, 1): "↘",
    (1, 0): "↓", (1, -1): "↙", (0, -1): "←", (-1, -1): "↖",
}  # fmt: skip
TICKS = (1, 2, 5, 10, 20, 50)
HALF_WIDTH = 0.32  # of what the arms take up around their place


def misread(record: Record, arm: str) -> dict[Place, list[float]]:
    """Misread images in per cent at each place, one number for each seed."""
    accuracies = by_view("places", record[arm].last_probes)
    return {place: [100 * (1 - share) for share in runs] for place, runs in accuracies.items()}


def direction(place: Place, distance: int) -> Place:
    """Of a place at this distance."""
    return place[0] // distance, place[1] // distance


def by_place(record: Record) -> Figure:
    """Misread digits where they stand, and moved in eight directions: single runs and means."""
    errors = {arm: misread(record, arm) for arm in record.arms}
    spread = np.linspace(-HALF_WIDTH, HALF_WIDTH, len(errors))
    with drawing(height=5.6, rows=len(DISTANCES)) as (canvas, axes):
        for axis, distance in zip(axes, DISTANCES, strict=True):
            order = [OWN, *((distance * down, distance * right) for down, right in ARROWS)]
            for (arm, found), offset, colour, marker in zip(
                errors.items(), spread, SERIES, MARKERS, strict=False
            ):
                for at, place in enumerate(order):
                    runs, mean = found[place], float(np.mean(found[place]))
                    axis.plot([at + offset] * len(runs), runs, ".", ms=3, color=colour, alpha=0.6)
                    axis.plot([at + offset], [mean], marker, ms=5, color=colour, mec=INK, mew=0.4)
                axis.plot([], [], marker, ms=5, color=colour, label=arm)
            names = ["own", *ARROWS.values()]
            axis.set_xticks(range(len(order)), names)
            axis.set_title(f"moved by {distance} pixels", fontsize=10.5, loc="left")
            logarithmic(axis, "y", TICKS)
            axis.grid(axis="y")
        canvas.supylabel("misread validation images in per cent", fontsize=10.5)
        handles, labels = axes[0].get_legend_handles_labels()
        canvas.legend(handles, labels, loc="outside upper left", ncols=2, handlelength=1)
    return finished(canvas, "by-place", told(errors), numbers(errors))


def told(errors: dict[str, dict[Place, list[float]]]) -> str:
    """The figure in words: means where the digits stand, and over the places farthest away."""
    far = [place for place in PLACES if max(map(abs, place)) == max(DISTANCES)]
    said = [
        f"{arm}, {np.mean(found[OWN]):.1f} and {np.mean([found[place] for place in far]):.1f}"
        for arm, found in errors.items()
    ]
    return (
        "Misread digits in per cent at their own place and moved in eight directions, by "
        f"{listed([str(each) for each in DISTANCES])} pixels. Means at the own place, and over "
        f"the places {max(DISTANCES)} pixels away: {'; '.join(said)}."
    )


def numbers(errors: dict[str, dict[Place, list[float]]]) -> Table:
    """The mean accuracy of each network at each place."""
    rows = []
    for place in PLACES:
        far = max(map(abs, place))
        name = f"{far} {ARROWS[direction(place, far)]}" if far else "own place"
        means = (float(np.mean(found[place])) for found in errors.values())
        rows.append((name, *(percent(1 - mean / 100) for mean in means)))
    return Table(("place", *errors), tuple(rows))
