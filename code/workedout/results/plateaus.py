"""When a recorded run leaves its plateau, read from its training losses."""

import math
from collections.abc import Sequence

from workedout.experiments.plateau import DRAWS, Shape
from workedout.records.store import Record, SeedResult
from workedout.training.recipes import evenly

PUBLISHED_RANDOM, PUBLISHED_ZEROS = (300, 600), (3000, 3500)  # epochs, as others report them


def first_below(run: SeedResult, epochs: int, bar: float) -> float:
    """The first recorded epoch whose mean training loss lies below a bar; infinite without one.

    Of a long run only some epochs are recorded, so that the answer may be late by a few.

    Args:
        run: of so many epochs.
        epochs: of the run.
        bar: the loss.
    """
    for place, loss in zip(evenly(epochs), run.train_loss, strict=True):
        if loss < bar:
            return place + 1
    return math.inf


def runs_by_draw(record: Record, shape: Shape) -> list[list[SeedResult]]:
    """The runs of a shape, one list for each draw of the points."""
    return [list(record[shape.arm(draw)].seeds.values()) for draw in range(DRAWS)]


def lengths(record: Record, shape: Shape, bar: float) -> list[list[float]]:
    """The epoch at which each run of a shape falls below a bar, one list for each draw."""
    return [
        [first_below(run, shape.epochs, bar) for run in runs]
        for runs in runs_by_draw(record, shape)
    ]


def middle(values: Sequence[float]) -> float:
    """The median, of the lower two where there are two: it may be infinite."""
    return sorted(values)[(len(values) - 1) // 2]
