"""Sigmoid networks on the two circles: how long they sit still, and what they end as.

The points of draws 0 to 19 were looked at by nobody before these questions were fixed; trials were
made on draws from 100 on. "Learnt" and "moved" are settled here, too.
"""

from dataclasses import replace
from typing import NamedTuple

from workedout.data.sources import MirroredCircles, TwoCircles
from workedout.experiments import initialization
from workedout.experiments.initialization import HIDDEN
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Plane

EPOCHS, STEPS_PER_EPOCH = 4000, 25
RECIPE = replace(initialization.RECIPE, epochs=EPOCHS)
DRAWS, SEEDS = 10, 5
MOVED, LEARNT = 0.45, 0.1  # training loss below which a network has left its plateau, has learnt


class Shape(NamedTuple):
    """Networks of the plateau study."""

    hidden: tuple[int, ...]
    start: str
    epochs: int = EPOCHS

    @property
    def network(self) -> Plane:
        """The network."""
        return Plane(self.hidden, "sigmoid", self.start)

    def arm(self, draw: int) -> str:
        """The arm's name for a draw of the points."""
        return f"{layout(self.hidden)} {self.start}, draw {draw}"


def layout(hidden: tuple[int, ...]) -> str:
    """Hidden layers as the pages write them."""
    return "-".join(map(str, hidden))


ZEROS = tuple(Shape(hidden, "zeros") for hidden in ((4,), (8,), (4, 2), (8, 4), (4, 4, 2)))
# With one hidden layer the random start has learnt long before 500 epochs.
RANDOM = (
    Shape((4,), "playground", epochs=500),
    Shape((4, 2), "playground"),
    Shape((4, 4, 2), "playground"),
)


def study(name: str, question: str, shapes: tuple[Shape, ...]) -> Experiment:
    """Every shape on ten draws of the points, with five seeds on each."""
    return Experiment(
        name,
        question,
        tuple(
            Arm(
                shape.arm(draw),
                shape.network,
                TwoCircles(draw),
                replace(RECIPE, epochs=shape.epochs),
                SEEDS,
            )
            for shape in shapes
            for draw in range(DRAWS)
        ),
    )


PLATEAU = study("plateau", "How long does a sigmoid network sit still that starts at zero?", ZEROS)
FROM_RANDOM = study("plateau-random", "How long does one sit still that starts at random?", RANDOM)

# The same number of steps, each on all 250 points: no batch differs from another.
FULL_BATCH = Experiment(
    name="plateau-full-batch",
    question="Does a sigmoid network that starts at zero move when no batch differs from another?",
    arms=tuple(
        Arm(
            f"{layout(hidden)}, draw {draw}",
            Plane(hidden, "sigmoid", "zeros"),
            TwoCircles(draw),
            replace(RECIPE, epochs=EPOCHS * STEPS_PER_EPOCH, batch_size=250),
            seeds=1,
        )
        for hidden in ((4,), HIDDEN)
        for draw in range(2 * DRAWS)
    ),
)

SYMMETRIC = Experiment(
    name="plateau-symmetric",
    question="Does one move when every point has an opposite point of the same label?",
    arms=tuple(
        Arm(
            f"{layout(hidden)}, draw {draw}",
            Plane(hidden, "sigmoid", "zeros"),
            MirroredCircles(draw),
            RECIPE,
            seeds=2,
        )
        for hidden in ((4,), HIDDEN)
        for draw in range(DRAWS)
    ),
)

# One run of each of the four cases, looked at again and again, for the figures. Its draw is the
# one in the middle: by the distance of its two classes' means, of the ten draws the fifth.
RELU_EPOCHS = (0, 1, 2, 5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 250)
SIGMOID_EPOCHS = (0, 1, 2, 5, 10, 50, 100, 200, 300, 400, 500, 600, *range(800, EPOCHS + 1, 200))
CASES = {"relu": RELU_EPOCHS, "sigmoid": SIGMOID_EPOCHS}
FOUR_CASES = Experiment(
    name="four-cases",
    question="How do the four networks change while they train?",
    arms=tuple(
        Arm(
            f"{activation}, {start}",
            Plane(HIDDEN, activation, start),
            TwoCircles(draw=0),
            replace(
                RECIPE,
                epochs=epochs[-1],
                observe=tuple(STEPS_PER_EPOCH * epoch for epoch in epochs),
            ),
            seeds=1,
        )
        for activation, epochs in CASES.items()
        for start in initialization.STARTS
    ),
)

QUESTIONS = (PLATEAU, FROM_RANDOM, FULL_BATCH, SYMMETRIC, FOUR_CASES)
