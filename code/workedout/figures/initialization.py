"""Figures of the chapter on first weights."""

from collections.abc import Mapping, Sequence

import numpy as np

from workedout.display import Table
from workedout.experiments.initialization import (
    DEEP_STARTS,
    DEPTHS,
    DRAWS,
    EPOCHS,
    STARTS,
    deep_name,
    pair_name,
)
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.figures.layer_norms import LABELS
from workedout.records.store import Record, SeedResult
from workedout.statistics.intervals import wilson_interval
from workedout.training.recipes import evenly
from workedout.wording import listed, percent

NAMES = {"small": "small", "playground": "Playground", "xavier": "Xavier", "he": "He"}
STYLES = dict(
    zip(
        NAMES,
        ((SERIES[3], ":"), (SERIES[0], "-"), (SERIES[1], "--"), (SERIES[2], "-.")),
        strict=True,
    )
)
LEARNT = 0.95  # accuracy on the held-out points


def all_runs(record: Record, start: str) -> list[SeedResult]:
    """Every run of the pair with this start: draw after draw, seed after seed."""
    return [
        run for draw in range(DRAWS[start]) for run in record[pair_name(start, draw)].seeds.values()
    ]


def losses(record: Record) -> Figure:
    """Training loss of the pair: middle run and whole spread over draws and starts."""
    epochs = [place + 1 for place in evenly(EPOCHS)]
    rows, said = [], []
    with drawing(height=2.9) as (canvas, (place,)):
        for start, colour in zip(STARTS, SERIES, strict=False):
            runs = [run.train_loss for run in all_runs(record, start)]
            low, middle, high = np.quantile(runs, [0, 0.5, 1], axis=0)
            place.fill_between(epochs, low, high, color=colour, alpha=0.25, lw=0)
            place.plot(epochs, middle, color=colour, label=LABELS[start])
            for epoch in (1, 10, 50, 100, EPOCHS):
                at = int(np.argmin(np.abs(np.array(epochs) - epoch)))
                numbers = (f"{each[at]:.4f}" for each in (low, middle, high))
                rows.append((f"{LABELS[start]}, epoch {epochs[at]}", *numbers))
            said.append(f"{middle[-1]:.4f} in {len(runs)} runs with the {LABELS[start]}")
        place.set_xlabel("epoch")
        place.set_ylabel("training loss")
        place.set_ylim(0, 0.6)
        place.grid()
        place.legend(loc="center right")
    alt = (
        f"Training loss over {EPOCHS} epochs. The median run ends at {listed(said)}; bands show "
        "the lowest and the highest run."
    )
    head = ("start", "lowest", "median", "highest")
    return finished(canvas, "starts-losses", alt, Table(head, tuple(rows)))


def through_depth(measured: Mapping[str, Sequence[float]], expected: Mapping[str, float]) -> Figure:
    """Mean square of the weighted sums from layer to layer, and the factor that was derived.

    Args:
        measured: for each start, one number a layer, as a share of the first.
        expected: for each start, the factor from one layer to the next.
    """
    rows, said = [], []
    with drawing(height=3.0) as (canvas, (place,)):
        for start, shares in measured.items():
            colour, _ = STYLES[start]
            layers = np.arange(1, len(shares) + 1)
            place.plot(layers, expected[start] ** (layers - 1.0), "-", color=colour, lw=1.2)
            place.plot(layers, shares, "o", ms=4, color=colour, label=NAMES[start])
            rows.append((NAMES[start], *(f"{share:.2e}" for share in shares)))
            said.append(f"with {NAMES[start]}'s start it is {shares[-1]:.1e} of the first")
        place.plot([], [], "-", color=INK, lw=1.2, label="derived")
        place.set_yscale("log")
        place.set_xlabel("layer")
        place.set_ylabel("mean square, relative to layer 1")
        place.grid()
        place.legend(loc="upper left")
    alt = (
        f"Mean square of the weighted sums through {len(layers)} layers, measured as dots, with "
        f"straight lines for the factor that was derived, on a logarithmic scale. In layer "
        f"{len(layers)} {listed(said)}."
    )
    head = ("start", *(f"layer {layer}" for layer in layers))
    return finished(canvas, "through-depth", alt, Table(head, tuple(rows)))


def learnt(record: Record, start: str, depth: int) -> tuple[int, int]:
    """How many runs of a start and depth have learnt, and of how many."""
    found = record[deep_name(start, depth)].accuracies
    return sum(accuracy >= LEARNT for accuracy in found), len(found)


def over_depth(record: Record) -> Figure:
    """Share of the runs that learnt, by depth and start, with Wilson's intervals."""
    rows, said = [], []
    with drawing(height=3.0) as (canvas, (place,)):
        for number, start in enumerate(DEEP_STARTS):
            colour, style = STYLES[start]
            counts = [learnt(record, start, depth) for depth in DEPTHS]
            intervals = [wilson_interval(*count) for count in counts]
            where = np.arange(len(DEPTHS)) + 0.08 * (number - 1.5)
            place.plot(where, [each.estimate for each in intervals], style, color=colour, lw=1.2)
            place.errorbar(
                where,
                [each.estimate for each in intervals],
                yerr=[
                    [max(0.0, each.estimate - each.low) for each in intervals],
                    [max(0.0, each.high - each.estimate) for each in intervals],
                ],
                fmt="o",
                ms=4,
                color=colour,
                lw=1.2,
                label=NAMES[start],
            )
            rows.append((NAMES[start], *(f"{hits} of {runs}" for hits, runs in counts)))
            said.append(f"{counts[-1][0]} of {counts[-1][1]} with {NAMES[start]}'s start")
        place.set_xticks(range(len(DEPTHS)), [str(depth) for depth in DEPTHS])
        place.set_xlabel("hidden layers")
        place.set_ylabel("share of runs that learnt")
        place.set_ylim(-0.04, 1.04)
        place.grid(axis="y")
        canvas.legend(loc="outside upper left", ncols=4, handlelength=1.5)
    alt = (
        f"Share of runs that reach {percent(LEARNT, 0)} of the held-out points, against the number "
        f"of hidden layers. With {DEPTHS[-1]} hidden layers: {listed(said)}."
    )
    head = ("start", *(f"{depth} hidden layers" for depth in DEPTHS))
    return finished(canvas, "over-depth", alt, Table(head, tuple(rows)))
