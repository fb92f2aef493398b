"""Points in the plane with two labels, after TensorFlow Playground."""

import math

import torch

from workedout.data.examples import Examples, Split
from workedout.randomness import generator

RADIUS = 5.0
GAP = 0.3


def two_circles(count: int, draw: int) -> Split:
    """A disc of label +1 inside a ring of label −1, half of each; half to train on.

    Inner points lie at radii uniform in (0, R/2), outer ones in (7R/10, R), with R = 5, at
    uniform angles, as Playground's ``classifyCircleData`` draws them without noise.

    Args:
        count: number of points, train and held out together.
        draw: which draw of the points; another number gives other points.

    Returns:
        Examples with inputs (count / 2, 2) and targets (count / 2,), float64.

    Raises:
        ValueError: ``count`` is no positive multiple of four.
    """
    if count <= 0 or count % 4:
        raise ValueError(f"expected a positive multiple of four points, got {count}")
    random = generator(draw, "two-circles")
    uniform = torch.rand(2, count, generator=random, dtype=torch.float64)
    inner = torch.arange(count) < count // 2
    low, high = torch.where(inner, 0.0, 0.7 * RADIUS), torch.where(inner, 0.5 * RADIUS, RADIUS)
    radius, angle = low + (high - low) * uniform[0], 2 * math.pi * uniform[1]
    inputs = torch.stack([radius * angle.sin(), radius * angle.cos()], dim=1)
    targets = torch.where(inner, 1.0, -1.0).to(torch.float64)
    rows = torch.randperm(count, generator=random)
    points = Examples(inputs, targets).take(rows)
    return Split(points.take(slice(0, count // 2)), points.take(slice(count // 2, count)))


def quadrants(count: int, draw: int) -> Split:
    """Label +1 where x and y have the same sign, −1 elsewhere: XOR, spread over the plane.

    Both coordinates are uniform in (−R, R) with R = 5, then moved away from 0 by a gap of 0.3, as
    Playground's ``classifyXORData`` draws them without noise.

    Args:
        count: number of points, train and held out together.
        draw: which draw of the points; another number gives other points.

    Returns:
        Examples with inputs (count / 2, 2) and targets (count / 2,), float64.

    Raises:
        ValueError: ``count`` is no positive multiple of two.
    """
    if count <= 0 or count % 2:
        raise ValueError(f"expected a positive multiple of two points, got {count}")
    random = generator(draw, "quadrants")
    uniform = torch.rand(2, count, generator=random, dtype=torch.float64)
    sides = 2 * (uniform > 0.5).to(torch.float64) - 1
    apart = 2 * RADIUS * uniform - RADIUS + GAP * sides
    targets = torch.where(apart[0] * apart[1] > 0, 1.0, -1.0).to(torch.float64)
    points = Examples(apart.T.contiguous(), targets)
    return Split(points.take(slice(0, count // 2)), points.take(slice(count // 2, count)))


def mirrored_circles(count: int, draw: int) -> Split:
    """Half of the points of ``two_circles``, each with its opposite point of the same label.

    The training set is symmetric about the origin, and so is the held-out set.

    Raises:
        ValueError: ``count`` is no positive multiple of four.
    """
    return Split(*(with_opposites(part) for part in two_circles(count, draw)))


def with_opposites(points: Examples) -> Examples:
    """The first half of some points, and these points mirrored at the origin."""
    half = points.take(slice(0, len(points) // 2))
    return Examples(torch.cat([half.inputs, -half.inputs]), torch.cat([half.targets] * 2))
