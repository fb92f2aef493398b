"""How far each grey value may move before the answer can change: a bound, and an attack.

Two numbers around the truth, for networks with one hidden layer of ReLU units. The bound puts each
unit that may change its side between two straight lines (Zhang et al. 2018): what is left is linear
in the image, and its least value over the box is known. The attack walks uphill (Madry et al. 2018,
section 2.1): what it turns is not robust.
"""

import numpy as np

from workedout.inspection.rounding import DOUBLE, Dense, gamma, rivals

STEPS = 20  # of the attack, each a quarter of the radius


def certified(network: Dense, inputs: np.ndarray, labels: np.ndarray, radius: float) -> np.ndarray:
    """Whether no image within the radius, in the maximum norm, gets another answer than the label.

    Args:
        network: its numbers; the bound is of the exact network.
        inputs: (N, inputs).
        labels: (N,).
        radius: in the units of the inputs.

    Returns:
        (N,). False says only that the bound does not reach.
    """
    units = inputs @ network.inner.T + network.inner_bias
    reach = radius * abs(network.inner).sum(axis=1)
    low, high = units - reach, units + reach
    slope, offset, floor = lines(low, high)
    # What float64 may lose on the way, generously: a term meets no more roundings than these.
    size = abs(inputs) @ abs(network.inner).T + abs(network.inner_bias) + reach
    roundings = 4 * gamma(sum(network.inner.shape) + 20, DOUBLE)
    holds = np.ones(len(inputs), dtype=bool)
    for rows, label, other in rivals(labels, len(network.outer)):
        weights, bias = network.between(label, other)
        # A negative weight needs a line above its unit, a positive one a line below.
        above = weights < 0
        slopes = np.where(above, slope[rows], floor[rows]) * weights
        least = (slopes * units[rows]).sum(axis=1) + bias
        least += (offset[rows] * weights)[:, above].sum(axis=1)
        least -= radius * abs(slopes @ network.inner).sum(axis=1)
        holds[rows] &= least > roundings * (size[rows] @ abs(weights) + abs(bias))
    return holds


def lines(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lines around ReLU between two ends.

    Returns:
        Slope and offset of the chord, which is above; and the slope of a line through 0 below,
        which is the identity where more of the interval is above 0, else 0.
    """
    on, off = low >= 0, high <= 0
    with np.errstate(divide="ignore", invalid="ignore"):
        chord = high / (high - low)
    slope = np.where(on, 1.0, np.where(off, 0.0, chord))
    offset = np.where(on | off, 0.0, -slope * low)
    floor = np.where(on, 1.0, np.where(off, 0.0, (high > -low) * 1.0))
    return slope, offset, floor


def attacked(network: Dense, inputs: np.ndarray, labels: np.ndarray, radius: float) -> np.ndarray:
    """Whether an image still gets its label after all steps of an attack, and at each of them.

    Args:
        network: its numbers.
        inputs: (N, inputs); their least and largest value bound what the attack may make.
        labels: (N,).
        radius: in the maximum norm, in the units of the inputs.

    Returns:
        (N,). False is a proof: another image within the radius gets another answer.
    """
    least = np.maximum(inputs - radius, inputs.min())
    most = np.minimum(inputs + radius, inputs.max())
    rows, moved = np.arange(len(inputs)), inputs
    holds = np.ones(len(inputs), dtype=bool)
    for step in range(STEPS + 1):
        units = moved @ network.inner.T + network.inner_bias
        logits = np.maximum(units, 0) @ network.outer.T + network.outer_bias
        holds &= logits.argmax(axis=1) == labels
        if step < STEPS:
            logits[rows, labels] = -np.inf
            weights = network.outer[labels] - network.outer[logits.argmax(axis=1)]
            uphill = (weights * (units > 0)) @ network.inner
            moved = np.clip(moved - radius / 4 * np.sign(uphill), least, most)
    return holds
