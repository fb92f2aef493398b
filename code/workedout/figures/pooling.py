"""Figures of the chapter on pooling: what disturbances do to networks that pool, or do not."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from workedout.data.augmentation import BACKGROUND
from workedout.data.disturbances import DISTURBANCES, WHITE, Disturbance
from workedout.data.held_out_views import by_view
from workedout.display import Table
from workedout.figures.digits import ink
from workedout.figures.kit.answering import Answering, answering, boxes
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.records.store import Record
from workedout.wording import listed, percent

MARKERS = "os^"
PANELS = {"shift": "shifted by pixels", "missing": "share missing", "white": "share white"}
STROKE = (0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0)  # a row of pixels
SPREAD = 0.14  # how far the arms stand apart, in places of the axis


def accuracies(record: Record, arm: str) -> dict[str, list[float]]:
    """Accuracy on undisturbed digits and under each disturbance, one number for each seed."""
    found = record[arm]
    return {"undisturbed": found.accuracies, **by_view("disturbances", found.last_probes)}


def disturbed(record: Record) -> Figure:
    """Misread digits against the strength of each kind of disturbance, with single runs."""
    found = {arm: accuracies(record, arm) for arm in record.arms}
    with drawing(height=6.4, rows=len(PANELS)) as (canvas, axes):
        for axis, (kind, title) in zip(axes, PANELS.items(), strict=True):
            of_kind = [each for each in DISTURBANCES if each.what == kind]
            names = ["undisturbed", *(each.name for each in of_kind)]
            for offset, (arm, shares), colour, marker in zip(
                (-SPREAD, 0, SPREAD), found.items(), SERIES, MARKERS, strict=False
            ):
                errors = [[100 * (1 - share) for share in shares[name]] for name in names]
                for at, runs in enumerate(errors):
                    axis.plot([at + offset] * len(runs), runs, ".", ms=4, color=colour, alpha=0.6)
                means = [float(np.mean(runs)) for runs in errors]
                at_places = [at + offset for at in range(len(names))]
                axis.plot(at_places, means, f"{marker}-", ms=4, lw=1.2, color=colour, label=arm)
            axis.set_xticks(range(len(names)), ["0", *(f"{each.amount:g}" for each in of_kind)])
            axis.set_title(title, fontsize=10.5, loc="left")
            axis.set_ylim(0, 82)
            axis.grid(axis="y")
        canvas.supylabel("misread validation images in per cent", fontsize=10.5)
        handles, labels = axes[0].get_legend_handles_labels()
        canvas.legend(handles, labels, loc="outside upper left", ncols=3, handlelength=1.5)
    hardest = {each.what: each.name for each in DISTURBANCES}
    said: list[str] = []
    for name in ("undisturbed", *hardest.values()):
        means_said = [f"{arm} {100 * (1 - np.mean(found[arm][name])):.1f}" for arm in found]
        said.append(f"{name}: {listed(means_said)}")
    alt = (
        "Misread digits in per cent, rising with the strength of each of three disturbances, one "
        f"curve for each network. Means: {'; '.join(said)}."
    )
    rows = tuple(
        (name, *(percent(float(np.mean(found[arm][name]))) for arm in found))
        for name in found[next(iter(found))]
    )
    return finished(canvas, "disturbed", alt, Table(("mean accuracy", *found), rows))


def samples(images: Tensor, shown: Sequence[Disturbance]) -> Figure:
    """Digits as they are, and under some disturbances, one a row.

    Args:
        images: standardised (k, 1, 28, 28).
        shown: the disturbances.
    """
    named = {"undisturbed": images, **{each.name: each(images) for each in shown}}
    count = len(images)
    rows = []
    with drawing(height=0.72 * len(named), rows=len(named), columns=count) as (canvas, axes):
        for number, (name, copies) in enumerate(named.items()):
            shades = ((copies[:, 0] - BACKGROUND) / (WHITE - BACKGROUND)).clamp(0, 1).numpy()
            for place, pixels in zip(axes[number * count :], shades, strict=False):
                place.imshow(ink(pixels), interpolation="none")
                place.set_axis_off()
            axes[number * count].set_title(name, fontsize=9.5, loc="left", pad=2)
            rows.append((name, *(f"{each.sum():.0f}" for each in shades)))
    head = ("ink of the digits, in white pixels", *(str(n + 1) for n in range(count)))
    alt = (
        f"{count} handwritten digits, then the same digits under {len(shown)} disturbances, one a "
        f"row: {listed([each.name for each in shown])}."
    )
    return finished(canvas, "disturbed-samples", alt, Table(head, tuple(rows)))


def pooled_shift(shift: int = 1, window: int = 2, seed: int = 0) -> Answering:
    """A bright stroke in a row of pixels, moved and pooled, over what it was before.

    Args:
        shift: pixels to the right, at first; there is no noise at first.
        window: pixels of a window, at first.
        seed: of the noise that a reader can add.
    """

    def bars(values: np.ndarray, width: int) -> list[tuple[float, float, float, float]]:
        return [
            (at * width + 0.1, 0.0, (at + 1) * width - 0.1, float(value))
            for at, value in enumerate(values)
        ]

    before = np.array(STROKE, float)
    after = np.roll(before, shift)
    noise = [round(float(each), 3) for each in np.random.default_rng(seed).normal(size=12) / 2]
    made = {
        "pixels": (before, after),
        "largest": tuple(each.reshape(-1, window).max(axis=1) for each in (before, after)),
        "means": tuple(each.reshape(-1, window).mean(axis=1) for each in (before, after)),
    }
    with drawing(height=3.9, rows=3) as (canvas, places):
        for place, (name, (was, now)) in zip(places, made.items(), strict=True):
            width = len(before) // len(was)
            boxes(place, f"{name}-before", bars(was, width), fc="none", ec=INK, lw=1, ls="--")
            boxes(place, name, bars(now, width), color=SERIES[0], alpha=0.6, lw=0)
            place.axhline(0, color=INK, lw=0.6)
            place.set(xlim=(0, 12), ylim=(-1, 2), ylabel=name, xticks=range(0, 13, 2))
        places[-1].set_xlabel("pixel")
    changes = {
        name: float(np.linalg.norm(now - was) / np.linalg.norm(was))
        for name, (was, now) in made.items()
    }
    told = [f"the {name} by {round(100 * share)} in 100" for name, share in changes.items()]
    alt = (
        f"A stroke of three pixels in a row of twelve, moved by {shift} and pooled in windows of "
        f"{window}, as bars over dashed ones from before: {listed(told)} of their length change."
    )
    rows = tuple((name, f"{share:.3f}") for name, share in changes.items())
    state = {"shift": shift, "noise": 0, "window": window}
    table = Table(("what", "change, as a share"), rows)
    return answering(canvas, "pooled-shift", state, alt, table, {"noise": noise})
