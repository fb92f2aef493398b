"""Changed copies of the held-out images, on which a network is judged as well."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from torch import Tensor

from workedout.data.augmentation import shifted
from workedout.data.disturbances import DISTURBANCES

View = Callable[[Tensor], Tensor]  # images (N, 1, 28, 28), standardised → the same shape
Place = tuple[int, int]  # how many pixels an image is moved down, and to the right

DIRECTIONS: tuple[Place, ...] = (
    (-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1),
)  # fmt: skip
DISTANCES = (2, 4)
# Where the digits of MNIST stand, and four pixels from there in eight directions, where the
# tallest touch the edge of the image; and half way.
PLACES: tuple[Place, ...] = (
    (0, 0),
    *((far * down, far * right) for far in DISTANCES for down, right in DIRECTIONS),
)


def at(place: Place) -> View:
    """All images moved by the same number of pixels."""
    return lambda images: shifted(images, *place)


# Each name gives views by what they are called; a record keeps the accuracies in their order.
VIEWS: Mapping[str, Mapping[Any, View]] = {
    "places": {place: at(place) for place in PLACES},
    "disturbances": {each.name: each for each in DISTURBANCES},
}


def by_view(name: str, runs: Sequence[Sequence[float]]) -> dict[Any, list[float]]:
    """The accuracy of each run under each view of this name.

    Args:
        name: one of ``"places"`` and ``"disturbances"``.
        runs: of each, what its record keeps of one look: the accuracies in the order of the views.
    """
    columns = zip(VIEWS[name], zip(*runs, strict=True), strict=True)
    return {view: list(accuracies) for view, accuracies in columns}
