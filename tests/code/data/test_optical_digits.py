"""Digits of another source: whole, parted once, and made to look like MNIST's."""

import pytest
import torch
import torch.nn.functional as F

from workedout.data import optical_digits
from workedout.data.mnist import MEAN, STANDARD_DEVIATION, DataError, pocket
from workedout.data.optical_digits import (
    between,
    enlarged,
    parts,
    pixels,
    position,
    rows_of,
    sides,
    to_examples,
    turned,
)

IMAGES, LABELS = pixels()


def test_there_are_as_many_as_the_source_says():
    assert IMAGES.shape == (1797, 8, 8)
    assert torch.bincount(LABELS.long()).tolist() == [
        178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
    ]  # fmt: skip
    assert (int(IMAGES.min()), int(IMAGES.max())) == (0, 16)


def test_another_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(optical_digits, "POCKET_FOLDER", tmp_path)
    with pytest.raises(DataError, match="does not exist"):
        pixels()
    monkeypatch.setattr(optical_digits, "FILE", "uci-digits.csv")
    (tmp_path / "uci-digits.csv").write_text("0,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="is another file"):
        pixels()


def test_the_parts_hold_each_image_once_and_each_class_alike():
    rows = rows_of(LABELS)
    assert sorted(torch.cat(rows).tolist()) == list(range(1797))
    for part, each in ((rows.test, 72), (rows.validation, 30)):
        assert torch.bincount(LABELS[part].long()).tolist() == [each] * 10
    assert int(torch.bincount(LABELS[rows.pool].long()).min()) >= 70


def test_a_final_draws_from_all_but_the_test_images():
    tuning, final = parts("tuning"), parts("final")
    assert [len(part) for part in (*tuning, *final)] == [777, 300, 1077, 720]
    seen = {image.numpy().tobytes() for image in final.train.inputs}
    assert not any(image.numpy().tobytes() in seen for image in final.held_out.inputs)


def test_it_resizes_as_pytorch_does():
    small = IMAGES[:50].double().unsqueeze(1) / 16
    theirs = F.pad(F.interpolate(small, size=(20, 20), mode="bilinear"), [4] * 4)
    torch.testing.assert_close(enlarged(IMAGES[:50]), theirs.squeeze(1))


def test_shares_add_to_one_and_keep_a_slope():
    shares = between()
    torch.testing.assert_close(shares.sum(dim=1), torch.ones(20, dtype=torch.float64))
    slope = shares @ torch.arange(8, dtype=torch.float64)
    assert slope.tolist() == pytest.approx([position(number) for number in range(20)])
    assert (position(0), position(19)) == (0.0, 7.0)


def test_they_are_standardised_as_mnist_is():
    inputs, _ = to_examples(IMAGES, LABELS)
    assert inputs.dtype == torch.float32
    background, most = (0 - MEAN) / STANDARD_DEVIATION, (1 - MEAN) / STANDARD_DEVIATION
    assert float(inputs[0, 0, 0, 0]) == pytest.approx(background)
    assert background - 1e-6 <= float(inputs.min()) <= float(inputs.max()) <= most + 1e-6
    # Light ink on black in both, about as much of it.
    assert abs(float(inputs.mean()) - float(pocket().train.inputs.mean())) < 0.2


def test_turning_to_the_right_moves_the_top_to_the_right():
    stroke = torch.zeros(1, 28, 28, dtype=torch.float64)
    stroke[0, 4:24, 13:15] = 1
    place = torch.arange(28, dtype=torch.float64)
    found = turned(stroke, torch.tensor([10.0]))[0]
    middles = [float((row * place).sum() / row.sum()) for row in (found[6], found[21])]
    assert middles[0] > 14 > 13 > middles[1]
    back = turned(found[None], torch.tensor([-10.0]))[0]
    middle = (back * place).sum(dim=1)[8:20] / back.sum(dim=1)[8:20]
    assert middle.tolist() == pytest.approx([13.5] * 12, abs=0.1)


def test_each_image_is_turned_to_one_side_and_about_half_to_each():
    assert sides(1797).tolist() == sides(1797).tolist()
    assert abs(float(sides(1797).double().mean()) - 0.5) < 0.03
    straight, turned_ones = parts("tuning"), parts("tuning", turned=True)
    assert set(turned_ones.train.targets.tolist()) == {0, 1}
    assert not torch.equal(straight.train.inputs, turned_ones.train.inputs)
