"""Figures of the chapter on weight decay."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from workedout.display import Table
from workedout.experiments.weight_decay import COEFFICIENTS, NONE, name
from workedout.figures.kit.answering import Answering, answering, moved
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished, logarithmic
from workedout.records.store import Record
from workedout.studies.decay_steps import LAYERS
from workedout.wording import listed

NAMES = {
    "never on": "first layer, pixels never on",
    "first": "first layer, other pixels",
    "second": "second layer",
}
EXPONENTIAL = "exp(\N{MINUS SIGN}\N{GREEK SMALL LETTER ETA}\N{GREEK SMALL LETTER LAMDA}/B) an epoch"
TICKS = [first * 10.0**power for power in range(-3, 3) for first in (1, 2, 3, 5)]
PARTS = {"decay": ("weight decay", SERIES[1]), "gradient": ("gradient", SERIES[0])}
TITLES = {"first": "first layer", "second": "second layer"}


def moves(measured: Mapping[str, Any]) -> Figure:
    """How far decay and gradient moved the weights of each layer in each epoch.

    Args:
        measured: of one setting.
    """
    rows, said = [], []
    epochs = range(1, measured["epochs"] + 1)
    with drawing(height=4.6, rows=2) as (canvas, places):
        for place, (layer, title) in zip(places, TITLES.items(), strict=True):
            for kind, (label, colour) in PARTS.items():
                values = np.array(measured["moves"][layer][f"{kind}_epoch"])
                place.plot(epochs, values, "o-", ms=3, lw=1, mew=0, color=colour)
                means = values.mean(axis=1)
                rows.append((f"{title}, {label}", *(f"{v:.3g}" for v in means)))
                said.append(f"{title}, {label}, from {means[0]:.2g} to {means[-1]:.2g}")
            logarithmic(place, "y", TICKS)
            place.set_title(title, fontsize=10.5, loc="left")
            place.grid()
        places[-1].set_xlabel("epoch")
        places[0].set_ylabel("moved in the epoch")
        places[1].set_ylabel("moved in the epoch")
        for label, colour in PARTS.values():
            places[0].plot([], [], "o-", ms=4, color=colour, label=label)
        canvas.legend(loc="outside upper left", ncols=2)
    alt = f"Distance moved in an epoch, first to last: {'; '.join(said)}."
    head = ("mean over seeds", *(f"epoch {epoch}" for epoch in epochs))
    return finished(canvas, "wd-moves", alt, Table(head, tuple(rows)))


def sizes(measured: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Root mean square of the weights against the epochs, beside the exponential.

    Args:
        measured: of each setting that is shown, by its title.
    """
    rows, said = [], []
    with drawing(height=2.2 * len(measured), rows=len(measured)) as (canvas, places):
        for place, (title, each) in zip(places, measured.items(), strict=True):
            epochs = np.arange(each["epochs"] + 1)
            expected = np.exp(-each["rate"] * each["strength"] / each["batch"] * epochs)
            place.plot(epochs, expected, "--", lw=1.2, color=INK, zorder=3)
            for colour, kind in zip(SERIES, LAYERS, strict=False):
                values = np.array(each["sizes"][kind])
                place.plot(epochs, values, lw=1.1, color=colour)
                rows.append((f"{title}, {NAMES[kind]}", *(f"{v:.3g}" for v in values.mean(axis=1))))
            ends = [f"{NAMES[kind]} {np.mean(each['sizes'][kind][-1]):.2g}" for kind in LAYERS]
            said.append(f"{title}: {listed(ends)}, the exponential {expected[-1]:.2g}")
            place.set_yscale("log")
            place.set_ylim(max(1e-4, 0.5 * expected[-1]), 2)
            place.xaxis.get_major_locator().set_params(integer=True)
            place.set_title(title, fontsize=10.5, loc="left")
            place.grid()
        places[-1].set_xlabel("epochs")
        places[len(places) // 2].set_ylabel("root mean square of the weights")
        for colour, kind in zip(SERIES, LAYERS, strict=False):
            places[0].plot([], [], color=colour, label=NAMES[kind])
        places[0].plot([], [], "--", lw=1.2, color=INK, label=EXPONENTIAL)
        canvas.legend(loc="outside upper left", ncols=1, handlelength=1.8)
    longest = max(len(row) for row in rows)
    padded = tuple((*row, *[""] * (longest - len(row))) for row in rows)
    head = ("weights", *(f"epoch {epoch}" for epoch in range(longest - 1)))
    return finished(canvas, "wd-sizes", f"At the end: {'; '.join(said)}.", Table(head, padded))


def adam(record: Record) -> Figure:
    """Misread validation images and loss for each kind and strength of decay under Adam."""
    rows, said = [], []
    with drawing(height=4.4, rows=2) as (canvas, places):
        for place, label in zip(places, ("misread in per cent", "loss"), strict=True):
            for colour, kind in zip(SERIES, COEFFICIENTS, strict=False):
                at = COEFFICIENTS[kind]
                values = [seen(record, name(kind, each), label) for each in at]
                for x, each in zip(at, values, strict=True):
                    place.plot([x] * len(each), each, "o", ms=3.5, color=colour, mew=0)
                place.plot(at, [np.mean(each) for each in values], color=colour, lw=1.4)
            middle = float(np.mean(seen(record, NONE, label)))
            place.axhline(middle, ls="--", lw=1.2, color=INK)
            place.set_xscale("log")
            place.set_ylabel(label)
            place.grid()
        logarithmic(places[1], "y", TICKS)
        places[-1].set_xlabel("strength of the decay, as PyTorch counts it")
        for colour, kind in zip(SERIES, COEFFICIENTS, strict=False):
            places[0].plot([], [], "o-", ms=4, color=colour, label=kind)
        places[0].plot([], [], "--", lw=1.2, color=INK, label=f"{NONE}, mean")
        canvas.legend(loc="outside upper left", ncols=3, handlelength=1.5)
    for arm in record.arms:
        wrong, losses = (seen(record, arm, label) for label in ("misread in per cent", "loss"))
        rows.append(
            (
                arm,
                ", ".join(f"{v:.2f}" for v in wrong),
                f"{np.mean(wrong):.2f}",
                f"{np.mean(losses):.4f}",
            )
        )
        said.append(f"{arm} {np.mean(wrong):.2f}")
    alt = f"Misread validation images in per cent, means: {', '.join(said)}; and the losses."
    head = ("arm", "misread in per cent", "mean", "mean loss")
    return finished(canvas, "wd-adam", alt, Table(head, tuple(rows)))


def seen(record: Record, arm: str, label: str) -> list[float]:
    """What a panel shows of an arm."""
    if label == "loss":
        return record[arm].losses
    return [100 * (1 - accuracy) for accuracy in record[arm].accuracies]


def decay_gradient(
    curvature: float = 0.5, decay: float = 0.25, rate: float = 0.2, steps: int = 60
) -> Answering:
    """One weight between a gradient that pulls it to 1 and a decay that pulls it to 0.

    Args:
        curvature: of the cost, at first.
        decay: lambda over the number of examples, at first.
        rate: learning rate.
        steps: how many are drawn.
    """
    path, settled = [2.0], curvature / (curvature + decay)
    for _ in range(steps):
        path.append(path[-1] - rate * (curvature * (path[-1] - 1) + decay * path[-1]))
    with drawing(height=3.1, columns=2) as (canvas, (left, right)):
        (gradient,) = left.plot(
            [0, 2], [curvature, -curvature], color=SERIES[0], label="gradient, upwards"
        )
        (pull,) = left.plot([0, 2], [0, 2 * decay], "--", color=SERIES[1], label="decay, downwards")
        (rest,) = left.plot(settled, decay * settled, "o", ms=8, mfc="none", mew=1.5, color=INK)
        left.set(xlim=(0, 2), ylim=(-2, 4), xlabel="weight w", ylabel="pull on the weight")
        left.grid()
        (way,) = right.plot(path, color=SERIES[0])
        (level,) = right.plot([0, steps], [settled] * 2, ":", color=INK, label="where they cancel")
        right.set(xlim=(0, steps), ylim=(-0.05, 2.05), xlabel="step", ylabel="weight w")
        right.grid()
        canvas.legend(loc="outside upper left", ncols=2)
        for name, artist in (
            ("gradient", gradient),
            ("decay", pull),
            ("settled", rest),
            ("path", way),
            ("rest", level),
        ):
            moved(name, artist)
    alt = (
        f"Left, two pulls on a weight against its value: the gradient's falls from {curvature:g} "
        f"through 0 at 1, the decay's rises from 0 with the slope {decay:g}; they cancel at "
        f"{settled:.3f}. Right, the weight over {steps} steps from 2, which ends at "
        f"{path[-1]:.3f}."
    )
    rows = tuple((str(step), f"{path[step]:.4f}") for step in (0, 1, 2, 5, 10, 20, 40, 60))
    state = {"h": curvature, "decay": decay}
    return answering(canvas, "decay-gradient", state, alt, Table(("step", "weight"), rows))
