"""Claims of two chapters on one record share one level."""

from dataclasses import replace

import pytest

from workedout.experiments.optimizers import TITLES
from workedout.records.store import Record, read
from workedout.results.optimizer_family import (
    ADAM_BELOW,
    RATES,
    TWICE,
    adagrad_above,
    alike,
    confirmed,
)


@pytest.fixture(scope="module")
def record() -> Record:
    return read("optimizers-confirmation")


def test_all_eleven_claims_of_both_chapters_are_decided_together(record: Record) -> None:
    verdict = confirmed(record)
    assert len(verdict) == 11
    assert all("Holm, of 11" in test.statistic for test in verdict.values())
    assert {alike(rate) for rate in RATES} | {TWICE, ADAM_BELOW} < set(verdict)


def test_adagrad_is_compared_with_each_of_the_others(record: Record) -> None:
    others = {adagrad_above(name) for name in TITLES if name != "adagrad"}
    assert len(others) == 6
    assert others < set(confirmed(record))


def test_a_claim_fails_where_the_record_says_otherwise(record: Record) -> None:
    swapped = dict(record.arms)
    sgd, adam = "sgd, rate 0.16", "adam, rate 0.0032"
    swapped[sgd], swapped[adam] = record[adam], record[sgd]
    assert confirmed(record)[ADAM_BELOW].holds
    assert not confirmed(replace(record, arms=swapped))[ADAM_BELOW].holds
