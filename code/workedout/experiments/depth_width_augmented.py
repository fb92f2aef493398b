"""The budgets of depth-width again, with changed copies of the training images.

Each copy is turned, scaled and shifted a little, anew each time it is seen. The steps are those of
``depth_width``: a search, a confirmation and finals. For each budget the search put the best
candidate at the highest of its rates, so that twice this rate is confirmed as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from workedout.data.sources import Digits
from workedout.experiments.depth_width import WINNERS as PLAIN
from workedout.experiments.depth_width import Candidate, grid
from workedout.experiments.specification import Arm, Experiment
from workedout.training.recipes import Recipe

SEARCH_EPOCHS = 12  # of the confirmation, too
EPOCHS = {100: 50, 200: 40, 1000: 30}  # the largest takes twice as long an epoch

# Whoever never sees an image twice has less to fear from learning it by heart, so there is little
# dropout here; the winner without changed copies is a candidate too.
CANDIDATES = {
    100: [*grid([(100,)], [3e-3, 6e-3], [(0.0, 0.0)]), PLAIN[100]],
    200: [
        *grid([(140, 60)], [3e-3, 6e-3], [(0.0, 0.0)]),
        Candidate((160, 40), 6e-3, 0.0, 0.0),
        PLAIN[200],
    ],
    1000: [
        *grid([(600, 300, 100)], [1.5e-3], [(0.0, 0.0), (0.1, 0.0), (0.2, 0.0)]),
        PLAIN[1000],
    ],
}


def recipe(candidate: Candidate, epochs: int) -> Recipe:
    """What a candidate of the plain budgets is trained by, with changed copies."""
    return replace(candidate.recipe(epochs), augmentation="affine")


def arms(groups: Iterable[Sequence[Candidate]], seeds: int) -> tuple[Arm, ...]:
    """Every candidate of every budget, on validation images."""
    return tuple(
        Arm(each.name, each.network, Digits("tuning"), recipe(each, SEARCH_EPOCHS), seeds)
        for each in chain.from_iterable(groups)
    )


SEARCH = Experiment(
    name="depth-width-augmented-search",
    question="With changed copies of the images: which settings look best on validation images?",
    arms=arms(CANDIDATES.values(), seeds=1),
)


def doubled(candidate: Candidate) -> Candidate:
    """The same at twice the rate."""
    return candidate._replace(rate=2 * candidate.rate)


# The best two of each budget's search, by ``selection.best``, and the best at twice its rate.
BEST_TWO = {
    100: [Candidate((100,), 6e-3, 0.0, 0.0), PLAIN[100]],
    200: [Candidate((160, 40), 6e-3, 0.0, 0.0), Candidate((140, 60), 6e-3, 0.0, 0.0)],
    1000: [
        Candidate((600, 300, 100), 1.5e-3, 0.0, 0.0),
        Candidate((600, 300, 100), 1.5e-3, 0.1, 0.0),
    ],
}
FINALISTS = {budget: [*two, doubled(two[0])] for budget, two in BEST_TWO.items()}

CONFIRMATION = Experiment(
    name="depth-width-augmented-confirmation",
    question="With changed copies: which of three settings of each budget is best, by three seeds?",
    arms=arms(FINALISTS.values(), seeds=3),
)

# The best of the finalists, by the same rule.
WINNERS = {budget: finalists[0] for budget, finalists in FINALISTS.items()}

FINAL = Experiment(
    name="depth-width-augmented",
    question="With changed copies: how well do networks of each budget read test digits?",
    arms=tuple(
        Arm(
            f"{budget} units", each.network, Digits("final"), recipe(each, EPOCHS[budget]), seeds=10
        )
        for budget, each in WINNERS.items()
    ),
)

# The confirmation looked above the rates of two winners, and nothing had looked below.
FURTHER = {
    200: [WINNERS[200]._replace(rate=3e-3)],
    1000: [WINNERS[1000]._replace(rate=7.5e-4)],
}
BEYOND = Experiment(
    name="depth-width-augmented-beyond",
    question="With changed copies: would a lower rate have been better than the chosen one?",
    arms=arms(FURTHER.values(), seeds=3),
)

QUESTIONS = (SEARCH, CONFIRMATION, FINAL, BEYOND)
