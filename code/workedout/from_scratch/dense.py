"""Forward and backward passes written out: nothing but sums, products and the chain rule.

They work on tensors, and on NumPy arrays of any numbers, exact fractions among them.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

# Tensors or arrays: both know @, *, .T and .sum.
Array = Any
Layers = Sequence[tuple[Array, Array]]
Function = Callable[[Array], Array]


def softsign(s: Array) -> Array:
    """The function s / (1 + |s|), entry by entry: rational, so that fractions stay fractions."""
    return s / (1 + abs(s))


def softsign_slope(s: Array) -> Array:
    """Its derivative 1 / (1 + |s|)²."""
    return 1 / (1 + abs(s)) ** 2


def relu(s: Array) -> Array:
    """The function max(0, s), entry by entry."""
    return s * (s > 0)


def relu_slope(s: Array) -> Array:
    """Its derivative, which is taken to be 0 at 0, as PyTorch does."""
    return s > 0


class Pass(NamedTuple):
    """All that one example's two passes compute; every entry but the loss is a column.

    Attributes:
        outputs: x^0 to x^L; the last layer has no activation.
        sums: s^1 to s^L.
        loss: half the squared distance from the target.
        errors: δ^1 to δ^L.
        gradients: for each layer the derivatives by W^l, (n_l, n_{l-1}), and by b^l, (n_l, 1).
    """

    outputs: list[Array]
    sums: list[Array]
    loss: Any
    errors: list[Array]
    gradients: list[tuple[Array, Array]]


def one_example(x: Array, y: Array, layers: Layers, f: Function, slope: Function) -> Pass:
    """Forward, then backward, with one example as a column.

    Args:
        x: the input, (n_0, 1).
        y: the target, (n_L, 1).
        layers: W^l of shape (n_l, n_{l-1}) and b^l of shape (n_l, 1), for each layer.
        f: activation of the hidden layers.
        slope: its derivative.
    """
    outputs, sums = [x], []
    for number, (W, b) in enumerate(layers, 1):
        sums.append(W @ outputs[-1] + b)
        outputs.append(f(sums[-1]) if number < len(layers) else sums[-1])
    difference = outputs[-1] - y
    errors = [difference]
    for (W, _), s in zip(layers[:0:-1], sums[-2::-1], strict=True):
        errors.insert(0, W.T @ errors[0] * slope(s))
    gradients = [(error @ below.T, error) for error, below in zip(errors, outputs, strict=False)]
    return Pass(outputs, sums, (difference * difference).sum() / 2, errors, gradients)


def forward(
    layers: Layers,
    X: Array,
    f: Function,
) -> tuple[list[Array], list[Array]]:
    """Forward with a batch in rows; the last layer has no activation.

    Args:
        layers: for each, W^l, (n_l, n_{l-1}), and b^l, (n_l, 1).
        X: the inputs, (B, n_0).
        f: activation of the hidden layers.

    Returns:
        S^1 to S^L, and X^0 to X^(L-1), the inputs of the layers.
    """
    sums: list[Array] = []
    outputs = [X]
    for W, b in layers:
        sums.append(outputs[-1] @ W.T + b.T)
        outputs.append(f(sums[-1]))
    return sums, outputs[:-1]


def backward(
    layers: Layers,
    sums: list[Array],
    outputs: list[Array],
    error: Array,
    slope: Function,
) -> list[tuple[Array, Array]]:
    """Backward with a batch: from the output's error to all gradients.

    Args:
        layers: as for ``forward``.
        sums, outputs: what ``forward`` returned.
        error: Δ^L, (B, n_L): derivatives of the cost by S^L.
        slope: derivative of the activation.

    Returns:
        For each layer the derivatives of the cost by W^l and b^l.
    """
    gradients = []
    for layer in range(len(layers), 0, -1):
        by_weights = error.T @ outputs[layer - 1]
        gradients.append((by_weights, error.sum(0)[:, None]))
        if layer > 1:  # nobody asks for derivatives by the inputs
            error = error @ layers[layer - 1][0] * slope(sums[layer - 2])
    return gradients[::-1]
