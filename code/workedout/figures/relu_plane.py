"""Figures of units and outputs on the plane."""

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.patches import Wedge
from torch import Tensor, nn

from workedout.data.examples import Examples
from workedout.data.points import RADIUS
from workedout.display import Table
from workedout.figures.kit.drawing import INK, SERIES, Figure, drawing, finished
from workedout.figures.kit.marks import CUT
from workedout.studies.plane_geometry import exact, hull
from workedout.wording import listed, minus, percent

EVERY = 4  # so many points are enough to see where they lie
NEAR = 40  # the first steps of a path are the largest, and are all drawn
RAYS = 3_600

# A unit of the first layer: where it stands, how it is drawn, its weights and its bias.
UNITS = {
    "active on both labels": (SERIES[2], (0.6, 0.8, 0.9)),
    "silent on all positives": (SERIES[3], (-1.0, 0.15, -2.9)),
    "dead": (INK, (0.1, -1.0, -5.4)),
}


def silences(points: Examples) -> Figure:
    """Three units of the first layer as lines: active on one side, silent on the other.

    Args:
        points: in the plane, with targets −1 and 1.
    """
    positive = points.targets > 0
    rows = []
    with drawing(height=4.6) as (canvas, (place,)):
        _points(place, points)
        corners = [(float(x), float(y)) for x, y in hull(exact(points.inputs[~positive]))]
        place.plot(*zip(*corners, corners[0], strict=True), color=SERIES[1], lw=1, label="_")
        for name, (colour, (w_1, w_2, bias)) in UNITS.items():
            _unit(place, (w_1, w_2), bias, colour, name)
            active = points.inputs @ torch.tensor([w_1, w_2], dtype=torch.float64) + bias > 0
            counts = (int(active[~positive].sum()), int(active[positive].sum()))
            rows.append((name, minus(f"{w_1:g}, {w_2:g}"), minus(f"{bias:g}"), *map(str, counts)))
        _square(place, 6.6)
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    said = listed([f"{row[0]}: {row[3]} negative and {row[4]} positive points" for row in rows])
    alt = (
        "A disc of positive points inside a ring of negative ones, and three lines, each with "
        f"short strokes towards the side on which a unit is active. {said}."
    )
    head = ("unit", "weights", "bias", "active on negatives", "active on positives")
    return finished(canvas, "silences", alt, Table(head, tuple(rows)))


def cones(networks: Mapping[str, nn.Sequential], points: Examples) -> Figure:
    """The answers of networks without biases: the same all along each ray from the origin."""
    rows, said = [], []
    with drawing(height=2.9, columns=len(networks)) as (canvas, axes):
        for place, (title, network) in zip(axes, networks.items(), strict=True):
            sectors = _sectors(network)
            for ends, positive in sectors:
                colour = SERIES[0] if positive else SERIES[1]
                place.add_patch(Wedge((0, 0), 6, *ends, color=colour, alpha=0.25, lw=0))
                answer = "positive" if positive else "negative"
                rows.append((title, f"{ends[0]:.0f} to {ends[1]:.0f}", answer))
            _points(place, points)
            _square(place, 6.1)
            place.set_title(title, fontsize=10.5)
            share = sum(last - first for (first, last), positive in sectors if positive) / 360
            said.append(f"{title}, {percent(share, 0)} of the directions")
        canvas.legend(
            handles=axes[0].get_lines(), loc="outside upper left", ncols=2, handlelength=1.5
        )
    alt = (
        "The answers of networks without biases on the disc and the ring, in sectors that meet at "
        "the origin, each with one answer from the middle to beyond the ring. Answered positive: "
        f"{listed(said)}."
    )
    return finished(canvas, "cones", alt, Table(("network", "degrees", "answer"), tuple(rows)))


def _sectors(network: nn.Sequential) -> list[tuple[tuple[float, float], bool]]:
    """Ranges of direction, in degrees, with one answer each; together once around."""
    middles = (torch.arange(RAYS, dtype=torch.float64) + 0.5) * 2 * math.pi / RAYS
    directions = torch.stack([middles.cos(), middles.sin()], dim=1)
    with torch.no_grad():
        positive = (network(directions).squeeze(1) > 0).numpy()
    starts = np.flatnonzero(positive != np.roll(positive, 1)).tolist()
    edges = [*starts, starts[0] + RAYS] if starts else [0, RAYS]
    return [
        ((360 * first / RAYS, 360 * last / RAYS), bool(positive[first % RAYS]))
        for first, last in pairwise(edges)
    ]


def balances(paths: Mapping[str, Tensor]) -> Figure:
    """Both sides of each unit while it is trained on negatives: v against the length of (w, b).

    Args:
        paths: for each title, (steps, units, 2 or more), the two numbers first.
    """
    rows, said = [], []
    with drawing(height=3.1, columns=len(paths)) as (canvas, axes):
        for place, (title, path) in zip(axes, paths.items(), strict=True):
            kept = sorted({*range(NEAR), *range(NEAR, len(path), EVERY), len(path) - 1})
            turned = (path[0, :, 0] > 0) & (path[-1, :, 0] < 0)
            for unit in range(path.shape[1]):
                outgoing, inner = path[kept, unit, 0], path[kept, unit, 1]
                colour = SERIES[1] if turned[unit] else SERIES[0]
                place.plot(outgoing, inner, color=colour, lw=1.3)
                place.plot(outgoing[:1], inner[:1], "o", ms=4, mfc="none", color=colour)
                place.plot(outgoing[-1:], inner[-1:], "o", ms=4, color=colour)
                ends = (*path[0, unit, :2].tolist(), *path[-1, unit, :2].tolist())
                rows.append((f"{title}, unit {unit}", *(minus(f"{end:.2f}") for end in ends)))
            place.axvline(0, color=INK, lw=0.8)
            place.plot([0, 0.7], [0, 0.7], ":", color=INK, lw=0.8)
            place.plot([0, -1.2], [0, 1.2], ":", color=INK, lw=0.8)
            place.set_title(title, fontsize=10.5)
            place.set_xlabel("outgoing weight v")
            place.set_xlim(-1.2, 0.7)
            place.set_ylim(0, 1.2)
            said.append(f"{title}: {int(turned.sum())} of {path.shape[1]}")
        axes[0].set_ylabel("length of (w, b)")
        for colour, label in ((SERIES[1], "outgoing weight turned"), (SERIES[0], "others")):
            axes[0].plot([], [], color=colour, label=label)
        axes[0].plot([], [], "o", ms=4, mfc="none", color=INK, label="start")
        axes[0].plot([], [], "o", ms=4, color=INK, label="end")
        canvas.legend(loc="outside upper left", ncols=2, handlelength=1.5)
    alt = (
        "Paths of hidden units during half an epoch of negatives, outgoing weight against the "
        f"length of weights and bias. Outgoing weights that went from above to below zero, "
        f"{listed(said)}."
    )
    head = ("unit", "v at first", "(w, b) at first", "v in the end", "(w, b) in the end")
    return finished(canvas, "balances", alt, Table(head, tuple(rows)))


def _points(place: Axes, points: Examples) -> None:
    for sign, colour, label in ((1, SERIES[0], "positive"), (-1, SERIES[1], "negative")):
        some = points.inputs[points.targets == sign][::EVERY]
        place.plot(some[:, 0], some[:, 1], ".", ms=3, color=colour, label=label)


def _unit(place: Axes, weights: tuple[float, float], bias: float, colour: str, label: str) -> None:
    """The line on which the weighted sum is 0, with strokes towards the active side."""
    normal = np.array(weights) / np.hypot(*weights)
    foot = -bias / np.hypot(*weights) * normal
    along = np.array([-normal[1], normal[0]])
    ends = np.array([foot - 9 * along, foot + 9 * along])
    place.plot(ends[:, 0], ends[:, 1], color=colour, lw=1.8, label=label, gid=CUT)
    starts = foot + np.arange(-8, 8.1, 1.0)[:, None] * along
    gaps = np.full_like(starts, np.nan)
    strokes = np.stack([starts, starts + 0.35 * normal, gaps], axis=1).reshape(-1, 2)
    place.plot(strokes[:, 0], strokes[:, 1], color=colour, lw=1, gid=CUT)


def _square(place: Axes, reach: float) -> None:
    place.set_aspect("equal")
    place.set_xlim(-reach, reach)
    place.set_ylim(-reach, reach)
    place.set_xlabel("x\N{SUBSCRIPT ONE}")
    place.set_ylabel("x\N{SUBSCRIPT TWO}")
    ticks = [-RADIUS, 0, RADIUS]
    place.set_xticks(ticks, [minus(f"{tick:g}") for tick in ticks])
    place.set_yticks(ticks, [minus(f"{tick:g}") for tick in ticks])
