"""What is drawn for the chapter on convolutional networks, on digits of the pocket set."""

import numpy as np
import pytest

from workedout.data.mnist import pocket_pixels
from workedout.data.png_text import from_text
from workedout.experiments import cnn_inside
from workedout.experiments.cnn_inside import COLUMNS, HARD, NETWORK, RECIPE, hard_digits, pictures
from workedout.networks.models import Cnn


@pytest.fixture(scope="module")
def few():
    """More digits than there are validation images, and some held-out ones."""
    train, held_out = pocket_pixels()
    return tuple(part.repeat(2, *[1] * (part.dim() - 1)) for part in train), held_out


def test_the_drawn_network_has_two_convolutions_and_the_short_training():
    assert sum(map(len, NETWORK.blocks)) == 2
    assert (RECIPE.epochs, RECIPE.batch_size) == (4, 32)


def test_pictures_have_a_tile_for_each_filter_and_each_map(few, monkeypatch):
    monkeypatch.setattr(cnn_inside, "NETWORK", Cnn(((8,), (16,))))
    monkeypatch.setattr(cnn_inside, "RECIPE", cnn_inside.replace(RECIPE, epochs=1, batch_size=500))
    found = pictures(*few)
    shapes = {name: from_text(found[name]).shape for name in found if name != "label"}
    assert shapes == {
        "image": (28, 28),
        "filters": (3, COLUMNS * 4 - 1),
        "maps of block 1": (28, COLUMNS * 29 - 1),
        "maps of block 2": (2 * 15 - 1, COLUMNS * 15 - 1),
    }


def test_hard_digits_are_the_pixels_of_these_test_images():
    train, (images, labels) = pocket_pixels()
    found = hard_digits(train, (images, labels))
    assert list(map(int, found)) == list(HARD)
    for row, each in found.items():
        shown = int(row) % len(images)
        assert each["label"] == labels[shown]
        assert np.array_equal(np.rint(255 * from_text(each["image"])), images[shown])
