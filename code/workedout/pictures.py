"""Arrays of shades as text that a record can hold: a PNG, in base64. Nothing is lost but the rest
after 8 bits."""

import base64
import io

import numpy as np
from PIL import Image

Array = np.ndarray


def to_text(shades: Array) -> str:
    """PNG of an image with values from 0 to 1, (rows, columns) or (rows, columns, 3)."""
    file = io.BytesIO()
    Image.fromarray(np.uint8(np.rint(255 * shades))).save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def from_text(text: str) -> Array:
    """The values from 0 to 1 that such a text holds."""
    with Image.open(io.BytesIO(base64.b64decode(text))) as image:
        return np.asarray(image, dtype=np.float64) / 255


def stretched(values: Array) -> Array:
    """Values moved and scaled so that they run from 0 to 1; equal values become 0."""
    low, high = values.min(), values.max()
    return (values - low) / (high - low) if high > low else np.zeros_like(values)
