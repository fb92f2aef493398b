"""A bound that holds, an attack that is real, and the truth between them."""

import itertools

import numpy as np
import pytest

from workedout.inspection import robustness
from workedout.inspection.robustness import attacked, certified, lines
from workedout.inspection.rounding import Dense

RANDOM = np.random.default_rng(3)
NETWORK = Dense(
    RANDOM.normal(size=(6, 2)), RANDOM.normal(size=6), RANDOM.normal(size=(3, 6)), np.zeros(3)
)
INPUTS = RANDOM.normal(size=(40, 2))
LABELS = NETWORK.logits(INPUTS).argmax(axis=1)
RADII = (0.01, 0.1, 0.3, 1.0)


def around(radius: float, steps: int = 41) -> np.ndarray:
    """A grid of a box: (points, 2)."""
    ends = np.linspace(-radius, radius, steps)
    return np.array(list(itertools.product(ends, ends)))


def true_to_the_grid(radius: float) -> np.ndarray:
    """Whether all points of a grid around each input get its label."""
    points = INPUTS[:, None] + around(radius)
    answers = NETWORK.logits(points.reshape(-1, 2)).argmax(axis=1).reshape(len(INPUTS), -1)
    same: np.ndarray = (answers == LABELS[:, None]).all(axis=1)
    return same


@pytest.mark.parametrize("radius", RADII)
def test_what_is_certified_holds_on_a_grid_and_under_the_attack(radius: float) -> None:
    held = certified(NETWORK, INPUTS, LABELS, radius)
    assert not (held & ~true_to_the_grid(radius)).any()
    assert not (held & ~attacked(NETWORK, INPUTS, LABELS, radius)).any()


def test_most_of_what_is_robust_is_certified_and_most_else_is_attacked() -> None:
    for radius in (0.01, 0.1):
        truth = true_to_the_grid(radius)
        held = certified(NETWORK, INPUTS, LABELS, radius)
        left = attacked(NETWORK, INPUTS, LABELS, radius)
        assert held.sum() > 0.8 * truth.sum() > 0
        assert left.sum() < truth.sum() + 5


def test_without_a_radius_the_answers_are_those_of_the_network() -> None:
    other = (LABELS + 1) % 3
    assert certified(NETWORK, INPUTS, LABELS, 0.0).all()
    assert attacked(NETWORK, INPUTS, LABELS, 0.0).all()
    assert not certified(NETWORK, INPUTS, other, 0.0).any()
    assert not attacked(NETWORK, INPUTS, other, 0.0).any()


@pytest.mark.parametrize(
    ("weights", "lead", "reach"), [([[1.0], [0.0]], 1.0, 1.0), ([[0.0], [1.0]], -1.0, 1.0)]
)
def test_of_a_line_the_bound_is_exact(weights: list, lead: float, reach: float) -> None:
    # The unit is on all the way, so the difference of the logits is a line that ends at `reach`.
    network = Dense(np.ones((1, 1)), np.array([10.0]), np.array(weights), np.array([0.0, 10.0]))
    inputs, label = np.array([[lead]]), np.array([0])
    network = Dense(network.inner, network.inner_bias, network.outer, np.array([0.0, 10.0]))
    if lead < 0:
        network = Dense(network.inner, network.inner_bias, network.outer, np.array([10.0, 0.0]))
    assert certified(network, inputs, label, 0.999 * reach)
    assert not certified(network, inputs, label, 1.001 * reach)


def test_the_lines_lie_around_the_function_and_touch_it() -> None:
    low, high = np.array([-2.0, -1.0, -3.0, 1.0]), np.array([1.0, 2.0, -1.0, 3.0])
    slope, offset, floor = lines(low, high)
    at = low + (high - low) * np.linspace(0, 1, 101)[:, None]
    relu = np.maximum(at, 0)
    assert (slope * at + offset >= relu - 1e-12).all()
    assert (floor * at <= relu + 1e-12).all()
    for end in (low, high):
        assert slope * end + offset == pytest.approx(np.maximum(end, 0))
    assert floor.tolist() == [0, 1, 0, 1]


def test_the_attack_stays_within_its_box(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    clip = np.clip

    def noted(moved: np.ndarray, *ends: np.ndarray) -> np.ndarray:
        seen.append(clip(moved, *ends))
        return seen[-1]

    monkeypatch.setattr(robustness.np, "clip", noted)
    attacked(NETWORK, INPUTS, LABELS, 0.3)
    assert len(seen) == robustness.STEPS
    assert max(abs(each - INPUTS).max() for each in seen) == pytest.approx(0.3)
    assert min(each.min() for each in seen) >= INPUTS.min()
    assert max(each.max() for each in seen) <= INPUTS.max()
