"""Training and validation loss that part, from a record."""

import pytest

from workedout.figures.overfitting import overfitting
from workedout.records.fingerprints import Fingerprint
from workedout.records.store import ArmRecord, SeedResult, read


def arm(*courses):
    """Runs with these training and validation losses, epoch by epoch."""
    runs = {
        seed: SeedResult(
            train, [(n, loss, 0.9 + n / 100) for n, loss in enumerate(held_out)], 1.0, 0
        )
        for seed, (train, held_out) in enumerate(courses)
    }
    return ArmRecord({}, "", Fingerprint((), ()), runs)


PARTING = arm(([0.5, 0.2, 0.1], [0.4, 0.3, 0.5]), ([0.7, 0.2, 0.1], [0.4, 0.2, 0.5]))


def test_the_words_say_where_the_validation_loss_is_least():
    alt = overfitting("tried", {"parting": PARTING}).alt
    assert "parting, 2 runs: the mean training loss falls from 0.6 to 0.1" in alt
    assert "least after epoch 2, 0.250, and 0.500 after epoch 3" in alt
    assert "accuracy is 91.00\N{NO-BREAK SPACE}% then and 92.00\N{NO-BREAK SPACE}% at" in alt


def test_the_table_has_the_means_of_each_epoch():
    rows = overfitting("tried", {"parting": PARTING}).table.rows
    assert rows[1] == ("parting", "2", "0.2", "0.25", "91")


def test_a_run_that_was_looked_at_only_at_its_end_is_refused():
    with pytest.raises(ValueError, match="only at the end: 1 looks at 2 epochs"):
        overfitting("wrong", {"only at the end": arm(([0.5, 0.2], [0.4]))})


def test_the_record_of_the_chapter_on_the_loss_overfits():
    figure = overfitting("tried", {"Adam": read("loss-and-accuracy")["one softmax, adam"]})
    train, held_out = ([float(row[c]) for row in figure.table.rows] for c in (2, 3))
    least = held_out.index(min(held_out))
    assert 0 < least < len(held_out) - 1
    assert held_out[-1] > 1.5 * held_out[least]
    assert train[-1] < train[least] / 2
