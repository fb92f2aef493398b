"""Figures of the chapter on schedules of the learning rate."""

from collections.abc import Callable, Mapping

import numpy as np

from workedout.display import Table
from workedout.experiments.schedules import (
    BATCH_RATES,
    BATCHES,
    BUDGETS,
    LONGEST,
    NAMES,
    RATES,
    at,
    batched,
    budget,
)
from workedout.figures.kit.drawing import SERIES, Figure, drawing, finished, logarithmic
from workedout.records.store import ArmRecord, Record
from workedout.wording import listed, percent

MARKS = dict(zip(NAMES, ("o", "s", "^", "D"), strict=True))
COLOURS = dict(zip(NAMES, SERIES, strict=False))


def shapes(schedules: Mapping[str, Callable[[float], float]]) -> Figure:
    """The factor on the learning rate over a training, for each schedule."""
    done = np.linspace(0, 1, 201)[:-1]
    sampled = {name: [schedule(float(d)) for d in done] for name, schedule in schedules.items()}
    with drawing(height=2.5) as (canvas, (place,)):
        for name, factors in sampled.items():
            place.plot(done, factors, color=COLOURS[name], label=name)
        place.set_xlabel("fraction of training done")
        place.set_ylabel("factor on the rate")
        place.grid()
        canvas.legend(loc="outside upper left", ncols=4, handlelength=1.2, columnspacing=1.0)
    said = [f"{name} from {f[0]:.2g} to {f[-1]:.2g}" for name, f in sampled.items()]
    alt = f"The factor on the learning rate over a training: {listed(said)}."
    quarters = (0, 30, 60, 99, 100, 150, 199)
    rows = tuple((n, *(f"{f[i]:.3g}" for i in quarters)) for n, f in sampled.items())
    head = ("schedule", *(f"{done[i]:.3g} done" for i in quarters))
    return finished(canvas, "schedule-shapes", alt, Table(head, rows))


def sweep(record: Record) -> Figure:
    """Validation accuracy and loss of each schedule at each rate: runs, and lines of means."""
    rows, said = [], []
    with drawing(height=5.2, rows=2) as (canvas, (above, below)):
        for name in NAMES:
            arms = [record[at(name, rate)] for rate in RATES]
            accuracy = [100 * float(np.mean(arm.accuracies)) for arm in arms]
            losses = [float(np.mean(arm.losses)) for arm in arms]
            style = {"color": COLOURS[name], "ms": 4}
            above.plot(RATES, accuracy, f"{MARKS[name]}-", label=name, **style)
            below.plot(RATES, losses, f"{MARKS[name]}-", **style)
            for rate, arm in zip(RATES, arms, strict=True):
                runs = [100 * value for value in arm.accuracies]
                above.plot([rate] * len(runs), runs, ".", ms=2.5, color=COLOURS[name])
                row = (f"{a:.2f}" for a in runs)
                rows.append((at(name, rate), ", ".join(row), f"{np.mean(arm.losses):.4f}"))
            best = int(np.argmax(accuracy))
            said.append(f"{name} {accuracy[best]:.2f} at {RATES[best]:g}")
        for place in (above, below):
            logarithmic(place, "x", RATES)
            place.grid()
        above.set_ylabel("accuracy, per cent")
        below.set_ylabel("mean loss")
        logarithmic(below, "y", (0.08, 0.1, 0.15, 0.2))
        below.set_xlabel("learning rate at its highest")
        canvas.legend(loc="outside upper left", ncols=4, handlelength=1.2, columnspacing=1.0)
    alt = (
        f"Accuracy and loss on the validation images against the learning rate, for {len(NAMES)} "
        f"schedules. Highest mean accuracy in per cent: {listed(said)}."
    )
    head = ("schedule and rate", "accuracy of each run, per cent", "mean loss")
    return finished(canvas, "schedule-sweep", alt, Table(head, tuple(rows)))


def budgets(record: Record) -> Figure:
    """Accuracy and loss after so many epochs: along one constant run, and of cosines that end."""
    constant = record[budget("constant", LONGEST)]
    epochs = range(1, LONGEST + 1)
    with drawing(height=5.2, rows=2) as (canvas, places):
        for column, place, label in zip(
            (2, 1), places, ("accuracy, per cent", "mean loss"), strict=True
        ):
            scale = 100 if column == 2 else 1
            along = scale * observed(constant, column)
            low, high = along.min(axis=0), along.max(axis=0)
            colour = COLOURS["constant"]
            place.fill_between(epochs, low, high, color=colour, alpha=0.25, lw=0)
            place.plot(epochs, along.mean(axis=0), color=colour, label="constant rate")
            ends = [scale * observed(record[budget("cosine", n)], column)[:, -1] for n in BUDGETS]
            for n, end in zip(BUDGETS, ends, strict=True):
                place.plot([n] * len(end), end, ".", ms=3, color=COLOURS["cosine"])
            means = [end.mean() for end in ends]
            place.plot(BUDGETS, means, "^-", color=COLOURS["cosine"], ms=5, label="cosine")
            logarithmic(place, "x", BUDGETS)
            place.set_ylabel(label)
            place.grid()
        places[0].legend(loc="lower right")
        places[1].set_xlabel("epochs of training")
    rows = []
    for n in BUDGETS:
        cosine = record[budget("cosine", n)]
        rows.append(
            (
                str(n),
                f"{100 * observed(constant, 2)[:, n - 1].mean():.2f}",
                f"{100 * np.mean(cosine.accuracies):.2f}",
                f"{observed(constant, 1)[:, n - 1].mean():.4f}",
                f"{np.mean(cosine.losses):.4f}",
            )
        )
    alt = (
        "Accuracy and loss on the validation images after so many epochs. After "
        + listed(
            [f"{r[0]}: {r[1]} per cent at a constant rate, {r[2]} along a cosine" for r in rows]
        )
        + "."
    )
    head = (
        "epochs",
        "constant, accuracy in per cent",
        "cosine, accuracy in per cent",
        "constant, loss",
        "cosine, loss",
    )
    return finished(canvas, "schedule-budgets", alt, Table(head, tuple(rows)))


def observed(arm: ArmRecord, column: int) -> np.ndarray:
    """Loss (column 1) or accuracy (column 2) at each observation: (seeds, observations)."""
    return np.array([[seen[column] for seen in run.observations] for run in arm.seeds.values()])


def batches(record: Record) -> Figure:
    """Loss against the rate for each batch size, and against the rate divided by the size."""
    rows, said = [], []
    with drawing(height=5.2, rows=2) as (canvas, (above, below)):
        for size, colour, mark in zip(BATCHES, SERIES, "os^D", strict=False):
            losses = [float(np.mean(record[batched(size, r)].losses)) for r in BATCH_RATES]
            above.plot(BATCH_RATES, losses, f"{mark}-", color=colour, ms=4, label=f"batch {size}")
            per_example = [1000 * rate / size for rate in BATCH_RATES]
            below.plot(per_example, losses, f"{mark}-", color=colour, ms=4)
            for rate, loss in zip(BATCH_RATES, losses, strict=True):
                accuracy = float(np.mean(record[batched(size, rate)].accuracies))
                rows.append((f"{size}", f"{rate:g}", percent(accuracy), f"{loss:.4f}"))
            best = int(np.argmin(losses))
            said.append(f"batch {size} at {BATCH_RATES[best]:g}")
        logarithmic(above, "x", BATCH_RATES)
        logarithmic(below, "x", (0.01, 0.1, 1, 10))
        for place, label in (
            (above, "learning rate"),
            (below, "1000 · learning rate / batch size"),
        ):
            place.set_xlabel(label)
            place.set_ylabel("mean loss")
            logarithmic(place, "y", (0.1, 0.2, 0.3, 0.5))
            place.grid()
        canvas.legend(loc="outside upper left", ncols=4, handlelength=1.2, columnspacing=1.0)
    alt = (
        f"Mean loss on the validation images after the same number of epochs, for {len(BATCHES)} "
        f"batch sizes. Lowest: {listed(said)}. Over rate divided by batch size the left branches "
        "lie upon each other."
    )
    head = ("batch size", "learning rate", "mean accuracy", "mean loss")
    return finished(canvas, "schedule-batches", alt, Table(head, tuple(rows)))
