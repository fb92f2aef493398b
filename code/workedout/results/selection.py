"""Which arms of a search are best, by a rule that is stated before the search is run."""

import math
from collections.abc import Iterable, Mapping

import numpy as np

from workedout.experiments.specification import Measure
from workedout.records.store import ArmRecord, Record


def joined(*records: Record) -> dict[str, ArmRecord]:
    """The arms of several records, by name.

    Raises:
        ValueError: two of them have an arm of one name.
    """
    arms = {name: arm for record in records for name, arm in record.arms.items()}
    if len(arms) < sum(len(record.arms) for record in records):
        raise ValueError(
            f"expected arms of different names, got one twice in "
            f"{', '.join(record.name for record in records)}"
        )
    return arms


def best(
    record: Record | Mapping[str, ArmRecord],
    names: Iterable[str],
    count: int = 1,
    measure: Measure = "accuracy",
) -> list[str]:
    """The arms with the highest mean accuracy; between equals, the lower mean loss decides.

    Args:
        record: of a search on validation images, or the arms of several.
        names: the arms to choose among.
        count: how many to return, the best first.
        measure: by what they are compared later; with ``"loss"``, it alone decides.
    """

    def rank(name: str) -> tuple[float, float]:
        arm = record[name]
        accuracy, loss = float(np.mean(arm.accuracies)), float(np.mean(arm.losses))
        # A run that came to no number is behind every other.
        loss = loss if math.isfinite(loss) else math.inf
        return (loss, -accuracy) if measure == "loss" else (-round(accuracy, 9), loss)

    return sorted(names, key=rank)[:count]
