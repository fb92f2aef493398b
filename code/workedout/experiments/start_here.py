"""Warm-up, clipping and layer norm: what each does to a short training of a small network.

Each stands beside the same training without it: warm-up beside Adam, whose first steps are as long
as any; clipping and layer norm beside SGD, whose steps are as long as the gradient makes them. All
five get the same effort: seven rates, five seeds each, on validation images. The best rate by
accuracy and the best by loss go on, each to be compared by what it was chosen for. The share of
warm-up and the bound of clipping are usual ones, set before the first run and not tuned.

What is compared was set before the first run, too: each method with its neighbour, at the best
rates, and at the highest rate of the sweep, by accuracy and by loss. At that rate most runs of SGD
came to no number: where one did, the losses are not compared, and the test counts as failed.
"""

from dataclasses import replace
from typing import Literal, NamedTuple

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment, Measure
from workedout.networks.models import Mlp
from workedout.training.recipes import Recipe

HIDDEN = (50, 50)
WARMUP, CLIP = 0.1, 1.0
RECIPE = Recipe(epochs=2, batch_size=64, learning_rate=0.1, schedule="cosine", observe="end")
ADAM = replace(RECIPE, optimizer="adam")


class Kind(NamedTuple):
    """A way of training: a network, and a recipe whose rate is still open."""

    network: Mlp
    recipe: Recipe


KINDS = {
    "SGD": Kind(Mlp(HIDDEN), RECIPE),
    "SGD, clipped": Kind(Mlp(HIDDEN), replace(RECIPE, clip=CLIP)),
    "SGD, layer norm": Kind(Mlp(HIDDEN, layer_norm=True), RECIPE),
    "Adam": Kind(Mlp(HIDDEN), ADAM),
    "Adam, warm-up": Kind(Mlp(HIDDEN), replace(ADAM, warmup=WARMUP)),
}
# Each method, and what it is compared with.
PAIRS = (("Adam, warm-up", "Adam"), ("SGD, clipped", "SGD"), ("SGD, layer norm", "SGD"))
# Each rate is twice the one before.
RATES = {
    "sgd": (0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56),
    "adam": (0.0004, 0.0008, 0.0016, 0.0032, 0.0064, 0.0128, 0.0256),
}


def rates(kind: str) -> tuple[float, ...]:
    """What is tried, from the lowest on."""
    return RATES[KINDS[kind].recipe.optimizer]


def at(kind: str, rate: float) -> str:
    """The name of an arm, in the sweep and in the finals."""
    return f"{kind}, rate {rate:g}"


def arm(kind: str, rate: float, part: Literal["tuning", "final"], seeds: int) -> Arm:
    """One kind at one rate."""
    network, recipe = KINDS[kind]
    settings = replace(recipe, learning_rate=rate)
    return Arm(at(kind, rate), network, Digits(part), settings, seeds)


SWEEP = Experiment(
    name="start-here-sweep",
    question="At which rates do warm-up, clipping and layer norm do well on validation images?",
    arms=tuple(arm(kind, rate, "tuning", 5) for kind in KINDS for rate in rates(kind)),
)

# The best rate of each, by ``selection.best``, by accuracy and by loss.
WINNERS: dict[Measure, dict[str, float]] = {
    "accuracy": {
        "SGD": 0.32,
        "SGD, clipped": 0.64,
        "SGD, layer norm": 0.32,
        "Adam": 0.0064,
        "Adam, warm-up": 0.0064,
    },
    "loss": {
        "SGD": 0.32,
        "SGD, clipped": 0.64,
        "SGD, layer norm": 0.32,
        "Adam": 0.0064,
        "Adam, warm-up": 0.0064,
    },
}

FINAL = Experiment(
    name="start-here",
    question="Does a network read more test digits with warm-up, clipping or layer norm?",
    arms=tuple(
        dict.fromkeys(arm(kind, of[kind], "final", 10) for kind in KINDS for of in WINNERS.values())
    ),
)

QUESTIONS = (SWEEP, FINAL)
