"""First weights: the pair of ReLU networks, and starts over depth.

The points of draws 0 to 19 were looked at by nobody before these questions were fixed; trials were
made on draws from 100 on.
"""

from workedout.experiments.specification import Arm, Experiment
from workedout.models import Plane
from workedout.recipes import Recipe
from workedout.sources import TwoCircles

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
DRAWS, STARTS_ON_EACH = 20, 2


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
            STARTS_ON_EACH,
        )
        for start in STARTS
        for draw in range(DRAWS)
    ),
)

WIDTH = 8
DEPTHS = (2, 4, 8, 16, 24)
DEEP_STARTS = ("small", "playground", "xavier", "he")
DEEP_DRAWS, DEEP_SEEDS = 4, 5


def deep_name(start: str, depth: int, draw: int) -> str:
    """Of an arm of the study over depth; depth counts hidden layers."""
    return f"{start}, {depth} hidden layers, draw {draw}"


DEPTH = Experiment(
    name="starts-depth",
    question="With which starts do deep and narrow ReLU networks learn?",
    arms=tuple(
        Arm(
            deep_name(start, depth, draw),
            Plane((WIDTH,) * depth, "relu", start),
            TwoCircles(draw),
            Recipe(EPOCHS, 10, 0.03, loss="squared", precision="float64", observe="end"),
            DEEP_SEEDS,
        )
        for depth in DEPTHS
        for start in DEEP_STARTS
        for draw in range(DEEP_DRAWS)
    ),
)

QUESTIONS = (PAIR, DEPTH)
