"""Few labelled examples: drawn for each seed, alike for all that use the seed, and digested."""

from dataclasses import replace

import pytest
import torch

from workedout.data import optical_digits
from workedout.data.drawn import BySeed, split_of
from workedout.data.few_labels import OpticalDigits, TurnedDigits

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
