"""Photographs: torchvision's transform as the oracle, and files that are none."""

import hashlib
import io
import logging
import random
import struct
import warnings
import zlib

import numpy as np
import pytest
import torch
from PIL import Image

from workedout.data.photographs import (
    DEVIATION,
    LARGEST,
    MEAN,
    SAMPLES,
    SHORTER,
    SIDE,
    PhotographError,
    cropped,
    middle,
    normalised,
    padded,
    photograph,
    pixels,
    scaled,
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


def test_a_transparent_shade_of_16_bits_lies_on_white(tmp_path):
    shades = np.array([[257, 51 * 257]], dtype=np.uint16)
    path = saved(tmp_path, Image.fromarray(shades), transparency=257)
    assert pixels(photograph(path))[0].tolist() == [[1, 0.2]]


def test_of_an_animation_the_first_picture_is_taken(tmp_path):
    red, blue = (Image.new("RGB", (3, 2), colour) for colour in ("red", "blue"))
    for kind in ("gif", "png", "webp"):
        options = {"lossless": True} if kind == "webp" else {}
        path = saved(tmp_path, red, f"image.{kind}", save_all=True, append_images=[blue], **options)
        assert pixels(photograph(path))[:, 0, 0].tolist() == [1, 0, 0]


FLAT = {"small": 0.5, "large": 1e20, "negative": -3.0}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("value", FLAT.values(), ids=FLAT)
def test_a_flat_image_of_floats_is_black_without_a_warning(tmp_path, value):
    image = Image.fromarray(np.full((2, 3), value, dtype=np.float32))
    assert pixels(photograph(saved(tmp_path, image, "image.tiff"))).abs().max() == 0


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("values", [(-5, -1), (-3.4e38, 3.4e38), (0, 1)], ids=str)
def test_floats_of_any_sign_and_size_go_from_black_to_white(tmp_path, values):
    image = Image.fromarray(np.array([values], dtype=np.float32))
    found = pixels(photograph(saved(tmp_path, image, "image.tiff")))
    assert found[0].tolist() == [[0, 1]]


def test_a_file_in_memory_is_read_like_one_on_the_disk():
    file = io.BytesIO(in_file(Image.new("L", (3, 2), 51), "png"))
    assert pixels(photograph(file)).mean().item() == pytest.approx(0.2)


@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 1), (1, 800), (800, 1)], ids=str)
def test_what_a_narrow_image_would_become_is_bounded(size):
    image = Image.new("RGB", size)
    becomes = max(size) * SHORTER * SHORTER
    if becomes <= LARGEST:
        assert scaled(image).size == (SHORTER * size[0], SHORTER * size[1])
        return
    with pytest.raises(PhotographError, match=f"{size[0]} × {size[1]} pixels is too narrow"):
        cropped(image)


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (0, 0)], ids=str)
@pytest.mark.parametrize("prepare", [cropped, padded])
def test_an_image_without_a_pixel_cannot_be_prepared(prepare, size):
    with pytest.raises(PhotographError, match="there is nothing to see"):
        prepare(Image.new("RGB", size))


def test_a_narrow_image_can_be_shown_whole():
    assert pixels(padded(Image.new("RGB", (1, 20_000), "white"))).sum() == 3 * SIDE


def chunk(kind, content=b""):
    """A part of a PNG file."""
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(width, height, extra=b""):
    """A file that claims a size and holds next to nothing."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = extra + chunk(b"IDAT", zlib.compress(bytes(10)))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND")


def icon(content):
    """An icon that claims 16 × 16 pixels, and holds another image."""
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(content), 22)
    return struct.pack("<HHH", 0, 1, 1) + entry + content


def in_file(image, kind):
    """The content of a file with an image."""
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def tiff(*values):
    """Floats in one row."""
    return in_file(Image.fromarray(np.array([values], dtype=np.float32)), "tiff")


# What a TIFF says of the samples per pixel.
COLOURS, SO_MANY_COLOURS = (struct.pack("<HHIHH", 277, 3, 1, count, 0) for count in (3, 60_163))
LARGE = in_file(Image.new("1", (7_500, 7_500)), "png")  # as it claims
BOMB = zlib.compress(bytes(100_000_000))
GIF = struct.pack("<HHBBB", 65_535, 65_535, 0, 0, 0) + b","
GIF += struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\2\2\x44\1\0;"
HOSTILE = {
    "not a number among floats": (tiff(0, 1, np.nan), "shades that are infinite or no numbers"),
    "an infinite float": (tiff(0, 1, np.inf), "shades that are infinite or no numbers"),
    "floats that are minus infinity": (tiff(-np.inf), "shades that are infinite or no numbers"),
    "far too many pixels": (png(60_000, 60_000), "is far too large"),
    "so many that Pillow only warns": (png(9_500, 9_500), "is far too large"),
    "more pixels than memory has": (png(2**31 - 1, 2**31 - 1), "is far too large"),
    "a little too many": (png(8_000, 8_000), "scale it down"),
    "a huge animation": (b"GIF89a" + GIF, "is far too large"),
    "a huge icon": (icon(png(60_000, 60_000)), "is far too large"),
    "an icon larger than it claims": (icon(LARGE), "scale it down"),
    "no pixels": (png(0, 5), "is no image file"),
    "no pixels in another format": (b"P6 0 0 255\n", "is no image file"),
    "a note that grows without end": (
        png(2, 2, chunk(b"zTXt", b"a\0\0" + BOMB)),
        "cannot be read",
    ),
    "a program that draws": (
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n",
        "is a program that draws",
    ),
    "a drawing in words": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no image file"),
    "more colours than there are": (
        in_file(Image.new("RGB", (2, 2)), "tiff").replace(COLOURS, SO_MANY_COLOURS),
        "is no image file",
    ),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_one_line_without_a_warning(
    tmp_path, capfd, caplog, content, message
):
    path = tmp_path / "image.bin"
    path.write_bytes(content)
    with pytest.raises(PhotographError, match=message) as caught:
        photograph(path)
    text = str(caught.value)
    assert text.startswith(str(path))
    assert "\n" not in text
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def damaged(content, draw):
    """Cut short, or with some bytes exchanged."""
    content = bytearray(content)
    if draw.random() < 0.3:
        return bytes(content[: draw.randrange(len(content))])
    for _ in range(draw.randint(1, 6)):
        content[draw.randrange(min(len(content), 400))] = draw.randrange(256)
    return bytes(content)


def size_or_refusal(content):
    """How many pixels are read, or the message."""
    try:
        image = photograph(io.BytesIO(content))
    except PhotographError as error:
        return str(error)
    return image.width * image.height if image.mode == "RGB" else image.mode


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "bmp", "tiff", "webp", "ppm", "ico"])
def test_a_damaged_file_is_read_or_refused_and_nothing_else(kind, capfd):
    draw = random.Random(0)
    shades = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    content = in_file(Image.fromarray(shades), kind)
    found = [size_or_refusal(damaged(content, draw)) for _ in range(150)]
    refused = [each for each in found if isinstance(each, str)]
    assert len(refused) > 10
    assert all("the file" in message and "\n" not in message for message in refused)
    assert all(0 < each <= LARGEST for each in found if isinstance(each, int))
    assert capfd.readouterr() == ("", "")


def test_what_pillow_logs_and_warns_of_is_as_before_afterwards(tmp_path):
    log, filters = logging.getLogger("PIL"), list(warnings.filters)
    level = log.level
    photograph(saved(tmp_path, Image.new("L", (2, 2))))
    assert (log.level, warnings.filters) == (level, filters)


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
