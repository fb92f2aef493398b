"""Batch norm: one network with and without it, over learning rates from far too small to too large.

Three cases: the usual network of ReLU units, the same of sigmoid units, and ReLU units whose first
weights are far too large. The best rate of each case, with and without, is the one with the best
mean in the sweep, on validation images; the finals train these, and the published rate of 2.

The sweep's rates are constant. At the best ones of the usual first weights it is asked, too, what a
rate that falls to nothing changes.
"""

from dataclasses import replace
from itertools import product

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Mlp
from workedout.training.recipes import Recipe

HIDDEN = (100, 100)
CASES = {
    "ReLU": Mlp(HIDDEN),
    "sigmoid": Mlp(HIDDEN, activation="sigmoid"),
    "ReLU from N(0, 1)": Mlp(HIDDEN, start="normal"),
}
KINDS = {"without": False, "with batch norm": True}
RATES = (0.0005, 0.002, 0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
# After a first look: there the best rate without batch norm was the lowest of the ten.
LOWER = {"ReLU from N(0, 1)": (0.0001,)}
PUBLISHED_RATE = 2.0

# The best rate of each case without and with batch norm, by ``selection.best``.
BEST = {
    "ReLU": {"without": 0.1, "with batch norm": 0.2},
    "sigmoid": {"without": 0.5, "with batch norm": 2.0},
    "ReLU from N(0, 1)": {"without": 0.0005, "with batch norm": 1.0},
}

RECIPE = Recipe(epochs=8, batch_size=64, learning_rate=0.1)
FALLING = ("ReLU", "sigmoid")  # the cases that are also trained with a falling rate


def name(case: str, kind: str, rate: float) -> str:
    """Of an arm, in the sweep and in the finals."""
    return f"{case}, {kind}, rate {rate:g}"


def falling(case: str, kind: str) -> str:
    """Of the arm whose rate falls from the best one to nothing."""
    return f"{name(case, kind, BEST[case][kind])}, falling"


def network(case: str, kind: str) -> Mlp:
    """The network of a case, with or without."""
    return replace(CASES[case], batch_norm=KINDS[kind])


def rates(case: str) -> tuple[float, ...]:
    """What is tried in a case, from the lowest on."""
    return (*LOWER.get(case, ()), *RATES)


def chosen(case: str, kind: str) -> tuple[float, ...]:
    """The rates of the finals: the best one, and the published one where that is another."""
    best = BEST[case][kind]
    return (best,) if best == PUBLISHED_RATE else (best, PUBLISHED_RATE)


SWEEP = Experiment(
    name="batch-norm-sweep",
    question="At which learning rates does batch norm help, and by how much?",
    arms=tuple(
        Arm(
            name(case, kind, rate),
            network(case, kind),
            Digits("tuning"),
            replace(RECIPE, learning_rate=rate),
            seeds=5,
        )
        for case, kind in product(CASES, KINDS)
        for rate in rates(case)
    )
    + tuple(
        Arm(
            falling(case, kind),
            network(case, kind),
            Digits("tuning"),
            replace(RECIPE, learning_rate=BEST[case][kind], schedule="cosine"),
            seeds=8,
        )
        for case, kind in product(FALLING, KINDS)
    ),
)

FINAL = Experiment(
    name="batch-norm",
    question="Each at its own best rate, and both at the rate 2: what does batch norm change?",
    arms=tuple(
        Arm(
            name(case, kind, rate),
            network(case, kind),
            Digits("final"),
            replace(RECIPE, learning_rate=rate, observe="end"),
            seeds=10,
        )
        for case, kind in product(CASES, KINDS)
        for rate in chosen(case, kind)
    ),
)

QUESTIONS = (SWEEP, FINAL)
