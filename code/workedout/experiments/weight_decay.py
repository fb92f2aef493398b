"""Weight decay: its steps measured beside the gradient's, and two kinds of it under Adam.

The measurement follows the weights of a network from N(0, 1), with Nielsen's settings, and then
with a larger rate, other strengths and other widths, so that weights settle within some epochs.

Under Adam, L2 in the loss stands against decay that is decoupled from the gradient. Both are
searched over four decades of their coefficient, three seeds each, on validation images. The
finals train the best of each, and no decay.
"""

from dataclasses import asdict, replace
from typing import Any

import numpy as np

from workedout.data.mnist import Pixels
from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment, Measurement
from workedout.networks.models import Mlp
from workedout.studies.decay_steps import Decaying, decayed
from workedout.training.recipes import Recipe

STRONGER = Decaying(rate=0.5, strength=20.0, epochs=8)
SETTINGS = {
    "published": Decaying(epochs=10),  # η, λ, N and B of Nielsen (2015), chapter 3
    "faster": Decaying(rate=0.5, epochs=20),
    "stronger": STRONGER,
    "half as wide": replace(STRONGER, hidden=50),
    "a quarter as wide": replace(STRONGER, hidden=25),
    "a quarter as wide, half the rate": replace(STRONGER, hidden=25, rate=0.25, epochs=14),
}


def measured(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """Every setting with its sizes and steps; the held-out images are not looked at."""
    return {name: asdict(each) | decayed(each, train) for name, each in SETTINGS.items()}


def in_small(train: Pixels, held_out: Pixels) -> dict[str, Any]:
    """The same on a hundred images, for the fingerprint."""
    small = {"count": 100, "epochs": 1, "seeds": 2}
    return {
        name: {"settings": asdict(each)} | decayed(replace(each, **small), train)
        for name, each in SETTINGS.items()
    }


STEPS = Measurement(
    name="weight-decay-steps",
    question="How long are the steps of weight decay and of the gradient, and where do they meet?",
    measure=measured,
    behaviour=in_small,
    reads_test_set=False,
)

NETWORK = Mlp((100,))
RECIPE = Recipe(epochs=10, batch_size=64, learning_rate=1e-3, optimizer="adam")
NONE = "no decay"
KINDS = {"L2": "adam", "decoupled": "adamw"}
COEFFICIENTS = {"L2": (1e-5, 1e-4, 1e-3, 1e-2), "decoupled": (0.01, 0.1, 1.0, 10.0)}


def name(kind: str, coefficient: float) -> str:
    """Of an arm, in the search and in the finals."""
    return f"{kind} {np.format_float_positional(coefficient, trim='-')}"


RECIPES = {
    NONE: RECIPE,
    **{
        name(kind, coefficient): replace(RECIPE, optimizer=optimizer, weight_decay=coefficient)
        for kind, optimizer in KINDS.items()
        for coefficient in COEFFICIENTS[kind]
    },
}

SEARCH = Experiment(
    name="adam-decay-search",
    question="Under Adam, how much decay is best as L2 in the loss, and how much when decoupled?",
    arms=tuple(
        Arm(arm, NETWORK, Digits("tuning"), recipe, seeds=3) for arm, recipe in RECIPES.items()
    ),
)

# By ``selection.best``. Under L2 the end of the grid was best, and what lies beyond is no decay.
BEST = {"L2": 1e-5, "decoupled": 0.1}

FINAL = Experiment(
    name="adam-decay",
    question="Under Adam, does the best decay of either kind read test digits better than none?",
    arms=tuple(
        Arm(arm, NETWORK, Digits("final"), replace(RECIPES[arm], observe="end"), seeds=10)
        for arm in (NONE, *(name(kind, coefficient) for kind, coefficient in BEST.items()))
    ),
)

QUESTIONS = (STEPS, SEARCH, FINAL)
