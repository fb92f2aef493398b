"""A filter made by hand on a digit: what goes in, the filter, and what comes out."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from workedout.display import Table
from workedout.figures.digits import ink
from workedout.figures.kit.drawing import FALLBACKS, GRID, PICTURE, Figure, drawing, finished
from workedout.from_scratch.windows import Window, convolve
from workedout.wording import listed, minus

COLOURS = np.array([to_rgb(FALLBACKS[0]), to_rgb(FALLBACKS[1])])  # above 0, and below
FLATTER = 0.7  # an exponent, so that small values can be seen on a dark page too


def signed(values: np.ndarray, largest: float) -> np.ndarray:
    """Numbers as blue above 0 and orange below, the stronger the larger; 0 is empty."""
    shades = np.zeros((*values.shape, 4))
    shades[..., :3] = COLOURS[(values < 0).astype(int)]
    shades[..., 3] = np.minimum(abs(values) / largest, 1) ** FLATTER
    return shades


def edge_filter(image: np.ndarray, filters: dict[str, np.ndarray]) -> Figure:
    """A digit, each filter, what the filter makes of it, and what ReLU leaves.

    Args:
        image: shades from 0 to 1, (height, width).
        filters: by name, whole numbers, (k, k).
    """
    rows, said = [], []
    with drawing(1.55 * len(filters), len(filters), 4) as (canvas, places):
        for number, (name, weights) in enumerate(filters.items()):
            window = Window(len(weights))
            bias = np.zeros(1)
            (result,) = convolve(image[None], weights[None, None], bias, window, window)
            digit, shown, sums, positive = places[4 * number : 4 * number + 4]
            digit.imshow(ink(image), interpolation="none")
            draw_filter(shown, weights)
            largest = float(abs(result).max())
            sums.imshow(signed(result, largest), interpolation="none", gid=PICTURE)
            kept = np.maximum(result, 0)
            positive.imshow(signed(kept, largest), interpolation="none", gid=PICTURE)
            titles = ("digit" if number == 0 else "", name, "sums", "after ReLU")
            for place, title in zip((digit, shown, sums, positive), titles, strict=True):
                place.set_title(title, fontsize=9.5)
                place.set(xticks=[], yticks=[])
                place.spines[:].set(visible=True, color=GRID)
            rows += entries(name, weights, result)
            down, right = np.unravel_index(result.argmax(), result.shape)
            said.append(
                f"the filter for {name} puts out at most {result.max():.2f}, at row {down} and "
                f"column {right}, and at least {minus(f'{result.min():.2f}')}"
            )
    alt = (
        "In each row a handwritten digit, a filter of signed numbers, what the filter puts out at "
        "each place, blue above 0 and orange below, and what ReLU leaves of it: "
        f"{listed(said)}."
    )
    return finished(canvas, "edge-filter", alt, Table(("quantity", "numbers"), tuple(rows)))


def draw_filter(place: Axes, weights: np.ndarray) -> None:
    """A filter's numbers on their colours."""
    place.imshow(
        signed(0.4 * weights, float(abs(weights).max())), interpolation="none", gid=PICTURE
    )
    for row, column in np.ndindex(weights.shape):
        text = minus(f"{weights[row, column]:g}")
        place.text(column, row, text, ha="center", va="center", fontsize=10.5)


def entries(name: str, weights: np.ndarray, result: np.ndarray) -> list[tuple[str, str]]:
    """The filter's rows, and how far its outputs reach."""
    rows = [
        (f"{name}, filter row {number}", "  ".join(minus(f"{each:g}") for each in row))
        for number, row in enumerate(weights, 1)
    ]
    ends = f"{minus(f'{result.min():.2f}')} to {minus(f'{result.max():.2f}')}"
    above = f"{100 * (result > 0).mean():.0f} % above 0, {100 * (result < 0).mean():.0f} % below"
    return [*rows, (f"{name}, outputs", ends), (f"{name}, share of outputs", above)]
