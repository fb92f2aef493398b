"""Deep networks of equal layers, one for each seed, in one batched computation in float64.

What is studied here is the start: how signals and gradients pass through layers whose weights have
only been drawn. Every tensor has the seeds as its first axis.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch
from torch import Tensor

from workedout.randomness import generator

Activation = Literal["identity", "relu", "tanh", "sigmoid"]
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda sums: sums,
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
}
SLOPES: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": torch.ones_like,
    "relu": lambda sums: (sums > 0).to(sums.dtype),
    "tanh": lambda sums: 1 - torch.tanh(sums) ** 2,
    "sigmoid": lambda sums: torch.sigmoid(sums) * torch.sigmoid(-sums),
}
NEARLY_ZERO = 1e-5  # keeps batch norm from dividing by 0


@dataclass(frozen=True)
class Tower:
    """Hidden layers of one width, then a linear layer without activation.

    A weight is normal with mean 0 and variance ``gain² / n``, where n is the number of inputs of
    its layer; the last layer's gain is 1. Biases start at 0.

    Attributes:
        inputs: numbers in one example.
        width: units of each hidden layer.
        depth: hidden layers.
        outputs: units of the last layer.
        activation: of the hidden units, one of ``"identity"``, ``"relu"``, ``"tanh"`` and
            ``"sigmoid"``.
        gain: between layers of equal width, 1 is Xavier's start, and √2 is He's.
        start: one of ``"normal"``, independent weights, and ``"orthogonal"``: in square layers an
            orthogonal matrix times the gain.
        path: one of ``"plain"``; ``"batch-norm"``, with batch norm before each activation; and
            ``"residual"``, where each hidden layer but the first adds ``branch`` times a linear
            map of its activations to what it got.
        branch: strength of the residual branches.
    """

    inputs: int
    width: int
    depth: int
    outputs: int = 1
    activation: Activation = "sigmoid"
    gain: float = 1.0
    start: Literal["normal", "orthogonal"] = "normal"
    path: Literal["plain", "batch-norm", "residual"] = "plain"
    branch: float = 1.0


class Layer(NamedTuple):
    """Parameters of one layer, for S seeds.

    Attributes:
        weight: (S, units, inputs).
        bias: (S, 1, units).
        scale: (S, 1, units), of batch norm; None without it.
        back: (S, units, units), the second map of a residual branch; None without it.
    """

    weight: Tensor
    bias: Tensor
    scale: Tensor | None = None
    back: Tensor | None = None


def draw(tower: Tower, seeds: int) -> list[Layer]:
    """First weights of a network for each of the seeds 0, 1, ...: hidden layers, then the last."""
    random = [generator(seed, "initialization") for seed in range(seeds)]
    shapes = [(tower.width, tower.inputs), *[(tower.width, tower.width)] * (tower.depth - 1)]
    layers = []
    for number, shape in enumerate(shapes):
        weight = _normal(random, shape)
        if tower.start == "orthogonal" and shape[0] == shape[1]:
            weight = _orthogonal(weight)
        bias = torch.zeros(seeds, 1, tower.width, dtype=torch.float64)
        scale = torch.ones_like(bias) if tower.path == "batch-norm" else None
        residual = tower.path == "residual" and number > 0
        back = _normal(random, (tower.width, tower.width)) if residual else None
        layers.append(Layer(tower.gain * weight, bias, scale, back))
    last = _normal(random, (tower.outputs, tower.width))
    return [*layers, Layer(last, torch.zeros(seeds, 1, tower.outputs, dtype=torch.float64))]


def signals(tower: Tower, layers: list[Layer], inputs: Tensor) -> list[Tensor]:
    """Outputs of each hidden layer, (S, B, width), and of the last one, (S, B, outputs).

    Args:
        tower: how the layers are joined.
        layers: their parameters, from ``draw``.
        inputs: (B, inputs), the same for every seed, or (S, B, inputs).
    """
    x = inputs.expand(len(layers[0].weight), *inputs.shape[-2:])
    passed = []
    for layer in layers[:-1]:
        sums = x @ layer.weight.mT
        if layer.scale is not None:
            centred = sums - sums.mean(dim=1, keepdim=True)
            square = centred.square().mean(dim=1, keepdim=True)
            sums = layer.scale * centred / (square + NEARLY_ZERO).sqrt()
        active = ACTIVATIONS[tower.activation](sums + layer.bias)
        x = active if layer.back is None else x + tower.branch * active @ layer.back.mT
        passed.append(x)
    return [*passed, x @ layers[-1].weight.mT + layers[-1].bias]


def pushed(tower: Tower, layers: list[Layer], inputs: Tensor, directions: Tensor) -> list[Tensor]:
    """The Jacobian of each hidden layer by the inputs, times directions: ``D W ... D W v``.

    Args:
        tower: plain or residual; batch norm has no Jacobian of one example.
        layers: from ``draw``.
        inputs: (inputs,), one example for all seeds.
        directions: (inputs, k), the columns v; the unit matrix gives the Jacobian itself.

    Returns:
        For each hidden layer (S, width, k).

    Raises:
        ValueError: the tower has batch norm.
    """
    if tower.path == "batch-norm":
        raise ValueError("expected no batch norm: there an output depends on all examples")
    x = inputs.expand(len(layers[0].weight), 1, -1)
    v = directions.expand(len(x), *directions.shape)
    passed = []
    for layer in layers[:-1]:
        sums = x @ layer.weight.mT + layer.bias
        active = ACTIVATIONS[tower.activation](sums)
        change = SLOPES[tower.activation](sums).mT * (layer.weight @ v)
        if layer.back is None:
            x, v = active, change
        else:
            x = x + tower.branch * active @ layer.back.mT
            v = v + tower.branch * layer.back @ change
        passed.append(v)
    return passed


def _normal(random: list[torch.Generator], shape: tuple[int, int]) -> Tensor:
    """A matrix for each generator, entries of variance 1 over the number of columns."""
    drawn = [torch.randn(shape, generator=each, dtype=torch.float64) for each in random]
    return torch.stack(drawn) / math.sqrt(shape[1])


def _orthogonal(matrices: Tensor) -> Tensor:
    """The orthogonal factor of each, with the signs that make it uniformly distributed."""
    q, r = torch.linalg.qr(matrices)
    signed: Tensor = q * r.diagonal(dim1=1, dim2=2).sign().unsqueeze(1)
    return signed
