"""Four images of 4 × 4 pixels, each with a corner: two white strokes along two sides."""

import numpy as np

from workedout.from_scratch.convolution import Array

UPPER_LEFT = np.zeros((4, 4), dtype=int)
UPPER_LEFT[0] = UPPER_LEFT[:, 0] = 1

# By where the corner is; 1 is white, 0 black.
CORNERS: dict[str, Array] = {
    "upper left": UPPER_LEFT,
    "upper right": np.fliplr(UPPER_LEFT),
    "lower left": np.flipud(UPPER_LEFT),
    "lower right": np.flipud(np.fliplr(UPPER_LEFT)),
}
