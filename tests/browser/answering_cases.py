"""The figures that answer: each made as its chapter makes it, and what Python says it answers."""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from workedout.derivations.interval import width
from workedout.figures.gradients import interval_width
from workedout.figures.kit.answering import Answering
from workedout.figures.momentum import descended, region


class Case(NamedTuple):
    """A figure, and the answer to a state by other means than the script's."""

    made: Callable[[], Answering]
    answer: Callable[..., Mapping[str, Any]]


def interval_of(w: float) -> dict[str, float]:
    return {"width": float(width(w)) if w > 4 else 0.0, "largest": w / 4}


def momentum(mu: float, rate: float) -> dict[str, Any]:
    both = np.linalg.eigvals(np.array([[1 - rate, -mu], [rate, mu]]))
    return {"path": descended(mu, rate), "factor": float(max(abs(both))), "sum": 1 + mu - rate}


def _region() -> Answering:
    across, upwards = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(0, 4, 41)[1:])
    under = np.emath.sqrt((1 + across - upwards) ** 2 - 4 * across)
    one, other = (abs(1 + across - upwards + sign * under) / 2 for sign in (1, -1))
    return region(np.maximum(one, other), across[0], upwards[:, 0])


PEAK = (6.893863, 0.447743)
CASES: dict[str, Case] = {
    "interval-width": Case(lambda: interval_width(PEAK, (6.9, 0.45)), interval_of),
    "momentum-region": Case(_region, momentum),
}

# Where both eigenvalues are one, half of the digits are lost in taking the root.
TOLERANCE = {"factor": 1e-6}


def agree(found: Any, expected: Any, name: str = "") -> bool:
    """Tell whether an answer of the script is that of Python, in every number that both have."""
    if isinstance(expected, Mapping):
        return all(agree(found[key], value, key) for key, value in expected.items())
    if isinstance(expected, (list, tuple, np.ndarray)):
        return len(found) == len(expected) and all(
            agree(one, other, name) for one, other in zip(found, expected, strict=True)
        )
    if isinstance(expected, (str, bool)) or expected is None:
        return bool(found == expected)
    near = TOLERANCE.get(name, 1e-10)
    return math.isclose(found, expected, rel_tol=near, abs_tol=near)
