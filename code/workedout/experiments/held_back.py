"""Classes held back from MNIST: five are learned with many labels, the other five with few.

The book's small convolutional network learns to tell the digits 0 to 4, and never sees another.
From there the same three ways as for digits of another source learn to tell 5 to 9.
"""

from dataclasses import replace

from workedout.data.few_labels import DigitsOf
from workedout.experiments import transfer
from workedout.experiments.specification import Arm, Experiment
from workedout.experiments.transfer import NETWORK, PRETRAINED, Chosen, Pretrained, Task

BEFORE, AFTER = (0, 1, 2, 3, 4), (5, 6, 7, 8, 9)
DIGITS, EPOCHS, KEPT = 25_000, 2, 0  # 5000 of each class

# It reads no test images, and one network is what the finals start from: one seed.
PRETRAINING = Experiment(
    name="held-back-pretraining",
    question="How well does a network learn five of the ten classes, before it meets the others?",
    arms=(
        Arm(
            "0 to 4",
            replace(NETWORK, outputs=len(BEFORE)),
            DigitsOf("tuning", DIGITS, BEFORE),
            replace(PRETRAINED.recipe, epochs=EPOCHS),
            seeds=1,
            keep=KEPT,
        ),
    ),
)

START = Pretrained(
    PRETRAINING.name,
    "68733d01377ad9820a4efb9eb670b5e12a2deed3b948e5212580dabe6cccfffa",
    outputs=len(BEFORE),
)
STEPS = 100  # of each run
TASK = Task(DigitsOf("tuning", len(AFTER), AFTER), START, outputs=len(AFTER), steps=STEPS)

COUNTS = (10,)  # labelled examples
# Eight for each way, a factor of about three apart.
RATES = {
    "scratch": (3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2),
    "frozen": (1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0, 3.0),
    "fine-tuned": (3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2),
}
SEARCH = transfer.search(
    "held-back-search",
    "At which rate does each way learn best from few digits of classes that were held back?",
    TASK,
    COUNTS,
    RATES,
)

# The best of the search by each measure, by ``selection.best``.
CHOSEN: Chosen = {
    "accuracy": {("scratch", 10): 3e-3, ("frozen", 10): 1.0, ("fine-tuned", 10): 3e-3},
    "loss": {("scratch", 10): 3e-3, ("frozen", 10): 3e-3, ("fine-tuned", 10): 3e-3},
}

FINAL = transfer.finals(
    "held-back",
    "How well does each way tell classes that were held back, after a few digits of them?",
    TASK,
    CHOSEN,
)

QUESTIONS = (PRETRAINING, SEARCH, FINAL)
