"""What a network with a straight boundary can reach, and of how many pieces a boundary is made."""

import math

import numpy as np
import torch
from scipy.optimize import isotonic_regression
from torch import Tensor, nn

from workedout.data.examples import Examples
from workedout.data.points import RADIUS

ANGLES = 360  # directions that are tried
REACH = 1.1 * RADIUS


def least_loss(points: Examples, direction: Tensor) -> float:
    """The least mean loss of any answer that rises, or never falls, along a direction.

    Half the squared difference to the labels, by isotonic regression (pool adjacent violators).

    Args:
        points: inputs (N, 2), targets (N,).
        direction: (2,), not zero.
    """
    order = (points.inputs @ direction).argsort()
    targets = points.targets[order].numpy()
    best = isotonic_regression(targets).x
    return float(0.5 * np.mean((best - targets) ** 2))


def best_line(points: Examples) -> tuple[float, float]:
    """The least loss over many directions, and the direction's angle."""
    angles = [2 * math.pi * k / ANGLES for k in range(ANGLES)]
    losses = [least_loss(points, heading(angle)) for angle in angles]
    place = int(np.argmin(losses))
    return losses[place], angles[place]


def heading(angle: float) -> Tensor:
    """The unit vector of an angle."""
    return torch.tensor([math.cos(angle), math.sin(angle)], dtype=torch.float64)


def class_distance(points: Examples) -> float:
    """Length of the covariance of label and position: mean of (y - mean label) times x."""
    centred = points.targets - points.targets.mean()
    return float((centred[:, None] * points.inputs).mean(dim=0).norm())


def boundary_directions(network: nn.Sequential, rays: int = 1200) -> Tensor:
    """Directions of the boundary, as angles in [0, pi), where rays from the origin first cross it.

    Args:
        network: with a tanh output, answering above 0 at the origin.
        rays: evenly spaced; those that do not cross within the reach are left out.

    Returns:
        (K,), in the order of the rays, K at most ``rays``.
    """
    turns = 2 * math.pi * torch.arange(rays, dtype=torch.float64) / rays
    rays_out = torch.stack([turns.cos(), turns.sin()], dim=1)
    before_tanh = network[:-1]
    radii = torch.linspace(0, REACH, 111, dtype=torch.float64)
    with torch.no_grad():
        along = before_tanh(rays_out[:, None] * radii[:, None]).squeeze(2) > 0
    crosses = ~along.all(dim=1) & along[:, 0]
    first = (~along).to(torch.int64).argmax(dim=1)[crosses]
    low, high = radii[first - 1], radii[first]
    headings = rays_out[crosses]
    for _ in range(50):
        middle = (low + high) / 2
        with torch.no_grad():
            inside = before_tanh(headings * middle[:, None]).squeeze(1) > 0
        low, high = torch.where(inside, middle, low), torch.where(inside, high, middle)
    at = (headings * low[:, None]).requires_grad_()
    (across,) = torch.autograd.grad(before_tanh(at).sum(), at)
    return torch.atan2(across[:, 0], -across[:, 1]) % math.pi


def straight_pieces(directions: Tensor, tolerance: float = 1e-6) -> int:
    """How many runs of equal directions follow each other around a closed boundary."""
    steps = (directions - directions.roll(1)).abs()
    return int((torch.minimum(steps, math.pi - steps) > tolerance).sum())
