"""Figures of the chapter on the arithmetic of convolutions."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from workedout.derivations.convolution_border import share_seen
from workedout.display import Table
from workedout.figures.digits import ink
from workedout.figures.kit.answering import Answering, answering, boxes
from workedout.figures.kit.drawing import SERIES, Figure, drawing, finished, logarithmic
from workedout.from_scratch.windows import Window
from workedout.wording import listed, minus, percent

MARKERS = "osD^v"


def zeros_seen(reaches: Sequence[int], sizes: Sequence[int], marked: Sequence[int]) -> Figure:
    """The share of products that see padding, against the side of the image: formula and count.

    Args:
        reaches: padding p, of a kernel 2p + 1.
        sizes: sides of the image for the curves.
        marked: those at which the windows are counted as well.
    """
    rows, said = [], []
    with drawing(height=3.1) as (canvas, (place,)):
        for reach, colour, marker in zip(reaches, SERIES, MARKERS, strict=False):
            window = Window(2 * reach + 1, reach, reach)
            share = {size: 100 * share_seen(size, reach) for size in sizes}
            counted = {
                size: 100 * (1 - (1 - window.on_padding(size) / (window.kernel * size)) ** 2)
                for size in marked
            }
            label = f"{window.kernel} × {window.kernel}"
            place.plot(list(share), list(share.values()), color=colour, label=label)
            place.plot(list(counted), list(counted.values()), marker, ms=5, color=colour)
            rows += [(label, str(size), f"{value:.1f}") for size, value in counted.items()]
            ends = f"{counted[marked[0]]:.0f} and {counted[marked[-1]]:.0f}"
            said.append(f"{label}, {ends} per cent at {marked[0]} and {marked[-1]} pixels")
        logarithmic(place, "x", marked)
        place.set_xlabel("side of the image in pixels")
        place.set_ylabel("products that see padding, %")
        place.set_ylim(bottom=0)
        place.grid()
        place.legend(title="kernel")
    alt = (
        "Share of products that see padding against the side of the image, one falling curve for "
        f"each kernel, with counted points on the curves: {listed(said)}."
    )
    return finished(canvas, "zeros-seen", alt, Table(("kernel", "side", "per cent"), tuple(rows)))


def rings(differences: Mapping[str, np.ndarray]) -> Figure:
    """Where outputs differ that equivariance wants to be equal; dark where they do.

    Args:
        differences: for each picture, an array of truth values.
    """
    with drawing(height=1.9, columns=len(differences)) as (canvas, axes):
        for place, (name, differs) in zip(axes, differences.items(), strict=True):
            place.imshow(ink(0.75 * differs), interpolation="none")
            place.set_title(name, fontsize=9.5)
            place.set_xticks([])
            place.set_yticks([])
            for spine in place.spines.values():
                spine.set_visible(True)
    rows = tuple((name, percent(float(differs.mean()), 0)) for name, differs in differences.items())
    said = listed([f"{name}, {share} of the outputs" for name, share in rows])
    alt = f"Maps of the outputs, dark where they differ: {said}; the dark parts are at the border."
    return finished(canvas, "rings", alt, Table(("picture", "outputs that differ"), rows))


def windows(
    pixels: int = 7, kernel: int = 3, stride: int = 2, padding: int = 1, dilation: int = 1
) -> Answering:
    """The windows of a convolution along one axis, one below the other."""

    def cells(places: Iterable[int], row: int) -> list[tuple[float, float, float, float]]:
        return [(at + 0.08, row + 0.12, at + 0.92, row + 0.88) for at in places]

    seen = list(Window(kernel, padding, padding, stride, dilation).positions(pixels))
    rows = [corner for u, places in enumerate(seen) for corner in cells(places, -1 - u)]
    ends = (*range(-padding, 0), *range(pixels, pixels + padding))
    with drawing(height=3.9) as (canvas, (place,)):
        boxes(place, "pixels", cells(range(pixels), 0), color=SERIES[0], alpha=0.6)
        boxes(place, "padding", cells(ends, 0), fc="none", ec=SERIES[0], lw=1, ls=":")
        boxes(place, "windows", rows, color=SERIES[1], alpha=0.6)
        place.set(xlim=(-2.1, 12.1), ylim=(-14.1, 1.1))
        place.set_xticks([at + 0.5 for at in range(0, 10, 3)], ["0", "3", "6", "9"])
        place.set_yticks([0.5, *(0.5 - u for u in (1, 5, 10, 14))], ["row", "1", "5", "10", "14"])
        place.set(xlabel="pixel", ylabel="window")
    counted = f"{len(seen)} windows"
    alt = (
        f"A row of {pixels} pixels with {padding} of padding at each end, and below it {counted}, "
        f"one a line, each of {kernel} pixels with {dilation - 1} between them, {stride} further "
        "to the right than the one above."
    )
    table = Table(
        ("window", "pixels, counted from 0"),
        tuple(
            (str(u), minus(listed([str(at) for at in places]))) for u, places in enumerate(seen, 1)
        ),
    )
    state = {"n": pixels, "k": kernel, "s": stride, "p": padding, "d": dilation}
    return answering(canvas, "conv-windows", state, alt, table)
