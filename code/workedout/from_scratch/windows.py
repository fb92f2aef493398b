"""A convolution, as windows that slide over an image: its definition in loops, and their count.

Nothing here uses a formula or a library's convolution: this is what formulas are held against.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Window:
    """How a window of some pixels slides along one axis.

    Attributes:
        kernel: how many pixels the window looks at.
        before: pixels of padding at the beginning of the axis.
        after: the same at its end.
        stride: by how many pixels it moves on.
        dilation: how far apart the pixels are that it looks at.
    """

    kernel: int
    before: int = 0
    after: int = 0
    stride: int = 1
    dilation: int = 1

    def positions(self, size: int) -> Iterator[list[int]]:
        """The pixels under the window, place by place; below 0 and from ``size`` on is padding."""
        start = -self.before
        while True:
            pixels = [start + self.dilation * step for step in range(self.kernel)]
            if pixels[-1] >= size + self.after:
                return
            yield pixels
            start += self.stride

    def outputs(self, size: int) -> int:
        """How many places there are, found by sliding."""
        return sum(1 for _ in self.positions(size))

    def left_over(self, size: int) -> int:
        """How many pixels, padding included, lie beyond the last window; it has one at least."""
        *_, last = self.positions(size)
        return size + self.after - 1 - last[-1]

    def on_padding(self, size: int) -> int:
        """How many times, all places together, a pixel under the window is padding."""
        return sum(not 0 <= pixel < size for pixels in self.positions(size) for pixel in pixels)


def convolve(
    image: Array,
    weights: Array,
    biases: Array,
    down: Window,
    across: Window,
    groups: int = 1,
) -> Array:
    """The outputs of a convolution layer for one image, product by product.

    Args:
        image: (channels, height, width).
        weights: (filters, channels / groups, kernel height, kernel width).
        biases: (filters,).
        down, across: how windows slide along the two axes.
        groups: into how many parts the channels and the filters are cut.

    Returns:
        (filters, output height, output width).
    """
    channels, height, width = image.shape
    filters, depth = len(weights), channels // groups
    rows = list(down.positions(height))
    columns = list(across.positions(width))
    outputs = np.zeros((filters, len(rows), len(columns)))
    for f, i, j in np.ndindex(outputs.shape):
        first = f // (filters // groups) * depth  # channel of its group
        total = biases[f]
        for c, a, b in np.ndindex(weights[f].shape):
            row, column = rows[i][a], columns[j][b]
            if 0 <= row < height and 0 <= column < width:  # else it is 0
                pixel = image[first + c, row, column]
                total += weights[f, c, a, b] * pixel
        outputs[f, i, j] = total
    return outputs


def touched_by_padding(size: int, kernel: int, layers: int) -> float:
    """The share of outputs that some padding has a part in, after layers of "same" padding."""
    reach = kernel // 2
    window = Window(kernel, reach, reach)
    touched = [False] * size
    for _ in range(layers):
        touched = [
            any(not 0 <= pixel < size or touched[pixel] for pixel in pixels)
            for pixels in window.positions(size)
        ]
    clean = touched.count(False)
    return 1 - clean**2 / size**2
