"""How first weights and biases are drawn: one function each."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

Start = Callable[[Tensor, Tensor | None], None]


def uniform(bound: float, bias: float) -> Start:
    """Weights uniform in (−bound, bound), all biases equal."""

    def start(weight: Tensor, biases: Tensor | None) -> None:
        weight.uniform_(-bound, bound)
        _fill(biases, bias)

    return start


def equal(value: float) -> Start:
    """All weights and biases equal."""

    def start(weight: Tensor, biases: Tensor | None) -> None:
        weight.fill_(value)
        _fill(biases, value)

    return start


def xavier(weight: Tensor, biases: Tensor | None) -> None:
    """Uniform within √(6 / (inputs + units)), biases 0 (Glorot and Bengio 2010, equation 16)."""
    nn.init.xavier_uniform_(weight)
    _fill(biases, 0.0)


def he(weight: Tensor, biases: Tensor | None) -> None:
    """Normal with variance 2 / inputs, biases 0 (He et al. 2015, equation 10)."""
    nn.init.kaiming_normal_(weight, nonlinearity="relu")
    _fill(biases, 0.0)


def unit_normal(weight: Tensor, biases: Tensor | None) -> None:
    """All weights and biases normal with variance 1 (Nielsen 2015, chapter 1)."""
    weight.normal_()
    if biases is not None:
        biases.normal_()


def _fill(biases: Tensor | None, value: float) -> None:
    if biases is not None:
        biases.fill_(value)


STARTS: dict[str, Start] = {
    "playground": uniform(0.5, bias=0.1),  # as TensorFlow Playground starts
    "zeros": equal(0.0),
    "small": uniform(0.01, bias=0.0),
    "xavier": xavier,
    "he": he,
    "constant": equal(0.1),
}


def as_built(weight: Tensor, biases: Tensor | None) -> None:
    """As ``nn.Linear`` draws them: all uniform within 1 / √inputs."""


DIGIT_STARTS: dict[str, Start] = {"pytorch": as_built, "normal": unit_normal, **STARTS}


@torch.no_grad()
def started(network: nn.Sequential, start: Start) -> None:
    """Draw the weights and biases of each fully connected layer."""
    for layer in network:
        if isinstance(layer, nn.Linear):
            start(layer.weight, layer.bias)
