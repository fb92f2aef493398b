"""Figures of the chapter on vanishing and exploding gradients."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from workedout.derivations.interval import width
from workedout.display import Table
from workedout.figures.kit.answering import Answering, answering, moved
from workedout.figures.kit.drawing import (
    INK,
    SERIES,
    Figure,
    drawing,
    finished,
    logarithmic,
)
from workedout.statistics.intervals import Interval, student_interval
from workedout.wording import listed, minus

STYLES = ("-", "--", ":", "-.")
WIDEST = 20  # the largest weight in the figure of the interval


class Factor(NamedTuple):
    """What one layer does to a squared length: for very wide layers, and as measured.

    Attributes:
        gain: of the layer's weights.
        expected: the factor for very wide layers.
        measured: the same, measured; None where nothing was.
    """

    gain: float
    expected: float
    measured: Interval | None = None


def interval_width(
    peak: tuple[float, float], published: tuple[float, float], weight: float = 6.9
) -> Answering:
    """One factor over the unit's input, and the width of the interval on which it is at least 1.

    Args:
        peak: weight and width where it is widest.
        published: the same, as others published it.
        weight: the size of the weight on the left, at first.
    """
    weights = np.linspace(4, WIDEST, 361)[1:]
    inputs, wide = np.linspace(0, 1, 201), float(width(weight))
    inside = np.linspace(0.5 - wide / 2, 0.5 + wide / 2, 101)
    with drawing(height=3.2, columns=2) as (canvas, (left, right)):
        area = left.fill_between(inside, factor(weight, inside), color=SERIES[0], alpha=0.25, lw=0)
        (curve,) = left.plot(inputs, factor(weight, inputs), color=SERIES[0])
        left.axhline(1, color=INK, lw=0.8, ls=":")
        left.set(xlim=(0, 1), ylim=(0, WIDEST / 4 + 0.2))
        left.set(xlabel="input a", ylabel="factor |w σ'(w a + b)|")
        right.plot([0, 4, *weights], [0, 0, *width(weights)], color=SERIES[0])
        right.plot(*peak, "o", ms=5, color=SERIES[1], label="widest, computed")
        right.plot(*published, "x", ms=8, mew=2, color=SERIES[2], label="widest, published")
        right.axhline(1, color=SERIES[5], lw=1, ls="--", label="all outputs of a sigmoid")
        (here,) = right.plot(weight, wide, "o", ms=8, mfc="none", mew=1.5, color=INK)
        right.set(xlim=(0, WIDEST), ylim=(0, 1.08))
        right.set(xlabel="size of the weight, |w|", ylabel="width of the interval")
        right.grid()
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
        moved("inside", area)
        moved("factor", curve)
        moved("here", here)
    shown = [5, 6, peak[0], 8, 10, 15, WIDEST]
    rows = [("4", "0"), *((f"{each:.6g}", f"{width(each):.6f}") for each in shown)]
    alt = (
        f"Left, the factor of a unit with |w| = {weight:g} over its input: a bell of height "
        f"{weight / 4:.3f}, at least 1 on an interval of width {wide:.3f}. Right, that width "
        f"against the size of the weight: 0 up to 4, a steep rise to {peak[1]:.4f} at "
        f"{peak[0]:.3f}, then a slow fall to {width(WIDEST):.3f} at {WIDEST}. All outputs of a "
        "sigmoid together have width 1."
    )
    table = Table(("|w|", "width"), tuple(rows))
    return answering(canvas, "interval-width", {"w": weight}, alt, table)


def factor(weight: float, inputs: ArrayLike) -> NDArray[np.float64]:
    """Of a sigmoid unit by its input; the bias puts its largest value at one half."""
    outputs = 1 / (1 + np.exp(-weight * (np.asarray(inputs) - 0.5)))
    return np.asarray(weight * outputs * (1 - outputs))


def layer_factors(curves: Mapping[str, Sequence[Factor]]) -> Figure:
    """Factor of a squared length in one layer against the gain, for some activations."""
    rows, said = [], []
    with drawing(height=3.3) as (canvas, (place,)):
        for colour, style, (name, factors) in zip(SERIES, STYLES, curves.items(), strict=False):
            line = sorted(factors, key=lambda each: each.gain)
            gains, expected = [each.gain for each in line], [each.expected for each in line]
            place.plot(gains, expected, style, color=colour, label=name)
            for each in factors:
                if each.measured is None:
                    continue
                place.plot(each.gain, each.measured.estimate, "o", ms=4, color=colour)
                place.plot([each.gain] * 2, [each.measured.low, each.measured.high], color=colour)
                rows.append(
                    (
                        name,
                        f"{each.gain:.4g}",
                        f"{each.expected:.4g}",
                        f"{each.measured.estimate:.4g}",
                        f"{each.measured.low:.4g} to {each.measured.high:.4g}",
                    )
                )
            above = [each.gain for each in factors if each.expected > 1]
            said.append(f"{name} above 1 from a gain of about {min(above):.3g}")
        place.axhline(1, color=SERIES[5], lw=1)
        place.set_xscale("log", base=2)
        place.set_yscale("log")
        place.set_xticks([1 / 2, 1, 2, 4, 8, 16], ["½", "1", "2", "4", "8", "16"])
        place.set_xlabel("gain g: weights have variance g² / n")
        place.set_ylabel("factor of a squared length, a layer")
        place.grid()
        canvas.legend(loc="outside upper left", ncols=3)
    alt = (
        "Factor by which a layer multiplies a squared length, against the gain, rising for each "
        f"activation: {listed(said)}. Dots: measured, near the lines."
    )
    head = ("activation", "gain", "very wide layers", "measured", "interval")
    return finished(canvas, "layer-factors", alt, Table(head, tuple(rows)))


def lengths(name: str, what: str, panels: Mapping[str, Mapping[str, ArrayLike]]) -> Figure:
    """Gradient length at each hidden layer: typical value over seeds, with its interval.

    Args:
        name: unique within the book.
        what: how the figure's description begins.
        panels: for each title the lines, for each line an array (seeds, layers) of lengths.
    """
    rows, said = [], []
    with drawing(height=3.6, columns=len(panels)) as (canvas, places):
        for place, (title, lines) in zip(places, panels.items(), strict=True):
            place.set_title(title, fontsize=10.5)
            for colour, style, (label, values) in zip(SERIES, STYLES, lines.items(), strict=False):
                found = [student_interval(each) for each in np.log10(np.asarray(values)).T]
                _band(place, found, colour, style, label if place is places[0] else "")
                first, last = found[0], found[-1]
                said.append(f"{title}, {label}: {_power(first)} and {_power(last)}")
                layers = _some(len(found))
                rows.append((f"{title}, {label}", *(_with_ends(found[each]) for each in layers)))
            place.set_yscale("log")
            place.set_xlabel("hidden layer")
            place.grid()
        if len({tuple(lines) for lines in panels.values()}) > 1:
            raise ValueError("expected the same lines in every panel: one legend serves all")
        places[0].set_ylabel("length of the gradient")
        canvas.legend(loc="outside upper left", ncols=2)
    alt = f"{what}, at the first and the last hidden layer. {'. '.join(said)}."
    head = ("network", *(f"layer {each + 1}" for each in layers))
    return finished(canvas, name, alt, Table(head, tuple(rows)))


def spectra(depths: Sequence[int], panels: Mapping[str, Mapping[str, ArrayLike]]) -> Figure:
    """Singular values of the Jacobian of the first layers: median, and the range over seeds.

    Args:
        depths: numbers of layers.
        panels: for each title, for each rank an array (seeds, depths).
    """
    rows, said = [], []
    everything = np.concatenate([np.ravel(v) for ranks in panels.values() for v in ranks.values()])
    with drawing(height=5.6, rows=(len(panels) + 1) // 2, columns=2) as (canvas, places):
        for place, (title, ranks) in zip(places, panels.items(), strict=True):
            place.set_title(title, fontsize=10.5)
            for colour, style, (label, values) in zip(SERIES, STYLES, ranks.items(), strict=False):
                middle = np.median(np.asarray(values), axis=0)
                place.fill_between(
                    depths, np.min(values, axis=0), np.max(values, axis=0), color=colour, alpha=0.2
                )
                shown = label if place is places[0] else ""
                place.plot(depths, middle, style, color=colour, label=shown)
                rows.append((f"{title}, {label}", *(f"{each:.2g}" for each in middle)))
            at_end = [
                f"{label} {np.median(np.asarray(v)[:, -1]):.1g}" for label, v in ranks.items()
            ]
            said.append(f"{title}: {listed(at_end)}")
            place.set_xscale("log", base=2)
            place.set_yscale("log")
            place.set_xticks(depths, [str(each) for each in depths])
            place.set_ylim(everything.min() / 2, 2 * everything.max())
            place.grid()
        for place in places[-2:]:
            place.set_xlabel("layers")
        canvas.supylabel("singular value", fontsize=10.5)
        canvas.legend(loc="outside upper left", ncols=3)
    alt = (
        f"Singular values of the Jacobian after {depths[0]} to {depths[-1]} layers, medians over "
        f"seeds. After {depths[-1]} layers: {'; '.join(said)}."
    )
    head = ("network, singular value", *(f"{each} layers" for each in depths))
    return finished(canvas, "spectra", alt, Table(head, tuple(rows)))


def _band(place: Axes, found: Sequence[Interval], colour: str, style: str, label: str) -> None:
    """A typical value at each layer, and its interval, both from logarithms."""
    layers = range(1, len(found) + 1)
    low, middle, high = (
        [10 ** getattr(each, end) for each in found] for end in ("low", "estimate", "high")
    )
    place.fill_between(layers, low, high, color=colour, alpha=0.25, lw=0)
    place.plot(layers, middle, style, color=colour, label=label)


def _some(layers: int) -> list[int]:
    """First, last, and three between."""
    return sorted({round(each) for each in np.linspace(0, layers - 1, 5)})


def _power(each: Interval) -> str:
    return minus(f"{10**each.estimate:.1e}")


def _with_ends(each: Interval) -> str:
    ends = (f"{10**end:.2g}" for end in (each.estimate, each.low, each.high))
    return minus("{} ({} to {})".format(*ends))


def slope_product(weight: float = 3, start: float = 0.2, depth: int = 12) -> Answering:
    """What a chain of sigmoid units, one a layer, makes of a gradient, layer by layer.

    Args:
        weight: of each unit; the bias is minus its half.
        start: what the first unit gets.
        depth: how many units there are.
    """
    signal, products = start, [1.0]
    for _ in range(depth):
        signal = float(1 / (1 + np.exp(-weight * (signal - 0.5))))
        products.append(products[-1] * weight * signal * (1 - signal))
    with drawing(height=2.8) as (canvas, (place,)):
        (path,) = place.plot(products, color=SERIES[0])
        (layers,) = place.plot(products, "o", ms=5, color=SERIES[0])
        place.axhline(1, color=INK, lw=0.8, ls=":")
        logarithmic(place, "y", [1e-12, 1e-9, 1e-6, 1e-3, 1, 1e3, 1e6])
        place.set(xlim=(0, depth), ylim=(1e-12, 1e6))
        place.set(xlabel="units passed, backwards", ylabel="factor of the gradient")
        place.grid()
        moved("path", path)
        moved("layers", layers)
    rows = tuple((str(passed), f"{product:.3g}") for passed, product in enumerate(products))
    alt = (
        f"The product of the factors of {depth} sigmoid units with weight {weight:g} and input "
        f"{start:g}, on an axis of powers of ten: from 1 it comes to {products[-1]:.2g}."
    )
    table = Table(("units", "factor"), rows)
    return answering(canvas, "slope-product", {"w": weight, "x": start}, alt, table)
