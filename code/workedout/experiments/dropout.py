"""Dropout: the bench network over the whole range of p, trained for one epoch and for ten.

Both grids are judged on validation images. Dropout stands before the output layer, and there is no
weight decay beside it; the rest of the recipe is the one that the search for a quick training found
without dropout, at both lengths.
"""

from dataclasses import replace
from fractions import Fraction

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.experiments.speed import WINNER

NINTHS = [Fraction(i, 9) for i in range(10)]
TENTHS = [Fraction(i, 10) for i in range(10)]
GRID = sorted({*NINTHS, *TENTHS})
LONG_GRID = NINTHS  # it holds p = 1, too
SHORT, LONG = 1, 10  # epochs
SHORT_SEEDS, LONG_SEEDS = 10, 5


def name(p: Fraction) -> str:
    """Of an arm, in both grids."""
    return f"p = {p}"


def arm(p: Fraction, epochs: int, seeds: int) -> Arm:
    """The bench network with this dropout, trained for so many epochs."""
    recipe = replace(WINNER.recipe, epochs=epochs, weight_decay=0.0)
    network = replace(WINNER.network, dropout=float(p))
    return Arm(name(p), network, Digits("tuning"), recipe, seeds)


ONE_EPOCH = Experiment(
    name="dropout-one-epoch",
    question="After one epoch: which p looks best, and how sure can one run be of it?",
    arms=tuple(arm(p, SHORT, SHORT_SEEDS) for p in GRID),
)
TEN_EPOCHS = Experiment(
    name="dropout-ten-epochs",
    question="After ten epochs: is the best p the one that one epoch pointed to?",
    arms=tuple(arm(p, LONG, LONG_SEEDS) for p in LONG_GRID),
)

QUESTIONS = (ONE_EPOCH, TEN_EPOCHS)
