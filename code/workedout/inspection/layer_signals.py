"""What passes through the layers of a network: signals forward, gradients back."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from workedout.data.examples import Examples
from workedout.training.recipes import LOSSES

PARTS = ("weight", "bias")


def gradient_norms(network: nn.Sequential, examples: Examples, loss: str) -> dict[str, float]:
    """Length of the mean loss's gradient by each layer's weights, and by its biases.

    Args:
        network: with ``nn.Linear`` layers, in the precision of the examples.
        examples: over which the loss is a mean.
        loss: a name in ``recipes.LOSSES``.

    Returns:
        By name, in the order of the layers: "weights 1", "biases 1", "weights 2", …
    """
    losses, _ = LOSSES[loss]
    named = [
        (f"{'weights' if part == 'weight' else 'biases'} {number}", getattr(layer, part))
        for number, layer in enumerate(linear_layers(network), start=1)
        for part in PARTS
        if getattr(layer, part) is not None
    ]
    cost = losses(network(examples.inputs), examples.targets).mean()
    gradients = torch.autograd.grad(cost, [parameter for _, parameter in named])
    return {name: float(g.norm()) for (name, _), g in zip(named, gradients, strict=True)}


def scales(network: nn.Sequential, inputs: Tensor) -> tuple[list[float], list[float]]:
    """Mean squares of each layer's weighted sums, and of the output's derivatives by them.

    Args:
        network: with ``nn.Linear`` layers and one output for each input.
        inputs: (N, inputs).

    Returns:
        Means over units and inputs, in two lists with one number a layer, from the first to the
        last.
    """
    with weighted_sums(network) as sums:
        outputs = network(inputs)
        derivatives = torch.autograd.grad(outputs.sum(), sums)
    return [mean_square(each) for each in sums], [mean_square(each) for each in derivatives]


def mean_square(values: Tensor) -> float:
    """Mean of the squares."""
    return float(values.detach().square().mean())


def linear_layers(network: nn.Sequential) -> list[nn.Linear]:
    """The layers with weights."""
    return [layer for layer in network if isinstance(layer, nn.Linear)]


@contextmanager
def weighted_sums(network: nn.Sequential) -> Iterator[list[Tensor]]:
    """A list that the next forward pass fills with the weighted sums of each layer."""
    sums: list[Tensor] = []

    def note(layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        sums.append(output)

    hooks = [layer.register_forward_hook(note) for layer in linear_layers(network)]
    try:
        yield sums
    finally:
        for hook in hooks:
            hook.remove()
