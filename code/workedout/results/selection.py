"""Which arms of a search are best, by a rule that is stated before the search is run."""

from collections.abc import Iterable

import numpy as np

from workedout.records.store import Record


def best(record: Record, names: Iterable[str], count: int = 1) -> list[str]:
    """The arms with the highest mean accuracy; between equals, the lower mean loss decides.

    Args:
        record: of a search on validation images.
        names: the arms to choose among.
        count: how many to return, the best first.
    """

    def rank(name: str) -> tuple[float, float]:
        arm = record[name]
        return (-round(float(np.mean(arm.accuracies)), 9), float(np.mean(arm.losses)))

    return sorted(names, key=rank)[:count]
