"""The best convolutional network under a million parameters, and one of two convolutions.

As in ``depth_width``: a search on validation images, one seed and few epochs each; a confirmation
of the best with three seeds and all epochs; finals that read the test set once. Both networks are
built of Conv2d, BatchNorm2d, ReLU, MaxPool2d, Dropout, Flatten and Linear alone, and are trained in
batches of 32.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, product
from typing import NamedTuple

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.experiments.speed import RECIPE as SHARED
from workedout.networks.models import Cnn
from workedout.training.probes import MISREAD
from workedout.training.recipes import Recipe

PARAMETERS = 1_000_000  # fewer than this
BATCH = 32
SEARCH_EPOCHS = 3


class Candidate(NamedTuple):
    """What the search varies."""

    blocks: tuple[tuple[int, ...], ...]
    kernel: int
    dense: int
    block_dropout: float
    dropout: float
    rate: float

    @property
    def name(self) -> str:
        """Its name among the arms."""
        layout = " | ".join("+".join(map(str, block)) for block in self.blocks)
        return (
            f"{layout}, {self.kernel}x{self.kernel}, dense {self.dense}, "
            f"dropout {self.block_dropout:g}/{self.dropout:g}, rate {self.rate:g}"
        )

    @property
    def network(self) -> Cnn:
        """The network."""
        return Cnn(self.blocks, self.kernel, self.dense, self.block_dropout, self.dropout)

    def recipe(self, epochs: int, augmentation: str = "none") -> Recipe:
        """The recipe of the quick training at this candidate's rate."""
        return replace(
            SHARED,
            epochs=epochs,
            batch_size=BATCH,
            learning_rate=self.rate,
            augmentation=augmentation,
        )


DEEP = ((32, 32), (64, 64), (128,))
LATE = ((32,), (64, 64), (128, 128))
TWO = ((32,), (64,))
CANDIDATES = {
    "large": [
        Candidate(blocks, 3, 0, block, last, rate)
        for blocks, (block, last), rate in product(
            (DEEP, LATE), ((0.1, 0.3), (0.25, 0.5)), (3e-3, 1e-2)
        )
    ],
    "two convolutions": [
        Candidate(TWO, kernel, dense, 0.1, last, rate)
        for kernel, (dense, last), rate in product((3, 5), ((0, 0.3), (128, 0.5)), (3e-3, 1e-2))
    ],
}


def searched(candidates: Iterable[Candidate]) -> tuple[Arm, ...]:
    """Candidates with one seed and few epochs, on validation images."""
    return tuple(
        Arm(each.name, each.network, Digits("tuning"), each.recipe(SEARCH_EPOCHS), seeds=1)
        for each in candidates
    )


SEARCH = Experiment(
    name="cnn-search",
    question="Which convolutional networks look best after few epochs, on validation images?",
    arms=searched(chain.from_iterable(CANDIDATES.values())),
)

# The best two of each search, by ``selection.best``.
FINALISTS = {
    "large": [
        Candidate(DEEP, 3, 0, 0.1, 0.3, 3e-3),
        Candidate(DEEP, 3, 0, 0.25, 0.5, 3e-3),
    ],
    "two convolutions": [
        Candidate(TWO, 5, 128, 0.1, 0.5, 3e-3),
        Candidate(TWO, 5, 0, 0.1, 0.3, 3e-3),
    ],
}
EPOCHS = {"large": 10, "two convolutions": 4}

CONFIRMATION = Experiment(
    name="cnn-confirmation",
    question="Which of the best two convolutional networks of each kind is better, by three seeds?",
    arms=tuple(
        Arm(each.name, each.network, Digits("tuning"), each.recipe(EPOCHS[kind]), seeds=3)
        for kind, finalists in FINALISTS.items()
        for each in finalists
    ),
)

# The better of the two, by the same rule.
WINNERS = {kind: finalists[0] for kind, finalists in FINALISTS.items()}


def final(name: str, kind: str, epochs: int, augmentation: str = "none") -> Arm:
    """A winner on all training images; what it misreads of the test images is noted too."""
    recipe = replace(WINNERS[kind].recipe(epochs, augmentation), probe=MISREAD)
    return Arm(name, WINNERS[kind].network, Digits("final"), recipe, seeds=10)


LARGE = Experiment(
    name="cnn",
    question="How well does a convolutional network below a million parameters read test digits?",
    arms=(
        final("plain", "large", EPOCHS["large"]),
        final("changed copies", "large", EPOCHS["large"], "affine"),
    ),
)

LONG = 20
SMALL = Experiment(
    name="two-convolutions",
    question="How well does a network of two convolutions read test digits after 4 and 20 epochs?",
    arms=(
        final("4 epochs", "two convolutions", EPOCHS["two convolutions"]),
        final("20 epochs", "two convolutions", LONG),
    ),
)

# Both winners stood at the lower of two rates, and one had the larger of two kernels: one step
# further, with the effort of the search.
FURTHER = {
    "large": [WINNERS["large"]._replace(rate=1e-3)],
    "two convolutions": [
        WINNERS["two convolutions"]._replace(rate=1e-3),
        WINNERS["two convolutions"]._replace(kernel=7),
    ],
}
BEYOND = Experiment(
    name="cnn-beyond",
    question="Would a rate or a kernel beyond those of the search have been better?",
    arms=searched(chain.from_iterable(FURTHER.values())),
)

QUESTIONS = (SEARCH, CONFIRMATION, LARGE, SMALL, BEYOND)
