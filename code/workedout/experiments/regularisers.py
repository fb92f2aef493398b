"""Dropout, batch norm, weight decay and changed copies on the bench network: alone and together.

None, each alone, and all. Each combination has its own learning rate, the best of five by one seed
on validation images; the finals read the test set once. The strengths are usual ones and were not
tuned.
"""

from dataclasses import replace
from itertools import product

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.experiments.speed import RECIPE
from workedout.networks.models import Bench
from workedout.training.recipes import Recipe

DROPOUT, DECAY = 0.5, 0.1
METHODS = ("dropout", "batch norm", "weight decay", "changed copies")
NONE, ALL = "none", "all four"
Chosen = frozenset[str]
COMBINATIONS: dict[str, Chosen] = {
    NONE: frozenset(),
    **{f"{method} alone": frozenset({method}) for method in METHODS},
    ALL: frozenset(METHODS),
}
RATES = (1e-3, 3e-3, 1e-2, 3e-2, 1e-1)
SEARCH_EPOCHS, EPOCHS, SEEDS = 3, 10, 5


def network(chosen: Chosen) -> Bench:
    """The bench network with these methods."""
    return Bench(dropout=DROPOUT if "dropout" in chosen else 0.0, batch_norm="batch norm" in chosen)


def recipe(chosen: Chosen, rate: float, epochs: int) -> Recipe:
    """What it is trained by."""
    return replace(
        RECIPE,
        epochs=epochs,
        learning_rate=rate,
        weight_decay=DECAY if "weight decay" in chosen else 0.0,
        augmentation="affine" if "changed copies" in chosen else "none",
    )


def candidate(combination: str, rate: float) -> str:
    """Its name in the search."""
    return f"{combination}, rate {rate:g}"


SEARCH = Experiment(
    name="regularisers-search",
    question="Which learning rate suits each combination of four methods against overfitting?",
    arms=tuple(
        Arm(
            candidate(combination, rate),
            network(chosen),
            Digits("tuning"),
            recipe(chosen, rate, SEARCH_EPOCHS),
            seeds=1,
        )
        for (combination, chosen), rate in product(COMBINATIONS.items(), RATES)
    ),
)

# The best rate of each combination, by ``selection.best``.
WINNERS: dict[str, float] = {**dict.fromkeys(COMBINATIONS, 1e-2), ALL: 3e-2}

FINAL = Experiment(
    name="regularisers",
    question="What do dropout, batch norm, weight decay and changed copies each buy, and together?",
    arms=tuple(
        Arm(
            combination,
            network(chosen),
            Digits("final"),
            recipe(chosen, WINNERS[combination], EPOCHS),
            SEEDS,
        )
        for combination, chosen in COMBINATIONS.items()
    ),
)

QUESTIONS = (SEARCH, FINAL)
