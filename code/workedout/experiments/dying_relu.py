"""Do ReLU units die when all negative examples come first?

Five experiments on the same 1000 points. The first ones train each network for ten epochs in
sorted order, all negatives and then all positives, and for ten more in shuffled order, to see what
recovers. First trials, ten starts each and other ones than these, settled the rates and the
numbers of epochs.
"""

from dataclasses import replace
from typing import Literal, NamedTuple

from workedout.data.sources import TwoCircles
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Plane
from workedout.training.recipes import Recipe

# The first draw whose 1000 points to train on are half of each label, so that the first half of
# a sorted epoch holds all negatives and nothing else.
POINTS = TwoCircles(draw=34, count=2000)

WIDTH = 8
DEPTHS = (1, 2, 3)  # hidden layers
BATCHES = (1, 10)
RATES = (0.01, 0.03, 0.1, 0.3, 1.0)
USUAL, LARGE = 0.03, 0.3  # the first is TensorFlow Playground's
SORTED, EPOCHS = 10, 20


def steps(batch: int, half_epochs: tuple[int, ...]) -> tuple[int, ...]:
    """The numbers of steps after these numbers of half epochs."""
    return tuple(500 // batch * half for half in half_epochs)


EVERY_HALF = (*range(2 * SORTED + 1), 22, 30, 40)  # and after 1, 5 and 10 shuffled epochs
FEW = (0, 2, 20, 22, 40)
CURVE = 2  # of the training loss, the first and the last epoch are enough

Order = Literal["shuffled", "sorted", "sorted-then-shuffled"]


def recipe(
    batch: int, rate: float, order: Order, half_epochs: tuple[int, ...], loss: str = "squared"
) -> Recipe:
    """How every network of these experiments is trained."""
    return Recipe(
        epochs=EPOCHS,
        batch_size=batch,
        learning_rate=rate,
        loss=loss,
        order=order,
        precision="float64",
        observe=steps(batch, half_epochs),
        probe="units",
    )


def hidden(depth: int) -> tuple[int, ...]:
    """So many hidden layers of one width."""
    return (WIDTH,) * depth


def name(depth: int, batch: int, rate: float, order: str) -> str:
    """The name of an arm of the grid."""
    layers = "1 layer" if depth == 1 else f"{depth} layers"
    return f"{layers}, batch {batch}, rate {rate:g}, {order}"


def grid(
    sorted_looks: tuple[int, ...], loss: str = "squared", output: str = "tanh"
) -> tuple[Arm, ...]:
    """An arm for each depth, batch, rate and order.

    Args:
        sorted_looks: numbers of half epochs after which the networks that begin sorted are seen.
        loss: that it trains by.
        output: what is applied to its last weighted sum.
    """
    kinds: dict[str, tuple[Order, tuple[int, ...]]] = {
        "sorted": ("sorted-then-shuffled", sorted_looks),
        "shuffled": ("shuffled", FEW),
    }
    return tuple(
        Arm(
            name(depth, batch, rate, order),
            Plane(hidden(depth), output=output),
            POINTS,
            recipe(batch, rate, *kinds[order], loss=loss),
            seeds=20,
            curve=CURVE,
        )
        for depth in DEPTHS
        for batch in BATCHES
        for rate in RATES
        for order in kinds
    )


GRID = Experiment(
    name="dying-relu",
    question="Do units die when all negatives come first, and what do shuffled data bring back?",
    arms=grid(EVERY_HALF),
)

# The same grid under the loss that classifiers use. Its output is the weighted sum itself: the
# loss has its own sigmoid, so no output can saturate while its answer is wrong.
LOGISTIC = Experiment(
    name="dying-relu-logistic",
    question="Does the order of the examples kill units under the logistic loss?",
    arms=grid((0, 1, *FEW[1:]), loss="logistic", output="none"),
)

# Two epochs from close by.
CLOSE_UP = Experiment(
    name="dying-relu-epoch",
    question="What happens within the first two epochs of sorted data?",
    arms=tuple(
        Arm(
            f"rate {rate:g}",
            Plane(hidden(2)),
            POINTS,
            replace(recipe(1, rate, "sorted", ()), epochs=2, observe=tuple(range(0, 2001, 50))),
            seeds=20,
            curve=CURVE,
        )
        for rate in (USUAL, LARGE, 1.0)
    ),
)


class Cure(NamedTuple):
    """One change to what the story asks for: sorted data, batches of one, and a large rate."""

    activation: str = "relu"
    start: str = "playground"
    rate: float = LARGE
    order: Order = "sorted-then-shuffled"


CURES = {
    "none": Cure(),
    "shuffled from the start": Cure(order="shuffled"),
    "a tenth of the rate": Cure(rate=LARGE / 10),
    "leaky ReLU": Cure(activation="leaky-relu"),
    "He's start": Cure(start="he"),
    "Xavier's start": Cure(start="xavier"),
}

CURED = Experiment(
    name="dying-relu-cures",
    question="What helps where units do die?",
    arms=tuple(
        Arm(
            f"{depth} hidden, {name_of_cure}",
            Plane(hidden(depth), activation=cure.activation, start=cure.start),
            POINTS,
            recipe(1, cure.rate, cure.order, FEW),
            seeds=25,
            curve=CURVE,
        )
        for depth in DEPTHS
        for name_of_cure, cure in CURES.items()
    ),
)

# Without hidden biases, as sorted as above; and without any, on shuffled data.
NO_BIASES = Experiment(
    name="dying-relu-biases",
    question="Which units die without biases, and what can a network without any learn?",
    arms=(
        *(
            Arm(
                f"no hidden biases, {depth} hidden, rate {rate:g}",
                Plane(hidden(depth), hidden_bias=False),
                POINTS,
                recipe(1, rate, "sorted-then-shuffled", FEW),
                seeds=20,
                curve=CURVE,
            )
            for depth in DEPTHS
            for rate in (USUAL, 1.0)
        ),
        *(
            Arm(
                f"no biases, {depth} hidden",
                Plane(hidden(depth), hidden_bias=False, output_bias=False),
                POINTS,
                recipe(1, USUAL, "shuffled", FEW),
                seeds=20,
                curve=CURVE,
            )
            for depth in DEPTHS
        ),
    ),
)

QUESTIONS = (GRID, LOGISTIC, CLOSE_UP, CURED, NO_BIASES)
