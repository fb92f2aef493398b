"""First weights: the pair of ReLU networks, and starts over depth.

The points of draws 0 to 19 were looked at by nobody before these questions were fixed; trials were
made on draws from 100 on.
"""

from workedout.data.sources import TwoCircles
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Plane
from workedout.training.recipes import Recipe

HIDDEN = (4, 2)
STARTS = ("playground", "zeros")
EPOCHS = 250

# As TensorFlow Playground trains: batches of 10, rate 0.03, half the squared difference to the
# label. In float64, so that the two engines and all processors tell the same story.
RECIPE = Recipe(
    epochs=EPOCHS,
    batch_size=10,
    learning_rate=0.03,
    loss="squared",
    precision="float64",
    observe="end",
    probe="weights",
)
# One seed gives the same first weights on every draw, so that it takes many seeds to see many
# random starts. The zero start has only one; there the draws are what differs.
DRAWS = {"playground": 5, "zeros": 20}
SEEDS = {"playground": 20, "zeros": 2}


def pair_name(start: str, draw: int) -> str:
    """Of an arm of the pair."""
    return f"{start}, draw {draw}"


PAIR = Experiment(
    name="starts-relu",
    question="Where do two ReLU networks end that differ in their first weights alone?",
    arms=tuple(
        Arm(
            pair_name(start, draw),
            Plane(HIDDEN, "relu", start),
            TwoCircles(draw),
            RECIPE,
            SEEDS[start],
        )
        for start in STARTS
        for draw in range(DRAWS[start])
    ),
)

WIDTH = 8
DEPTHS = (2, 4, 8, 16, 24)
DEEP_STARTS = ("small", "playground", "xavier", "he")
DEEP_SEEDS = 20


def deep_name(start: str, depth: int) -> str:
    """Of an arm of the study over depth; depth counts hidden layers."""
    return f"{start}, {depth} hidden layers"


DEPTH = Experiment(
    name="starts-depth",
    question="With which starts do deep and narrow ReLU networks learn?",
    arms=tuple(
        Arm(
            deep_name(start, depth),
            Plane((WIDTH,) * depth, "relu", start),
            TwoCircles(draw=0),
            Recipe(EPOCHS, 10, 0.03, loss="squared", precision="float64", observe="end"),
            DEEP_SEEDS,
        )
        for depth in DEPTHS
        for start in DEEP_STARTS
    ),
)

QUESTIONS = (PAIR, DEPTH)
