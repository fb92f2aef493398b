"""A figure that answers: on an open page its knobs can be turned, and its marks move.

Python draws the first state, as it draws every figure, and gives names to the marks that will move.
That picture is all that paper, a notebook, and a reader without scripts see. A script of the book's
site computes the other states, from the same formulas, and moves the marks within the axes that
stand here. The build checks that both begin at the same state, and with the same marks.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure as Canvas

from workedout.display import Table
from workedout.figures.kit.drawing import Figure, finished
from workedout.figures.kit.marks import MOVED

POINTS = 72  # units of the drawing in an inch
State = Mapping[str, float | str]


@dataclass(frozen=True, repr=False)
class Answering(Figure):
    """A figure with knobs.

    Attributes:
        script: the name of the script that has its knobs and its function.
        facts: what the script has to know: the first state, the axes, and what is given.
    """

    script: str
    facts: Mapping[str, Any]

    def _repr_html_(self) -> str:
        # The site's build puts the knobs into this place; elsewhere it is empty.
        facts = escape(json.dumps(self.facts, separators=(",", ":")), quote=True)
        place = f"<div class='wo-answers' data-figure='{self.script}' data-facts='{facts}'></div>"
        drawing, numbers = super()._repr_html_().split("<details", 1)
        return f"{drawing}{place}<details{numbers}"


def moved(name: str, *artists: Artist) -> None:
    """Name a mark that the script will move; several artists of one look may be one mark."""
    for artist in artists:
        artist.set_gid(f"{MOVED}{name}")


def boxes(
    place: Axes, name: str, corners: Iterable[tuple[float, float, float, float]], **style: Any
) -> None:
    """Draw a mark of boxes, each given by its left, its lower, its right and its upper side."""
    shapes = [
        [(left, low), (right, low), (right, high), (left, high)]
        for left, low, right, high in corners
    ]
    drawn = PolyCollection(shapes, **style)
    moved(name, drawn)
    place.add_collection(drawn)


def answering(
    canvas: Canvas,
    name: str,
    first: State,
    alt: str,
    table: Table,
    given: Mapping[str, Any] | None = None,
) -> Answering:
    """Turn a canvas into a figure that answers.

    Args:
        canvas: drawn within ``drawing`` in its first state, its moving marks named by ``moved``.
        name: of the figure, unique within the book, and of its script.
        first: the value of each knob in that state.
        alt: what the figure shows then, written from its data.
        table: its numbers.
        given: what the script cannot compute, such as numbers of a record.

    Raises:
        ValueError: no mark has a name.
    """
    figure = finished(canvas, name, alt, table)
    marks = sorted(set(re.findall(r'<g data-mark="([\w-]+)">', figure.svg)))
    if not marks:
        raise ValueError(f"expected marks that move in the figure {name}, got none")
    facts = {
        "first": dict(first),
        "marks": marks,
        "axes": axes(canvas),
        "given": dict(given or {}),
    }
    return Answering(figure.svg, figure.alt, figure.table, name, facts)


def axes(canvas: Canvas) -> list[dict[str, Any]]:
    """Of all axes, in the order in which they were made, the limits and where these are drawn."""
    width, height = (POINTS * size for size in canvas.get_size_inches())
    found = []
    for place in canvas.axes:
        box = place.get_position()
        across, up = (box.x0 * width, box.x1 * width), (1 - box.y0, 1 - box.y1)
        found.append(
            {
                "x": axis(place.get_xscale(), place.get_xlim(), across),
                "y": axis(place.get_yscale(), place.get_ylim(), (up[0] * height, up[1] * height)),
            }
        )
    return found


def axis(scale: str, limits: tuple[float, float], ends: tuple[float, float]) -> dict[str, Any]:
    """One axis, as the script reads it."""
    return {
        "log": scale == "log",
        "domain": [float(each) for each in limits],
        "range": [round(float(each), 3) for each in ends],
    }
