"""What every final of the book costs, beside how well it reads."""

from collections.abc import Iterable
from typing import NamedTuple

from workedout.data.drawn import DrawnDigits
from workedout.from_scratch.multiply_adds import of_image
from workedout.networks.parameter_table import convolves, parameters_of
from workedout.results.tables import Results, finals
from workedout.statistics.intervals import Interval


class Cost(NamedTuple):
    """A network of the book, what it costs, and how well it reads."""

    name: str
    kind: str
    parameters: int
    multiply_adds: int
    accuracy: Interval


def costs(results: Iterable[Results]) -> list[Cost]:
    """Every final with its network's parameters, multiply-adds an image, and accuracy.

    Args:
        results: from ``results.recorded``; its finals read digits, with several seeds. Those that
            read other test images than MNIST's, or a part of these, are left out, and those that
            trained on a draw of digits: what they lack is digits, not arithmetic.
    """
    found = []
    for experiment, row in finals(results):
        if row.images is None or isinstance(row.arm.data, DrawnDigits):
            continue
        network = row.arm.network()
        kind = "convolutional" if convolves(network) else "dense"
        if row.arm.recipe.augmentation != "none":
            kind += ", changed copies"
        name = f"{experiment}: {row.arm.name}"
        parameters, multiply_adds = parameters_of(network), of_image(network)
        if row.seeds is None:
            raise ValueError(f"{name} has one seed: expected several, for an interval")
        found.append(Cost(name, kind, parameters, multiply_adds, row.seeds))
    return found
