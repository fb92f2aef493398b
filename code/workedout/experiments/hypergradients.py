"""Hypergradients with a tuned outer step against random search, on the small training of the page.

A draw is 500 training images to learn from, 500 others to be judged by, and settings at random, the
first of which every descent begins with. The outer step is tuned on draws of its own, for each rule
and each length of the descent; then all are compared on further draws. The ranges of the settings
are known to all. What tuning cost is not charged to the descents.

Compared is the lowest loss seen on the images that judge, which is what a search is for: at equal
cost, with two lengths, and at equally many trainings. That was set before the record was made.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from workedout.data.examples import Examples
from workedout.data.mnist import Pixels, to_examples
from workedout.experiments.specification import Measurement
from workedout.studies.outer_search import (
    BOX,
    RULES,
    STEPS,
    WITH_HYPERGRADIENT,
    Problem,
    descended,
    drawn,
    problem_of,
    validated,
)

DIGITS = 500
LENGTHS = (4, 12)  # trainings of a descent
RANDOM = tuple(WITH_HYPERGRADIENT * length for length in LENGTHS)  # those of a search as dear
# Each is twice the one before. The next of Adam's would be longer than the range of the rate's
# logarithm, so that its first step would end at a wall from anywhere.
OUTER = {
    "gradient": (0.5, 1.0, 2.0, 4.0, 8.0, 16.0),
    "Adam": (0.1, 0.2, 0.4, 0.8, 1.6, 3.2),
}
TUNING = range(1000, 1006)  # draws that choose the outer step
JUDGED = range(20)


def named(way: str, trainings: int) -> str:
    """What a search is called in the record."""
    return f"{way}, {trainings} trainings"


# The searches by chance and by descent: how many trainings each makes.
AT_RANDOM = {named("random", each): each for each in sorted({*RANDOM, max(LENGTHS)})}
DESCENTS = {named(rule, length): length for rule in OUTER for length in LENGTHS}


def draw(pool: Examples, seed: int, digits: int) -> tuple[Problem, Tensor]:
    """A problem, and settings at random for the longest search on it, (trainings, 2)."""
    random = torch.Generator().manual_seed(seed)
    return problem_of(pool, digits, random), drawn(max(RANDOM), random)


def lowest(losses: list[float]) -> float:
    """What a search found, rounded so that the record is short."""
    return round(min(losses), 7)


def tuned(pool: Examples, digits: int, seeds: range, lengths: tuple[int, ...]) -> dict[str, Any]:
    """For each rule, length and outer step the lowest loss on each tuning draw."""
    found: dict[str, Any] = {
        rule: {str(length): {f"{step:g}": [] for step in steps} for length in lengths}
        for rule, steps in OUTER.items()
    }
    for seed in seeds:
        problem, settings = draw(pool, seed, digits)
        for rule, steps in OUTER.items():
            for step in steps:
                seen = descended(problem, settings[0], rule, step, max(lengths))
                for length in lengths:
                    found[rule][str(length)][f"{step:g}"].append(lowest(seen[:length]))
    return found


def chosen(losses: Mapping[str, list[float]]) -> float:
    """The outer step with the lowest mean."""
    return float(min(losses, key=lambda step: float(np.mean(losses[step]))))


def searches(
    problem: Problem, settings: Tensor, steps: dict[str, dict[int, float]]
) -> Iterator[tuple[str, float]]:
    """What each search finds on one draw, by its name."""
    seen = [validated(problem, each) for each in settings]
    for name, trainings in AT_RANDOM.items():
        yield name, lowest(seen[:trainings])
    for rule, by_length in steps.items():
        for length, step in by_length.items():
            found = descended(problem, settings[0], rule, step, length)
            yield named(rule, length), lowest(found)


def compared(
    pool: Examples, digits: int, tuning: range, judged: range, lengths: tuple[int, ...]
) -> dict[str, Any]:
    """Tune the outer steps, then search on further draws.

    Returns:
        ``"tuned"`` as in ``tuned``; ``"chosen"``, the steps; and ``"reached"``, for each search the
        lowest loss on each draw.
    """
    losses = tuned(pool, digits, tuning, lengths)
    steps = {
        rule: {length: chosen(losses[rule][str(length)]) for length in lengths} for rule in OUTER
    }
    reached: dict[str, list[float]] = {}
    for seed in judged:
        problem, settings = draw(pool, seed, digits)
        for name, loss in searches(problem, settings, steps):
            reached.setdefault(name, []).append(loss)
    names = {rule: {str(k): step for k, step in each.items()} for rule, each in steps.items()}
    return {"tuned": losses, "chosen": names, "reached": reached}


def measured(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """The comparison on draws from the training images; the held-out images are not looked at."""
    return compared(to_examples(*train), DIGITS, TUNING, JUDGED, LENGTHS)


def behaviour(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """The fingerprint: the settings, and a comparison of two short descents on few digits."""
    settings = [DIGITS, *LENGTHS, *RANDOM, STEPS, *sorted(RULES), *(list(each) for each in BOX)]
    draws = [list(each) for each in (TUNING, JUDGED)]
    small = compared(to_examples(*(part[:200] for part in train)), 40, TUNING[:1], JUDGED[:1], (2,))
    outer = {rule: list(steps) for rule, steps in OUTER.items()}
    return {"settings": settings, "draws": draws, "outer": outer, "small": small}


COMPARED = Measurement(
    name="hypergradients",
    question="Do hypergradients with a tuned outer step find better settings than random search?",
    measure=measured,
    behaviour=behaviour,
    reads_test_set=False,
)

QUESTIONS = (COMPARED,)
