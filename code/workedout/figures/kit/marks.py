"""Every mark of a figure lies within its axes: matplotlib leaves out the others, without a word.

A *mark* stands for a value, and must be seen:

- each point of a line, with or without a marker; of an ``axhline`` or ``axvline`` its position;
- each point of a scatter, each end of an error bar, and the place that an annotation points at;
- each end of a bar, except for the foot at 0 of a bar on a logarithmic axis, which has no 0.

An *area* may be cut by the border, but some of it must be seen: a patch or span, a filled area, a
contour, an image, a line that goes on for ever (``axline``). So may a curve that was given the gid
``CUT``, such as an error that grows beyond what is shown, or falls to 0 on a logarithmic axis, and
a mark that a script moves, whose gid begins with ``MOVED``.

No mark at all: what a legend holds, text that is placed by ``text`` (it is drawn wherever it is),
not-a-number (a gap in a line), and what may leave its axes and is drawn there (``clip_on=False``).
"""

from collections.abc import Iterator
from itertools import chain

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.container import BarContainer
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import AxLine
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

CUT = "cut"  # the gid of a curve that its axes may cut
MOVED = "mark-"  # how the gid of a mark begins that a script moves when the page is open
FAR = 1e200  # stands for infinity
NEAR = 0.5  # pixels by which a mark may miss the border, of which rounding is the cause

Points = np.ndarray  # on the canvas, in pixels, (k, 2)


def refuse_outside(canvas: Canvas, name: str) -> None:
    """Look whether all marks of a figure lie within their axes.

    Args:
        canvas: as it was drawn, since drawing settles the limits.
        name: of the figure.

    Raises:
        ValueError: naming the figure, the axes and the first value that does not.
    """
    for number, place in enumerate(everywhere(canvas), 1):
        for points in chain(marks(place), map(nearest, areas(place))):
            bad = points[outside(place, points)]
            if len(bad):
                called = f"axes {number}" + (f" ({title})" if (title := title_of(place)) else "")
                raise ValueError(f"figure {name}, {called}: {missed(place, bad[0])}")


def everywhere(canvas: Canvas) -> Iterator[Axes]:
    """All axes, and the insets in them."""
    for place in canvas.axes:
        yield place
        yield from (inset for inset in place.child_axes if isinstance(inset, Axes))


def title_of(place: Axes) -> str:
    """A title, wherever it stands above the axes."""
    return place.get_title("left") or place.get_title("center") or place.get_title("right")


def marks(place: Axes) -> Iterator[Points]:
    """All marks, a few at a time."""
    for line in place.lines:
        if strict(line) and not isinstance(line, AxLine):
            yield on_canvas(line, line.get_xydata())
    for collection in place.collections:
        if isinstance(collection, PathCollection) and strict(collection):
            yield collection.get_offset_transform().transform(collection.get_offsets())
        elif isinstance(collection, LineCollection) and strict(collection):
            yield from (on_canvas(collection, path.vertices) for path in collection.get_paths())
    for container in place.containers:
        if isinstance(container, BarContainer):
            yield from (ends(place, bar, container.orientation) for bar in container)
    for text in place.texts:
        if isinstance(text, Annotation) and text.xycoords == "data":
            yield place.transData.transform([text.xy])


def strict(artist: Artist) -> bool:
    """Whether an artist's points are marks."""
    shown = artist.get_visible() and artist.get_clip_on()
    return shown and not may_be_cut(artist) and not isinstance(artist, ContourSet)


def may_be_cut(artist: Artist) -> bool:
    """Whether an artist has a gid that lets its axes cut it."""
    gid = artist.get_gid() or ""
    return gid == CUT or gid.startswith(MOVED)


def on_canvas(artist: Artist, points: object) -> Points:
    """Points of an artist on the canvas; a reference line has its own coordinates."""
    known: Points = np.ma.filled(np.ma.asarray(points, float), np.nan)
    # An infinite coordinate would make the other one not-a-number.
    known = np.nan_to_num(known, nan=np.nan, posinf=FAR, neginf=-FAR)
    return np.asarray(artist.get_transform().transform(known))


def ends(place: Axes, bar: Rectangle, orientation: str | None) -> Points:
    """The two ends of a bar, without the foot that a logarithmic axis cannot have."""
    left, bottom = bar.get_xy()
    right, top = left + bar.get_width(), bottom + bar.get_height()
    across, up = (left + right) / 2, (bottom + top) / 2
    lying = orientation == "horizontal"
    both = [(left, up), (right, up)] if lying else [(across, bottom), (across, top)]
    axis = place.xaxis if lying else place.yaxis
    if axis.get_scale() == "log":
        both = [end for end in both if end[0 if lying else 1] != 0]
    return np.asarray(place.transData.transform(np.array(both, float).reshape(-1, 2)))


def areas(place: Axes) -> Iterator[tuple[Axes, Points]]:
    """What may be cut but not lost, with the points of its outline."""
    bars = {bar for each in place.containers if isinstance(each, BarContainer) for bar in each}
    for patch in place.patches:
        if patch not in bars and patch.get_clip_on():
            yield place, patch.get_transform().transform(patch.get_path().vertices)
    for line in place.lines:
        if may_be_cut(line):
            yield place, on_canvas(line, line.get_xydata())
    for collection in place.collections:
        if isinstance(collection, (PathCollection, LineCollection)) and strict(collection):
            continue
        vertices = [np.asarray(path.vertices) for path in collection.get_paths()]
        vertices = [each for each in vertices if len(each)]
        if vertices and collection.get_clip_on():
            yield place, on_canvas(collection, np.concatenate(vertices))
    for image in place.images:
        left, right, bottom, top = image.get_extent()
        yield place, place.transData.transform([(left, bottom), (right, top)])


def nearest(area: tuple[Axes, Points]) -> Points:
    """Of an area that has nothing in the axes the point nearest to them; else none."""
    place, points = area
    finite: Points = points[np.isfinite(points).all(axis=1)]
    if not len(finite):
        return finite
    low, high, box = finite.min(axis=0), finite.max(axis=0), place.bbox.extents
    inside = np.clip((low + high) / 2, box[:2], box[2:])
    closest: Points = np.clip(inside, low, high)[None]
    return closest if outside(place, closest).any() else closest[:0]


def outside(place: Axes, points: Points) -> np.ndarray:
    """Which points lie beyond the border; not-a-number is a gap, and lies nowhere."""
    low, high = np.split(place.bbox.extents, 2)
    beyond = (points < low - NEAR) | (points > high + NEAR)
    return np.asarray(beyond.any(axis=1) & ~np.isnan(points).any(axis=1))


def missed(place: Axes, point: Points) -> str:
    """Which value lies beyond which limits."""
    value = place.transData.inverted().transform(point)
    box = place.bbox.extents
    along = 0 if not box[0] - NEAR <= point[0] <= box[2] + NEAR else 1
    limits = (place.get_xlim(), place.get_ylim())[along]
    return (
        f"{'xy'[along]} = {value[along]:g} lies outside the axis from {limits[0]:g} to "
        f"{limits[1]:g}; widen the axis, or give a curve that may be cut the gid {CUT!r}"
    )
