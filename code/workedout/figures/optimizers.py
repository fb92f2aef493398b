"""Figures of the chapter on optimizers."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from workedout.display import Table
from workedout.experiments.optimizers import (
    CANDIDATES,
    FINALISTS,
    NAMES,
    TITLES,
    WINNERS,
    Candidate,
)
from workedout.figures.kit.drawing import SERIES, Figure, drawing, finished
from workedout.records.store import ArmRecord, Record
from workedout.wording import listed, percent

FLOOR = 95.0  # of the search's axis, in per cent; what lies below is drawn at its edge
# One for each optimizer, in their order: a colour alone would not tell seven lines apart.
LINES = (
    (SERIES[0], "-"),
    (SERIES[1], "-"),
    (SERIES[1], "--"),
    (SERIES[2], "-"),
    (SERIES[3], "-"),
    (SERIES[4], "-"),
    (SERIES[4], "--"),
)


def even_slope(lines: Mapping[str, Sequence[float]]) -> Figure:
    """Lengths of the steps of some rules along a slope that never changes, in learning rates.

    Args:
        lines: for each rule, the length of each step.
    """
    styles = ("-", "--", "-.", ":", (0, (6, 1)))
    with drawing(height=3.3) as (canvas, (place,)):
        for colour, style, (name, lengths) in zip(SERIES, styles, lines.items(), strict=False):
            steps = range(1, len(lengths) + 1)
            place.plot(steps, lengths, ls=style, color=colour, label=name)
        place.set_xscale("log")
        place.set_yscale("log")
        place.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
        place.set_xlabel("step")
        place.set_ylabel("its length, in learning rates")
        place.grid()
        canvas.legend(loc="outside upper left", ncols=2)
    count = len(next(iter(lines.values())))
    shown = [each for each in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if each <= count]
    rows = tuple((name, *(f"{of[each - 1]:.3g}" for each in shown)) for name, of in lines.items())
    said = [f"{name} from {of[0]:.3g} to {of[-1]:.3g}" for name, of in lines.items()]
    alt = (
        f"Length of each of {count} steps along an even slope, in learning rates, on axes of "
        f"powers of ten: {listed(said)}."
    )
    return finished(canvas, "even-slope", alt, Table(("rule", *(f"step {s}" for s in shown)), rows))


def search(record: Record, confirmation: Record) -> Figure:
    """Validation accuracy against the rate: each optimizer's search, and what was confirmed."""
    rows, said, tops = [], [], []
    with drawing(height=7.2, rows=4, columns=2) as (canvas, places):
        for place, name in zip(places, NAMES, strict=False):
            _searched(place, record, confirmation, name)
            rows += [_row(record, confirmation, each) for each in CANDIDATES[name]]
            mean = float(np.mean(confirmation[WINNERS[name].name].accuracies))
            said.append(f"{TITLES[name]} {WINNERS[name].rate:g}, with {percent(mean)}")
            found = [record[each.name].accuracies[0] for each in CANDIDATES[name]]
            tops.append(f"{TITLES[name]} {CANDIDATES[name][int(np.argmax(found))].rate:g}")
        key = places[-1]
        key.axis("off")
        for style, colour, label, face in (
            ("o-", SERIES[0], "search: one seed", "none"),
            ("v", SERIES[0], f"below {FLOOR:.0f} %", SERIES[0]),
            ("D", SERIES[3], "three seeds", SERIES[3]),
            ("D", SERIES[1], "three seeds, chosen", SERIES[1]),
        ):
            key.plot([], [], style, color=colour, label=label, mfc=face, ms=4)
        key.legend(loc="center")
        for place in places[5:7]:
            place.set_xlabel("learning rate")
        canvas.supylabel("validation accuracy in per cent", fontsize=10.5)
    alt = (
        f"Seven panels, one an optimizer: validation accuracy against the learning rate, at "
        f"{len(CANDIDATES['sgd'])} rates each. Highest in the search at: {listed(tops)}. Chosen "
        f"after three seeds: {listed(said)}."
    )
    head = ("candidate", "search, one seed", "three seeds", "their mean", "chosen")
    return finished(canvas, "optimizers-search", alt, Table(head, tuple(rows)))


def _searched(place: Axes, record: Record, confirmation: Record, name: str) -> None:
    """One optimizer's panel."""
    rates = [each.rate for each in CANDIDATES[name]]
    found = np.array([100 * record[each.name].accuracies[0] for each in CANDIDATES[name]])
    place.plot(rates, np.maximum(found, FLOOR), "-", color=SERIES[0], lw=1)
    for rate, value in zip(rates, found, strict=True):
        low = value < FLOOR
        place.plot(
            rate,
            max(value, FLOOR),
            "v" if low else "o",
            ms=4,
            mfc=SERIES[0] if low else "none",
            color=SERIES[0],
            clip_on=False,
        )
    for each in FINALISTS[name]:
        colour = SERIES[1] if each == WINNERS[name] else SERIES[3]
        mean = 100 * float(np.mean(confirmation[each.name].accuracies))
        place.plot(each.rate, mean, "D", ms=4.5, color=colour)
    place.set_xscale("log")
    place.set_ylim(FLOOR, 98.4)
    place.set_title(TITLES[name], fontsize=10.5)
    place.grid()


def _row(record: Record, confirmation: Record, each: Candidate) -> tuple[str, ...]:
    """What the table says of one candidate."""
    (accuracy,) = record[each.name].accuracies
    if each not in FINALISTS[each.optimizer]:
        return (each.name, percent(accuracy), "", "", "")
    values = confirmation[each.name].accuracies
    runs = ", ".join(f"{100 * value:.2f}" for value in values)
    chosen = "yes" if each == WINNERS[each.optimizer] else ""
    return (each.name, percent(accuracy), runs, percent(float(np.mean(values))), chosen)


def curves(confirmation: Record) -> Figure:
    """Training cost and validation accuracy against the epoch, at each optimizer's own rate."""
    rows, costs, scores = [], [], []
    with drawing(height=5.6, rows=2) as (canvas, (above, below)):
        for name, (colour, style) in zip(NAMES, LINES, strict=True):
            arm = confirmation[WINNERS[name].name]
            cost, score = _costs(arm), _scores(arm)
            epochs = range(1, len(cost) + 1)
            above.plot(epochs, cost, style, color=colour, label=TITLES[name])
            below.plot(epochs, score, style, color=colour)
            for what, values, digits in (("cost", cost, 4), ("accuracy", score, 2)):
                rows.append((f"{TITLES[name]}, {what}", *(f"{each:.{digits}f}" for each in values)))
            costs.append(f"{TITLES[name]} {cost[-1]:.2g}")
            scores.append(f"{TITLES[name]} {score[-1]:.2f}")
        above.set_yscale("log")
        above.set_ylabel("training cost")
        below.set_ylabel("validation accuracy, %")
        below.set_xlabel("epoch")
        below.set_ylim(bottom=93)
        for place in (above, below):
            place.grid()
        canvas.legend(loc="outside upper left", ncols=4, handlelength=1.8, columnspacing=1)
    alt = (
        "Training cost and validation accuracy against the epoch, means of three seeds. The cost "
        f"falls throughout, in the end to: {listed(costs)}. The accuracy ends, in per cent, at: "
        f"{listed(scores)}."
    )
    head = ("optimizer", *(f"epoch {epoch}" for epoch in range(1, len(cost) + 1)))
    return finished(canvas, "optimizers-curves", alt, Table(head, tuple(rows)))


def _costs(arm: ArmRecord) -> list[float]:
    """Mean over seeds of the training loss of each epoch."""
    return [float(x) for x in np.mean([run.train_loss for run in arm.seeds.values()], axis=0)]


def _scores(arm: ArmRecord) -> list[float]:
    """Mean over seeds of the held-out accuracy after each epoch, in per cent."""
    seen = [[accuracy for _, _, accuracy in run.observations] for run in arm.seeds.values()]
    return [float(100 * x) for x in np.mean(seen, axis=0)]
