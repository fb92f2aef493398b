"""Arrays of shades as text that a record can hold: a PNG, in base64. Nothing is lost but the rest
after 8 bits."""

import base64
import io

import numpy as np
from PIL import Image

from workedout.errors import WorkedOutError
from workedout.files import reason

Array = np.ndarray


class PictureError(WorkedOutError):
    """A text holds no picture, or an array has values that are no shades."""


def to_text(shades: Array) -> str:
    """PNG of an image with values from 0 to 1, (rows, columns) or (rows, columns, 3).

    Raises:
        PictureError: a value is below 0, above 1, or no number.
    """
    if not ((shades >= 0) & (shades <= 1)).all():
        raise PictureError("expected shades from 0 to 1, got others, or values that are no numbers")
    file = io.BytesIO()
    Image.fromarray(np.uint8(np.rint(255 * shades))).save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def from_text(text: str) -> Array:
    """The values from 0 to 1 that such a text holds.

    Raises:
        PictureError: it is no such text, or a damaged one.
    """
    try:
        file = io.BytesIO(base64.b64decode(text, validate=True))
        with Image.open(file, formats=["PNG"]) as image:
            if image.mode not in ("L", "RGB"):
                raise PictureError(f"a picture of the mode {image.mode}, expected grey or colours")
            return np.asarray(image, dtype=np.float64) / 255
    except (OSError, SyntaxError, ValueError, TypeError, Image.DecompressionBombError) as error:
        raise PictureError(f"a text that holds no picture: {reason(error)}") from None


def stretched(values: Array) -> Array:
    """Values moved and scaled so that they run from 0 to 1; equal values become 0.

    Raises:
        PictureError: a value is infinite or no number.
    """
    if not np.isfinite(values).all():
        raise PictureError("expected finite values, got some that are infinite or no numbers")
    low, high = values.min(), values.max()
    return (values - low) / (high - low) if high > low else np.zeros_like(values)
