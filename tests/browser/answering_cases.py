"""The figures that answer: each made as its chapter makes it, and what Python says it answers.

The answers are found by other means than those of the scripts: by autograd, by matrices, by
windows that slide, by what SciPy and statsmodels compute.
"""

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn

from workedout.derivations.interval import width
from workedout.derivations.logic import ROWS
from workedout.figures import (
    batch_norm,
    convolution,
    dropout,
    gradients,
    hyperparameters,
    logic,
    loss,
    momentum,
    pooling,
    weight_decay,
)
from workedout.figures.kit.answering import Answering
from workedout.from_scratch.update_rules import follow
from workedout.from_scratch.windows import Window
from workedout.statistics.comparisons import largest_of, optimism, power

Given = Mapping[str, Any]


class Case(NamedTuple):
    """A figure, and the answer to a state by other means than the script's."""

    made: Callable[[], Answering]
    answer: Callable[..., Mapping[str, Any]]


def double(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


def interval_width(given: Given, w: float) -> dict[str, Any]:
    return {"width": float(width(w)) if w > 4 else 0.0, "largest": w / 4}


def slope_product(given: Given, w: float, x: float) -> dict[str, Any]:
    signals = [double(x).requires_grad_()]
    for _ in range(12):
        signals.append(torch.sigmoid(w * signals[-1] - w / 2))
    slopes = [torch.autograd.grad(s, signals[0], retain_graph=True)[0].item() for s in signals[1:]]
    return {"products": slopes}


def gate(given: Given, w1: float, w2: float, b: float, v: float) -> dict[str, Any]:
    rows = double(*itertools.chain(*ROWS)).reshape(4, 2)
    hidden = torch.relu(rows @ double(w1, w2, 1, 1).reshape(2, 2).T + double(b, -1))
    outputs = (hidden @ double(1, v)).tolist()
    named = {(0, 0, 0, 1): "AND", (0, 1, 1, 1): "OR", (0, 1, 1, 0): "XOR", (1, 0, 0, 0): "NOR"}
    told: dict[str, Any] = {"outputs": outputs}
    key = tuple(int(value >= 1) for value in outputs)
    if any(0 < value < 1 for value in outputs):
        told["gate"] = None
    elif key in named:
        told["gate"] = named[key]
    return told


def momentum_region(given: Given, mu: float, rate: float) -> dict[str, Any]:
    both = np.linalg.eigvals(np.array([[1 - rate, -mu], [rate, mu]]))
    path = follow("momentum", 1.0, lambda w, _: rate * w, 40, rate=1.0, mu=mu)
    return {"path": path, "factor": float(max(abs(both))), "sum": 1 + mu - rate}


def _region() -> Answering:
    across, upwards = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(0, 4, 41)[1:])
    under = np.emath.sqrt((1 + across - upwards) ** 2 - 4 * across)
    one, other = (abs(1 + across - upwards + sign * under) / 2 for sign in (1, -1))
    return momentum.region(np.maximum(one, other), across[0], upwards[:, 0])


def parabola_rate(given: Given, rate: float, curvature: float) -> dict[str, Any]:
    path = follow("sgd", 2.0, lambda w, _: curvature * w, 20, rate=rate)
    return {"path": path, "costs": [curvature * w * w / 2 for w in path]}


def softmax_loss(given: Given, z1: float, z2: float, z3: float) -> dict[str, Any]:
    logits = double(z1, z2, z3)
    return {
        "probabilities": logits.softmax(0).tolist(),
        "loss": nn.functional.cross_entropy(logits, torch.tensor(0)).item(),
    }


def normalised_batch(given: Given, shift: float, scale: float, last: float) -> dict[str, Any]:
    sums = shift + scale * double(*batch_norm.BATCH)
    sums[-1] += last
    layer = nn.BatchNorm1d(1).double()
    return {"before": sums.tolist(), "after": layer(sums[:, None])[:, 0].tolist()}


def decay_gradient(given: Given, h: float, decay: float) -> dict[str, Any]:
    weight = double(2).requires_grad_()
    optimizer, path = torch.optim.SGD([weight], lr=0.2, weight_decay=decay), [2.0]
    for _ in range(60):
        optimizer.zero_grad()
        (h / 2 * (weight - 1) ** 2).sum().backward()
        optimizer.step()
        path.append(weight.item())
    settled = None if h + decay == 0 else float(np.linalg.solve([[h + decay]], [h])[0])
    return {"path": path, "settled": settled}


def conv_windows(given: Given, n: int, k: int, s: int, p: int, d: int) -> dict[str, Any]:
    window = Window(k, p, p, s, d)
    seen = list(window.positions(n))
    beyond = window.left_over(n) if seen else None
    return {"outputs": len(seen), "windows": seen, "beyond": beyond}


def pooled_shift(given: Given, shift: int, noise: float, window: int) -> dict[str, Any]:
    before = double(*pooling.STROKE)
    after = before.roll(shift) + noise * double(*given["noise"])
    made = [nn.MaxPool1d(window)(row[None])[0] for row in (before, after)]
    means = [nn.AvgPool1d(window)(row[None])[0] for row in (before, after)]
    pairs = ((before, after), made, means)
    changes = [((b - a).norm() / a.norm()).item() for a, b in pairs]
    return {"max": made[1].tolist(), "means": means[1].tolist(), "changes": changes}


def mask_averages(given: Given, p: float, b: float) -> dict[str, Any]:
    weights = np.array(dropout.WEIGHTS)

    def output(kept: np.ndarray) -> float:
        return max(0.0, float(weights[kept].sum()) / (1 - p) + b)

    draws = [output(np.array(row) >= p) for row in given["draws"]]
    mean = sum(
        math.prod(1 - p if kept else p for kept in mask) * output(np.array(mask))
        for mask in itertools.product((False, True), repeat=4)
    )
    averages = [float(np.mean(draws[: count + 1])) for count in range(len(draws))]
    return {"averages": averages, "mean": mean, "evaluated": max(0.0, weights.sum() + b)}


def best_of_runs(given: Given, k: int, n: int) -> dict[str, Any]:
    return {"above": largest_of(k), "points": 100 * optimism(k, given["apart"], n)}


def chances(given: Given, difference: float, seeds: int) -> dict[str, Any]:
    found = [power(count, difference, given["deviation"]) for count in range(2, 31)]
    return {"chances": found, "chance": found[seeds - 2]}


PEAK = (6.893863, 0.447743)
CASES: dict[str, Case] = {
    "interval-width": Case(lambda: gradients.interval_width(PEAK, (6.9, 0.45)), interval_width),
    "slope-product": Case(gradients.slope_product, slope_product),
    "gate": Case(logic.gate, gate),
    "momentum-region": Case(_region, momentum_region),
    "parabola-rate": Case(hyperparameters.parabola_rate, parabola_rate),
    "softmax-loss": Case(loss.softmax_loss, softmax_loss),
    "normalised-batch": Case(batch_norm.normalised_batch, normalised_batch),
    "decay-gradient": Case(weight_decay.decay_gradient, decay_gradient),
    "conv-windows": Case(convolution.windows, conv_windows),
    "pooled-shift": Case(pooling.pooled_shift, pooled_shift),
    "mask-averages": Case(dropout.mask_averages, mask_averages),
    "best-of-runs": Case(lambda: hyperparameters.best_of_runs(0.0126), best_of_runs),
    "chances": Case(lambda: hyperparameters.chances(0.11, (0.2, 0.1, 0.05)), chances),
}

# Half of the digits are lost in taking a root of nearly 0, and statsmodels has eight of them.
TOLERANCE = {"factor": 1e-6, "chances": 1e-7, "chance": 1e-7}


def agree(found: Any, expected: Any, name: str = "") -> bool:
    """Tell whether an answer of the script is that of Python, in every number that both have."""
    if isinstance(expected, Mapping):
        return all(agree(found[key], value, key) for key, value in expected.items())
    if isinstance(expected, (list, tuple)):
        return len(found) == len(expected) and all(
            agree(one, other, name) for one, other in zip(found, expected, strict=True)
        )
    if isinstance(expected, (str, bool)) or expected is None:
        return bool(found == expected)
    near = TOLERANCE.get(name, 1e-9)
    return math.isclose(found, expected, rel_tol=near, abs_tol=near)
