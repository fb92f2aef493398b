"""Four optimizers, each with a weight decay of its own: is AdamW ahead because of its decay?

SGD, momentum and Adam have it in the gradient, as PyTorch's ``weight_decay`` puts it there; AdamW
has it beside. Each gets the same effort: a search of one seed and half of the epochs over a grid of
rates and decays, no decay among them, then a confirmation of the best with three seeds and all
epochs, both on validation images. The best by accuracy and the best by loss go on, each to be
compared by what it was chosen for; the finals train them with ten seeds and read the test set.
"""

from dataclasses import replace
from typing import NamedTuple

from workedout.data.sources import Digits
from workedout.experiments import optimizers
from workedout.experiments.optimizers import EPOCHS, NETWORK, SEARCH_EPOCHS, TITLES
from workedout.experiments.specification import Arm, Experiment
from workedout.training.recipes import Recipe


class Candidate(NamedTuple):
    """What the search varies: the rate, and the decay of a step's gradient or, in AdamW, beside."""

    optimizer: str
    rate: float
    decay: float

    @property
    def name(self) -> str:
        """Its name among the arms."""
        return f"{TITLES[self.optimizer]}, rate {self.rate:g}, decay {self.decay:g}"

    def recipe(self, epochs: int) -> Recipe:
        """The recipe of all seven optimizers, with this rule, rate and decay."""
        bare = optimizers.Candidate(self.optimizer, self.rate)
        return replace(bare.recipe(epochs), weight_decay=self.decay)


# Rates from a quarter of what was best without decay to four times that. A decay beside the
# gradient is multiplied by the rate alone; one within the gradient of Adam is divided by its size.
RATES = {
    "sgd": (0.04, 0.08, 0.16, 0.32, 0.64),
    "momentum": (0.008, 0.016, 0.032, 0.064, 0.128),
    "adam": (0.0008, 0.0016, 0.0032, 0.0064, 0.0128),
    "adamw": (0.0008, 0.0016, 0.0032, 0.0064, 0.0128),
}
DECAYS = {
    "sgd": (0.0, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3),
    "momentum": (0.0, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3),
    "adam": (0.0, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3),
    "adamw": (0.0, 0.01, 0.03, 0.1, 0.3, 1.0),
}
NAMES = tuple(RATES)
CANDIDATES = {
    name: [Candidate(name, rate, decay) for rate in RATES[name] for decay in DECAYS[name]]
    for name in NAMES
}

SEARCH = Experiment(
    name="optimizers-decay-search",
    question="At which rate and weight decay does each of four optimizers do well on validation "
    "images?",
    arms=tuple(
        Arm(each.name, NETWORK, Digits("tuning"), each.recipe(SEARCH_EPOCHS), seeds=1)
        for candidates in CANDIDATES.values()
        for each in candidates
    ),
)

# The best three of each optimizer's search, by ``selection.best``.
FINALISTS = {
    "accuracy": {
        "sgd": [Candidate("sgd", 0.16, decay) for decay in (1e-4, 3e-4, 3e-5)],
        "momentum": [
            Candidate("momentum", 0.032, 3e-4),
            Candidate("momentum", 0.064, 3e-4),
            Candidate("momentum", 0.032, 1e-3),
        ],
        "adam": [
            Candidate("adam", 0.0032, 0.0),
            Candidate("adam", 0.0032, 1e-5),
            Candidate("adam", 0.0016, 1e-5),
        ],
        "adamw": [
            Candidate("adamw", 0.0032, 0.0),
            Candidate("adamw", 0.0016, 0.1),
            Candidate("adamw", 0.0064, 0.1),
        ],
    },
    "loss": {
        "sgd": [
            Candidate("sgd", 0.32, 1e-3),
            Candidate("sgd", 0.16, 1e-3),
            Candidate("sgd", 0.16, 1e-4),
        ],
        "momentum": [
            Candidate("momentum", 0.032, 1e-3),
            Candidate("momentum", 0.064, 1e-3),
            Candidate("momentum", 0.032, 3e-4),
        ],
        "adam": [
            Candidate("adam", 0.0016, 1e-3),
            Candidate("adam", 0.0032, 3e-4),
            Candidate("adam", 0.0032, 1e-3),
        ],
        "adamw": [
            Candidate("adamw", 0.0032, 0.3),
            Candidate("adamw", 0.0064, 0.1),
            Candidate("adamw", 0.0016, 0.3),
        ],
    },
}


# Each once: some were among the best by both measures.
CONFIRMED = tuple(
    dict.fromkeys(each for by_name in FINALISTS.values() for of in by_name.values() for each in of)
)


def confirmed(name: str) -> list[Candidate]:
    """All finalists of an optimizer."""
    return [each for each in CONFIRMED if each.optimizer == name]


CONFIRMATION = Experiment(
    name="optimizers-decay-confirmation",
    question="Which of each optimizer's best rates and decays are best with three seeds and all "
    "epochs?",
    arms=tuple(
        Arm(each.name, NETWORK, Digits("tuning"), each.recipe(EPOCHS), seeds=3)
        for each in CONFIRMED
    ),
)

# Of all that were confirmed, whichever measure brought them there, the best by each.
WINNERS = {
    "accuracy": {
        "sgd": Candidate("sgd", 0.16, 3e-4),
        "momentum": Candidate("momentum", 0.064, 1e-3),
        "adam": Candidate("adam", 0.0016, 1e-3),
        "adamw": Candidate("adamw", 0.0032, 0.3),
    },
    "loss": {
        "sgd": Candidate("sgd", 0.32, 1e-3),
        "momentum": Candidate("momentum", 0.064, 1e-3),
        "adam": Candidate("adam", 0.0016, 1e-3),
        "adamw": Candidate("adamw", 0.0032, 0.3),
    },
}

FINAL = Experiment(
    name="optimizers-decay",
    question="How well does a network read test digits under four optimizers, each with a rate "
    "and a weight decay of its own?",
    arms=tuple(
        Arm(each.name, NETWORK, Digits("final"), each.recipe(EPOCHS), seeds=10)
        for each in dict.fromkeys(of[name] for name in NAMES for of in WINNERS.values())
    ),
)

QUESTIONS = (SEARCH, CONFIRMATION, FINAL)
