"""How fast: the loops of the book against the usual one, and a digit reader in seconds."""

from dataclasses import replace
from itertools import product
from typing import NamedTuple

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment, Measurement
from workedout.networks.models import Bench
from workedout.studies.timing import behaviour, race
from workedout.training.recipes import Recipe

SPEED = Measurement(
    name="speed",
    question="How much faster are these trainings than the usual loop?",
    measure=race,
    behaviour=behaviour,
    trains=True,
    reads_test_set=False,
)

RECIPE = Recipe(
    epochs=1,
    batch_size=64,
    learning_rate=3e-3,
    optimizer="adamw",
    weight_decay=0.1,
    schedule="one-cycle",
    precision="bfloat16",  # half the time of float32 on a processor that has it
    channels_last=True,
    observe="end",
)


class Quick(NamedTuple):
    """What the search varies."""

    epochs: int
    batch: int
    rate: float

    @property
    def name(self) -> str:
        """Its name among the arms."""
        epochs = "1 epoch" if self.epochs == 1 else f"{self.epochs} epochs"
        return f"{epochs}, batch {self.batch}, rate {self.rate:g}"

    @property
    def network(self) -> Bench:
        """The bench network."""
        return Bench(dropout=0.0)  # there is no time to overfit

    @property
    def recipe(self) -> Recipe:
        """The shared recipe with these settings."""
        return replace(RECIPE, epochs=self.epochs, batch_size=self.batch, learning_rate=self.rate)


# One and two epochs were searched first; some candidates with three were added, to see whether
# a longer training is worth its time.
CANDIDATES = [
    *(Quick(*each) for each in product((1, 2), (32, 64, 128), (3e-3, 1e-2, 2e-2))),
    *(Quick(*each) for each in product((3,), (32, 64), (1e-2, 2e-2))),
]


def searched(candidates: list[Quick]) -> tuple[Arm, ...]:
    """Candidates with one seed, on validation images."""
    return tuple(Arm(c.name, c.network, Digits("tuning"), c.recipe, seeds=1) for c in candidates)


QUICK_SEARCH = Experiment(
    name="quick-search",
    question="With which settings does the bench network learn most in one to three epochs?",
    arms=searched(CANDIDATES),
)

# The best of the search, by ``selection.best``.
WINNER = Quick(2, 32, 1e-2)

QUICK = Experiment(
    name="quick",
    question="How well, and how fast, does the quickest good training read the test digits?",
    arms=(Arm("final", WINNER.network, Digits("final"), WINNER.recipe, seeds=10),),
)

# The winner's batch was the smallest: half of it, with the same effort.
QUICK_BEYOND = Experiment(
    name="quick-beyond",
    question="Would a smaller batch than those of the search have been better?",
    arms=searched([WINNER._replace(batch=16)]),
)

QUESTIONS = (SPEED, QUICK_SEARCH, QUICK, QUICK_BEYOND)
