"""Seven optimizers on one network, each with a learning rate of its own.

Settings are found on validation images, in two recorded steps: a search of one seed and half of
the epochs at each rate of a grid, then a confirmation of each optimizer's best three rates with
three seeds and all epochs. The finals train each optimizer at its best rate and read the test set.
"""

from dataclasses import replace
from typing import NamedTuple

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Mlp
from workedout.training.recipes import Recipe

NETWORK = Mlp((100, 100))
SEARCH_EPOCHS, EPOCHS = 10, 20

# The same for all: only the rule and its rate differ. In first trials on validation images the
# last epochs of a falling rate gained some tenths of a per cent for SGD and for momentum alike.
RECIPE = Recipe(epochs=EPOCHS, batch_size=64, learning_rate=0.1, schedule="cosine", observe="end")
DECAY = 0.1  # of AdamW alone: what the search of depth-width settled on; without it, it is Adam


def doubled(smallest: float, count: int = 8) -> tuple[float, ...]:
    """Rates from the smallest on, each twice the one before."""
    return tuple(smallest * 2**step for step in range(count))


# Each grid spans a factor of 128, around what first trials or the papers used.
RATES = {
    "sgd": doubled(0.02),
    "momentum": doubled(0.002),  # a step weighs 1 / (1 - 0.9) times as much in the end
    "nesterov": doubled(0.002),
    "adagrad": doubled(0.002),
    "rmsprop": doubled(0.00005),
    "adam": doubled(0.0001),
    "adamw": doubled(0.0001),
}
NAMES = tuple(RATES)
TITLES = {  # as people write them
    "sgd": "SGD",
    "momentum": "momentum",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSprop",
    "adam": "Adam",
    "adamw": "AdamW",
}


class Candidate(NamedTuple):
    """What the search varies."""

    optimizer: str
    rate: float

    @property
    def name(self) -> str:
        """Its name among the arms."""
        return f"{self.optimizer}, rate {self.rate:g}"

    def recipe(self, epochs: int) -> Recipe:
        """The shared recipe with this rule at this rate."""
        decay = DECAY if self.optimizer == "adamw" else 0.0
        return replace(
            RECIPE,
            epochs=epochs,
            optimizer=self.optimizer,
            learning_rate=self.rate,
            weight_decay=decay,
        )


CANDIDATES = {name: [Candidate(name, rate) for rate in RATES[name]] for name in NAMES}

SEARCH = Experiment(
    name="optimizers-search",
    question="At which learning rates does each optimizer do well on validation images?",
    arms=tuple(
        Arm(each.name, NETWORK, Digits("tuning"), each.recipe(SEARCH_EPOCHS), seeds=1)
        for candidates in CANDIDATES.values()
        for each in candidates
    ),
)

# The best three of each optimizer's search, by ``selection.best``.
FINALISTS = {
    "sgd": [Candidate("sgd", rate) for rate in (0.16, 0.32, 0.08)],
    "momentum": [Candidate("momentum", rate) for rate in (0.032, 0.064, 0.016)],
    "nesterov": [Candidate("nesterov", rate) for rate in (0.032, 0.016, 0.064)],
    "adagrad": [Candidate("adagrad", rate) for rate in (0.016, 0.032, 0.008)],
    "rmsprop": [Candidate("rmsprop", rate) for rate in (0.0008, 0.0016, 0.0032)],
    "adam": [Candidate("adam", rate) for rate in (0.0032, 0.0008, 0.0016)],
    "adamw": [Candidate("adamw", rate) for rate in (0.0032, 0.0064, 0.0016)],
}

CONFIRMATION = Experiment(
    name="optimizers-confirmation",
    question="Which of each optimizer's best three rates is best with three seeds and all epochs?",
    arms=tuple(
        Arm(
            each.name,
            NETWORK,
            Digits("tuning"),
            replace(each.recipe(EPOCHS), observe="epoch"),
            seeds=3,
        )
        for finalists in FINALISTS.values()
        for each in finalists
    ),
)

# The best of each optimizer's finalists, by the same rule.
WINNERS = {
    name: finalists[1] if name == "rmsprop" else finalists[0]
    for name, finalists in FINALISTS.items()
}

FINAL = Experiment(
    name="optimizers",
    question="How well does a network read test digits under each of seven tuned optimizers?",
    arms=tuple(
        Arm(TITLES[name], NETWORK, Digits("final"), each.recipe(EPOCHS), seeds=10)
        for name, each in WINNERS.items()
    ),
)

QUESTIONS = (SEARCH, CONFIRMATION, FINAL)
