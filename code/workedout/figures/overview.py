"""The figure of the front page: every network of the book that read the test set."""

from collections.abc import Iterable

import numpy as np

from workedout.data.mnist import TEST_SIZE
from workedout.display import Table
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished, logarithmic
from workedout.results.tables import Results, finals

SPREAD = 0.3  # how far a row's dots are spread, in rows
# What each final experiment trains, for somebody who has read no chapter.
TITLES = {
    "depth-width": "dense, 20 to 1000 units",
    "depth-width-augmented": "dense, changed copies",
    "schedules": "four schedules of the rate",
    "optimizers": "seven optimizers",
    "optimizers-decay": "four, each with a decay",
    "batch-norm": "batch norm or none",
    "batch-norm-falling": "batch norm, falling rate",
    "adam-decay": "Adam, with decay or without",
    "two-convolutions": "two convolutions",
    "cnn": "five convolutions",
    "regularisers": "dropout and others",
    "regularisers-few": "the same, 1000 digits, tuned",
    "start-here": "warm-up, clipping, layer norm",
    "quick": "convolutions, two epochs",
    "lab-convolution": "the lab's three convolutions",
    "generalisation-examples": "100 to 60,000 digits",
    "generalisation-width": "1 to 200 units, 1000 digits",
    "generalisation-stopping": "3000 digits, stopped or not",
    "lab-dense": "the lab's dense network",
}


def every_reading(results: Iterable[Results]) -> Figure:
    """One dot for each network that read the test set, one row for each final experiment.

    Args:
        results: of the whole book; those that read other images are left out.
    """
    results = list(results)
    wrong: dict[str, list[float]] = {}
    for each in results:
        for name, row in finals([each]):
            if row.images is None:  # of another test set
                continue
            runs = each.record[row.arm.name].accuracies
            title = TITLES.get(name, name.replace("-", " "))
            wrong.setdefault(title, []).extend(TEST_SIZE * (1 - np.array(runs)))
    ordered = sorted(wrong, key=lambda name: -float(np.median(wrong[name])))
    networks = sum(map(len, wrong.values()))
    with drawing(height=0.34 * len(ordered) + 1.0) as (canvas, (place,)):
        for line, name in enumerate(ordered):
            counts = wrong[name]
            heights = line + np.linspace(-SPREAD, SPREAD, len(counts))
            place.plot(counts, heights, "o", ms=2.6, alpha=0.75, color=SERIES[0])
            place.plot([np.median(counts)] * 2, [line - 0.4, line + 0.4], color=INK, lw=1.8)
        place.set_yticks(range(len(ordered)), ordered)
        place.set_ylim(len(ordered) - 0.4, -0.6)
        logarithmic(place, "x", (30, 100, 300, 1000, 3000, 10_000))
        place.set_xlim(20, TEST_SIZE)
        place.set_xlabel(f"wrong of the {TEST_SIZE:,} test digits")
        place.grid(axis="x")
    best = ordered[-1]
    alt = (
        f"{networks} networks of {len(ordered)} experiments, one dot each, by how many of the "
        f"{TEST_SIZE:,} test digits they read wrongly. The fewest, {min(wrong[best]):.0f} to "
        f"{max(wrong[best]):.0f}, in the experiment “{best}”; the widest spread in "
        f"“{max(wrong, key=lambda name: max(wrong[name]) / min(wrong[name]))}”. "
        "A stroke marks each median."
    )
    rows = tuple(
        (
            name,
            str(len(wrong[name])),
            *(f"{each(wrong[name]):.0f}" for each in (min, np.median, max)),
        )
        for name in ordered
    )
    return finished(
        canvas,
        "every-reading",
        alt,
        Table(("experiment", "networks", "fewest wrong", "median", "most wrong"), rows),
    )
