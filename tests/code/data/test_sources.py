"""Sources: their digests tell everything that decides the examples, and need no files."""

import pytest
import torch

from workedout.data import mnist, sources
from workedout.data.sources import TRUTHS, Digits, Pocket, TruthTable, TwoCircles

# Records name the data that they were trained on by these; they change with the data alone.
DIGESTS = {
    Digits("tuning"): "71245fe6edfeffab145cc3335258f09f32e9157c2cffeeaff68c4b0885bfe2dd",
    Digits("final"): "4f469aaff476fe5cb88dc5079d3eccea36cd26b2359ec674becb6508dce53b72",
    Pocket(): "db9cee0ab3705180b0e92f67b2e8e888379148d2ba919d47258a55ccbe586e07",
    TwoCircles(0): "9017f7be83df9a9845bf1141939615f182f00a1abbe4248a3c53b28f3542dc54",
}


@pytest.mark.parametrize(("source", "digest"), DIGESTS.items(), ids=map(str, DIGESTS))
def test_a_digest_is_known_without_the_files(source, digest, monkeypatch):
    monkeypatch.setenv("WORKEDOUT_DATA", "nowhere")
    assert source.digest() == digest


def change_a_digest(patch):
    patch.setitem(mnist.FULL_FILES, "t10k-labels-idx1-ubyte", "0" * 64)
    patch.setitem(mnist.POCKET_FILES, "train-labels-idx1-ubyte.gz", "0" * 64)


INGREDIENTS = {
    "the mean": lambda patch: patch.setattr(mnist, "MEAN", 0.13),
    "the standard deviation": lambda patch: patch.setattr(mnist, "STANDARD_DEVIATION", 0.3),
    "the files": change_a_digest,
}


@pytest.mark.parametrize("source", [Digits("tuning"), Digits("final"), Pocket()], ids=str)
@pytest.mark.parametrize("change", INGREDIENTS.values(), ids=INGREDIENTS)
def test_each_ingredient_counts(source, change, monkeypatch):
    monkeypatch.setattr(sources, "_digits_digest", sources._digits_digest.__wrapped__)
    before = source.digest()
    change(monkeypatch)
    assert source.digest() != before


@pytest.mark.parametrize(("part", "counts"), [("tuning", True), ("final", False)])
def test_the_split_counts_for_tuning_alone(part, counts, monkeypatch):
    monkeypatch.setattr(sources, "_digits_digest", sources._digits_digest.__wrapped__)
    before = Digits(part).digest()
    monkeypatch.setattr(mnist, "SPLIT_SEED", 1)
    assert (Digits(part).digest() != before) is counts


def test_every_draw_and_size_of_the_circles_has_its_own_digest():
    assert len({TwoCircles(draw, size).digest() for draw in (0, 1) for size in (8, 12)}) == 4


GATES = {"or": any, "and": all, "xor": lambda row: row[0] != row[1]}


@pytest.mark.parametrize("gate", TRUTHS)
def test_a_truth_table_has_the_four_rows_of_its_gate(gate):
    train, held_out = TruthTable(gate).split()
    rows = [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert [tuple(row) for row in train.inputs.tolist()] == rows
    assert train.targets.tolist() == [float(GATES[gate](row)) for row in rows]
    assert train.inputs.dtype == train.targets.dtype == torch.float64
    assert held_out is train


def test_every_gate_is_known_and_has_a_digest_of_its_own():
    assert set(TRUTHS) == set(GATES)
    assert len({TruthTable(gate).digest() for gate in TRUTHS}) == 3


def test_an_unknown_gate_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"unknown gate 'nand': one of .*'xor'"):
        TruthTable("nand")


def test_only_a_final_reads_the_test_set():
    assert [source.reads_test_set for source in DIGESTS] == [False, True, False, False]


def test_each_part_of_the_digits_gives_its_own_split(small_mnist, monkeypatch):
    monkeypatch.setenv("WORKEDOUT_DATA", str(small_mnist))
    assert [len(part) for part in Digits("tuning").split()] == [25, 5]
    assert [len(part) for part in Digits("final").split()] == [30, 10]


def test_a_miniature_of_the_digits_is_the_pocket_set(monkeypatch):
    monkeypatch.setenv("WORKEDOUT_DATA", "nowhere")
    assert Digits("final").miniature() is mnist.pocket()
    assert Pocket().miniature() is mnist.pocket()


def test_a_miniature_of_points_is_those_points():
    source = TwoCircles(3, count=40)
    assert torch.equal(source.miniature().train.inputs, source.split().train.inputs)


@pytest.mark.parametrize("part", ["finals", "test", ""])
def test_a_part_that_does_not_exist_is_refused_rather_than_taken_for_tuning(part):
    with pytest.raises(ValueError, match="expected 'tuning' or 'final'"):
        Digits(part)
