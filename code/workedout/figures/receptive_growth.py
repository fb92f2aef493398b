"""How far one value sees, layer by layer, along one axis of the image."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from workedout.derivations.receptive_fields import receptive_field
from workedout.display import Table
from workedout.figures.kit.drawing import GRID, INK, SERIES, WIDTH, Figure, drawing, finished
from workedout.from_scratch.windows import Window
from workedout.wording import listed

ROW, CELL, LABELS = 0.62, 0.2, 1.72  # inches: between rows, a cell's height, room on the right


def fields_below(layers: Sequence[tuple[int, int]]) -> list[range]:
    """What value 0 of the last layer sees of each layer below it, by following windows.

    Args:
        layers: kernel and stride of each, from the image on.

    Returns:
        The positions in the image, in the outputs of layer 1, and so on to the value itself.
    """
    seen = [range(1)]
    for kernel, stride in reversed(layers):
        inputs = (len(seen[0]) - 1) * stride + kernel
        windows = [*Window(kernel, stride=stride).positions(inputs)]
        covered = {place for window in windows for place in window}
        seen.insert(0, range(min(covered), max(covered) + 1))
    return seen


def receptive_growth(name: str, layers: Sequence[tuple[str, int, int]]) -> Figure:
    """Draw a row of cells for the image and each layer, and what one value of the last one sees.

    Args:
        name: of the figure, unique within the book.
        layers: what each is called, its kernel and its stride, from the image on.

    Raises:
        ValueError: what was followed through the windows is not what the formula gives.
    """
    sizes = [(kernel, stride) for _, kernel, stride in layers]
    seen = fields_below(sizes)
    fields = [receptive_field(sizes[:depth]) for depth in range(len(sizes) + 1)]
    if len(seen[0]) != fields[-1]:
        raise ValueError(f"windows cover {len(seen[0])} pixels, the formula says {fields[-1]}")
    steps = [1]
    for _, stride in sizes:
        steps.append(steps[-1] * stride)
    cell = (WIDTH - LABELS) / len(seen[0])
    height = ROW * len(layers) + CELL + 0.3
    with drawing(height) as (canvas, (place,)):
        canvas.set_layout_engine("none")
        place.set_position((0, 0, 1, 1))
        place.set(xlim=(0, WIDTH), ylim=(0, height))
        place.set_axis_off()
        for depth, cells in enumerate(seen):
            up = 0.08 + ROW * depth
            lefts = [cell * (each * steps[depth] + (fields[depth] - 1) / 2) for each in cells]
            draw_row(place, lefts, cell, up, depth)
            if depth:
                draw_windows(place, lefts, cell, up, steps, sizes[depth - 1][0], depth)
            label = f"{layers[depth - 1][0]}: sees {fields[depth]}" if depth else "pixels of a row"
            place.text(WIDTH - LABELS + 0.12, up + CELL / 2, label, fontsize=9.5, va="center")
    said = [
        f"{called} (kernel {kernel}, stride {stride}), {field}"
        for (called, kernel, stride), field in zip(layers, fields[1:], strict=True)
    ]
    alt = (
        "Rows of cells, the pixels at the bottom and one value of the last layer at the top; "
        f"lines show which cells each value sees. Pixels seen by a value behind {listed(said)}."
    )
    rows = tuple(
        (called, str(kernel), str(stride), str(field), str(step))
        for (called, kernel, stride), field, step in zip(layers, fields[1:], steps[1:], strict=True)
    )
    head = ("layer", "kernel", "stride", "pixels that a value sees", "pixels between neighbours")
    return finished(canvas, name, alt, Table(head, rows))


def draw_row(place: Axes, lefts: Sequence[float], cell: float, up: float, depth: int) -> None:
    """The cells of a layer that the last value sees, each above the middle of its view."""
    for left in lefts:
        face = SERIES[0] if depth else "none"
        place.add_patch(
            Rectangle((left + 0.015, up), cell - 0.03, CELL, fc=face, ec=INK, lw=0.8, alpha=0.85)
        )


def draw_windows(
    place: Axes,
    lefts: Sequence[float],
    cell: float,
    up: float,
    steps: Sequence[int],
    kernel: int,
    depth: int,
) -> None:
    """From each value to the first and last cell of its window in the row below."""
    below = up - ROW + CELL
    half = ((kernel - 1) * steps[depth - 1] + 1) / 2 * cell
    for left in lefts:
        middle = left + cell / 2
        corners = [(middle - cell / 2, up), (middle + cell / 2, up)]
        corners += [(middle + half, below), (middle - half, below)]
        place.add_patch(Polygon(corners, fc=GRID, ec="none"))
        for top, bottom in ((corners[0], corners[3]), (corners[1], corners[2])):
            place.plot(*zip(top, bottom, strict=True), color=INK, lw=0.5, alpha=0.5)
