"""Pooling: the bench network with and without it, asked about disturbed digits.

All of it on validation images, which chose none of these settings but the recipe: it is the one
that the search for a quick training found for max pooling.
"""

from dataclasses import replace

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.experiments.speed import WINNER
from workedout.networks.models import POOLINGS

POOLING = Experiment(
    name="pooling",
    question="What does pooling do for digits that are shifted, or have missing or white pixels?",
    arms=tuple(
        Arm(
            pooling,
            replace(WINNER.network, pooling=pooling),
            Digits("tuning"),
            replace(WINNER.recipe, probe="disturbances"),
            seeds=10,
        )
        for pooling in POOLINGS
    ),
)

QUESTIONS = (POOLING,)
