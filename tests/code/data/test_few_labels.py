"""Few labelled examples: drawn for each seed, alike for all that use the seed, and digested."""

from dataclasses import replace

import pytest
import torch

from workedout.data import few_labels, optical_digits
from workedout.data.drawn import BySeed, split_of
from workedout.data.examples import Split
from workedout.data.few_labels import DigitsOf, OpticalDigits, TurnedDigits, labelled_anew
from workedout.data.mnist import pocket

OPTICAL, TURNED = OpticalDigits("tuning", 30), TurnedDigits("tuning", 30)
each_source = pytest.mark.parametrize("source", [OPTICAL, TURNED], ids=["optical", "turned"])


@each_source
def test_each_seed_draws_its_own_and_the_same_again(source):
    assert isinstance(source, BySeed)
    first, again, other = (split_of(source, seed).train for seed in (0, 0, 1))
    assert torch.equal(first.inputs, again.inputs)
    assert not torch.equal(first.inputs, other.inputs)
    assert torch.equal(source.split().train.inputs, first.inputs)


@each_source
def test_a_smaller_draw_is_the_beginning_of_a_larger_one(source):
    small, large = source.drawn(3), replace(source, count=100).drawn(3)
    assert torch.equal(small.train.inputs, large.train.inputs[:30])
    assert torch.equal(small.held_out.inputs, large.held_out.inputs)


def test_classes_come_in_turn_and_equally_often():
    assert OPTICAL.drawn(5).train.targets.tolist() == [*range(10)] * 3
    assert TURNED.drawn(5).train.targets.tolist() == [0, 1] * 15


@each_source
def test_only_a_final_reads_the_test_images(source):
    assert not source.reads_test_set
    assert replace(source, part="final").reads_test_set
    assert len(source.split().held_out) == 300
    assert len(replace(source, part="final").split().held_out) == 720


@each_source
def test_all_that_decides_the_examples_changes_the_digest(source, monkeypatch):
    before = source.digest()
    assert before == source.digest()
    others = [replace(source, part="final"), replace(source, count=40)]
    assert len({before, *(each.digest() for each in others)}) == 3
    monkeypatch.setattr(optical_digits, "PARTS_SEED", 1)
    optical_digits.parts.cache_clear()
    try:
        assert source.digest() != before
    finally:
        monkeypatch.undo()
        optical_digits.parts.cache_clear()
    assert source.digest() == before


@each_source
def test_more_than_there_are_cannot_be_drawn(source):
    with pytest.raises(ValueError, match="or more of class"):
        replace(source, count=1700).split()
    with pytest.raises(ValueError, match="expected a multiple"):
        replace(source, count=33).split()
    with pytest.raises(ValueError, match="expected 'tuning' or 'final'"):
        replace(source, part="test")


def test_a_miniature_comes_from_the_pool():
    assert len(OpticalDigits("final", 1000).miniature().train) == 400
    assert len(OpticalDigits("final", 1000).miniature().held_out) == 300
    assert len(TurnedDigits("final", 100).miniature().train) == 100


def test_some_classes_are_labelled_anew_in_their_order():
    train = pocket().train
    found = labelled_anew(train, (5, 7))
    rows = [row for row, label in enumerate(train.targets.tolist()) if label in (5, 7)]
    assert torch.equal(found.inputs, train.inputs[rows])
    assert found.targets.tolist() == [int(train.targets[row] == 7) for row in rows]


@pytest.mark.parametrize("classes", [(), (3, 2), (3, 3), (3, 10)])
def test_classes_that_are_none_are_refused(classes):
    with pytest.raises(ValueError, match="expected digits in rising order"):
        DigitsOf("tuning", 10, classes)
    with pytest.raises(ValueError, match="expected 'tuning' or 'final'"):
        DigitsOf("test", 10, (1, 2))


def of_the_pocket_set(part, classes):
    return Split(*(labelled_anew(each, classes) for each in pocket()))


def test_a_few_digits_of_some_classes_are_drawn_by_seed(monkeypatch):
    monkeypatch.setattr(few_labels, "_of_classes", of_the_pocket_set)
    source = DigitsOf("final", 20, (5, 6, 7, 8, 9))
    assert isinstance(source, BySeed)
    assert source.drawn(1).train.targets.tolist() == [*range(5)] * 4
    assert not torch.equal(source.drawn(1).train.inputs, source.drawn(2).train.inputs)
    assert torch.equal(source.split().train.inputs, source.drawn(0).train.inputs)
    larger = replace(source, count=100).drawn(1).train.inputs
    assert torch.equal(larger[:20], source.drawn(1).train.inputs)
    assert len(source.split().held_out) == 500
    with pytest.raises(ValueError, match="expected a multiple of 5"):
        replace(source, count=12).split()


def test_only_a_final_of_some_classes_reads_the_test_images():
    assert DigitsOf("final", 10, (0, 1)).reads_test_set
    assert not DigitsOf("tuning", 10, (0, 1)).reads_test_set


def test_the_digest_of_some_classes_knows_which_and_how_many():
    source = DigitsOf("tuning", 30, (0, 1, 2))
    others = [
        replace(source, part="final"),
        replace(source, classes=(0, 1, 3)),
        replace(source, count=60),
        replace(source, count=6000),
        replace(source, count=9000),
    ]
    assert len({each.digest() for each in (source, *others)}) == 6
    assert len(source.miniature().train) == 30
    assert len(replace(source, count=9000).miniature().train) == 399
    assert source.miniature().held_out.targets.unique().tolist() == [0, 1, 2]
