"""The rule by which settings are chosen."""

import pytest

from workedout.records.fingerprints import Fingerprint
from workedout.records.store import ArmRecord, Record, SeedResult
from workedout.results.selection import best, joined


def arm(*results: tuple[float, float]) -> ArmRecord:
    seeds = {
        seed: SeedResult([], [(1, loss, accuracy)], 0.0, 0)
        for seed, (loss, accuracy) in enumerate(results)
    }
    return ArmRecord({}, "", Fingerprint((), ()), seeds)


RECORD = Record(
    "search",
    [],
    {
        "often right": arm((0.5, 0.9), (0.5, 0.8)),
        "as often, lower loss": arm((0.4, 0.8), (0.4, 0.9)),
        "once very good": arm((0.1, 0.95), (0.1, 0.7)),
    },
)


def test_the_mean_accuracy_decides_not_the_best_run() -> None:
    assert best(RECORD, RECORD.arms, 3)[-1] == "once very good"


def test_between_equal_accuracies_the_lower_loss_decides() -> None:
    assert best(RECORD, RECORD.arms) == ["as often, lower loss"]


def test_only_the_named_arms_are_compared() -> None:
    assert best(RECORD, ["once very good", "often right"]) == ["often right"]


def test_what_is_compared_by_loss_is_chosen_by_loss() -> None:
    assert best(RECORD, RECORD.arms, 3, "loss")[0] == "once very good"


def test_a_run_that_came_to_no_number_is_behind_every_other() -> None:
    lost = arm((float("nan"), 0.1), (0.3, 0.9))
    record = Record("search", [], {"lost": lost, "poor": arm((2.3, 0.1), (2.3, 0.1))})
    assert best(record, record.arms, 2, "loss") == ["poor", "lost"]


def test_arms_of_several_records_are_compared_together() -> None:
    other = Record("beyond", [], {"further": arm((0.1, 0.96), (0.1, 0.97))})
    assert best(joined(RECORD, other), [*RECORD.arms, "further"]) == ["further"]


def test_two_arms_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="got one twice in search, search"):
        joined(RECORD, RECORD)
