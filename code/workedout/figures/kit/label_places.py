"""Where labels on the edges of a diagram stand, so that none lies on another or on an edge."""

from collections.abc import Sequence
from typing import NamedTuple

Point = tuple[float, float]
Edge = tuple[Point, Point]

# Of the way, the middle first.
SHARES = tuple(0.5 + side * 0.04 * far for far in range(9) for side in (1, -1))[1:]
ROUNDS = 4  # in which each label looks for a better place among all others


class Box(NamedTuple):
    """A label, by its middle and its size."""

    x: float
    y: float
    width: float
    height: float

    def overlap(self, other: "Box") -> float:
        """The area that two boxes share."""
        across = (self.width + other.width) / 2 - abs(self.x - other.x)
        up = (self.height + other.height) / 2 - abs(self.y - other.y)
        return max(0.0, across) * max(0.0, up)

    def span(self, edge: Edge) -> tuple[float, float] | None:
        """The part of an edge that lies in the box, as shares of the way; None where none does."""
        (x, y), (to_x, to_y) = edge
        low, high = 0.0, 1.0
        sides = ((x, to_x, self.x, self.width), (y, to_y, self.y, self.height))
        for start, end, middle, size in sides:
            if start == end:
                if abs(start - middle) > size / 2:
                    return None
                continue
            ends = sorted((middle + side * size / 2 - start) / (end - start) for side in (-1, 1))
            low, high = max(low, ends[0]), min(high, ends[1])
        return (low, high) if low < high else None


def along(edge: Edge, share: float) -> Point:
    """The point so far along an edge."""
    (x, y), (to_x, to_y) = edge
    return x + share * (to_x - x), y + share * (to_y - y)


def placed(edges: Sequence[Edge], sizes: Sequence[Point], clear: Sequence[Box] = ()) -> list[Box]:
    """A box on each edge, where it covers as little as may be of other boxes and edges.

    Args:
        edges: from point to point.
        sizes: width and height of each label.
        clear: what labels keep clear of, as of each other.
    """
    boxes = [Box(*along(edge, 0.5), *size) for edge, size in zip(edges, sizes, strict=True)]
    for _ in range(ROUNDS):
        for number, (edge, size) in enumerate(zip(edges, sizes, strict=True)):
            others = [*edges[:number], *edges[number + 1 :]]
            labels = [*boxes[:number], *boxes[number + 1 :], *clear]
            tried = [Box(*along(edge, share), *size) for share in SHARES]
            boxes[number] = min(tried, key=lambda box: cost(box, labels, others))
    return boxes


def cost(box: Box, boxes: Sequence[Box], edges: Sequence[Edge]) -> float:
    """How much of other labels and edges a box covers: labels first, then edges."""
    area = box.width * box.height
    labels = sum(box.overlap(other) for other in boxes) / area
    crossed = [span for edge in edges if (span := box.span(edge))]
    return 3 * labels + sum(1 + high - low for low, high in crossed)
