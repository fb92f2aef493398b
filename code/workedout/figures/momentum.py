"""Figures of the chapter on momentum."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from workedout.display import Table
from workedout.figures.kit.answering import Answering, answering, moved
from workedout.figures.kit.drawing import GRID, INK, SERIES, Figure, drawing, finished
from workedout.from_scratch.update_rules import follow
from workedout.wording import listed, minus

STYLES = ("-", "--", "-.", ":", (0, (6, 1)))
STEPS = 40  # of the weight beside the stable region
SEEN = 60.0  # how far a weight may run before it leaves the figure


def region(
    factors: NDArray[np.float64],
    mus: NDArray[np.float64],
    rates: NDArray,
    first: tuple[float, float] = (0.9, 0.3),
) -> Answering:
    """The steps of a weight on a quadratic, and where momentum is stable, and how fast.

    Args:
        factors: (len(rates), len(mus)), the size of the larger eigenvalue.
        mus: momentum, across.
        rates: rate times curvature, upwards.
        first: momentum, and rate times curvature, of the weight that is drawn at first.
    """
    levels = (0.5, 0.7, 0.8, 0.9)
    edge = np.linspace(-1, 1, 101)
    tops = np.linspace(0, 4, 201)
    seen = descended(*first)
    with drawing(height=3.9, columns=2) as (canvas, (steps, place)):
        _steps(steps, seen)
        place.fill_between(edge, 0, 2 * (1 + edge), color=GRID, lw=0)
        place.plot([-1, 1, 1, -1], [0, 4, 0, 0], "-", color=INK, lw=1.5, label="edge of stability")
        drawn = place.contour(
            mus, rates, factors, levels, colors=[SERIES[0]], linewidths=1, linestyles="-"
        )
        place.clabel(drawn, fmt="%.1f", fontsize=8.5)
        place.plot([], [], "-", color=SERIES[0], lw=1, label="equal factor a step")
        place.plot(
            (1 - np.sqrt(tops)) ** 2, tops, "--", color=SERIES[1], lw=1.8, label="best momentum"
        )
        place.axvline(0, color=SERIES[5], lw=0.8, ls=":")
        place.set_xlim(-1.15, 1.15)
        place.set_ylim(-0.15, 4.3)
        place.set_xlabel("momentum µ")
        place.set_ylabel("rate times curvature, ηλ")
        (here,) = place.plot(*first, "o", ms=8, mfc="none", mew=1.5, color=INK)
        moved("here", here)
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    shown = (-0.9, -0.5, 0.0, 0.5, 0.9)
    rows = []
    for rate in (0.1, 0.5, 1.0, 2.0, 3.0):
        line = int(np.abs(rates - rate).argmin())
        cells = (factors[line, int(np.abs(mus - each).argmin())] for each in shown)
        rows.append((f"{rates[line]:.2g}", *(f"{each:.3f}" for each in cells)))
    alt = (
        f"Left, a weight over {STEPS} steps with momentum {first[0]:g} and rate times curvature "
        f"{first[1]:g}: from 1 it ends at {minus(f'{seen[-1]:.2g}')}. Right, the "
        "stable region in momentum and rate times curvature: a triangle with corners at "
        "momentum \N{MINUS SIGN}1 and 1 on the axis and at momentum 1, rate 4. Lines of equal "
        "factor a step run inside it, for 0.5 to 0.9, and lie around the dashed line of the best "
        "momentum, which falls from momentum 1 at rate 0 to 0 at rate 1 and rises to 1 at rate 4."
    )
    head = ("ηλ", *(minus(f"µ = {each:g}") for each in shown))
    table = Table(head, tuple(rows))
    state = {"mu": first[0], "rate": first[1]}
    return answering(canvas, "momentum-region", state, alt, table)


def _steps(place: Axes, seen: Sequence[float]) -> None:
    """A weight after each step, as a line and as dots that move."""
    moved("path", *place.plot(seen, "-", lw=1, color=SERIES[0]))
    moved("steps", *place.plot(seen, "o", ms=2.5, color=SERIES[0]))
    place.axhline(0, color=INK, lw=0.6)
    place.set(xlim=(0, STEPS), ylim=(-1.3, 1.3), xlabel="step", ylabel="weight")


def descended(mu: float, rate: float) -> list[float]:
    """Where a weight is after each step of momentum, from 1, on a quadratic of curvature 1."""
    return follow("momentum", 1.0, lambda weight, _: weight, STEPS, rate=rate, mu=mu)


def swept(
    mus: Sequence[float], lines: Mapping[str, tuple[Sequence[float], Sequence[float]]]
) -> Figure:
    """Factor a step against momentum at some rates: by the formula, and measured.

    Args:
        mus: momentum.
        lines: for each rate the factors by the formula and the measured ones.
    """
    rows, said = [], []
    with drawing(height=3.5) as (canvas, (place,)):
        for colour, style, (name, (expected, found)) in zip(
            SERIES, STYLES, lines.items(), strict=False
        ):
            place.plot(mus, expected, ls=style, color=colour, label=name)
            place.plot(mus[::4], found[::4], "o", ms=3.5, color=colour)
            lowest = int(np.argmin(expected))
            rows.append((name, minus(f"{mus[lowest]:.2f}"), f"{expected[lowest]:.3f}"))
            said.append(f"{name} lowest at {mus[lowest]:.2f}, with {expected[lowest]:.2f}")
        place.axhline(1, color=INK, lw=1)
        place.axvline(0, color=SERIES[5], lw=0.8, ls=":")
        place.set_ylim(bottom=0)
        place.set_xlabel("momentum µ")
        place.set_ylabel("factor of the error, a step")
        place.grid()
        canvas.legend(loc="outside upper left", ncols=2)
    alt = minus(
        "Factor by which a step multiplies the error, against momentum, at "
        f"{len(lines)} rates: {listed(said)}. Dots: measured, on the lines."
    )
    return finished(
        canvas, "momentum-swept", alt, Table(("rate", "best µ", "factor there"), tuple(rows))
    )


def weights(name: str, lines: Mapping[str, Sequence[float]], what: str = "weight") -> Figure:
    """Where a weight is after each step, for some momentums; what runs away is cut off.

    Args:
        name: unique within the book.
        lines: for each label the weights, the start first.
        what: the axis' label.
    """
    rows, said = [], []
    shown = (0, 1, 2, 5, 10, 20, 40)
    with drawing(height=4.6, rows=len(lines)) as (canvas, places):
        for place, colour, (label, path) in zip(places, SERIES, lines.items(), strict=False):
            inside = [w if abs(w) <= SEEN else np.nan for w in path]
            place.plot(inside, "-o", ms=2, lw=1, color=colour)
            place.axhline(0, color=INK, lw=0.6)
            place.set_title(label, fontsize=9.5, loc="left")
            place.set_xlim(0, len(path) - 1)
            place.grid()
            rows.append((label, *(minus(f"{path[s]:.3g}") for s in shown if s < len(path))))
            said.append(f"{label} ends at {minus(f'{path[-1]:.2g}')}")
        for place in places[:-1]:
            place.tick_params(labelbottom=False)
        places[-1].set_xlabel("step")
        canvas.supylabel(what, fontsize=10.5)
    count = len(next(iter(lines.values()))) - 1
    alt = f"The {what} over {count} steps, from 1: {listed(said)}."
    head = ("momentum", *(f"step {s}" for s in shown if s <= count))
    return finished(canvas, name, alt, Table(head, tuple(rows)))


def falling(
    name: str, lines: Mapping[str, Sequence[float]], across: str, upwards: str, first: int = 0
) -> Figure:
    """Something that falls, on an axis of powers of ten, against the number of steps or epochs.

    Args:
        name: unique within the book.
        lines: for each label the values, one a step.
        across: what is counted, in the singular.
        upwards: what falls.
        first: the number of the first value.
    """
    rows, said = [], []
    with drawing(height=3.4) as (canvas, (place,)):
        for colour, style, (label, path) in zip(SERIES, STYLES, lines.items(), strict=False):
            steps = range(first, first + len(path))
            place.plot(steps, path, ls=style, color=colour, label=label)
            shown = np.linspace(0, len(path) - 1, 6).astype(int)
            rows.append((label, *(f"{path[s]:.2g}" for s in shown)))
            said.append(f"{label} {path[-1]:.2g}")
        place.set_yscale("log")
        place.xaxis.set_major_locator(MaxNLocator(integer=True))
        place.set_xlabel(across)
        place.set_ylabel(upwards)
        place.grid()
        canvas.legend(loc="outside upper left", ncols=1)
    count = len(path) - 1 + first
    alt = minus(
        f"The {upwards} against the {across}, up to {across} {count}, on an axis of powers of "
        f"ten. In the end: {listed(said)}."
    )
    head = ("", *(f"{across} {first + s}" for s in shown))
    return finished(canvas, name, alt, Table(head, tuple(rows)))
