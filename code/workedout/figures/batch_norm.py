"""Figures of the chapter on batch norm."""

from collections.abc import Mapping

import numpy as np

from workedout.display import Table
from workedout.experiments.batch_norm import CASES, KINDS, name, rates
from workedout.figures.kit.answering import Answering, answering, moved
from workedout.figures.kit.drawing import GRID, INK, SERIES, Figure, drawing, finished
from workedout.records.store import Record
from workedout.statistics.intervals import Interval, student_interval
from workedout.wording import listed, minus, percent

STYLES = dict(zip(KINDS, (("o", SERIES[0]), ("s", SERIES[1])), strict=True))
BATCH = (-1.5, -1, -0.5, -0.25, 0.25, 0.5, 1, 1.5)  # sums of a unit, before they are moved
APART = dict(zip(KINDS, (0.93, 1.07), strict=True))


def nines(accuracy: np.ndarray) -> np.ndarray:
    """Accuracy in per cent on a scale on which 0, 90 and 99 are equally far apart."""
    return np.asarray(-np.log10(1 - np.minimum(accuracy, 99.99) / 100))


def accuracy_of(nines: np.ndarray) -> np.ndarray:
    """The way back: from the scale to per cent."""
    return 100 * (1 - 10.0**-nines)


def sweep(record: Record, published: float) -> Figure:
    """Misread validation images against the learning rate, with and without, in each case.

    Args:
        record: of the sweep.
        published: accuracy in per cent of a published run with batch norm at the rate 2.
    """
    rows, said = [], []
    with drawing(height=6.6, rows=len(CASES)) as (canvas, places):
        for place, case in zip(places, CASES, strict=True):
            best, tried = {}, rates(case)
            for kind, (mark, colour) in STYLES.items():
                errors = [
                    [100 * (1 - a) for a in record[name(case, kind, rate)].accuracies]
                    for rate in tried
                ]
                for rate, values in zip(tried, errors, strict=True):
                    at = [rate * APART[kind]] * len(values)
                    place.plot(at, values, mark, ms=3, color=colour, alpha=0.6, mew=0)
                means = [float(np.mean(values)) for values in errors]
                place.plot(tried, means, "-", lw=1.5, color=colour)
                lowest = int(np.argmin(means))
                best[kind] = f"{means[lowest]:.2f} per cent {kind} at rate {tried[lowest]:g}"
                rows += [
                    (name(case, kind, rate), *(f"{v:.2f}" for v in values), f"{mean:.2f}")
                    for rate, values, mean in zip(tried, errors, means, strict=True)
                ]
            said.append(f"{case}: {listed(list(best.values()))}")
            place.set_title(case, fontsize=10.5, loc="left")
            place.set_xscale("log")
            place.set_yscale("log")
            place.set_ylim(1.5, 120)
            place.set_yticks([2, 5, 10, 20, 50, 90], ["2", "5", "10", "20", "50", "90"])
            place.minorticks_off()
            place.grid()
        places[0].plot([2.0], [100 - published], "x", ms=7, mew=1.8, color=INK)
        places[-1].set_xlabel("learning rate")
        places[1].set_ylabel("misread validation images in per cent")
        for kind, (mark, colour) in STYLES.items():
            places[0].plot([], [], f"{mark}-", ms=4, color=colour, label=kind)
        places[0].plot([], [], "x", ms=6, mew=1.8, color=INK, label="published, with")
        canvas.legend(loc="outside upper left", ncols=3, handlelength=1.5)
    every = [rate for case in CASES for rate in rates(case)]
    alt = (
        f"Misread validation images against learning rates from {min(every):g} to "
        f"{max(every):g}, with and without batch norm. "
        f"Lowest means: {'; '.join(said)}."
    )
    seeds = tuple(f"seed {seed}" for seed in range(len(rows[0]) - 2))
    return finished(canvas, "bn-sweep", alt, Table(("arm", *seeds, "mean"), tuple(rows)))


def gains(lines: Mapping[tuple[str, float], tuple[Interval, str]]) -> Figure:
    """What batch norm gains at each rate of each case, in points of accuracy.

    Args:
        lines: for each case and rate, the mean gain with its interval, and the verdict in words;
            a verdict other than "cannot tell" is drawn filled.
    """
    cases = list(dict.fromkeys(case for case, _ in lines))
    rows, said = [], []
    with drawing(height=6.2, rows=len(cases)) as (canvas, places):
        for place, case in zip(places, cases, strict=True):
            place.axhline(0, color=INK, lw=1)
            for (of, rate), (mean, verdict) in lines.items():
                if of != case:
                    continue
                decided = verdict != "cannot tell"
                place.plot([rate] * 2, [mean.low, mean.high], color=SERIES[0], lw=1.5)
                face = SERIES[0] if decided else "none"
                place.plot([rate], [mean.estimate], "o", ms=5.5, color=SERIES[0], mfc=face)
                ends = [minus(f"{end:+.2f}") for end in (mean.estimate, mean.low, mean.high)]
                rows.append((f"{case}, rate {rate:g}", *ends, verdict))
            counted = [verdict for (of, _), (_, verdict) in lines.items() if of == case]
            each = [f"{word} at {counted.count(word)}" for word in dict.fromkeys(counted)]
            said.append(f"{case}: {listed(each)} of {len(counted)} rates")
            place.set_title(case, fontsize=10.5, loc="left")
            place.set_xscale("log")
            place.set_yscale("symlog", linthresh=1, linscale=0.6)
            place.set_ylim(-120, 120)
            ticks = (-50, -10, -1, 0, 1, 10, 50)
            place.set_yticks(ticks, [minus(f"{tick:+d}") if tick else "0" for tick in ticks])
            place.minorticks_off()
            place.grid()
        places[-1].set_xlabel("learning rate")
        places[len(cases) // 2].set_ylabel("gain by batch norm in points")
    alt = f"Gain in accuracy by batch norm at each learning rate. {'. '.join(said)}."
    head = ("case and rate", "gain in points", "from", "to", "batch norm")
    return finished(canvas, "bn-gains", alt, Table(head, tuple(rows)))


def finals(record: Record) -> Figure:
    """Test accuracy of each final: single runs, and the mean with its interval over seeds."""
    names = list(record.arms)
    rows, said = [], []
    with drawing(height=0.42 * len(names) + 0.9) as (canvas, (place,)):
        for line, arm in enumerate(names):
            accuracies = record[arm].accuracies
            seeds = student_interval(accuracies).within(0, 1)
            kind = next(kind for kind in KINDS if f", {kind}, " in arm)
            mark, colour = STYLES[kind]
            place.plot(
                [100 * a for a in accuracies],
                [line - 0.15] * len(accuracies),
                mark,
                ms=3.5,
                color=colour,
                alpha=0.7,
                mew=0,
            )
            place.plot([100 * seeds.low, 100 * seeds.high], [line + 0.15] * 2, color=INK, lw=4)
            rows.append((arm, *(f"{100 * a:.2f}" for a in accuracies), seeds.as_percent))
            said.append(f"{arm} {percent(seeds.estimate)}")
        for kind, (mark, colour) in STYLES.items():
            place.plot([], [], mark, ms=4, color=colour, label=f"one run, {kind}")
        place.plot([], [], "-", lw=4, color=INK, label="interval for the mean")
        place.set_yticks(range(len(names)), [arm.replace(", with", ",\nwith") for arm in names])
        place.set_ylim(len(names) - 0.5, -0.5)
        # Some networks only guess, and the others differ by tenths of a point.
        place.set_xscale("function", functions=(nines, accuracy_of))
        place.set_xlim(0, 99.2)
        place.set_xticks([10, 50, 80, 90, 95, 97, 98, 99])
        place.set_xlabel("test accuracy in per cent, finer to the right")
        place.grid(axis="x")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    head = ("arm", *(f"seed {seed}" for seed in range(len(rows[0]) - 2)), "mean (seeds)")
    alt = f"Test accuracy of {len(names)} networks. Means: {'; '.join(said)}."
    return finished(canvas, "bn-finals", alt, Table(head, tuple(rows)))


def normalised_batch(scale: float = 1, shift: float = 2, epsilon: float = 1e-5) -> Answering:
    """A unit's sums for a batch of eight examples, before batch norm and after.

    Args:
        scale: what the sums of ``BATCH`` are multiplied by at first.
        shift: by how much they are moved at first.
        epsilon: as in the layer.
    """
    before = shift + scale * np.array(BATCH)
    after = (before - before.mean()) / np.sqrt(before.var() + epsilon)
    with drawing(height=2.3, rows=2) as (canvas, (above, below)):
        for place, name, values in ((above, "before", before), (below, "after", after)):
            place.axhline(0, color=GRID, lw=1)
            (many,) = place.plot(values[:-1], [0] * 7, "o", ms=7, color=SERIES[0], alpha=0.7)
            (last,) = place.plot(values[-1:], [0], "o", ms=7, color=SERIES[1])
            moved(name, many)
            moved(f"{name}-last", last)
            place.set(ylim=(-1, 1), yticks=[])
            place.spines["left"].set_visible(False)
        above.set(xlim=(-10, 18), xlabel="weighted sums before")
        below.set(xlim=(-3, 3), xlabel="normalised values, after")
    mean = minus(f"{before.mean():.2g}")
    alt = (
        f"Eight weighted sums of a unit as dots on an axis, with mean {mean} and "
        f"standard deviation {before.std():.3f}; below them the same after batch norm, with mean "
        f"0 and standard deviation {after.std():.3f}. The last one has a colour of its own."
    )
    rows = tuple(
        (str(number), minus(f"{one:.3f}"), minus(f"{other:.3f}"))
        for number, (one, other) in enumerate(zip(before, after, strict=True), 1)
    )
    state = {"scale": scale, "shift": shift, "last": 0}
    table = Table(("example", "before", "after"), rows)
    return answering(canvas, "normalised-batch", state, alt, table)
