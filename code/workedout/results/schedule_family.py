"""The claims of the chapter on schedules: every comparison of it, decided together.

The chapter's records answer one question, so their comparisons are one family.
"""

from itertools import combinations

from workedout.experiments.schedules import LONGEST, NAMES, RATES, at, budget
from workedout.records.store import ArmRecord, Record
from workedout.statistics.comparisons import holm_named
from workedout.statistics.hypothesis_tests import (
    Test,
    mean_above,
    mean_greater,
    mean_higher,
    means_within,
)

MARGIN = 0.2  # percentage points of accuracy; set after the finals had been seen
LOW, HIGH = min(RATES), max(RATES)
BY_ACCURACY = ("constant", "half-drop", "one-cycle", "cosine")  # of the finals, highest first
BY_LOSS = ("cosine", "half-drop", "constant", "one-cycle")  # of the finals, lowest first
ONE_EPOCH = "After one epoch a constant rate reads more validation digits right than a cosine"
RISES = "In the same runs, the validation loss is higher after 80 epochs than after 20"
Tests = dict[str, Test]


def reads_more(a: str, b: str) -> str:
    """The statement that one arm's accuracy is above another's."""
    return f"{a} reads more right than {b}"


def loses_less(a: str, b: str) -> str:
    """The statement that one arm's loss is below another's."""
    return f"{a} has a lower loss than {b}"


def alike(a: str, b: str) -> str:
    """The statement that two finals are as good as equal."""
    return f"Finals: {a} and {b} less than {MARGIN:g} percentage points apart"


def at_the_ends(record: Record) -> Tests:
    """Each schedule against the constant rate, at both ends of the sweep, in both measures."""
    tests: Tests = {}
    for rate, schedule_ahead in ((LOW, False), (HIGH, True)):
        for name in NAMES[1:]:
            better, worse = (name, "constant") if schedule_ahead else ("constant", name)
            first, second = record[at(better, rate)], record[at(worse, rate)]
            before = f"Rate {rate:g}: "
            tests |= in_accuracy(before, better, worse, first, second)
            tests |= in_loss(before, better, worse, first, second)
    return tests


def of_finals(record: Record) -> Tests:
    """All pairs of the finals, in both measures, and whether they are as good as equal."""
    tests: Tests = {}
    for a, b in combinations(BY_ACCURACY, 2):
        tests |= in_accuracy("Finals: ", a, b, record[a], record[b])
    for a, b in combinations(BY_LOSS, 2):
        tests |= in_loss("Finals: ", a, b, record[a], record[b])
    points = {name: [100 * value for value in record[name].accuracies] for name in NAMES}
    for a, b in combinations(NAMES, 2):
        tests[alike(a, b)] = means_within(points[a], points[b], MARGIN)
    return tests


def of_epochs(record: Record) -> Tests:
    """The two one-sided claims on the constant rate that was followed for 80 epochs."""
    constant = record[budget("constant", LONGEST)]
    seen = [run.observations for run in constant.seeds.values()]
    return {
        ONE_EPOCH: mean_greater(
            [run[0][2] for run in seen], record[budget("cosine", 1)].accuracies
        ),
        RISES: mean_above([run[79][1] - run[19][1] for run in seen], 0.0),
    }


def family(swept: Record, finals: Record, spent: Record) -> Tests:
    """All of them, decided together by Holm's correction."""
    tests = {**at_the_ends(swept), **of_finals(finals), **of_epochs(spent)}
    return holm_named(tests)


def in_accuracy(before: str, a: str, b: str, first: ArmRecord, second: ArmRecord) -> Tests:
    """Whether the first arm's accuracy is above the second's."""
    return {before + reads_more(a, b): mean_higher(first.accuracies, second.accuracies)}


def in_loss(before: str, a: str, b: str, first: ArmRecord, second: ArmRecord) -> Tests:
    """Whether the first arm's loss is below the second's."""
    return {before + loses_less(a, b): mean_higher(second.losses, first.losses)}
