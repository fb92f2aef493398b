"""Figures of the chapter on hyperparameters."""

from collections.abc import Mapping, Sequence

import numpy as np

from workedout.display import Table
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.statistics.comparisons import power
from workedout.studies.hypergradients import Course
from workedout.wording import listed, minus


def descent(course: Course, every: int = 10) -> Figure:
    """Decay and cost, step by step, while descent moves the decay too.

    Args:
        course: of the descent.
        every: how many steps lie between two rows of the table.
    """
    steps = range(len(course.decays))
    crossing = next(step for step in steps if course.decays[step] < 0)
    with drawing(height=4.2, rows=2) as (canvas, (above, below)):
        for place, values, label in (
            (above, course.decays, "decay κ"),
            (below, course.costs, "penalised cost"),
        ):
            place.plot(steps, values, color=SERIES[0])
            place.axhline(0, color=INK, lw=0.8)
            place.axvline(crossing, color=SERIES[1], ls="--", lw=1.2)
            place.set_ylabel(label)
            place.grid(axis="y")
        below.set_xlabel("step of descent on weights and decay (dashed: κ passes 0)")
    numbers = [*steps[::every], *steps[-1:]] if steps[-1] % every else [*steps[::every]]
    rows = tuple(
        (
            str(step),
            minus(f"{course.decays[step]:.4f}"),
            minus(f"{course.costs[step]:.4f}"),
            f"{course.lengths[step]:.4f}",
        )
        for step in numbers
    )
    alt = (
        f"Two curves over {steps[-1]} steps of descent. The decay starts at {course.decays[0]:g}, "
        f"falls ever faster, passes 0 at step {crossing} and ends at "
        f"{minus(f'{course.decays[-1]:.2f}')}. The penalised cost falls from "
        f"{course.costs[0]:.2f} to {minus(f'{course.costs[-1]:.2f}')}."
    )
    head = ("step", "decay κ", "penalised cost", "length of the weights")
    return finished(canvas, "decay-descent", alt, Table(head, rows))


def pairs(by_kind: Mapping[str, Sequence[float]], level: float = 0.05) -> Figure:
    """p of McNemar's test for every pair of trained networks, for each kind of pair.

    Args:
        by_kind: p-values on one side, by the kind of pair.
        level: below which a pair counts as told apart.
    """
    rows, said = [], []
    least = min(min(values) for values in by_kind.values())
    with drawing(height=0.8 * len(by_kind) + 0.9) as (canvas, (place,)):
        for line, (kind, values) in enumerate(by_kind.items()):
            offsets = np.linspace(-0.28, 0.28, len(values))
            place.plot(values, line + offsets, "o", ms=3, color=SERIES[line], alpha=0.8)
            below = sum(value < level for value in values)
            said.append(f"{kind}, {below} of {len(values)} below {level:g}")
            middle = float(np.median(values))
            rows.append((kind, str(len(values)), str(below), f"{middle:.2g}", f"{min(values):.2g}"))
        place.axvline(level, color=INK, ls="--", lw=1)
        place.set_xscale("log")
        place.set_xlim(least / 2, 1.5)
        place.set_yticks(range(len(by_kind)), list(by_kind))
        place.set_ylim(len(by_kind) - 0.5, -0.5)
        place.set_xlabel(f"p of McNemar's test, one-sided (dashed: {level:g})")
        place.grid(axis="x")
    alt = f"p-values of McNemar's test for pairs of networks, one dot a pair: {listed(said)}."
    head = ("pair", "pairs", f"p below {level:g}", "median of p", "least p")
    return finished(canvas, "mcnemar-pairs", alt, Table(head, tuple(rows)))


def chances(deviation: float, differences: Sequence[float], most: int = 30) -> Figure:
    """The chance that a difference is shown, against the number of seeds.

    Args:
        deviation: standard deviation over seeds, in percentage points.
        differences: of the true means, in percentage points.
        most: the largest number of seeds of each arm.
    """
    seeds = list(range(2, most + 1))
    with drawing(height=2.9) as (canvas, (place,)):
        columns = []
        for colour, difference in zip(SERIES, differences, strict=False):
            column = [power(count, difference, deviation) for count in seeds]
            columns.append(column)
            place.plot(seeds, column, color=colour, label=f"{difference:g} points")
        place.axhline(0.8, color=INK, ls="--", lw=0.8)
        place.set_xlabel("seeds of each arm")
        place.set_ylabel("chance to show it")
        place.set_ylim(0, 1.02)
        place.grid()
        canvas.legend(loc="outside upper left", ncols=len(differences), handlelength=1.5)
    enough = [
        f"{difference:g} points with {enough_seeds(seeds, column)} seeds"
        for difference, column in zip(differences, columns, strict=True)
    ]
    alt = (
        f"The chance that Student's test shows a difference, rising with the seeds of each arm. "
        f"It reaches 0.8 for a difference of {listed(enough)}."
    )
    rows = tuple(
        (str(count), *(f"{column[place]:.2f}" for column in columns))
        for place, count in enumerate(seeds)
    )
    head = ("seeds", *(f"{difference:g} points" for difference in differences))
    return finished(canvas, "chances", alt, Table(head, rows))


def enough_seeds(seeds: Sequence[int], chances: Sequence[float]) -> str:
    """The first number of seeds with a chance of 0.8 or more, in words."""
    found = [count for count, chance in zip(seeds, chances, strict=True) if chance >= 0.8]
    return str(found[0]) if found else f"more than {seeds[-1]}"
