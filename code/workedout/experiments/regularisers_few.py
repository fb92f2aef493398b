"""The four methods of ``regularisers`` with few digits, where there is most to overfit.

Here each strength is tuned, alone and together: for each combination a grid of rates and of the
strengths that it has, with one seed on validation images. The best by accuracy and the best by loss
go on, each to be compared by what it was chosen for. Each of ten seeds draws its own digits, the
same for all combinations.
"""

from dataclasses import replace
from itertools import product
from typing import Literal, NamedTuple

from workedout.data.drawn import DrawnDigits
from workedout.experiments import regularisers
from workedout.experiments.regularisers import ALL, COMBINATIONS, NONE, Chosen
from workedout.experiments.specification import Arm, Experiment, Measure
from workedout.networks.models import Bench
from workedout.training.recipes import Recipe

COUNT, BATCH, EPOCHS, SEEDS = 1000, 50, 20, 10
DROPOUT_ALONE, NORM_ALONE, DECAY_ALONE, COPIES_ALONE = (
    f"{method} alone" for method in regularisers.METHODS
)


class Setting(NamedTuple):
    """How a combination is trained; a strength is 0 where its method is not chosen.

    Attributes:
        combination: a name in ``regularisers.COMBINATIONS``.
        rate: the learning rate at its highest.
        dropout: the probability with which a unit is dropped.
        decay: the weight decay of AdamW.
    """

    combination: str
    rate: float
    dropout: float = 0.0
    decay: float = 0.0

    @property
    def chosen(self) -> Chosen:
        """Its methods."""
        return COMBINATIONS[self.combination]

    @property
    def name(self) -> str:
        """Its name among the arms: the strengths that it has, and the rate."""
        strengths = (("p", self.dropout), ("decay", self.decay), ("rate", self.rate))
        told = (f"{what} {value:g}" for what, value in strengths if value)
        return ", ".join([self.combination, *told])

    @property
    def network(self) -> Bench:
        """The bench network with its methods."""
        return replace(regularisers.network(self.chosen), dropout=self.dropout)

    @property
    def recipe(self) -> Recipe:
        """What it is trained by."""
        usual = regularisers.recipe(self.chosen, self.rate, EPOCHS)
        return replace(usual, batch_size=BATCH, weight_decay=self.decay)

    def arm(self, part: Literal["tuning", "final"], seeds: int) -> Arm:
        """Its runs, each on digits of its own."""
        return Arm(self.name, self.network, DrawnDigits(part, COUNT), self.recipe, seeds)


RATES = (1e-3, 3e-3, 1e-2, 3e-2, 1e-1)
MIDDLE = RATES[1:4]  # beside strengths
DROPOUTS = (0.1, 0.3, 0.5, 0.7)
DECAYS = (0.1, 0.3, 1.0, 3.0)
# Of all four together, each milder than the strongest alone.
DROPOUTS_OF_ALL, DECAYS_OF_ALL = DROPOUTS[:3], DECAYS[:3]

TRIED: dict[str, list[Setting]] = {
    NONE: [Setting(NONE, rate) for rate in RATES],
    DROPOUT_ALONE: [
        Setting(DROPOUT_ALONE, rate, dropout=p) for p, rate in product(DROPOUTS, MIDDLE)
    ],
    NORM_ALONE: [Setting(NORM_ALONE, rate) for rate in RATES],
    DECAY_ALONE: [
        Setting(DECAY_ALONE, rate, decay=decay) for decay, rate in product(DECAYS, MIDDLE)
    ],
    COPIES_ALONE: [Setting(COPIES_ALONE, rate) for rate in RATES],
    ALL: [
        Setting(ALL, rate, p, decay)
        for p, decay, rate in product(DROPOUTS_OF_ALL, DECAYS_OF_ALL, MIDDLE)
    ],
}

# Wherever a best one stood at the edge of its grid, what lies beyond, until none did.
BEYOND: list[Setting] = [
    Setting(DROPOUT_ALONE, 0.1, dropout=0.5),
    Setting(DECAY_ALONE, 0.1, decay=0.3),
    Setting(ALL, 0.1, dropout=0.3, decay=0.1),
    Setting(ALL, 0.03, dropout=0.3, decay=0.03),
    Setting(DROPOUT_ALONE, 0.01, dropout=0.9),
    Setting(ALL, 0.01, dropout=0.3, decay=0.03),
    Setting(ALL, 0.1, dropout=0.3, decay=0.03),
    Setting(ALL, 0.03, dropout=0.1, decay=0.03),
    Setting(ALL, 0.03, dropout=0.5, decay=0.03),
    Setting(ALL, 0.03, dropout=0.3, decay=0.01),
]
SETTINGS = [*(each for tried in TRIED.values() for each in tried), *BEYOND]

SEARCH = Experiment(
    name="regularisers-few-search",
    question="With 1,000 digits, which rates and strengths suit each combination of four methods "
    "against overfitting?",
    arms=tuple(each.arm("tuning", seeds=1) for each in SETTINGS),
)

# The best of each combination by either measure, by ``selection.best``.
WINNERS: dict[Measure, dict[str, Setting]] = {
    "accuracy": {
        NONE: Setting(NONE, 0.01),
        DROPOUT_ALONE: Setting(DROPOUT_ALONE, 0.03, dropout=0.5),
        NORM_ALONE: Setting(NORM_ALONE, 0.03),
        DECAY_ALONE: Setting(DECAY_ALONE, 0.03, decay=0.3),
        COPIES_ALONE: Setting(COPIES_ALONE, 0.01),
        ALL: Setting(ALL, 0.03, dropout=0.3, decay=0.03),
    },
    "loss": {
        NONE: Setting(NONE, 0.003),
        DROPOUT_ALONE: Setting(DROPOUT_ALONE, 0.01, dropout=0.7),
        NORM_ALONE: Setting(NORM_ALONE, 0.003),
        DECAY_ALONE: Setting(DECAY_ALONE, 0.03, decay=0.3),
        COPIES_ALONE: Setting(COPIES_ALONE, 0.01),
        ALL: Setting(ALL, 0.03, dropout=0.3, decay=0.1),
    },
}

FINAL = Experiment(
    name="regularisers-few",
    question="With 1,000 digits and tuned strengths, what do dropout, batch norm, weight decay and "
    "changed copies each buy, and together?",
    arms=tuple(
        each.arm("final", SEEDS)
        for each in dict.fromkeys(each for of in WINNERS.values() for each in of.values())
    ),
)

QUESTIONS = (SEARCH, FINAL)
