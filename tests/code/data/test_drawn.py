"""Draws of digits: of each seed its own, equally many of each class, labels wrong as asked."""

import pytest
import torch

from workedout.data import drawn, mnist
from workedout.data.drawn import DrawnDigits, drawn_from, mislabelled, split_of, stratified
from workedout.data.sources import Pocket

LABELS = torch.arange(10).repeat_interleave(30)


def test_row_i_shows_a_digit_of_class_i_mod_ten():
    rows = stratified(LABELS, 100, seed=3)
    assert LABELS[rows].tolist() == list(range(10)) * 10
    assert len(set(rows.tolist())) == 100


def test_each_seed_has_its_own_draw_and_a_smaller_one_is_its_beginning():
    first, other = stratified(LABELS, 100, seed=0), stratified(LABELS, 100, seed=1)
    assert first.tolist() != other.tolist()
    assert stratified(LABELS, 40, seed=0).tolist() == first[:40].tolist()


def test_a_class_with_too_few_digits_is_an_error():
    with pytest.raises(ValueError, match="expected 31 or more of class 0, there are 30"):
        stratified(LABELS, 310, seed=0)


@pytest.mark.parametrize(("share", "wrong"), [(0.0, 0), (0.2, 60), (1.0, 300)])
def test_as_many_labels_are_wrong_as_asked_for(share, wrong):
    changed = mislabelled(LABELS, share, seed=0)
    assert int((changed != LABELS).sum()) == wrong
    assert set(changed.tolist()) <= set(range(10))


def test_a_wrong_label_is_each_of_the_others_alike():
    many = torch.zeros(9_000, dtype=torch.int64)
    counts = torch.bincount(mislabelled(many, 1.0, seed=0), minlength=10)
    assert counts[0] == 0
    assert counts[1:].min() > 850
    assert counts.max() < 1150


def test_a_draw_has_the_inputs_of_what_it_shows():
    pool = mnist.pocket().train
    found = drawn_from(pool, 50, wrong=0.2, seed=5)
    rows = stratified(pool.targets, 50, seed=5)
    assert torch.equal(found.inputs, pool.inputs[rows])
    assert int((found.targets != torch.arange(50) % 10).sum()) == 10


def test_the_miniature_is_a_draw_from_the_pocket_set_with_wrong_labels():
    split = DrawnDigits("tuning", 3_000, 0.4).miniature()
    assert len(split.train) == drawn.MINIATURE
    shows = torch.arange(drawn.MINIATURE) % 10
    assert int((split.train.targets != shows).sum()) == 160
    assert split.held_out is mnist.pocket().held_out


DIGESTS = {
    DrawnDigits("final", 1_000, 0.2): (
        "e381c29a17df4714dbbfa31b2f30efe1d9476902e2ad4b4845b553f30fa9cc27"
    ),
    DrawnDigits("tuning", 1_000, 0.2): (
        "85730dbf7de44be70348fd687eb060c1bc138425f2481ea96d31481c79936dca"
    ),
}


@pytest.mark.parametrize(("source", "digest"), DIGESTS.items(), ids=map(str, DIGESTS))
def test_a_digest_is_known_without_the_files_and_stays(source, digest, monkeypatch):
    monkeypatch.setenv("WORKEDOUT_DATA", "nowhere")
    assert source.digest() == digest


def test_the_digest_tells_part_count_share_and_what_is_drawn(monkeypatch):
    sources = [DrawnDigits("final", 100), DrawnDigits("tuning", 100), DrawnDigits("final", 200)]
    sources.append(DrawnDigits("final", 100, 0.1))
    before = [each.digest() for each in sources]
    assert len(set(before)) == 4
    monkeypatch.setattr(drawn, "generator", lambda *_: torch.Generator().manual_seed(1))
    assert not set(before) & {each.digest() for each in sources}


@pytest.mark.parametrize("wrong", [("other", 100, 0.0), ("final", 15, 0.0), ("final", 100, 1.5)])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="expected"):
        DrawnDigits(*wrong)


def test_a_final_reads_the_test_set():
    assert DrawnDigits("final", 10).reads_test_set
    assert not DrawnDigits("tuning", 10).reads_test_set


class Numbered:
    """A source that gives a seed its number."""

    def drawn(self, seed):
        return seed


def test_only_a_source_that_draws_is_asked_for_a_seed():
    assert split_of(Numbered(), 4) == 4
    assert split_of(Pocket(), 4) is mnist.pocket()
