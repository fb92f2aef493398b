"""Preparing, spoiling and asking: each against a few lines of NumPy or a hand-made network."""

import base64
import io

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from workedout.data.photographs import SIDE, normalised, pixels
from workedout.data.png_text import PictureError, from_text, stretched, to_text
from workedout.inspection.recognition import (
    MISTAKES,
    PREPARATIONS,
    answer,
    logits_of,
    reshaped,
    with_map,
    without_evaluation,
)

RANDOM = np.random.default_rng(0)
PICTURE = Image.fromarray(RANDOM.integers(0, 256, (60, 90, 3), dtype=np.uint8))


@pytest.mark.parametrize("name", PREPARATIONS)
def test_every_preparation_gives_what_the_network_takes(name):
    x = PREPARATIONS[name](PICTURE)
    assert x.shape == (3, SIDE, SIDE)
    assert x.dtype == torch.float64


def margins(name):
    x = PREPARATIONS[name](Image.new("RGB", (200, 100), "white"))
    assert x[:, 56:168].min() > 2
    assert torch.equal(x[:, :56], x[:, 168:])
    return x[:, :56].mean((1, 2)).tolist()


def test_margins_are_black_before_or_zero_after_normalising():
    black = normalised(torch.zeros(3, 1, 1)).flatten().tolist()
    assert margins("black margins") == pytest.approx(black)
    assert margins("mean margins") == [0, 0, 0]


def test_squeezing_shows_all_four_corners():
    corners = Image.new("RGB", (400, 100), "black")
    for place in ((0, 0), (300, 0)):
        corners.paste("white", (*place, place[0] + 100, 100))
    x = PREPARATIONS["squeezed"](corners)
    assert x[:, :, 0].min() > 2
    assert x[:, :, -1].min() > 2
    assert PREPARATIONS["scaled, cropped"](corners).max() < 0


MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
PLAIN = np.asarray(PICTURE) / 255  # (rows, columns, channels)
BY_NUMPY = {
    "no mistake": (PLAIN - MEAN) / DEVIATION,
    "not normalised": PLAIN,
    "0.5 and 0.5": 2 * PLAIN - 1,
    "mean only": PLAIN - MEAN,
    "normalised twice": ((PLAIN - MEAN) / DEVIATION - MEAN) / DEVIATION,
    "blue, green, red": (PLAIN[..., ::-1] - MEAN) / DEVIATION,
    "0 to 255, normalised": (255 * PLAIN - MEAN) / DEVIATION,
    "0 to 255": np.asarray(PICTURE).astype(float),
}


@pytest.mark.parametrize("name", BY_NUMPY)
def test_a_mistake_is_the_one_that_it_is_called(name):
    found = MISTAKES[name](pixels(PICTURE)).numpy()
    assert found == pytest.approx(BY_NUMPY[name].transpose(2, 0, 1), abs=1e-9)


def test_all_mistakes_are_tested():
    assert set(MISTAKES) == {*BY_NUMPY, "reshaped"}


def test_reshaping_keeps_the_numbers_in_their_order_on_disk():
    by_numpy = np.asarray(PICTURE).reshape(3, 60, 90) / 255
    assert np.array_equal(reshaped(pixels(PICTURE)).numpy(), by_numpy)
    assert not np.allclose(by_numpy, pixels(PICTURE).numpy())


def test_an_answer_has_the_five_best_and_what_is_left_for_one():
    logits = torch.tensor([0.0, 3.0, 1.0, 2.0, -1.0, 5.0]).double()
    found = answer(logits, named=3)
    shares = np.exp(logits.numpy()) / np.exp(logits.numpy()).sum()
    assert [label for label, _ in found["top"]] == [5, 1, 3, 2, 0]
    assert [share for _, share in found["top"]] == pytest.approx(shares[[5, 1, 3, 2, 0]])
    assert found["probability"] == pytest.approx(shares[3])
    assert (found["logit"], found["rank"]) == (2.0, 3)


def tiny():
    torch.manual_seed(0)
    layers = nn.Conv2d(3, 8, 3), nn.Dropout(), nn.Conv2d(8, 4, 1), nn.ReLU(inplace=True)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten()).double()


def test_logits_are_those_of_evaluation_and_carry_no_graph():
    network, x = tiny(), pixels(PICTURE)
    first, second = logits_of(network.train(), x), logits_of(network.train(), x)
    assert torch.equal(first, second)
    assert not first.requires_grad


def test_the_map_of_a_class_has_its_output_as_mean():
    found = with_map(tiny(), "3", pixels(PICTURE), named=2)
    assert np.mean(found["map"]) == pytest.approx(found["logit"], abs=1e-4)
    assert np.shape(found["map"]) == (58, 88)


def test_training_mode_draws_anew_and_can_be_repeated():
    network, x = tiny(), pixels(PICTURE)
    torch.manual_seed(5)
    state = torch.get_rng_state()
    once, again = (without_evaluation(network, x, 1, 4) for _ in range(2))
    assert once == again
    assert len({each["logit"] for each in once}) == 4
    assert torch.equal(state, torch.get_rng_state())
    assert not network.training


def test_a_picture_comes_back_from_its_text_to_within_8_bits():
    shades = RANDOM.random((7, 5, 3))
    assert np.abs(from_text(to_text(shades)) - shades).max() <= 0.5 / 255 + 1e-12
    assert from_text(to_text(shades[..., 0])).shape == (7, 5)


NO_SHADES = {
    "above 1": np.array([[1.01]]),
    "below 0": np.array([[-0.01]]),
    "no number": np.array([[np.nan]]),
    "infinite": np.array([[np.inf]]),
}


@pytest.mark.parametrize("shades", NO_SHADES.values(), ids=NO_SHADES)
def test_values_that_are_no_shades_become_no_picture(shades):
    with pytest.raises(PictureError, match="expected shades from 0 to 1"):
        to_text(shades)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_cannot_be_stretched(value):
    with pytest.raises(PictureError, match="expected finite values"):
        stretched(np.array([0.0, value, 1.0]))


def encoded(image, kind="png"):
    file = io.BytesIO()
    image.save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


NO_PICTURES = {
    "nothing": "",
    "a letter": "This is a letter.",
    "no text": None,
    "half a picture": encoded(Image.new("L", (50, 50)))[:60],
    "another kind of file": encoded(Image.new("L", (5, 5)), "jpeg"),
    "16 bits": encoded(Image.fromarray(np.zeros((2, 2), dtype=np.uint16))),
    "a palette": encoded(Image.new("P", (2, 2))),
}


@pytest.mark.parametrize("text", NO_PICTURES.values(), ids=NO_PICTURES)
def test_a_text_without_a_picture_is_refused_in_one_line(text):
    with pytest.raises(PictureError) as caught:
        from_text(text)
    assert "\n" not in str(caught.value)


def test_stretching_reaches_both_ends_and_survives_a_flat_one():
    found = stretched(np.array([-2.0, 0.0, 2.0]))
    assert found.tolist() == [0, 0.5, 1]
    assert stretched(np.full(3, 7.0)).tolist() == [0, 0, 0]
