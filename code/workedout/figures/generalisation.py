"""Figures of the chapter on the gap between training and test."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from workedout.derivations.generalisation import floor
from workedout.display import Table
from workedout.experiments.bias_variance import UNITS, named
from workedout.experiments.generalisation import (
    EPOCHS,
    SHARES,
    SIZES,
    WIDTH_SHARES,
    WIDTHS,
    sized,
    wide,
)
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished, logarithmic
from workedout.records.store import ArmRecord, Record
from workedout.results.generalisation import errors, fitted, fitted_errors, fitted_losses, watched
from workedout.wording import listed, percent

TEST, TRAIN = SERIES[1], SERIES[0]
TICKS = tuple(size for size in SIZES if size != 30_000)  # whose label would touch its neighbour's


def runs_and_mean(
    place: Axes, along: Sequence[int], runs: Sequence[Sequence[float]], style: str, colour: str
) -> None:
    """A dot for each run, a line through the means."""
    for x, values in zip(along, runs, strict=True):
        place.plot([x] * len(values), values, ".", ms=2.5, color=colour, alpha=0.6)
    place.plot(along, [np.mean(values) for values in runs], style, ms=4.5, color=colour)


def row_of(name: str, arm: ArmRecord) -> tuple[str, ...]:
    """Means of both errors and both losses, as a table has them."""
    found = (errors(arm), fitted_errors(arm))
    losses = (arm.losses, fitted_losses(arm))
    return (
        name,
        *(f"{100 * np.mean(values):.2f}" for values in found),
        *(f"{np.mean(values):.4g}" for values in losses),
    )


HEAD = (
    "test error in per cent",
    "training error in per cent",
    "test loss",
    "training loss",
)


def examples(record: Record) -> Figure:
    """Errors and losses on test and training digits against the number of training digits."""
    arms = [record[sized(size)] for size in SIZES]
    with drawing(height=5.2, rows=2) as (canvas, (above, below)):
        test = [[100 * value for value in errors(arm)] for arm in arms]
        runs_and_mean(above, SIZES, test, "o-", TEST)
        train = [100 * float(np.mean(fitted_errors(arm))) for arm in arms]
        above.plot(SIZES, train, "s--", ms=4.5, color=TRAIN)
        runs_and_mean(below, SIZES, [arm.losses for arm in arms], "o-", TEST)
        runs_and_mean(below, SIZES, [fitted_losses(arm) for arm in arms], "s--", TRAIN)
        above.plot([], [], "o-", ms=4.5, color=TEST, label="test digits")
        above.plot([], [], "s--", ms=4.5, color=TRAIN, label="training digits")
        for place in (above, below):
            logarithmic(place, "x", SIZES)
            place.set_xticks(TICKS, [f"{size:,}" for size in TICKS])
            place.grid()
        above.set_ylabel("error, per cent")
        logarithmic(below, "y", (1e-4, 1e-3, 1e-2, 0.1, 1))
        below.set_ylabel("mean loss")
        below.set_xlabel("training digits")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=2)
    said = [
        f"{size:,} digits {percent(float(np.mean(errors(arm))))}"
        for size, arm in zip(SIZES, arms, strict=True)
    ]
    alt = (
        f"Error and loss on test and training digits against the number of training digits. Mean "
        f"test error: {listed(said)}. The curves of the training digits lie below, and rise."
    )
    rows = tuple(row_of(f"{size:,}", record[sized(size)]) for size in SIZES)
    return finished(canvas, "gen-examples", alt, Table(("training digits", *HEAD), rows))


STYLES = dict(zip(WIDTH_SHARES, ((SERIES[0], "o"), (SERIES[1], "s")), strict=True))


def labelled(share: float) -> str:
    """A share of wrong labels in words."""
    return f"{share:.0%} of the labels wrong" if share else "labels right"


def widths(record: Record) -> Figure:
    """Test error and test loss against the number of hidden units, with the training error."""
    rows, said = [], []
    with drawing(height=5.4, rows=2) as (canvas, (above, below)):
        for share, (colour, mark) in STYLES.items():
            arms = [record[wide(units, share)] for units in WIDTHS]
            runs = [[100 * value for value in errors(arm)] for arm in arms]
            runs_and_mean(above, WIDTHS, runs, f"{mark}-", colour)
            train = [100 * float(np.mean(fitted_errors(arm))) for arm in arms]
            above.plot(WIDTHS, train, f"{mark}--", ms=3, mfc="none", color=colour)
            losses = [arm.losses for arm in arms]
            runs_and_mean(below, WIDTHS, losses, f"{mark}-", colour)
            above.plot([], [], f"{mark}-", ms=4.5, color=colour, label=labelled(share))
            means = [float(np.mean(values)) for values in losses]
            most = int(np.argmax(means))
            said.append(
                f"{labelled(share)}: mean test error from {np.mean(runs[0]):.1f} per cent with one "
                f"unit to {np.mean(runs[-1]):.1f} with {WIDTHS[-1]}, test loss {means[0]:.2f} and "
                f"{means[-1]:.2f}, highest with {WIDTHS[most]} units, {means[most]:.2f}"
            )
            rows += [
                row_of(wide(units, share), arm) for units, arm in zip(WIDTHS, arms, strict=True)
            ]
        above.plot([], [], "--", color=INK, label="training error")
        for place in (above, below):
            logarithmic(place, "x", WIDTHS)
            place.grid()
        above.set_ylabel("error, per cent")
        above.set_ylim(bottom=-3)
        below.set_ylabel("mean test loss")
        below.set_ylim(bottom=0)
        below.set_xlabel("hidden units")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=2)
    alt = f"Errors and test loss against the width of the hidden layer. {'. '.join(said)}."
    return finished(canvas, "gen-width", alt, Table(("arm", *HEAD), tuple(rows)))


NOISY = tuple(share for share in SHARES if share)
COLOURS = dict(zip(SHARES, SERIES, strict=False))
LINES = dict(zip(SHARES, ("-", "--", ":"), strict=True))


def noise(record: Record) -> Figure:
    """What is answered as labelled, and validation accuracy and loss, epoch by epoch."""
    epochs = np.arange(1, EPOCHS + 1)
    with drawing(height=7.6, rows=3) as (canvas, (above, middle, below)):
        share = NOISY[0]
        seen = 100 * fitted(record, share).mean(axis=0)
        for column, style, label in (
            (2, "-", "right labels fitted"),
            (3, "--", "wrong labels fitted"),
            (4, ":", "wrong label, digit read"),
        ):
            above.plot(epochs, seen[:, column], style, color=COLOURS[share], label=label)
        losses = fitted(record, share)[:, :, 0].mean(axis=0)
        crossed = int((losses < floor(share)).argmax()) + 1
        above.axvline(crossed, color=INK, lw=1)
        above.set_ylabel("training digits, per cent")
        above.set_title(labelled(share), fontsize=10.5, loc="left")
        above.legend(loc="center left", handlelength=1.3, borderaxespad=0)
        for share, colour in COLOURS.items():
            found = watched(record, share)
            for place, column, scale in ((middle, 1, 100), (below, 0, 1)):
                values = scale * found[:, :, column]
                place.fill_between(
                    epochs, values.min(axis=0), values.max(axis=0), color=colour, alpha=0.2, lw=0
                )
                mean = values.mean(axis=0)
                place.plot(epochs, mean, LINES[share], color=colour, label=labelled(share))
        middle.set_ylabel("validation accuracy, per cent")
        below.set_ylabel("validation loss")
        below.set_xlabel("epoch")
        middle.legend(loc="lower left")
        for place in (above, middle, below):
            logarithmic(place, "x", (1, 2, 5, 10, 20, 50, 100))
            place.grid()
    return finished(canvas, "gen-noise", noise_in_words(record, crossed), noise_table(record))


def noise_in_words(record: Record, crossed: int) -> str:
    """The alternative text of the figure above."""
    share = NOISY[0]
    seen = fitted(record, share).mean(axis=0)
    said = []
    for each in SHARES:
        mean = watched(record, each).mean(axis=0)
        best, least = int(mean[:, 1].argmax()), int(mean[:, 0].argmin())
        said.append(
            f"{labelled(each)}: validation accuracy highest after epoch {best + 1}, "
            f"{percent(mean[best, 1])}, and {percent(mean[-1, 1])} at the end; loss least after "
            f"epoch {least + 1}, {mean[least, 0]:.3f}, and {mean[-1, 0]:.3f} at the end"
        )
    then, last = seen[crossed - 1], seen[-1]
    return (
        f"With {share:.0%} of the labels wrong, after epoch {crossed} {percent(then[2])} of the "
        f"right labels are answered and {percent(then[3])} of the wrong ones; at the end "
        f"{percent(last[2])} and {percent(last[3])}. {'. '.join(said)}."
    )


def noise_table(record: Record) -> Table:
    """Means at some epochs."""
    rows = []
    for share in SHARES:
        seen, held_out = fitted(record, share).mean(axis=0), watched(record, share).mean(axis=0)
        for epoch in (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, EPOCHS):
            shares = seen[epoch - 1, 2 : 5 if share else 3]
            rows.append(
                (
                    labelled(share),
                    str(epoch),
                    f"{seen[epoch - 1, 0]:.3f}",
                    *(f"{100 * value:.1f}" for value in shares),
                    *([] if share else ["", ""]),
                    f"{100 * held_out[epoch - 1, 1]:.2f}",
                    f"{held_out[epoch - 1, 0]:.3f}",
                )
            )
    head = (
        "labels",
        "epoch",
        "training loss",
        "right labels answered, per cent",
        "wrong labels answered, per cent",
        "answered by what is shown, per cent",
        "validation accuracy, per cent",
        "validation loss",
    )
    return Table(head, tuple(rows))


DRAWN = (
    ("bias", "squared bias", "o-"),
    ("by_draw", "variance, from the draw", "s--"),
    ("by_start", "variance, from the start", "^:"),
)


def draws(record: Record) -> Figure:
    """Squared bias and both variances against the width, without and with wrong labels."""
    rows, said = [], []
    with drawing(height=5.4, rows=2) as (canvas, places):
        for place, share in zip(places, WIDTH_SHARES, strict=True):
            for (part, label, style), colour in zip(DRAWN, SERIES, strict=False):
                groups = [record.value[named(units, share)][part] for units in UNITS]
                runs_and_mean(place, UNITS, groups, style, colour)
                place.plot([], [], style, ms=4.5, color=colour, label=label)
                means = [float(np.mean(values)) for values in groups]
                said.append(
                    f"{labelled(share)}, {label} from {means[0]:.3f} with {UNITS[0]} units to "
                    f"{means[-1]:.3f} with {UNITS[-1]}"
                )
            for units in UNITS:
                found = record.value[named(units, share)]
                cells = [float(np.mean(found[part])) for part, *_ in DRAWN]
                wrong = (found["mistakes"], found["together_mistakes"])
                rows.append(
                    (
                        named(units, share),
                        f"{np.mean(found['brier']):.4f}",
                        *(f"{value:.4f}" for value in cells),
                        f"{np.mean(found['together']):.4f}",
                        *(f"{100 * np.mean(each):.2f}" for each in wrong),
                    )
                )
            place.set_title(labelled(share), fontsize=10.5, loc="left")
            logarithmic(place, "x", UNITS)
            place.set_ylabel("part of the Brier score")
            place.grid()
        handles, labels = places[0].get_legend_handles_labels()
        canvas.legend(handles, labels, loc="outside upper left", ncols=2, handlelength=2)
        places[-1].set_xlabel("hidden units")
    alt = f"Parts of the Brier score on the test digits. {'. '.join(said)}."
    head = (
        "width",
        "Brier score",
        *(label for _, label, _ in DRAWN),
        "score of ten together",
        "test error in per cent",
        "error of ten together",
    )
    return finished(canvas, "gen-draws", alt, Table(head, tuple(rows)))
