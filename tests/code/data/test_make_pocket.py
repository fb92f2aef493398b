"""How the pocket set is drawn, and that drawing it again gives the same bytes."""

import hashlib

import pytest
import torch

from workedout.data import mnist
from workedout.data.make_pocket import draw, make
from workedout.data.mnist import DataError

LABELS = torch.arange(10, dtype=torch.uint8).repeat(700)


def test_the_drawn_rows_are_stratified_and_disjoint():
    train, held_out = draw(LABELS)
    assert LABELS[train].bincount().tolist() == [500] * 10
    assert LABELS[held_out].bincount().tolist() == [100] * 10
    assert len({*train.tolist(), *held_out.tolist()}) == 6_000


def test_the_draw_is_fixed_whatever_the_global_seed():
    torch.manual_seed(1)
    first = draw(LABELS)
    torch.manual_seed(2)
    assert [rows.tolist() for rows in draw(LABELS)] == [rows.tolist() for rows in first]


def test_without_the_full_set_nothing_is_made(tmp_path):
    with pytest.raises(DataError, match="does not exist"):
        make(tmp_path / "nowhere", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_making_it_again_gives_the_same_bytes(mnist_root, tmp_path):
    made = make(mnist_root, tmp_path)
    assert [path.name for path in made] == list(mnist.POCKET_FILES)
    for path in made:
        again = hashlib.sha256(path.read_bytes()).hexdigest()
        package = (mnist.POCKET_FOLDER / path.name).read_bytes()
        assert again == hashlib.sha256(package).hexdigest(), path.name


def test_it_comes_from_the_training_files_alone(mnist_root):
    (images, labels), (test_images, _) = mnist.full_pixels(mnist_root)
    label_of = {
        image.numpy().tobytes(): int(label) for image, label in zip(images, labels, strict=True)
    }
    test_set = {image.numpy().tobytes() for image in test_images}
    for pocket_images, pocket_labels in mnist.pocket_pixels():
        for image, label in zip(pocket_images, pocket_labels, strict=True):
            pixels = image.numpy().tobytes()
            assert label_of[pixels] == int(label)
            assert pixels not in test_set
