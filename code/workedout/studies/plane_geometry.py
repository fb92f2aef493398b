"""Exact facts about points in the plane: hulls in fractions, and labels around a circle."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from torch import Tensor

Point = tuple[Fraction, Fraction]


def exact(points: Tensor) -> list[Point]:
    """The very numbers that the machine holds, as fractions: (N, 2) → N points."""
    return [(Fraction(x), Fraction(y)) for x, y in points.tolist()]


def turn(a: Point, b: Point, c: Point) -> Fraction:
    """Above zero where the way from a over b to c turns left: twice the triangle's area."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def hull(points: Iterable[Point]) -> list[Point]:
    """Corners of the convex hull, counter-clockwise (Andrew 1979).

    Raises:
        ValueError: the points lie on one line, so that their hull has no inside.
    """
    ordered = sorted(set(points))
    corners = [*_chain(ordered), *_chain(ordered[::-1])]
    if len(corners) < 3:
        raise ValueError("expected points that do not lie on one line")
    return corners


def strictly_inside(point: Point, corners: Sequence[Point]) -> bool:
    """Whether a point lies inside a convex polygon whose corners run counter-clockwise."""
    around = zip(corners, [*corners[1:], corners[0]], strict=True)
    return all(turn(a, b, point) > 0 for a, b in around)


def most_right(labels: Sequence[bool], changes: int) -> int:
    """How many labels in a circle an answer can match that changes at most so often around it.

    Args:
        labels: in their order around the circle.
        changes: from yes to no and from no to yes, together.

    Returns:
        The largest number of matches over all such answers, by dynamic programming.
    """
    return max(_most_right_from(first, labels, changes) for first in (False, True))


def _most_right_from(first: bool, labels: Sequence[bool], changes: int) -> int:
    never = -len(labels) - 1
    best = np.full((2, changes + 1), never)  # by the answer just given and the changes so far
    best[int(first), 0] = labels[0] == first
    for label in labels[1:]:
        switched = np.full_like(best, never)
        switched[:, 1:] = best[::-1, :-1]
        best = np.maximum(best, switched)
        best[int(label)] += 1
    closed = best[int(not first), :-1]  # one more change, back to the first answer
    return int(max(best[int(first)].max(), closed.max(initial=never)))


def _chain(ordered: Sequence[Point]) -> list[Point]:
    corners: list[Point] = []
    for point in ordered:
        while len(corners) > 1 and turn(corners[-2], corners[-1], point) <= 0:
            corners.pop()
        corners.append(point)
    return corners[:-1]
