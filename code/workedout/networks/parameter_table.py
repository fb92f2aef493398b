"""What a network holds: its layers, their output shapes, and their parameters, counted."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import torch
from torch import nn

from workedout.plain import plainly


def convolves(network: nn.Module) -> bool:
    """Whether a layer of a network is a convolution."""
    return any(isinstance(layer, nn.Conv2d) for layer in network.modules())


def parameters_of(network: nn.Module) -> int:
    """The number of parameters of a network."""
    return sum(parameter.numel() for parameter in network.parameters())


@plainly
@dataclass(frozen=True)
class Row:
    """One layer: its name, the shape that it puts out for one example, and its parameters."""

    layer: str
    output: tuple[int, ...]
    formula: str
    count: int


@plainly
@dataclass(frozen=True)
class ParameterTable:
    """The layers of a network in order; shows itself as a table."""

    rows: tuple[Row, ...]

    @property
    def total(self) -> int:
        """Number of parameters of the network."""
        return sum(row.count for row in self.rows)

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr><th scope='row'>{escape(row.layer)}</th><td>{_shape(row.output)}</td>"
            f"<td>{escape(row.formula)}</td><td>{row.count:,}</td></tr>"
            for row in self.rows
        )
        return (
            "<table class='wo-table' aria-label='Table of layers and their parameters'>"
            "<thead><tr><th scope='col'>layer</th>"
            "<th scope='col'>output shape</th><th scope='col'>formula</th>"
            f"<th scope='col'>parameters</th></tr></thead><tbody>{body}</tbody><tfoot><tr>"
            "<th scope='row'>all layers</th><td></td><td></td>"
            f"<td>{self.total:,}</td></tr></tfoot></table>"
        )

    def __str__(self) -> str:
        lines = [f"{r.layer:<12} {_shape(r.output):<14} {r.formula:<22} {r.count:>10,}"
                 for r in self.rows]  # fmt: skip
        return "\n".join([*lines, f"{'all layers':<50} {self.total:>10,}"])


def parameter_table(network: nn.Sequential, example: tuple[int, ...]) -> ParameterTable:
    """Count a network's parameters by formula, and follow one example's shape through it.

    Args:
        network: layers of the kinds that the book uses.
        example: shape of one example, without the batch: (1, 28, 28) for MNIST.

    Raises:
        ValueError: a layer has parameters and no formula here, or its formula is wrong.
    """
    values, rows = torch.zeros(1, *example), []
    device = next((p.device for p in network.parameters()), values.device)
    values = values.to(device)
    was_training = network.training
    network.eval()  # batch norm takes a batch of one only so, and keeps its statistics
    with torch.no_grad():
        for layer in network:
            values = layer(values.to(next((p.dtype for p in layer.parameters()), values.dtype)))
            formula, count = _formula(layer)
            rows.append(Row(type(layer).__name__, tuple(values.shape[1:]), formula, count))
    network.train(was_training)
    return ParameterTable(tuple(rows))


def _linear(layer: nn.Linear) -> tuple[str, int]:
    n, m = layer.in_features, layer.out_features
    return (f"{n} × {m} + {m}", n * m + m) if layer.bias is not None else (f"{n} × {m}", n * m)


def _convolution(layer: nn.Conv2d) -> tuple[str, int]:
    (a, b), m, n = layer.kernel_size, layer.out_channels, layer.in_channels // layer.groups
    biases = m if layer.bias is not None else 0
    return f"{m} × ({n} × {a} × {b})" + (f" + {m}" if biases else ""), m * n * a * b + biases


def _layer_norm(layer: nn.LayerNorm) -> tuple[str, int]:
    (units,) = layer.normalized_shape
    return f"2 × {units}", 2 * units


def _batch_norm(layer: nn.BatchNorm1d | nn.BatchNorm2d) -> tuple[str, int]:
    return f"2 × {layer.num_features}", 2 * layer.num_features


FORMULAS: dict[type[nn.Module], Callable[..., tuple[str, int]]] = {
    nn.Linear: _linear,
    nn.Conv2d: _convolution,
    nn.BatchNorm1d: _batch_norm,
    nn.BatchNorm2d: _batch_norm,
    nn.LayerNorm: _layer_norm,
}


def _formula(layer: nn.Module) -> tuple[str, int]:
    found = parameters_of(layer)
    formula, count = FORMULAS.get(type(layer), lambda _: ("", 0))(layer)
    if count != found:
        name = type(layer).__name__
        raise ValueError(f"{name} has {found} parameters, and the formula here gives {count}")
    return formula or "0", count


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
