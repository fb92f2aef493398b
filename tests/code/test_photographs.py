"""Photographs: torchvision's transform as the oracle, and files that are none."""

import hashlib

import numpy as np
import pytest
import torch
from PIL import Image

from workedout.photographs import (
    DEVIATION,
    LARGEST,
    MEAN,
    SAMPLES,
    PhotographError,
    cropped,
    middle,
    normalised,
    padded,
    photograph,
    pixels,
)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_installed_as_it_was_when_it_was_recorded(name):
    content = SAMPLES[name].path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == SAMPLES[name].sha256


@pytest.mark.parametrize("name", SAMPLES)
def test_the_usual_preparation_is_torchvisions(name):
    from torchvision.models import SqueezeNet1_0_Weights

    image = photograph(SAMPLES[name].path)
    theirs = SqueezeNet1_0_Weights.IMAGENET1K_V1.transforms()(image)
    ours = normalised(pixels(cropped(image)))
    assert (ours - theirs).abs().max() < 1e-6


@pytest.mark.parametrize("size", [(300, 451), (451, 300), (256, 256), (1, 1), (7, 500), (33, 32)])
def test_any_size_becomes_what_torchvision_makes_of_it(size):
    from torchvision.models import SqueezeNet1_0_Weights

    random = np.random.default_rng(0)
    image = Image.fromarray(random.integers(0, 256, (*size, 3), dtype=np.uint8))
    theirs = SqueezeNet1_0_Weights.IMAGENET1K_V1.transforms()(image)
    assert (normalised(pixels(cropped(image))) - theirs).abs().max() < 1e-6


def test_normalising_takes_each_channel_by_itself():
    x = torch.tensor(MEAN, dtype=torch.float64).view(3, 1, 1).expand(3, 2, 2)
    assert normalised(x).abs().max() < 1e-12
    more = x + torch.tensor(DEVIATION, dtype=torch.float64).view(3, 1, 1)
    assert torch.allclose(normalised(more), torch.ones(3, 2, 2).double())


def test_padding_keeps_the_whole_image_in_the_middle_of_black():
    image = Image.new("RGB", (100, 50), "white")
    square = pixels(padded(image))
    assert square.shape == (3, 224, 224)
    assert square[:, 56:168].min() == 1
    assert square[:, :56].max() == square[:, 168:].max() == 0


def test_the_middle_of_a_small_image_has_black_around_it():
    square = pixels(middle(Image.new("RGB", (2, 2), "white"), 6))
    assert square[0].sum() == 4
    assert square[0, 2:4, 2:4].sum() == 4


def test_channels_are_red_green_blue_and_rows_are_rows():
    image = Image.new("RGB", (3, 2), "black")
    image.putpixel((2, 0), (255, 51, 0))  # right, top
    x = pixels(image)
    assert x.shape == (3, 2, 3)
    assert x[:, 0, 2].tolist() == pytest.approx([1, 0.2, 0])


def saved(folder, image, name="image.png", **options):
    path = folder / name
    image.save(path, **options)
    return path


GREY = {
    "8 bits": Image.new("L", (5, 4), 51),
    "with transparency": Image.new("LA", (5, 4), (51, 255)),
    "16 bits": Image.fromarray(np.full((4, 5), 51 * 257, dtype=np.uint16)),
    "one bit": Image.new("1", (5, 4), 1),
    "a palette": Image.new("RGB", (5, 4), (51, 51, 51)).quantize(4),
}


@pytest.mark.parametrize("kind", GREY)
def test_a_grey_image_has_three_equal_channels(tmp_path, kind):
    found = pixels(photograph(saved(tmp_path, GREY[kind])))
    assert found.shape == (3, 4, 5)
    shade = 1.0 if kind == "one bit" else 0.2
    assert (found - shade).abs().max() < 1e-9


@pytest.mark.parametrize("mode", ["F", "I"])
def test_grey_of_any_range_is_stretched_to_its_own(tmp_path, mode):
    image = Image.fromarray(np.array([[0, 500], [1000, 1000]], dtype=np.float32)).convert(mode)
    found = pixels(photograph(saved(tmp_path, image, "image.tiff")))
    assert found[1].flatten().tolist() == pytest.approx([0, 127 / 255, 1, 1])


def test_what_is_transparent_lies_on_white(tmp_path):
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    image.putpixel((1, 0), (255, 0, 0, 255))
    found = pixels(photograph(saved(tmp_path, image)))
    assert found[:, 0, 0].tolist() == [1, 1, 1]
    assert found[:, 0, 1].tolist() == [1, 0, 0]


def test_a_transparent_colour_of_a_palette_lies_on_white(tmp_path):
    image = Image.new("P", (2, 1), 0)
    image.putpalette([0, 0, 0, 0, 0, 255])
    image.putpixel((1, 0), 1)
    found = pixels(photograph(saved(tmp_path, image, transparency=0)))
    assert found[:, 0].T.tolist() == [[1, 1, 1], [0, 0, 1]]


def test_a_camera_that_was_held_sideways_is_turned(tmp_path):
    image = Image.new("RGB", (4, 2), "black")
    exif = Image.Exif()
    exif[0x0112] = 6  # the orientation: turn it clockwise
    path = saved(tmp_path, image, "image.jpg", exif=exif)
    assert photograph(path).size == (2, 4)


def test_a_colour_print_file_becomes_red_green_blue(tmp_path):
    path = saved(tmp_path, Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "image.jpg")
    red, green, blue = pixels(photograph(path)).mean((1, 2)).tolist()
    assert red > 0.9 > 0.1 > max(green, blue)


def test_one_pixel_is_enough(tmp_path):
    image = photograph(saved(tmp_path, Image.new("RGB", (1, 1), (255, 0, 0))))
    assert normalised(pixels(cropped(image))).shape == (3, 224, 224)


def no_image(path):
    path.write_text("This is a letter.", "utf-8")


def empty(path):
    path.write_bytes(b"")


def cut_short(path):
    path.write_bytes(SAMPLES["chelsea"].path.read_bytes()[:20_000])


def too_large(path):
    Image.new("1", (LARGEST // 5_000 + 1, 5_000)).save(path)


WRONG = {
    "a letter": (no_image, "is no image file"),
    "nothing": (empty, "is no image file"),
    "half a file": (cut_short, "cut short"),
    "a huge one": (too_large, "scale it down"),
    "no file": (lambda path: None, "there is no file"),
    "a folder": (lambda path: path.mkdir(), "cannot be read"),
}


@pytest.mark.parametrize(("make", "message"), WRONG.values(), ids=WRONG)
def test_what_is_no_photograph_is_named_with_the_reason(tmp_path, make, message):
    path = tmp_path / "image.png"
    make(path)
    with pytest.raises(PhotographError, match=message) as caught:
        photograph(path)
    assert "image.png" in str(caught.value)
