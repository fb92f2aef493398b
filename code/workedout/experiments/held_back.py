"""Classes held back: a network learns the digits 0 to 4, and then 5 to 9 from few examples."""

from dataclasses import replace

from workedout.data.few_labels import DigitsOf
from workedout.experiments import transfer
from workedout.experiments.lab import CONVOLUTIONAL
from workedout.experiments.specification import Arm, Experiment
from workedout.experiments.transfer import Pretrained, Task

FIRST, HELD_BACK = (0, 1, 2, 3, 4), (5, 6, 7, 8, 9)
EPOCHS = 5
(LAB,) = CONVOLUTIONAL.arms

PRETRAINING = Experiment(
    name="held-back-pretraining",
    question="How well does a network read the digits 0 to 4 that has seen no others?",
    arms=(
        Arm(
            "0 to 4",
            replace(transfer.NETWORK, outputs=len(FIRST)),
            DigitsOf("tuning", FIRST),
            replace(LAB.recipe, epochs=EPOCHS),
            seeds=1,
            keep=0,
        ),
    ),
)

COUNTS = (10, 100)  # labelled examples
START = Pretrained(
    PRETRAINING.name, "bb6bf8e3f96b11d45060f3dd2a5fbe0ffaa08daf5a2deb4151ec012b0fb99180"
)
TASK = Task(DigitsOf("tuning", HELD_BACK, 10), START, outputs=len(HELD_BACK))

SEARCH = transfer.search(
    "held-back-search",
    "At which rate does each way learn best to read 5 to 9, with 0 to 4 learned before?",
    TASK,
    COUNTS,
)

QUESTIONS = (PRETRAINING, SEARCH)
