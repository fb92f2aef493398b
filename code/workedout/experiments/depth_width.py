"""Depth and width: the best networks of a given number of hidden units.

Settings are found in two steps on validation images, both recorded: a search of one seed and few
epochs for each candidate, then a confirmation of the best three of each budget with three seeds
and all epochs. The finals train the winner on all training images and read the test set once.
"""

from dataclasses import replace
from itertools import product

from workedout.experiments.specification import Arm, Experiment
from workedout.models import Mlp
from workedout.recipes import Recipe
from workedout.sources import Digits

SEARCH_EPOCHS, FINAL_EPOCHS = 20, 40

# What all candidates share. Weight decay of 0.1 halved the validation loss of the first trials
# against PyTorch's 0.01, at the same accuracy.
RECIPE = Recipe(
    epochs=FINAL_EPOCHS,
    batch_size=128,
    learning_rate=3e-3,
    optimizer="adamw",
    weight_decay=0.1,
    schedule="one-cycle",
)

# For each budget of hidden units: layouts, learning rates, and (dropout, input dropout).
Layout = tuple[int, ...]
BUDGETS: dict[int, tuple[list[Layout], list[float], list[tuple[float, float]]]] = {
    100: (
        [(100,), (60, 40)],
        [3e-3, 6e-3],
        [(0.0, 0.0), (0.1, 0.0), (0.0, 0.1), (0.1, 0.1)],
    ),
    200: (
        [(100, 100), (140, 60)],
        [3e-3, 6e-3],
        [(0.0, 0.0), (0.1, 0.0), (0.0, 0.1), (0.1, 0.1), (0.2, 0.1)],
    ),
    1000: (
        [(500, 300, 200), (600, 300, 100)],
        [1.5e-3, 3e-3],
        [(0.2, 0.0), (0.2, 0.1), (0.3, 0.1), (0.3, 0.2), (0.4, 0.1)],
    ),
}


def candidate(layout: Layout, rate: float, dropout: float, input_dropout: float) -> Arm:
    """One candidate of the search."""
    return Arm(
        name=f"{'+'.join(map(str, layout))} rate {rate:g} dropout {dropout:g}/{input_dropout:g}",
        network=Mlp(layout, dropout, input_dropout),
        data=Digits("tuning"),
        recipe=replace(RECIPE, epochs=SEARCH_EPOCHS, learning_rate=rate, observe="end"),
        seeds=1,
    )


SEARCH = Experiment(
    name="depth-width-search",
    question="Which settings look best on validation images, with one seed and few epochs?",
    arms=tuple(
        candidate(layout, rate, *dropouts)
        for layouts, rates, pairs in BUDGETS.values()
        for layout, rate, dropouts in product(layouts, rates, pairs)
    ),
)
