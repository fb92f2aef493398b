"""Schedules of the learning rate: which, at which rate, for how many epochs.

A sweep on validation images tries every schedule at every rate, with the same network, batch and
epochs. The finals train each schedule at its best rate on all training images. Two more sweeps ask
what a longer budget buys, and how the best rate moves with the batch size.
"""

from dataclasses import replace
from typing import Any

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Mlp
from workedout.training.recipes import SCHEDULES, Recipe

NETWORK = Mlp((100,))
NAMES = tuple(SCHEDULES)
EPOCHS = 20
RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)  # of plain SGD; at 1 the first trial hardly learnt
RECIPE = Recipe(epochs=EPOCHS, batch_size=64, learning_rate=0.1, observe="end")

BUDGETS = (1, 2, 5, 10, 20, 40, 80)
LONGEST = BUDGETS[-1]
BATCHES = (16, 64, 256, 1024)
BATCH_RATES = (0.0125, 0.025, 0.05, 0.1, 0.2, 0.4)


def at(schedule: str, rate: float) -> str:
    """The arm's name in the sweep."""
    return f"{schedule}, rate {rate:g}"


def tuned(name: str, **changed: Any) -> Arm:
    """An arm on validation images, with what differs from the recipe."""
    return Arm(name, NETWORK, Digits("tuning"), replace(RECIPE, **changed), seeds=5)


SWEEP = Experiment(
    name="schedules-sweep",
    question="At which rates does which schedule do best, on validation images?",
    arms=tuple(
        tuned(at(schedule, rate), learning_rate=rate, schedule=schedule)
        for schedule in NAMES
        for rate in RATES
    ),
)


def budget(schedule: str, epochs: int) -> str:
    """The arm's name among the budgets."""
    return f"{schedule}, {epochs} epochs"


# One rate for all budgets, so that nothing differs but the epochs; the curve of the constant rate
# is read after each epoch, since its past does not depend on the budget.
AT_ONE_RATE = {"learning_rate": 0.1}
BUDGET = Experiment(
    name="schedules-budget",
    question="What does each further epoch buy, at a constant rate and along a cosine?",
    arms=(
        tuned(budget("constant", LONGEST), epochs=LONGEST, observe="epoch", **AT_ONE_RATE),
        *(
            tuned(budget("cosine", epochs), epochs=epochs, schedule="cosine", **AT_ONE_RATE)
            for epochs in BUDGETS
        ),
    ),
)


def batched(size: int, rate: float) -> str:
    """The arm's name among the batch sizes."""
    return f"batch {size}, rate {rate:g}"


BATCH = Experiment(
    name="schedules-batch",
    question="How does the best rate move with the batch size?",
    arms=tuple(
        tuned(batched(size, rate), epochs=5, batch_size=size, learning_rate=rate)
        for size in BATCHES
        for rate in BATCH_RATES
    ),
)

# The best rate of each schedule in the sweep, by ``selection.best``.
WINNERS = {"constant": 0.2, "half-drop": 0.2, "cosine": 0.1, "one-cycle": 0.5}

FINAL = Experiment(
    name="schedules",
    question="Each schedule at its own best rate: how well does it read the test digits?",
    arms=tuple(
        Arm(
            schedule,
            NETWORK,
            Digits("final"),
            replace(RECIPE, learning_rate=rate, schedule=schedule),
            seeds=10,
        )
        for schedule, rate in WINNERS.items()
    ),
)

# One winner stood at the highest rate: higher ones, with the same effort.
BEYOND = Experiment(
    name="schedules-beyond",
    question="Does one-cycle do better at rates above those of the sweep?",
    arms=tuple(
        tuned(at("one-cycle", rate), learning_rate=rate, schedule="one-cycle")
        for rate in (1.0, 2.0)
    ),
)

QUESTIONS = (SWEEP, BUDGET, BATCH, FINAL, BEYOND)
