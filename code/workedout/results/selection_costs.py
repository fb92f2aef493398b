"""The price of publishing a choice: what is reported, and what it is on images that nobody saw.

Each half of the held-out images plays both parts in turn: on one the choice is made and reported,
on the other the chosen network is judged again. Over both turns the halves' difference cancels.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from workedout.display import Table
from workedout.experiments.selection_costs import CONSTANT, FALLING, READERS
from workedout.records.store import Record
from workedout.statistics.comparisons import holm_named, optimism
from workedout.statistics.early_stopping import stopped
from workedout.statistics.hypothesis_tests import Test, mean_higher
from workedout.statistics.intervals import Interval, student_interval
from workedout.wording import minus

PATIENCE = 2  # epochs without a new best that early stopping bears
Picks = list[tuple[int, int]]  # (run, epoch), each counted from 0
Habit = Callable[[np.ndarray], Picks]  # takes the looked-at accuracies, (runs, epochs)


def last_of_all(looked: np.ndarray) -> Picks:
    """No choice: the last epoch of every run."""
    return [(run, looked.shape[1] - 1) for run in range(len(looked))]


def best_epoch_of_each(looked: np.ndarray) -> Picks:
    """Of every run its best epoch, the first of equal ones."""
    return [(seed, int(np.argmax(run))) for seed, run in enumerate(looked)]


def stopped_early(looked: np.ndarray) -> Picks:
    """Of every run the epoch that early stopping keeps."""
    return [
        (seed, stopped([-each for each in run], PATIENCE)[1] - 1) for seed, run in enumerate(looked)
    ]


def last_of_best(looked: np.ndarray) -> Picks:
    """The run that is best at the last epoch, there."""
    return [(int(np.argmax(looked[:, -1])), looked.shape[1] - 1)]


def best_of_all(looked: np.ndarray) -> Picks:
    """The best of all epochs of all runs."""
    run, epoch = np.unravel_index(np.argmax(looked), looked.shape)
    return [(int(run), int(epoch))]


HABITS: Mapping[str, Habit] = {
    "last epoch, mean of ten": last_of_all,
    "best epoch of each, mean of ten": best_epoch_of_each,
    "stopped early, mean of ten": stopped_early,
    "last epoch of the best of ten": last_of_best,
    "best epoch of the best of ten": best_of_all,
}
CONTROL, EPOCH, EARLY, SEED, BOTH = HABITS


class Priced(NamedTuple):
    """What a habit reports, and what it has; accuracies in per cent.

    Attributes:
        reported: accuracy on the images that the choice was made on.
        fresh: accuracy of the same networks on the images that nobody looked at.
        loss: their mean loss, on all held-out images.
    """

    reported: float
    fresh: float
    loss: float

    @property
    def price(self) -> float:
        """Percentage points by which the report is too good."""
        return self.reported - self.fresh


class Seen(NamedTuple):
    """What was seen of the runs of a recipe.

    Attributes:
        accuracies: in per cent, on both halves of each split, (2, splits, runs, epochs).
        losses: on all held-out images, (runs, epochs).
    """

    accuracies: np.ndarray
    losses: np.ndarray

    def of(self, runs: list[int]) -> "Seen":
        """Of these runs alone."""
        return Seen(self.accuracies[:, :, runs], self.losses[runs])

    def priced(self, habit: str) -> Priced:
        """A habit, followed on each half of each split: the mean of all."""
        values = []
        for looked_at, untouched in (self.accuracies, self.accuracies[::-1]):
            for looked, fresh in zip(looked_at, untouched, strict=True):
                picks = tuple(np.array(HABITS[habit](looked)).T)
                values.append([each[picks].mean() for each in (looked, fresh, self.losses)])
        return Priced(*map(float, np.mean(values, axis=0)))

    def gain(self, habit: str) -> float:
        """Points by which a habit is ahead of no choice, on images that nobody looked at."""
        return self.priced(habit).fresh - self.priced(CONTROL).fresh

    def run_by_run(self, value: Callable[["Seen"], float]) -> list[float]:
        """A value of each run by itself."""
        return [value(self.of([run])) for run in range(len(self.losses))]

    def jackknife(self, value: Callable[["Seen"], float]) -> Interval:
        """A value of all runs, with its interval over runs from what it is without each of them.

        For a mean over runs it is Student's interval; for the best of them it is a rough one.

        Source: Tukey (1958), in Efron and Tibshirani, "An Introduction to the Bootstrap", 11.
        """
        runs = range(len(self.losses))
        whole = value(self)
        without = [value(self.of([run for run in runs if run != left])) for left in runs]
        pseudo = student_interval([len(runs) * whole - (len(runs) - 1) * each for each in without])
        shift = whole - pseudo.estimate
        return Interval(whole, pseudo.low + shift, pseudo.high + shift, pseudo.level)


def runs_of(record: Record, kind: str) -> Seen:
    """What the record of ``selection-costs`` has of one of its recipes."""
    noted = record.value["readers"][kind]
    first = np.moveaxis(np.array(noted["first"], dtype=float), 2, 0)
    halves = np.stack([first, np.array(noted["right"], dtype=float) - first])
    return Seen(100 * halves / (record.value["images"] / 2), np.array(noted["loss"]))


def price_of_equals(record: Record, kind: str) -> float:
    """By how many points the best of the seeds would be overrated if all were equally good."""
    noted = record.value["readers"][kind]
    return 100 * optimism(len(noted["loss"]), noted["apart"], record.value["images"] // 2)


EPOCH_COSTS = "Best epoch: overrated by more at a constant rate"
EPOCH_GAINS = "Best epoch: gains more on fresh images at a constant rate"
EARLY_COSTS = "Stopped early: overrated by more at a constant rate"
EARLY_LOSES = "Stopped early: loses more on fresh images at a constant rate"
READS_MORE = "Last epoch: more images are read rightly at a constant rate"
LOWER_LOSS = "Last epoch: the loss is lower at a constant rate"


def schedule_tests(record: Record) -> dict[str, Test]:
    """All comparisons of the two schedules, run by run, decided together by Holm's correction.

    No direction was named before the record was seen: each test is two-sided.
    """
    constant, falling = (runs_of(record, kind) for kind in (CONSTANT, FALLING))

    def more(value: Callable[[Seen], float]) -> Test:
        return mean_higher(constant.run_by_run(value), falling.run_by_run(value))

    return holm_named(
        {
            EPOCH_COSTS: more(lambda run: run.priced(EPOCH).price),
            EPOCH_GAINS: more(lambda run: run.gain(EPOCH)),
            EARLY_COSTS: more(lambda run: run.priced(EARLY).price),
            EARLY_LOSES: more(lambda run: -run.gain(EARLY)),
            READS_MORE: more(lambda run: run.priced(CONTROL).fresh),
            LOWER_LOSS: more(lambda run: -run.priced(CONTROL).loss),
        }
    )


def price_table(record: Record) -> Table:
    """Each habit with its price, at both schedules; intervals are over seeds."""
    rows = []
    for kind in READERS:
        runs = runs_of(record, kind)
        rows += [(f"{kind}: {habit}", *cells(runs, habit)) for habit in HABITS]
    head = (
        "what is published",
        "price in points",
        "95 % interval",
        "reported, %",
        "on fresh images, %",
        "gained on fresh images",
        "loss",
    )
    return Table(head, tuple(rows))


def cells(runs: Seen, habit: str) -> tuple[str, ...]:
    """The numbers of one row."""
    found = runs.priced(habit)
    price = runs.jackknife(lambda some: some.priced(habit).price)
    return (
        signed(price.estimate),
        f"{signed(price.low)} to {signed(price.high)}",
        f"{found.reported:.2f}",
        f"{found.fresh:.2f}",
        signed(runs.gain(habit)),
        f"{found.loss:.4f}",
    )


def signed(points: float) -> str:
    """Points with two places, and no sign before a zero."""
    return minus(f"{round(points, 2) + 0:.2f}")
