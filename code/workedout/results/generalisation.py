"""The claims of the chapter on generalisation, each record's comparisons decided together.

No direction was named before the records were made, so that each comparison is two-sided; and all
pairs of a record's arms are compared, so that none is picked.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from workedout.display import Table
from workedout.experiments.bias_variance import UNITS, named
from workedout.experiments.generalisation import (
    END,
    EPOCHS,
    SHARES,
    SIZES,
    STOPS,
    WIDTH_SHARES,
    WIDTHS,
    mislabelled,
    sized,
    stopped,
    wide,
)
from workedout.records.store import ArmRecord, Record
from workedout.statistics.comparisons import holm_named
from workedout.statistics.hypothesis_tests import Test, differ_in_pairs, means_differ
from workedout.statistics.intervals import student_interval

Tests = dict[str, Test]
Values = Sequence[float]
Pairs = dict[tuple[str, str, str], tuple[Values, Values]]  # what is compared, of which two arms


def errors(arm: ArmRecord) -> list[float]:
    """Share of the held-out digits that each run misreads at the end."""
    return [1 - accuracy for accuracy in arm.accuracies]


def fitted_errors(arm: ArmRecord) -> list[float]:
    """Share of its training digits that each run answers otherwise than labelled, at the end."""
    return [1 - float(numbers[1]) for numbers in arm.last_probes]


def fitted_losses(arm: ArmRecord) -> list[float]:
    """Mean loss of each run on its training digits, at the end, in evaluation mode."""
    return [float(numbers[0]) for numbers in arm.last_probes]


def gaps(arm: ArmRecord) -> list[float]:
    """Test error less training error of each run."""
    return [a - b for a, b in zip(errors(arm), fitted_errors(arm), strict=True)]


def lower(what: str, a: str, b: str) -> str:
    """The statement that the mean of something is lower for one arm than for another."""
    one, other = (re.sub(r"\b1 units", "1 unit", name) for name in (a, b))
    return f"{what}: lower with {one} than with {other}"


def paired(what: str, values: Mapping[str, Values]) -> Pairs:
    """Every pair of arms, with their values."""
    return {(what, a, b): (values[a], values[b]) for a, b in combinations(values, 2)}


def decided(pairs: Pairs) -> Tests:
    """All pairs as one family, by Holm's correction: for each, which of the means is lower."""
    told = holm_named({names: differ(names[0], *values) for names, values in pairs.items()})
    verdict: Tests = {}
    for (what, a, b), (first, second) in pairs.items():
        test = told[what, a, b]
        a_is_lower = bool(np.mean(first) < np.mean(second))
        verdict[lower(what, a, b)] = test if a_is_lower else replace(test, holds=False)
        verdict[lower(what, b, a)] = replace(test, holds=False) if a_is_lower else test
    return verdict


SLOPE = "slope"


def differ(what: str, first: Values, second: Values) -> Test:
    """Whether two means differ; those of slopes seed by seed.

    Neighbouring pieces of a learning curve share a size, so that of one seed they are not
    independent.
    """
    return (differ_in_pairs if what == SLOPE else means_differ)(first, second)


MEASURES: dict[str, Callable[[ArmRecord], list[float]]] = {
    "test error": errors,
    "test loss": lambda arm: arm.losses,
}


def of_examples(record: Record) -> Tests:
    """All pairs of sizes, in test error, test loss and the gap, and all pairs of slopes."""
    pairs: Pairs = {}
    for what, measure in {**MEASURES, "gap": gaps}.items():
        pairs |= paired(what, {sized(size): measure(record[sized(size)]) for size in SIZES})
    pieces = {piece(*ends): slopes(record, ends) for ends in pairwise(SIZES)}
    return decided(pairs | paired(SLOPE, pieces))


def piece(first: int, last: int) -> str:
    """What a piece of the learning curve is called."""
    return f"{first} to {last} digits"


def of_width(record: Record) -> Tests:
    """All pairs of widths, in test error and test loss, for each share of wrong labels."""
    pairs: Pairs = {}
    for share in WIDTH_SHARES:
        for what, measure in MEASURES.items():
            arms = [wide(units, share) for units in WIDTHS]
            pairs |= paired(what, {arm: measure(record[arm]) for arm in arms})
    return decided(pairs)


def of_stopping(record: Record) -> Tests:
    """All pairs of ends for each share of wrong labels, in test error and test loss."""
    pairs: Pairs = {}
    for share in SHARES:
        arms = [stopped(share, by) for by in (*STOPS[share], END)]
        for what, measure in MEASURES.items():
            pairs |= paired(what, {arm: measure(record[arm]) for arm in arms})
    return decided(pairs)


PARTS = {
    "Brier score": "brier",
    "squared bias": "bias",
    "variance from the draw": "by_draw",
    "variance from the start": "by_start",
}


def of_draws(record: Record) -> Tests:
    """All pairs of widths, in the Brier score and each part of it, for each share."""
    pairs: Pairs = {}
    for share in WIDTH_SHARES:
        arms = [named(units, share) for units in UNITS]
        for what, part in PARTS.items():
            pairs |= paired(what, {arm: record.value[arm][part] for arm in arms})
    return decided(pairs)


def chosen(record: Record, share: float) -> dict[str, int]:
    """The epochs of least mean validation loss and of greatest mean validation accuracy.

    Args:
        record: of the runs that were watched to their end.
        share: of wrong labels.
    """
    seen = watched(record, share)
    return {
        "loss": int(seen[:, :, 0].mean(axis=0).argmin()) + 1,
        "accuracy": int(seen[:, :, 1].mean(axis=0).argmax()) + 1,
    }


def watched(record: Record, share: float) -> np.ndarray:
    """Validation loss and accuracy after each epoch: (seeds, epochs, 2)."""
    runs = record[mislabelled(share)].seeds.values()
    return np.array([[seen[1:] for seen in run.observations] for run in runs])


def fitted(record: Record, share: float) -> np.ndarray:
    """What the probe ``memorised`` noted after each epoch: (seeds, epochs, 5)."""
    runs = record[mislabelled(share)].seeds.values()
    return np.array([run.probes for run in runs], dtype=float)


def first_below(losses: np.ndarray, bar: float) -> np.ndarray:
    """For each run the first epoch, from 0, whose loss is below a bar.

    Args:
        losses: (seeds, epochs).
        bar: some loss of each run is below it.
    """
    below = losses < bar
    if not below.any(axis=1).all():
        raise ValueError(f"expected a loss below {bar:g} in each run")
    found: np.ndarray = below.argmax(axis=1)
    return found


def slopes(record: Record, sizes: Sequence[int] = SIZES) -> list[float]:
    """The slope of ln test error over ln digits, by least squares for each seed.

    Args:
        record: of the learning curve.
        sizes: over which the line is fitted, two or more.
    """
    logs = np.log([errors(record[sized(size)]) for size in sizes])
    found, _ = np.polyfit(np.log(sizes), logs, 1)
    return [float(slope) for slope in found]


def stopping_table(record: Record) -> Table:
    """Test error and test loss of each end, with the epochs that it took."""
    rows = []
    for share in SHARES:
        for by, epochs in {**STOPS[share], END: EPOCHS}.items():
            arm = record[stopped(share, by)]
            error, loss = student_interval(errors(arm)), student_interval(arm.losses)
            rows.append(
                (
                    f"{share:.0%}",
                    "at the end" if by == END else f"by validation {by}",
                    str(epochs),
                    error.as_percent,
                    loss.as_loss,
                    f"{np.mean(arm.train_losses):.3f}",
                )
            )
    head = ("wrong labels", "stopped", "epochs", "test error", "test loss", "training loss")
    return Table(head, tuple(rows))
