"""Batch norm where the rate falls: each kind at a peak of its own, chosen by accuracy and by loss.

The two usual cases of ``batch_norm``, ReLU and sigmoid units from PyTorch's first weights: there a
constant rate and a small last batch blur the comparison. Network, batch and epochs are as there;
the rate falls from its peak to nothing along a cosine. Each kind of each case gets the same effort:
six peaks, each twice the one before, three seeds each, on validation images. The best peak by
accuracy and the best by loss go on, each to be compared by what it was chosen for; the finals train
them with ten seeds and read the test set.
"""

from dataclasses import replace
from typing import Literal

from workedout.data.sources import Digits
from workedout.experiments.batch_norm import FALLING, KINDS, RECIPE, name, network
from workedout.experiments.specification import Arm, Experiment, Measure

# From half or a quarter of the best constant rate without batch norm, upwards.
PEAKS = {
    "ReLU": (0.05, 0.1, 0.2, 0.4, 0.8, 1.6),
    "sigmoid": (0.25, 0.5, 1.0, 2.0, 4.0, 8.0),
}
LINES = tuple((case, kind) for case in FALLING for kind in KINDS)
SHAPE = replace(RECIPE, schedule="cosine", observe="end")


def arm(case: str, kind: str, peak: float, part: Literal["tuning", "final"], seeds: int) -> Arm:
    """One kind of one case, at one peak."""
    settings = replace(SHAPE, learning_rate=peak)
    return Arm(name(case, kind, peak), network(case, kind), Digits(part), settings, seeds)


SEARCH = Experiment(
    name="batch-norm-falling-search",
    question="From which peak should a falling rate begin, with and without batch norm?",
    arms=tuple(arm(case, kind, peak, "tuning", 3) for case, kind in LINES for peak in PEAKS[case]),
)

# The best peak of each line, by ``selection.best``, by accuracy and by loss.
WINNERS: dict[Measure, dict[tuple[str, str], float]] = {
    "accuracy": {
        ("ReLU", "without"): 0.2,
        ("ReLU", "with batch norm"): 0.4,
        ("sigmoid", "without"): 1.0,
        ("sigmoid", "with batch norm"): 4.0,
    },
    "loss": {
        ("ReLU", "without"): 0.2,
        ("ReLU", "with batch norm"): 0.2,
        ("sigmoid", "without"): 1.0,
        ("sigmoid", "with batch norm"): 2.0,
    },
}

FINAL = Experiment(
    name="batch-norm-falling",
    question="Each at its own peak of a falling rate: does batch norm help on the test digits?",
    arms=tuple(
        dict.fromkeys(
            arm(*line, of[line], "final", 10) for line in LINES for of in WINNERS.values()
        )
    ),
)

QUESTIONS = (SEARCH, FINAL)
