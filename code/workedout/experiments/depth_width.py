"""Depth and width: the best networks of a given number of hidden units.

Settings are found in two steps on validation images, both recorded: a search of one seed and few
epochs for each candidate, then a confirmation of the best three of each budget with three seeds
and all epochs. The finals train the winners on all training images and read the test set once.
"""

from dataclasses import replace
from itertools import product
from typing import NamedTuple

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Mlp
from workedout.training.recipes import Recipe

SEARCH_EPOCHS = 20
EPOCHS = {20: 40, 100: 40, 200: 40, 1000: 30}  # the largest takes five times as long an epoch

# What all candidates share. Weight decay of 0.1 halved the validation loss of the first trials
# against PyTorch's 0.01, at the same accuracy.
RECIPE = Recipe(
    epochs=SEARCH_EPOCHS,
    batch_size=128,
    learning_rate=3e-3,
    optimizer="adamw",
    weight_decay=0.1,
    schedule="one-cycle",
    observe="end",
)


class Candidate(NamedTuple):
    """What the search varies."""

    hidden: tuple[int, ...]
    rate: float
    dropout: float
    input_dropout: float

    @property
    def name(self) -> str:
        """Its name among the arms."""
        layout = "+".join(map(str, self.hidden))
        return f"{layout} rate {self.rate:g} dropout {self.dropout:g}/{self.input_dropout:g}"

    @property
    def network(self) -> Mlp:
        """The network."""
        return Mlp(self.hidden, self.dropout, self.input_dropout)

    def recipe(self, epochs: int) -> Recipe:
        """The shared recipe at this candidate's rate."""
        return replace(RECIPE, epochs=epochs, learning_rate=self.rate)


def grid(
    layouts: list[tuple[int, ...]], rates: list[float], dropouts: list[tuple[float, float]]
) -> list[Candidate]:
    """Every combination; a dropout is a pair (after each hidden layer, of the pixels)."""
    return [
        Candidate(layout, rate, *pair) for layout, rate, pair in product(layouts, rates, dropouts)
    ]


LITTLE = [(0.0, 0.0), (0.1, 0.0), (0.0, 0.1), (0.1, 0.1)]
MORE = [(0.2, 0.0), (0.2, 0.1), (0.2, 0.2), (0.3, 0.1), (0.3, 0.2)]
CANDIDATES = {
    100: grid([(100,), (60, 40)], [3e-3, 6e-3], LITTLE),
    200: grid([(100, 100), (140, 60)], [3e-3, 6e-3], [*LITTLE, (0.2, 0.1)]),
    1000: [
        *grid([(500, 300, 200)], [7.5e-4, 1.5e-3, 3e-3], MORE),
        *grid([(600, 300, 100)], [1.5e-3], [(0.2, 0.1), (0.3, 0.1)]),
    ],
}

# The best three of each budget's search, by ``selection.best``.
FINALISTS = {
    100: [
        Candidate((100,), 3e-3, 0.0, 0.1),
        Candidate((100,), 6e-3, 0.1, 0.0),
        Candidate((100,), 6e-3, 0.1, 0.1),
    ],
    200: [
        Candidate((140, 60), 6e-3, 0.0, 0.1),
        Candidate((140, 60), 3e-3, 0.1, 0.1),
        Candidate((140, 60), 3e-3, 0.0, 0.1),
    ],
    1000: [
        Candidate((600, 300, 100), 1.5e-3, 0.2, 0.1),
        Candidate((500, 300, 200), 1.5e-3, 0.2, 0.1),
        Candidate((500, 300, 200), 3e-3, 0.2, 0.2),
    ],
}

# The best of the finalists, by the same rule; and the network of the task sheet, as it is given.
BASELINE = Candidate((20,), 3e-3, 0.0, 0.0)
WINNERS = {100: FINALISTS[100][0], 200: FINALISTS[200][0], 1000: FINALISTS[1000][1]}

SEARCH = Experiment(
    name="depth-width-search",
    question="Which settings look best on validation images, with one seed and few epochs?",
    arms=tuple(
        Arm(each.name, each.network, Digits("tuning"), each.recipe(SEARCH_EPOCHS), seeds=1)
        for candidates in CANDIDATES.values()
        for each in candidates
    ),
)


def confirmed(budgets: dict[int, list[Candidate]]) -> tuple[Arm, ...]:
    """Candidates of each budget with three seeds and all epochs, on validation images."""
    return tuple(
        Arm(each.name, each.network, Digits("tuning"), each.recipe(EPOCHS[budget]), seeds=3)
        for budget, candidates in budgets.items()
        for each in candidates
    )


CONFIRMATION = Experiment(
    name="depth-width-confirmation",
    question="Which of the best three of each budget is best with three seeds and all epochs?",
    arms=confirmed(FINALISTS),
)

FINAL = Experiment(
    name="depth-width",
    question="How well do the best networks of 100, 200 and 1000 hidden units read test digits?",
    arms=tuple(
        Arm(f"{budget} units", each.network, Digits("final"), each.recipe(EPOCHS[budget]), seeds=10)
        for budget, each in {20: BASELINE, **WINNERS}.items()
    ),
)

# Each winner is the last of its grid in one setting or two: one step further in each.
FURTHER = {
    100: [WINNERS[100]._replace(rate=1.5e-3), WINNERS[100]._replace(input_dropout=0.2)],
    200: [WINNERS[200]._replace(rate=1.2e-2), WINNERS[200]._replace(input_dropout=0.2)],
    1000: [WINNERS[1000]._replace(dropout=0.1)],
}
BEYOND = Experiment(
    name="depth-width-beyond",
    question="Would a setting beyond the edge of the search have been better than the chosen one?",
    arms=confirmed(FURTHER),
)

QUESTIONS = (SEARCH, CONFIRMATION, FINAL, BEYOND)
