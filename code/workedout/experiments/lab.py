"""The two networks that the digits lab shows inside: small enough to print every product.

The dense one is the best of at most 100 hidden units with changed copies, as
``depth_width_augmented`` chose it. The convolutional one is chosen as in ``cnn``: a search on
validation images, one seed and few epochs each; a confirmation of the best two with three seeds and
all epochs; a final that reads the test set once. Of each final, the network of seed 0 is kept.
"""

from dataclasses import replace
from itertools import product

from workedout.data.sources import Digits
from workedout.experiments.cnn import Candidate
from workedout.experiments.depth_width_augmented import WINNERS
from workedout.experiments.depth_width_augmented import recipe as changed_copies
from workedout.experiments.specification import Arm, Experiment
from workedout.training.recipes import Recipe

PARAMETERS = 40_000  # at most: what a page can load, and a reader can look through
SEARCH_EPOCHS, EPOCHS = 3, {"dense": 15, "convolutional": 10}
KEPT = 0  # the seed whose network is kept
BEST_OF_A_HUNDRED = WINNERS[100]  # hidden units at most, with changed copies


def recipe(candidate: Candidate, epochs: int, augmentation: str = "none") -> Recipe:
    """A candidate's recipe in float32: in the page, its numbers are rounded as PyTorch does."""
    return replace(candidate.recipe(epochs, augmentation), precision="float32")


TWO, THREE = ((8,), (16,)), ((8,), (16,), (32,))
CANDIDATES = [
    Candidate(blocks, kernel, dense=0, block_dropout=0.0, dropout=0.25, rate=rate)
    for (blocks, kernel), rate in product(
        (
            (TWO, 3),
            (TWO, 5),
            (((16,), (32,)), 3),
            (THREE, 3),
            (THREE, 5),
        ),
        (1e-3, 3e-3, 1e-2, 3e-2),
    )
]

SEARCH = Experiment(
    name="lab-search",
    question="Which small convolutional networks look best after few epochs, on validation images?",
    arms=tuple(
        Arm(each.name, each.network, Digits("tuning"), recipe(each, SEARCH_EPOCHS), seeds=1)
        for each in CANDIDATES
    ),
)

# The best two of the search, by ``selection.best``.
FINALISTS = [Candidate(THREE, 5, 0, 0.0, 0.25, rate) for rate in (3e-3, 1e-2)]


def confirmed(candidates: list[Candidate]) -> tuple[Arm, ...]:
    """Candidates with changed copies, three seeds and all epochs, on validation images."""
    return tuple(
        Arm(
            each.name,
            each.network,
            Digits("tuning"),
            recipe(each, EPOCHS["convolutional"], "affine"),
            seeds=3,
        )
        for each in candidates
    )


CONFIRMATION = Experiment(
    name="lab-confirmation",
    question="Which of the best two small convolutional networks is better, by three seeds?",
    arms=confirmed(FINALISTS),
)

# The better of the two by its mean accuracy, the same rule.
WINNER = FINALISTS[1]

CONVOLUTIONAL = Experiment(
    name="lab-convolution",
    question="How well does the small convolutional network of the digits lab read test digits?",
    arms=(
        Arm(
            "8 | 16 | 32",
            WINNER.network,
            Digits("final"),
            recipe(WINNER, EPOCHS["convolutional"], "affine"),
            seeds=10,
            keep=KEPT,
        ),
    ),
)

DENSE = Experiment(
    name="lab-dense",
    question="How well does the dense network of the digits lab read test digits?",
    arms=(
        Arm(
            "784-100-10",
            BEST_OF_A_HUNDRED.network,
            Digits("final"),
            changed_copies(BEST_OF_A_HUNDRED, EPOCHS["dense"]),
            seeds=10,
            keep=KEPT,
        ),
    ),
)

# With changed copies the higher of two rates was chosen: one above it, with the same effort.
FURTHER = [WINNER._replace(rate=3e-2)]
BEYOND = Experiment(
    name="lab-beyond",
    question="Would a higher rate have been better for the small convolutional network?",
    arms=confirmed(FURTHER),
)

QUESTIONS = (SEARCH, CONFIRMATION, CONVOLUTIONAL, DENSE, BEYOND)
