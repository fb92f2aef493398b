"""Depth against width: at equal hidden units, and at equal parameters.

Every network has hidden layers of one width. A network of one layer belongs to both comparisons.
Each is trained at two rates, since the best one depends on the shape; the rest of the recipe is one
for all: few epochs and no dropout. All of it is looked at on validation images.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from workedout.data.sources import Digits
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import CLASSES, PIXELS, Mlp
from workedout.training.recipes import Recipe

DEPTHS = (1, 2, 3, 4)
UNITS = (60, 120, 240)  # divisible by every depth
# In first trials, narrow networks did best near the higher one, wide and deep ones near the lower.
RATES = (3e-3, 9e-3)
RECIPE = Recipe(
    epochs=8,
    batch_size=128,
    learning_rate=RATES[0],
    optimizer="adamw",
    weight_decay=0.1,
    schedule="one-cycle",
    observe="end",
)


class Shape(NamedTuple):
    """Hidden layers of one width.

    Attributes:
        depth: how many hidden layers.
        width: units of each.
    """

    depth: int
    width: int

    @property
    def units(self) -> int:
        """All hidden units."""
        return self.depth * self.width

    @property
    def network(self) -> Mlp:
        """The network."""
        return Mlp((self.width,) * self.depth)

    @property
    def parameters(self) -> int:
        """Its parameters, one weight an input and one bias for each unit of each layer."""
        widths = (PIXELS, *self.network.hidden, CLASSES)
        return sum(inputs * units + units for inputs, units in pairwise(widths))

    def at(self, rate: float) -> str:
        """The arm's name at a rate."""
        return f"{self.depth} x {self.width}, rate {rate:g}"


def of_units(units: int) -> list[Shape]:
    """At every depth, the network with so many hidden units."""
    return [Shape(depth, units // depth) for depth in DEPTHS]


def of_parameters(units: int) -> list[Shape]:
    """At every depth, the width that comes nearest to the parameters of one layer of ``units``."""
    target = Shape(1, units).parameters

    def off(shape: Shape) -> int:
        return abs(shape.parameters - target)

    return [min((Shape(d, width) for width in range(1, units + 1)), key=off) for d in DEPTHS]


EQUAL_UNITS = {units: of_units(units) for units in UNITS}
EQUAL_PARAMETERS = {units: of_parameters(units) for units in UNITS}
ROWS = (*EQUAL_UNITS.values(), *EQUAL_PARAMETERS.values())
SHAPES = sorted({shape for row in ROWS for shape in row})


def arms(shapes: Sequence[Shape], rates: Sequence[float]) -> tuple[Arm, ...]:
    """Each shape at each rate, with five seeds, on validation images."""
    return tuple(
        Arm(
            shape.at(rate),
            shape.network,
            Digits("tuning"),
            replace(RECIPE, learning_rate=rate),
            seeds=5,
        )
        for shape in shapes
        for rate in rates
    )


GRID = Experiment(
    name="depth-width-grid",
    question="At equal hidden units and at equal parameters: what do depth and width each buy?",
    arms=arms(SHAPES, RATES),
)

# The narrowest were best at the higher of the two rates: so the extremes of each row of equal units
# are tried at twice that rate as well.
HIGHER = 2 * RATES[-1]
EXTREMES = tuple(shape for row in EQUAL_UNITS.values() for shape in (row[0], row[-1]))
STEEPER = Experiment(
    name="depth-width-grid-higher",
    question="Does a still higher rate close the gap between one layer and four?",
    arms=arms(EXTREMES, (HIGHER,)),
)

QUESTIONS = (GRID, STEEPER)
