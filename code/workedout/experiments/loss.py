"""The loss: what a second softmax costs, and a loss that rises while the accuracy rises.

All of it on validation images. Each output is trained with each optimizer at the rate that its own
search found best, since a second softmax makes gradients smaller.
"""

from itertools import product
from typing import NamedTuple

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Mlp
from workedout.training.recipes import Recipe

EPOCHS, LONG = 5, 28


class Candidate(NamedTuple):
    """What the search varies."""

    doubled: bool
    optimizer: str
    rate: float

    @property
    def name(self) -> str:
        """Its name among the arms of the search."""
        return f"{self.arm}, rate {self.rate:g}"

    @property
    def arm(self) -> str:
        """The name of its output and its optimizer, the rate apart."""
        return f"{'two softmaxes' if self.doubled else 'one softmax'}, {self.optimizer}"

    @property
    def network(self) -> Mlp:
        """One hidden layer of 100 units, with or without a softmax layer at its end."""
        return Mlp((100,), softmax=self.doubled)

    @property
    def recipe(self) -> Recipe:
        """Few epochs in batches of 32, at a constant rate."""
        return Recipe(EPOCHS, 32, self.rate, self.optimizer, observe="end")


RATES = {"sgd": (0.03, 0.1, 0.3, 1.0, 3.0, 10.0), "adam": (3e-4, 1e-3, 3e-3, 1e-2)}
CANDIDATES = [
    Candidate(doubled, optimizer, rate)
    for optimizer, rates in RATES.items()
    for doubled, rate in product((False, True), rates)
]

SEARCH = Experiment(
    name="two-softmaxes-search",
    question="At which learning rate does a network with one softmax, or with two, learn best?",
    arms=tuple(Arm(c.name, c.network, Digits("tuning"), c.recipe, seeds=1) for c in CANDIDATES),
)

# The best of the search for each output and optimizer, by ``selection.best``.
WINNERS = [
    Candidate(False, "sgd", 0.1),
    Candidate(True, "sgd", 0.3),
    Candidate(False, "adam", 1e-3),
    Candidate(True, "adam", 1e-3),
]

CONFIRMATION = Experiment(
    name="two-softmaxes",
    question="What does a second softmax cost, each network at its own best rate?",
    arms=tuple(Arm(c.arm, c.network, Digits("tuning"), c.recipe, seeds=10) for c in WINNERS),
)

# As many epochs as it takes until the weights fit the training images, looked at after each.
PARTING = Experiment(
    name="loss-and-accuracy",
    question="Do the loss and the accuracy of held-out images move together?",
    arms=(
        Arm(
            "one softmax, adam",
            Mlp((100,)),
            Digits("tuning"),
            Recipe(LONG, 32, 1e-3, "adam"),
            seeds=10,
        ),
    ),
)

QUESTIONS = (SEARCH, CONFIRMATION, PARTING)
