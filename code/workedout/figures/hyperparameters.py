"""Figures of the chapter on hyperparameters."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import norm, t

from workedout.display import Table
from workedout.figures.kit.answering import Answering, answering, moved
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished, logarithmic
from workedout.statistics.comparisons import largest_of, optimism, power
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


def chances(
    deviation: float,
    differences: Sequence[float],
    first: tuple[float, int] = (0.15, 10),
    most: int = 30,
) -> Answering:
    """The chance that a difference is shown, against the number of seeds.

    Args:
        deviation: standard deviation over seeds, in percentage points.
        differences: of the true means, in percentage points.
        first: the difference and the number of seeds that are marked at first.
        most: the largest number of seeds of each arm.
    """
    seeds, marked = list(range(2, most + 1)), min(first[1], most)
    with drawing(height=2.9) as (canvas, (place,)):
        columns = []
        for colour, difference in zip(SERIES, differences, strict=False):
            column = [power(count, difference, deviation) for count in seeds]
            columns.append(column)
            place.plot(seeds, column, color=colour, label=f"{difference:g} points")
        own = [power(count, first[0], deviation) for count in seeds]
        (yours,) = place.plot(seeds, own, "--", color=INK, lw=1.2)
        (here,) = place.plot(marked, own[marked - seeds[0]], "o", ms=8, color=INK)
        moved("yours", yours)
        moved("here", here)
        place.axhline(0.8, color=INK, ls=":", lw=0.8)
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
        f"It reaches 0.8 for a difference of {listed(enough)}. Marked: {first[0]:g} points with "
        f"{marked} seeds, {own[marked - seeds[0]]:.2f}."
    )
    rows = tuple(
        (str(count), *(f"{column[place]:.2f}" for column in columns))
        for place, count in enumerate(seeds)
    )
    head = ("seeds", *(f"{difference:g} points" for difference in differences))
    given = {
        "deviation": float(deviation),
        "critical": [float(t.isf(0.05, 2 * count - 2)) for count in seeds],
    }
    state = {"difference": first[0], "seeds": marked}
    return answering(canvas, "chances", state, alt, Table(head, rows), given)


def enough_seeds(seeds: Sequence[int], chances: Sequence[float]) -> str:
    """The first number of seeds with a chance of 0.8 or more, in words."""
    found = [count for count, chance in zip(seeds, chances, strict=True) if chance >= 0.8]
    return str(found[0]) if found else f"more than {seeds[-1]}"


def parabola_rate(rate: float = 0.3, curvature: float = 1, steps: int = 20) -> Answering:
    """Descent on a parabola at one rate: over the weight, and over the steps."""
    path = [2.0]
    for _ in range(steps):
        path.append(path[-1] - rate * curvature * path[-1])
    costs = [curvature * w * w / 2 for w in path]
    across = np.linspace(-2.6, 2.6, 105)
    with drawing(height=3.0, columns=2) as (canvas, (left, right)):
        (parabola,) = left.plot(across, curvature * across**2 / 2, color=SERIES[5], lw=1)
        (way,) = left.plot(path, costs, color=SERIES[1], lw=1)
        (weights,) = left.plot(path, costs, "o", ms=5, color=SERIES[1])
        left.set(xlim=(-2.6, 2.6), ylim=(-0.1, 4.5), xlabel="weight w", ylabel="cost λw²/2")
        (falling,) = right.plot(costs, color=SERIES[1], lw=1)
        (dots,) = right.plot(costs, "o", ms=4, color=SERIES[1])
        logarithmic(right, "y", [1e-6, 1e-4, 1e-2, 1, 100])
        right.set(xlim=(0, steps), ylim=(1e-7, 1e3), xlabel="step", ylabel="cost")
        right.set_xticks(range(0, steps + 1, 5))
        right.grid()
        for name, artist in (
            ("parabola", parabola),
            ("path", way),
            ("weights", weights),
            ("costs", falling),
            ("steps", dots),
        ):
            moved(name, artist)
    rows = tuple((str(s), minus(f"{path[s]:.4g}"), f"{costs[s]:.4g}") for s in (0, 1, 2, 5, 10, 20))
    alt = (
        f"Descent from 2 on a parabola of curvature {curvature:g} at the rate {rate:g}. Left, the "
        f"weights on the parabola; right, the cost over {steps} steps, from {costs[0]:g} to "
        f"{costs[-1]:.2g} on an axis of powers of ten."
    )
    state = {"rate": rate, "curvature": curvature}
    return answering(canvas, "parabola-rate", state, alt, Table(("step", "weight", "cost"), rows))


def best_of_runs(apart: float, candidates: int = 10, images: int = 10_000) -> Answering:
    """How the best of equally good networks is distributed, in standard deviations of one.

    Args:
        apart: the share of images on which two of them differ, one right and one wrong.
        candidates: how many there are at first.
        images: on how many they are compared at first.
    """
    x, above = np.linspace(-4, 6, 201), largest_of(candidates)
    best = candidates * norm.pdf(x) * norm.cdf(x) ** (candidates - 1)
    with drawing(height=2.8) as (canvas, (place,)):
        place.plot(x, norm.pdf(x), color=SERIES[5], lw=1.2, label="one of them")
        (curve,) = place.plot(x, best, color=SERIES[0], label="the best of them")
        (mean,) = place.plot([above] * 2, [0, 1.4], "--", color=SERIES[0], lw=1, label="its mean")
        place.set(xlim=(-4, 6), ylim=(0, 1.4), ylabel="density")
        place.set_xlabel("accuracy, in standard deviations from the true one")
        canvas.legend(loc="outside upper left", ncols=3)
        moved("best", curve)
        moved("mean", mean)
    rows = tuple(
        (str(k), f"{largest_of(k):.3f}", f"{100 * optimism(k, apart, images):.3f}")
        for k in (1, 2, 5, 10, 20, 50, 100, 1000)
    )
    alt = (
        f"The density of one accuracy, a bell around 0, and that of the best of {candidates}: it "
        f"is narrower, and its mean lies {above:.2f} standard deviations above."
    )
    table = Table(("candidates", "standard deviations", "points too good"), rows)
    state = {"k": candidates, "n": images}
    return answering(canvas, "best-of-runs", state, alt, table, {"apart": float(apart)})
