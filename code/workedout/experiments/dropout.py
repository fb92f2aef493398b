"""Dropout: the bench network over the whole range of p, trained for one epoch.

The grid is judged on validation images. Dropout stands before the output layer, and there is no
weight decay beside it; the rest of the recipe is the one that the search for a quick training found
without dropout.
"""

from dataclasses import replace
from fractions import Fraction

from workedout.experiments.specification import Arm, Experiment
from workedout.experiments.speed import WINNER
from workedout.sources import Digits

NINTHS = [Fraction(i, 9) for i in range(10)]
TENTHS = [Fraction(i, 10) for i in range(10)]
GRID = sorted({*NINTHS, *TENTHS})
EPOCHS, SEEDS = 1, 10


def name(p: Fraction) -> str:
    """Of an arm."""
    return f"p = {p}"


def arm(p: Fraction) -> Arm:
    """The bench network with this dropout."""
    recipe = replace(WINNER.recipe, epochs=EPOCHS, weight_decay=0.0)
    network = replace(WINNER.network, dropout=float(p))
    return Arm(name(p), network, Digits("tuning"), recipe, SEEDS)


ONE_EPOCH = Experiment(
    name="dropout-one-epoch",
    question="After one epoch: which p looks best, and how sure can one run be of it?",
    arms=tuple(arm(p) for p in GRID),
)

QUESTIONS = (ONE_EPOCH,)
