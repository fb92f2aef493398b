"""Figures of the chapter on dropout."""

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from workedout.display import Table
from workedout.experiments.dropout import name
from workedout.figures.kit.answering import Answering, answering, moved
from workedout.figures.kit.drawing import (
    GRID,
    INK,
    SERIES,
    Figure,
    drawing,
    finished,
    logarithmic,
)
from workedout.records.store import Record
from workedout.statistics.intervals import student_interval
from workedout.wording import listed, minus, percent

CHANCE = 90  # per cent of the digits that a guess misreads
WEIGHTS = (1, -1, 2, -1.5)  # of the unit whose masks are averaged
DOT, GAP = 30, 0.02  # size of a square in points², and how far apart two kinds of dots stand


def masks(panels: Mapping[str, np.ndarray], along: str, down: str, label: str) -> Figure:
    """What is kept and what is dropped, one square a number.

    Args:
        panels: for each title, (rows, columns) of truth values: kept or not.
        along: what a column is.
        down: what a row is.
        label: unique within the book, for the figure's identifiers.
    """
    rows, said = [], []
    with drawing(height=1.95 * len(panels) + 0.3, rows=len(panels)) as (canvas, places):
        for place, (title, kept) in zip(places, panels.items(), strict=True):
            for state, colour, filled in ((True, SERIES[0], True), (False, GRID, False)):
                y, x = np.nonzero(kept == state)
                face = colour if filled else "none"
                place.scatter(x + 1, y + 1, DOT, marker="s", color=colour, facecolor=face, lw=0.8)
            height, width = kept.shape
            place.set(xlim=(0.4, width + 0.6), ylim=(height + 0.6, 0.4), xlabel=along, ylabel=down)
            place.set_xticks(range(1, width + 1, 4))
            place.set_yticks(range(1, height + 1, 3))
            place.set_title(title, fontsize=10.5, loc="left")
            share = percent(float(kept.mean()), 0)
            said.append(f"{title}: {height} rows of {width} squares, {share} of them filled")
            rows += [
                (f"{title}, {down} {number}", " ".join("■" if each else "□" for each in line))
                for number, line in enumerate(kept, start=1)
            ]
    alt = f"Squares, filled where something is kept. {'. '.join(said)}."
    return finished(canvas, label, alt, Table(("row", "kept"), tuple(rows)))


def errors(record: Record, p: Fraction) -> list[float]:
    """Misread validation images in per cent, one for each seed."""
    return [100 * (1 - accuracy) for accuracy in record[name(p)].accuracies]


def misread(record: Record, grid: Sequence[Fraction], label: str) -> Figure:
    """Misread validation images against p: single runs, and the mean with its interval.

    Args:
        record: an arm for each p.
        grid: the values of p, in order; the last is 1.
        label: unique within the book, for the figure's identifiers.
    """
    at = [float(p) for p in grid]
    values = [errors(record, p) for p in grid]
    means = [student_interval(each) for each in values]
    with drawing(height=5.4, rows=2) as (canvas, (near, whole)):
        for place, count in ((near, len(at) - 1), (whole, len(at))):
            for x, each in zip(at[:count], values, strict=False):
                place.plot([x] * len(each), each, "o", ms=3.2, color=SERIES[0], alpha=0.6, mew=0)
            middle = [mean.estimate for mean in means[:count]]
            place.plot(at[:count], middle, "-", lw=1.2, color=SERIES[0])
            place.grid(axis="y")
        for x, mean in zip(at[:-1], means, strict=False):
            near.plot([x + GAP / 2] * 2, [mean.low, mean.high], color=INK, lw=2)
        below = [value for each in values[:-1] for value in each]
        below += [end for mean in means[:-1] for end in (mean.low, mean.high)]
        room = (max(below) - min(below)) / 20
        near.set(xlim=(-0.03, 1.03), ylim=(min(below) - room, max(below) + room))
        near.set_title("p below 1", fontsize=10.5, loc="left")
        whole.set(xlim=(-0.03, 1.03), xlabel="p")
        whole.axhline(CHANCE, color=INK, ls="--", lw=1)
        whole.set_title("all p (dashed: guessing)", fontsize=10.5, loc="left")
        logarithmic(whole, "y", [1, 2, 5, 10, 20, 50, 100])
        canvas.supylabel("misread validation images in per cent", fontsize=10.5)
    lowest = int(np.argmin([mean.estimate for mean in means]))
    alt = (
        f"Misread validation images against p, {len(values[0])} runs at each of {len(grid)} values."
        f" The mean is lowest, {means[lowest].estimate:.2f} per cent, at p = {grid[lowest]}; it is "
        f"{means[0].estimate:.2f} at 0, {means[-2].estimate:.2f} at {grid[-2]} and "
        f"{means[-1].estimate:.1f} at {grid[-1]}."
    )
    rows = tuple(
        (
            f"{p}",
            *(f"{value:.2f}" for value in each),
            f"{mean.estimate:.2f} ({mean.low:.2f} to {mean.high:.2f})",
        )
        for p, each, mean in zip(grid, values, means, strict=True)
    )
    head = ("p", *(f"seed {seed}" for seed in range(len(values[0]))), "mean in per cent")
    return finished(canvas, label, alt, Table(head, rows))


KINDS = {"training, with masks": ("s", SERIES[1]), "held out, without": ("o", SERIES[0])}


def losses(record: Record, grid: Sequence[Fraction], label: str) -> Figure:
    """Loss of the last epoch in training, and on held-out images after it, against p.

    Args:
        record: an arm for each p.
        grid: the values of p, in order.
        label: unique within the book, for the figure's identifiers.
    """
    columns = {
        "training, with masks": [record[name(p)].train_losses for p in grid],
        "held out, without": [record[name(p)].losses for p in grid],
    }
    with drawing(height=3.3) as (canvas, (place,)):
        for sign, (kind, values) in zip((1, -1), columns.items(), strict=True):
            mark, colour = KINDS[kind]
            at = [float(p) + sign * GAP / 5 for p in grid]
            for x, each in zip(at, values, strict=True):
                place.plot([x] * len(each), each, mark, ms=3, color=colour, alpha=0.6, mew=0)
            means = [float(np.mean(each)) for each in values]
            place.plot(at, means, f"{mark}-", ms=0, lw=1.2, color=colour)
            place.plot([], [], f"{mark}-", ms=4, color=colour, label=kind)
        place.axhline(np.log(10), color=INK, ls="--", lw=1)
        place.set(xlabel="p (dashed: the loss of knowing nothing, ln 10)", ylabel="loss")
        logarithmic(place, "y", [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5])
        place.grid(axis="y")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    said = [
        f"{kind} from {np.mean(values[0]):.3f} at p = {grid[0]} to {np.mean(values[-1]):.2f} at "
        f"p = {grid[-1]}"
        for kind, values in columns.items()
    ]
    alt = f"Two curves of loss against p, on a logarithmic axis: {listed(said)}."
    rows = tuple(
        (f"{p}", *(f"{np.mean(values[place]):.4f}" for values in columns.values()))
        for place, p in enumerate(grid)
    )
    return finished(canvas, label, alt, Table(("p", *columns), rows))


def winners(chances: Mapping[str, Mapping[Fraction, Fraction]]) -> Figure:
    """How often each p wins when every p has one run.

    Args:
        chances: for each grid, the chance of each of its values.
    """
    rows, said = [], []
    with drawing(height=1.7 * len(chances) + 0.4, rows=len(chances)) as (canvas, places):
        for place, (grid, shares) in zip(places, chances.items(), strict=True):
            at = [float(p) for p in shares]
            place.bar(at, [float(100 * share) for share in shares.values()], 0.05, color=SERIES[0])
            place.set_title(grid, fontsize=10.5, loc="left")
            place.set(xlim=(-0.05, 1.05), ylim=(0, 100))
            place.grid(axis="y")
            first = max(shares, key=lambda p: shares[p])
            said.append(f"{grid}: most often p = {first}, {percent(float(shares[first]), 0)}")
            rows += [(f"{grid}, {p}", percent(float(share), 1)) for p, share in shares.items()]
        places[-1].set_xlabel("p")
        canvas.supylabel("wins in per cent of all draws", fontsize=10.5)
    alt = f"Bars: how often each p wins with one run of each. {'. '.join(said)}."
    return finished(canvas, "dropout-winners", alt, Table(("p", "wins"), tuple(rows)))


def gain_over(record: Record, none: Fraction, p: Fraction) -> list[float]:
    """How many points more an arm reads than another, seed by seed."""
    pairs = zip(errors(record, none), errors(record, p), strict=True)
    return [wrong - less for wrong, less in pairs]


def lengths(short: Record, long: Record, shared: Sequence[Fraction]) -> Figure:
    """What dropout gains over none, after a short training and after a long one, against p.

    Args:
        short: an arm for each p; equal seeds of two arms start alike.
        long: likewise.
        shared: the values of p to show; the first is 0.
    """
    none, *others = shared
    rows, said = {p: [f"{p}"] for p in others}, []
    lines = {"after one epoch": short, "after ten epochs": long}
    with drawing(height=3.4) as (canvas, (place,)):
        place.axhline(0, color=INK, lw=1)
        for (label, record), colour, mark in zip(lines.items(), SERIES, "os", strict=False):
            gains = [student_interval(gain_over(record, none, p)) for p in others]
            middle = np.array([gain.estimate for gain in gains])
            reach = np.array([(gain.low, gain.high) for gain in gains]).T
            place.errorbar(
                [float(p) for p in others],
                middle,
                np.abs(reach - middle),
                fmt=f"{mark}-",
                color=colour,
                label=label,
                ms=4,
                capsize=3,
            )
            for p, gain in zip(others, gains, strict=True):
                ends = f"{gain.estimate:+.2f} ({gain.low:+.2f} to {gain.high:+.2f})"
                rows[p].append(minus(ends))
            best = max(zip(middle, others, strict=True))
            said.append(minus(f"{label} the highest mean is {best[0]:+.2f}, at p = {best[1]}"))
        place.set_xticks([float(p) for p in others], map(str, others))
        place.set_xlabel("p")
        place.set_ylabel("gain over no dropout, in points")
        place.grid()
        canvas.legend(loc="outside upper left", ncols=2)
    alt = (
        f"Two curves of what dropout gains over none, against {len(others)} values of p: "
        f"{' and '.join(said)}."
    )
    head = ("p", *lines)
    return finished(canvas, "dropout-lengths", alt, Table(head, tuple(map(tuple, rows.values()))))


def mask_averages(p: float = 0.5, bias: float = 0, masks: int = 100, seed: int = 0) -> Answering:
    """A ReLU unit with four inputs under dropout: means over masks, and what evaluation gives.

    Args:
        p: share of inputs that are dropped, at first.
        bias: of the unit, at first; its weights are ``WEIGHTS``, its inputs 1.
        masks: how many are drawn.
        seed: of the draws.
    """
    draws = np.random.default_rng(seed).random((masks, len(WEIGHTS))).round(3)
    every = np.array(list(itertools.product((0, 1), repeat=len(WEIGHTS))))

    def outputs(kept: np.ndarray) -> np.ndarray:
        return np.asarray(np.maximum(0, kept @ np.array(WEIGHTS) / (1 - p) + bias))

    counts = every.sum(axis=1)
    chances = p ** (len(WEIGHTS) - counts) * (1 - p) ** counts
    mean = float((chances * outputs(every)).sum())
    averages = outputs(draws >= p).cumsum() / np.arange(1, masks + 1)
    evaluated = max(0.0, sum(WEIGHTS) + bias)
    with drawing(height=3.0) as (canvas, (place,)):
        (line,) = place.plot(range(1, masks + 1), averages, color=SERIES[0], label="masks drawn")
        (exact,) = place.plot([1, masks], [mean] * 2, "--", color=SERIES[1], label="all 16 masks")
        (whole,) = place.plot([1, masks], [evaluated] * 2, ":", color=INK, label="evaluation")
        place.set(xlim=(1, masks), ylim=(-0.1, 8), xlabel="masks", ylabel="mean output")
        place.grid()
        canvas.legend(loc="outside upper left", ncols=3)
        moved("averages", line)
        moved("mean", exact)
        moved("evaluated", whole)
    alt = (
        f"The mean output of a ReLU unit over {masks} drawn masks with p = {p:g}: it settles near "
        f"{mean:.3f}, the mean over all 16 masks. The output in evaluation is {evaluated:g}."
    )
    rows = tuple((str(n), f"{averages[n - 1]:.3f}") for n in (1, 2, 5, 10, 20, 50, masks))
    rows += (("all 16", f"{mean:.3f}"), ("evaluation", f"{evaluated:g}"))
    given = {"draws": draws.tolist()}
    state = {"p": p, "b": bias}
    return answering(
        canvas, "mask-averages", state, alt, Table(("masks", "mean output"), rows), given
    )
