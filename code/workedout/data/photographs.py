"""Photographs: read from any image file, and made what a network of ImageNet wants."""

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from PIL import Image, ImageOps, UnidentifiedImageError
from torch import Tensor

from workedout.errors import WorkedOutError
from workedout.files import content, named, reason

# Of the training images, channel by channel in the order red, green, blue, on a scale from 0 to 1.
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
SHORTER, SIDE = 256, 224  # pixels: the shorter side is scaled to the first, then the middle is cut
LARGEST = 50_000_000  # pixels; more is no photograph to look at, and fills the memory
LARGEST_FILE = 1 << 29  # bytes: so many pixels, in colour, with 16 bits each and not compressed


class PhotographError(WorkedOutError):
    """A file is no image that can be read."""


@dataclass(frozen=True)
class Sample:
    """A photograph that comes with scikit-image: its file, its digest, and who gave it away."""

    file: str
    sha256: str
    shows: str
    licence: str

    @property
    def path(self) -> Path:
        """Where it is installed; reading it needs no network."""
        return Path(str(files("skimage") / "data" / self.file))


SAMPLES = {
    "chelsea": Sample(
        "chelsea.png",
        "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
        "a cat's face",
        "CC0, Stefan van der Walt",
    ),
    "coffee": Sample(
        "coffee.png",
        "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
        "a cup of coffee on a saucer",
        "CC0, Rachel Michetti",
    ),
    "camera": Sample(
        "camera.png",
        "b0793d2adda0fa6ae899c03989482bff9a42d3d5690fc7e3648f2795d730c23a",
        "a photographer behind a tripod, in grey",
        "CC0, Lav Varshney",
    ),
    "rocket": Sample(
        "rocket.jpg",
        "c2dd0de7c538df8d111e479619b129464d0269d0ae5fd18ca91d33a7fdfea95c",
        "the launch of a rocket",
        "public domain, SpaceX",
    ),
}


def photograph(path: str | Path | BinaryIO) -> Image.Image:
    """Read an image file as red, green and blue, upright.

    Grey becomes three equal channels; what is transparent is laid on white; a phone's note on how
    the camera was held is obeyed; of an animation it is the first picture.

    Args:
        path: of the file, or the file itself, open or in memory.

    Raises:
        PhotographError: the file is missing, is no image, is cut short, is far too large, or has
            shades that are no numbers.
    """
    if isinstance(path, str | Path):
        name = str(named(path))
        file: BinaryIO = io.BytesIO(_content(named(path)))
    else:
        name, file = "the file", path
    try:
        with _without_warnings():
            image = upright(file)
        return in_colour(image)
    except PhotographError as error:
        raise PhotographError(f"{name} {error}") from None
    except UnidentifiedImageError:
        raise PhotographError(
            f"{name} is no image file, or of a kind that Pillow does not read: save it as PNG or "
            "JPEG"
        ) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotographError(f"{name} is far too large: {reason(error)}") from None
    except Exception as error:  # a damaged file makes Pillow's many readers raise anything
        what = reason(error) or type(error).__name__
        raise PhotographError(f"{name} cannot be read: {what}. Is it cut short?") from None


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Of all that Pillow warns of, such as odd notes in a file, only the size is an error."""
    log = logging.getLogger("PIL")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    finally:
        log.setLevel(level)


def _content(path: Path) -> bytes:
    try:
        return content(path, LARGEST_FILE)
    except FileNotFoundError:
        raise PhotographError(f"there is no file {path}") from None
    except OSError as error:
        raise PhotographError(f"{path} cannot be read: {reason(error)}") from None


def upright(file: BinaryIO) -> Image.Image:
    """The image in a file as Pillow decodes it, turned as its note says.

    Raises:
        PhotographError: it is far too large, empty, or a drawing for another program.
        Exception: whatever Pillow's readers raise.
    """
    with Image.open(file) as opened:
        if opened.format == "EPS":
            raise PhotographError("is a program that draws, and no image: save it as PNG or JPEG")
        refuse_size(opened)
        return ImageOps.exif_transpose(opened)


def refuse_size(image: Image.Image) -> None:
    """Make sure that there is something in an image, and not too much.

    Raises:
        PhotographError: a side is 0, or there are more than ``LARGEST`` pixels.
    """
    width, height = image.size
    if not width * height:
        raise PhotographError(f"has {width} × {height} pixels: there is nothing to see")
    if width * height > LARGEST:
        raise PhotographError(
            f"has {width} × {height} pixels, more than {LARGEST:,} together: scale it down first"
        )


def in_colour(image: Image.Image) -> Image.Image:
    """Three channels of 8 bits from an image of any mode.

    Raises:
        PhotographError: a shade is infinite or no number.
    """
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits or more, or floats: grey
        image = in_grey(image)
    if "A" in image.getbands() or "transparency" in image.info:
        layered = image.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        image = Image.alpha_composite(white, layered)
    return image.convert("RGB")


def in_grey(image: Image.Image) -> Image.Image:
    """One channel of 8 bits from an image of larger numbers, and alpha where a shade is clear.

    Raises:
        PhotographError: a shade is infinite or no number.
    """
    grey = Image.fromarray(np.uint8(255 * shades(image)))
    clear = image.info.get("transparency")
    if isinstance(clear, int):
        grey.putalpha(Image.fromarray(np.uint8(255 * (np.asarray(image) != clear))))
    return grey


def shades(image: Image.Image) -> np.ndarray:
    """The grey of an image with one channel of numbers, from 0 to 1, (height, width) float64.

    16 bits keep their scale; anything else is stretched to its own range.

    Raises:
        PhotographError: a shade is infinite or no number.
    """
    values = np.asarray(image, dtype=np.float64)
    if not np.isfinite(values).all():
        raise PhotographError("has shades that are infinite or no numbers: no grey stands for them")
    if image.mode.startswith("I;16"):
        return values / 65535
    low, high = float(values.min()), float(values.max())
    return (values - low) / max(high - low, 1.0)


def scaled(image: Image.Image, shorter: int = SHORTER) -> Image.Image:
    """The image with its shorter side of so many pixels, the shape kept; bilinear.

    Raises:
        PhotographError: it has no pixels or far too many, or is so narrow that it would have them.
    """
    refuse_size(image)
    least = min(image.size)
    width, height = (int(shorter * side / least) for side in image.size)
    if width * height > LARGEST:
        raise PhotographError(
            f"an image of {image.width} × {image.height} pixels is too narrow: with {shorter} on "
            f"its shorter side it would have {width} × {height}: cut it to a wider shape first"
        )
    return image.resize((width, height), Image.Resampling.BILINEAR)


def middle(image: Image.Image, side: int = SIDE) -> Image.Image:
    """A square from the middle; what is too small gets black around it."""
    left, top = (round((length - side) / 2) for length in image.size)
    return image.crop((left, top, left + side, top + side))


def cropped(image: Image.Image, shorter: int = SHORTER, side: int = SIDE) -> Image.Image:
    """The usual way: scale the shorter side, then cut a square from the middle."""
    return middle(scaled(image, shorter), side)


def within(image: Image.Image, side: int = SIDE) -> Image.Image:
    """The whole image, its longer side scaled to the square's.

    Raises:
        PhotographError: it has no pixels, or far too many.
    """
    refuse_size(image)
    longest = max(image.size)
    width, height = (max(1, round(side * length / longest)) for length in image.size)
    return image.resize((width, height), Image.Resampling.BILINEAR)


def padded(image: Image.Image, side: int = SIDE) -> Image.Image:
    """The whole image in the middle of a black square: pixels of 0 around it."""
    return middle(within(image, side), side)


def pixels(image: Image.Image) -> Tensor:
    """The pixels as numbers from 0 to 1, (3, height, width), float64."""
    return torch.from_numpy(np.array(image)).permute(2, 0, 1).to(torch.float64) / 255


def constants(values: tuple[float, float, float]) -> Tensor:
    """One number a channel, ready to meet (3, height, width)."""
    return torch.tensor(values, dtype=torch.float64).view(3, 1, 1)


def normalised(x: Tensor) -> Tensor:
    """Pixels from 0 to 1, less the channel's mean, over its standard deviation."""
    return (x - constants(MEAN)) / constants(DEVIATION)
