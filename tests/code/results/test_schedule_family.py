"""All comparisons of the chapter on schedules share one level."""

from dataclasses import replace

import pytest

from workedout.experiments.schedules import at
from workedout.records.store import Record, read
from workedout.results.schedule_family import HIGH, alike, family, loses_less, reads_more

NAMES = ("schedules-sweep", "schedules", "schedules-budget")
HALVED = f"Rate {HIGH:g}: {loses_less('half-drop', 'constant')}"


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return [read(name) for name in NAMES]


def test_no_comparison_is_left_out(records: list[Record]) -> None:
    verdict = family(*records)
    ends, finals = 2 * 3 * 2, 6 * 3
    assert len(verdict) == ends + finals + 2
    assert all(f"Holm, of {len(verdict)}" in test.statistic for test in verdict.values())


def test_a_claim_fails_where_the_record_says_otherwise(records: list[Record]) -> None:
    swept, finals, spent = records
    arms = dict(swept.arms)
    drop, constant = at("half-drop", HIGH), at("constant", HIGH)
    arms[drop], arms[constant] = swept[constant], swept[drop]
    assert family(swept, finals, spent)[HALVED].holds
    assert not family(replace(swept, arms=arms), finals, spent)[HALVED].holds


def test_the_gain_in_accuracy_of_a_drop_at_the_highest_rate_is_not_shown(
    records: list[Record],
) -> None:
    verdict = family(*records)
    assert not verdict[f"Rate {HIGH:g}: {reads_more('half-drop', 'constant')}"].holds
    assert verdict[alike("constant", "half-drop")].holds
