"""What the grid of depths says: readings of an arm, and all comparisons at equal parameters."""

from collections.abc import Callable, Mapping
from itertools import product
from typing import NamedTuple

from workedout.experiments.depth_grid import EQUAL_PARAMETERS, EQUAL_UNITS, RATES, Shape
from workedout.records.store import ArmRecord, Record
from workedout.results.selection import best
from workedout.statistics.hypothesis_tests import Test, falls_with, mean_greater


def better(record: Record, shape: Shape) -> ArmRecord:
    """The results of a shape at its better rate, by ``selection.best``."""
    (name,) = best(record, [shape.at(rate) for rate in RATES])
    return record[name]


def wrong(arm: ArmRecord) -> list[float]:
    """Share of validation images read wrongly, in per cent, for each run."""
    return [100 * (1 - accuracy) for accuracy in arm.accuracies]


def last_loss(arm: ArmRecord) -> list[float]:
    """Mean training loss of the last epoch, for each run."""
    return arm.train_losses


def validation_loss(arm: ArmRecord) -> list[float]:
    """Mean loss on the validation images at the end, for each run."""
    return list(arm.losses)


MEASURES: Mapping[str, Callable[[ArmRecord], list[float]]] = {
    "misread images": wrong,
    "training loss": last_loss,
    "validation loss": validation_loss,
}


class Pair(NamedTuple):
    """A deep network and one layer of as many parameters, at one rate, by one measure."""

    measure: str
    deep: Shape
    one: Shape
    rate: float

    def values(self, record: Record) -> tuple[list[float], list[float]]:
        """The measure of each run: of the deep network, and of the one layer."""
        read = MEASURES[self.measure]
        return read(record[self.deep.at(self.rate)]), read(record[self.one.at(self.rate)])


# Every one that the grid allows: nothing is chosen by a look at its outcome, a better rate neither.
PAIRS = tuple(
    Pair(measure, deep, row[0], rate)
    for measure in MEASURES
    for row in EQUAL_PARAMETERS.values()
    for deep, rate in product(row[1:], RATES)
)


def either_way(record: Record) -> dict[tuple[Pair, str], Test]:
    """Each pair tested in both directions: is the deep one's value higher, is it lower?"""
    tests = {}
    for pair in PAIRS:
        deep, one = pair.values(record)
        tests[pair, "higher"] = mean_greater(deep, one)
        tests[pair, "lower"] = mean_greater(one, deep)
    return tests


def at_equal_units(record: Record) -> dict[str, Test]:
    """At each size and rate: are fewer read right with more layers, and does width mend it?"""
    tests = {}
    for (units, row), rate in product(EQUAL_UNITS.items(), RATES):
        right = [100 - each for shape in row for each in wrong(record[shape.at(rate)])]
        depths = [shape.depth for shape in row for _ in record[shape.at(rate)].seeds]
        tests[f"{units} units, rate {rate:g}: the more layers, the fewer are read right"] = (
            falls_with(right, depths)
        )
        alike = EQUAL_PARAMETERS[units][-1]
        tests[
            f"Rate {rate:g}: four layers of {alike.width} misread less than four of {row[-1].width}"
        ] = mean_greater(wrong(record[row[-1].at(rate)]), wrong(record[alike.at(rate)]))
    return tests
