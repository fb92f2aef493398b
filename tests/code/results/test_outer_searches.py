"""Descents beside random searches: what is compared, and who is called lower."""

import pytest

from workedout.experiments.hypergradients import COMPARED, LENGTHS, OUTER, named
from workedout.records.store import read
from workedout.results.outer_searches import HEAD, PAIRS, OuterSearches

RANDOM_LOSSES = [0.60, 0.62, 0.58, 0.61, 0.63]


def value_with(losses: list[float]) -> dict:
    """A record's value whose descents found these losses."""
    descents = {named(rule, length): losses for rule in OUTER for length in LENGTHS}
    randoms = {other: RANDOM_LOSSES for _, other in PAIRS}
    return {
        "chosen": {rule: {str(length): 1.0 for length in LENGTHS} for rule in OUTER},
        "reached": randoms | descents,
    }


def test_each_descent_is_compared_at_equal_cost_and_the_longest_at_equal_trainings() -> None:
    assert PAIRS[:3] == (
        ("gradient, 4 trainings", "random, 8 trainings"),
        ("gradient, 12 trainings", "random, 24 trainings"),
        ("gradient, 12 trainings", "random, 12 trainings"),
    )
    assert len(PAIRS) == 3 * len(OUTER)


def test_all_comparisons_are_one_family() -> None:
    found = OuterSearches(read(COMPARED.name).value)
    assert all("Holm, of 6" in test.statistic for test in found.verdicts.values())


@pytest.mark.parametrize("pair", PAIRS)
def test_the_lower_loss_is_called_lower_where_it_is_shown(pair) -> None:
    better = OuterSearches(value_with([each - 0.1 for each in RANDOM_LOSSES[::-1]]))
    assert better.lower(*pair).holds
    assert not better.higher(*pair).holds
    worse = OuterSearches(value_with([each + 0.1 for each in RANDOM_LOSSES[::-1]]))
    assert worse.higher(*pair).holds
    assert not worse.lower(*pair).holds
    alike = OuterSearches(value_with(RANDOM_LOSSES[::-1]))
    assert not (alike.shown(*pair))
    assert not (alike.lower(*pair).holds)
    assert not (alike.higher(*pair).holds)


def test_the_table_has_every_search_with_its_price() -> None:
    rows = {row[0]: row for row in OuterSearches(value_with(RANDOM_LOSSES)).table.rows}
    assert rows["gradient, 12 trainings"][1:3] == ("24", "1")
    assert rows["random, 24 trainings"][1:3] == ("24", "none")
    assert all(len(row) == len(HEAD) for row in rows.values())
