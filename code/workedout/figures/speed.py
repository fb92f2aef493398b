"""Figures of the page on speed."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from workedout.display import Table
from workedout.figures.kit.drawing import SERIES, Figure, drawing, finished

SIDES = {
    "loop": "ten runs of the sample loop",
    "one": "ten runs of fit",
    "ten": "ten seeds at once",
}
MARKS = dict(zip(SIDES, ("s", "o", "D"), strict=True))


# Who trains on one core, in words and in the order of the figure.
ON_ONE_CORE = {
    "loop": "sample loop",
    "scikit-learn": "scikit-learn",
    "fit": "fit",
    "jax": "JAX",
    "five jax": "JAX, five at once",
    "five": "five seeds at once",
    "products": "matrix products alone",
}


def ten_seeds(contests: Mapping[str, Mapping[str, Any]], seeds: int) -> dict[str, dict[str, float]]:
    """Seconds for ten trained networks by each side: the median repeat of each contest.

    Args:
        contests: of one kind of device, as ``timing.race`` gives them.
        seeds: how many networks; sides that train one take as many times as long.
    """
    return {
        name: {side: median(times[side]) * (1 if side == "ten" else seeds) for side in SIDES}
        for name, times in contests.items()
    }


def race(contests: Mapping[str, Mapping[str, Any]], seeds: int, device: str) -> Figure:
    """How long ten trained networks take by each side, on a logarithmic scale.

    Args:
        contests: of one kind of device, as ``timing.race`` gives them.
        seeds: how many networks.
        device: in words, for the description.
    """
    taken = ten_seeds(contests, seeds)
    with drawing(height=0.9 + 0.75 * len(taken)) as (canvas, (axes,)):
        for place, seconds in enumerate(taken.values()):
            axes.plot([min(seconds.values()), max(seconds.values())], [place] * 2, color="0.6")
            for number, side in enumerate(SIDES):
                axes.plot(
                    seconds[side],
                    place,
                    MARKS[side],
                    color=SERIES[number],
                    label=SIDES[side] if place == 0 else None,
                )
        rows_of_seconds(axes, "seconds (logarithmic)", list(taken))
        canvas.legend(loc="outside upper left", ncols=1)
    words = "; ".join(
        f"{name}: " + ", ".join(f"{SIDES[side]} {s:.0f} s" for side, s in seconds.items())
        for name, seconds in taken.items()
    )
    alt = f"Time for {seeds} trained networks on {device}, on a logarithmic scale. {words}."
    head = ("network", "side", "raw times, one line of the race each", f"{seeds} networks", "ratio")
    rows = tuple(
        (
            name,
            SIDES[side] if side == "ten" else SIDES[side].replace("ten runs", "one run"),
            ", ".join(f"{value:.1f} s" for value in contests[name][side]),
            f"{seconds[side]:.1f} s",
            f"{seconds['loop'] / seconds[side]:.1f}",
        )
        for name, seconds in taken.items()
        for side in SIDES
    )
    return finished(canvas, f"race-{device.replace(' ', '-')}", alt, Table(head, rows))


def rows_of_seconds(axes: Axes, label: str, rows: Sequence[str]) -> None:
    """Seconds to the right, on a logarithmic scale, and what took them from the top down."""
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(label)
    axes.set_yticks(range(len(rows)), rows)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(axis="x")


def on_one_core(times: Mapping[str, Sequence[float]], network: str) -> Figure:
    """Seconds of one core for an epoch of one network, each turn of each side, logarithmic.

    Args:
        times: for each side, as ``one_core`` gives them.
        network: its name, for the description.
    """
    sides = {side: words for side, words in ON_ONE_CORE.items() if side in times}
    with drawing(height=0.9 + 0.3 * len(sides)) as (canvas, (axes,)):
        for place, side in enumerate(sides):
            axes.plot(times[side], [place] * len(times[side]), "o", color=SERIES[0], alpha=0.6)
        label = "seconds of a core for an epoch (logarithmic)"
        rows_of_seconds(axes, label, list(sides.values()))
    medians = {side: median(times[side]) for side in sides}
    said = ", ".join(f"{words} {medians[side]:.2f} s" for side, words in sides.items())
    alt = f"Seconds of one core for an epoch of one {network}, medians: {said}."
    head = ("side", "each turn", "median", "of the sample loop")
    rows = tuple(
        (
            words,
            ", ".join(f"{value:.2f} s" for value in times[side]),
            f"{medians[side]:.2f} s",
            f"{medians['loop'] / medians[side]:.1f} times as fast",
        )
        for side, words in sides.items()
    )
    return finished(canvas, f"one-core-{network}", alt, Table(head, rows))
