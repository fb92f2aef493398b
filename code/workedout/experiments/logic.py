"""How often gradient descent finds XOR, by hidden units and by start."""

from fractions import Fraction

from workedout.data.sources import TruthTable
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Plane
from workedout.training.recipes import Recipe

UNITS = (2, 3, 4, 8)
STARTS = ("playground", "small", "xavier", "he")
SEEDS = 100

# The mean of half the squared errors at four rows: below this, no error exceeds 1/10.
FOUND = Fraction(1, 800)

# Every step sees all four rows, so that only the first weights are random. The rate is low, so
# that the loss falls at (nearly) every step, and the epochs are many, so that a run which has not
# got there stands still.
RECIPE = Recipe(
    epochs=10_000,
    batch_size=4,
    learning_rate=0.1,
    loss="truth",
    precision="float64",
    observe="end",
)


def network(units: int, start: str) -> Plane:
    """One hidden layer of ReLU, and an output that is a plain weighted sum."""
    return Plane((units,), activation="relu", start=start, output="none")


def name(units: int, start: str) -> str:
    """The name of an arm."""
    return f"{start}, {units} units"


XOR = Experiment(
    name="xor",
    question="How often does gradient descent find XOR, by hidden units and by start?",
    arms=tuple(
        Arm(
            name(units, start),
            network(units, start),
            TruthTable("xor"),
            RECIPE,
            seeds=SEEDS,
            curve=2,  # only where a run ends is asked
        )
        for start in STARTS
        for units in UNITS
    ),
)

QUESTIONS = (XOR,)
