"""Three ways to learn from few labels: who is ahead, and how many labels another way needs."""

import pytest

from workedout.experiments.transfer import TITLES, WAYS, Candidate
from workedout.records.fingerprints import Fingerprint
from workedout.records.store import ArmRecord, Record, SeedResult
from workedout.results.measures import MEASURES
from workedout.results.transfer_family import AS_IS, Finals, Side, TransferFamily

RATE = 0.01
COUNTS = (10, 100)
# Accuracies without their spread: in the mean of ten seeds.
REACHED = {
    ("scratch", 10): 0.60,
    ("scratch", 100): 0.90,
    ("frozen", 10): 0.80,
    ("frozen", 100): 0.95,
    ("fine-tuned", 10): 0.75,
    ("fine-tuned", 100): 0.95,
}
UNTRAINED = {"accuracy": 0.85, "loss": 0.15}
CHOSEN = {measure: dict.fromkeys(REACHED, RATE) for measure in MEASURES}


# Of each way, noise of its own: what it multiplies the seed by puts ten numbers in another order.
NOISE = {"scratch": 1, "frozen": 3, "fine-tuned": 7}


def arm(way: str, mean: float, spread: float) -> ArmRecord:
    """Ten seeds about a mean, whose loss is what is missing to one."""
    own = [1e-3 * (NOISE[way] * seed % 10 - 4.5) for seed in range(10)]
    values = [mean + spread * (seed - 4.5) + own[seed] for seed in range(10)]
    runs = {
        seed: SeedResult([1.0], [(1, 1 - value, value)], 1.0, 0)
        for seed, value in enumerate(values)
    }
    return ArmRecord({}, "", Fingerprint((), ()), runs)


def record(spread: float = 0.01) -> Record:
    return Record(
        "few",
        [],
        {
            Candidate(way, labelled, RATE).name: arm(way, mean, spread)
            for (way, labelled), mean in REACHED.items()
        },
    )


@pytest.fixture
def family() -> TransferFamily:
    found = Finals(record(), CHOSEN)
    return TransferFamily({"digits": found}, {"digits": UNTRAINED}, ["digits"])


@pytest.mark.parametrize("measure", MEASURES)
def test_who_reads_more_or_loses_less_is_ahead_and_not_the_other_way_round(family, measure):
    assert family.better("digits", "frozen", "scratch", 10, measure).holds
    assert not family.better("digits", "scratch", "frozen", 10, measure).holds
    assert family.better("digits", AS_IS, "frozen", 10, measure).holds
    assert family.better("digits", "frozen", AS_IS, 100, measure).holds


@pytest.mark.parametrize("measure", MEASURES)
def test_equal_means_are_not_told_apart(family, measure):
    assert not family.better("digits", "frozen", "fine-tuned", 100, measure).holds
    assert not family.better("digits", "fine-tuned", "frozen", 100, measure).holds


def test_a_spread_that_all_ways_share_falls_out_of_the_pairs():
    wide = Finals(record(spread=0.03), CHOSEN)
    found = TransferFamily({"digits": wide}, {}, [])
    assert found.better("digits", "frozen", "fine-tuned", 10, "accuracy").holds


def test_a_tenth_of_the_labels_is_compared_with_a_network_without_a_past(family):
    few, many = Side("frozen", 10), Side("scratch", 100)
    assert family.verdict("digits", "accuracy", many, few).holds
    assert not family.verdict("digits", "accuracy", few, many).holds


def test_all_comparisons_are_one_family(family):
    # Of each measure: six pairs of four at each of two numbers, and two with a tenth.
    assert len(family.verdicts) == 2 * (2 * 6 + 2)
    assert all("Holm, of 28" in test.statistic or "same mean" in test.statistic
               for test in family.verdicts.values())  # fmt: skip


def test_labels_that_are_needed_lie_between_those_that_were_tried():
    found = Finals(record(), CHOSEN)
    assert found.needed("accuracy", "scratch", 75.0) == pytest.approx(10**1.5, rel=0.02)
    assert found.needed("loss", "scratch", 0.25) == pytest.approx(10**1.5, rel=0.02)
    assert found.needed("accuracy", "scratch", 99.0) is None
    assert found.needed("accuracy", "frozen", 70.0) == 10


def test_the_table_has_a_row_for_each_number_and_way():
    table = Finals(record(), CHOSEN).table
    assert [row[:3] for row in table.rows] == [
        (str(labelled), TITLES[way], "0.01") for labelled in COUNTS for way in WAYS
    ]
