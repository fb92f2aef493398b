"""What people would train small networks with instead: scikit-learn, and a jitted loop of JAX.

Neither is needed to build the book; ``tests/benchmarks/requirements.txt`` names the versions with
which they are timed. The loop of JAX is written as its users would: the examples and the state
stay where they are, and ``lax.scan`` runs a whole training in one call.
"""

import os
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from workedout.errors import WorkedOutError

NEEDED = {"jax": "jax", "scikit-learn": "sklearn"}  # packages, and what is imported of them
BETAS, EPSILON = (0.9, 0.999), 1e-8  # of Adam, PyTorch's, JAX's and scikit-learn's alike


class RivalError(WorkedOutError):
    """A rival is not installed, or does not train what it should."""


def versions() -> dict[str, str]:
    """The version of each rival.

    Raises:
        RivalError: one is not installed.
    """
    if missing := [name for name, module in NEEDED.items() if not find_spec(module)]:
        raise RivalError(
            f"the race needs {' and '.join(missing)}: "
            "pip install -r tests/benchmarks/requirements.txt"
        )
    return {name: version(name) for name in NEEDED}


def jax() -> Any:
    """JAX, on one thread of the processor: the race counts seconds of a core.

    Its operations are imported with it, as ``jax.numpy`` and ``jax.lax``.
    """
    flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ.setdefault("XLA_FLAGS", flags)
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    return import_module("jax")


def jax_training(
    forward: Callable[[Any, Any, Any, Any], tuple[Any, Any]], rate: float, together: bool
) -> Callable[..., Any]:
    """A whole training as one function, compiled when it is first called.

    Args:
        forward: parameters, running statistics, inputs of a batch and a random key → logits, and
            the statistics after it.
        rate: the learning rate of Adam.
        together: whether the arguments hold several networks, along their first axis.

    Returns:
        From parameters, statistics, rows of each step (S, B), a random key for each (S,), inputs
        (N, ...) and labels (N,): parameters and statistics afterwards, and the loss of each step,
        (S,).
    """
    jax_ = jax()
    numpy, tree, lax = jax_.numpy, jax_.tree, jax_.lax
    first, second = BETAS

    def training(
        parameters: Any, statistics: Any, rows: Any, keys: Any, inputs: Any, labels: Any
    ) -> Any:
        def loss(parameters: Any, statistics: Any, batch: Any, targets: Any, key: Any) -> Any:
            logits, statistics = forward(parameters, statistics, batch, key)
            of_targets = numpy.take_along_axis(jax_.nn.log_softmax(logits), targets[:, None], 1)
            return -of_targets.mean(), statistics

        slopes_of = jax_.value_and_grad(loss, has_aux=True)

        def step(state: Any, drawn: Any) -> Any:
            parameters, statistics, means, squares, count = state
            at, key = drawn
            (lost, statistics), slopes = slopes_of(
                parameters, statistics, inputs[at], labels[at], key
            )
            count = count + 1
            means = tree.map(lambda m, g: first * m + (1 - first) * g, means, slopes)
            squares = tree.map(lambda s, g: second * s + (1 - second) * g * g, squares, slopes)
            size = rate / (1 - first**count)
            root = 1 / numpy.sqrt(1 - second**count)
            parameters = tree.map(
                lambda p, m, s: p - size * m / (numpy.sqrt(s) * root + EPSILON),
                parameters,
                means,
                squares,
            )
            return (parameters, statistics, means, squares, count), lost

        zeros = tree.map(numpy.zeros_like, parameters)
        state = (parameters, statistics, zeros, zeros, 0.0)
        state, losses = lax.scan(step, state, (rows, keys))
        return state[:2], losses

    each = jax_.vmap(training, in_axes=(0, 0, 0, 0, None, None)) if together else training
    compiled: Callable[..., Any] = jax_.jit(each)
    return compiled


def dense_forward(parameters: Any, statistics: Any, inputs: Any, key: Any) -> tuple[Any, Any]:
    """A dense network with ReLU, such as 784-100-10: inputs (B, 784) → logits (B, 10)."""
    *hidden, (weights, biases) = parameters
    for these, those in hidden:
        inputs = jax().nn.relu(inputs @ these + those)
    return inputs @ weights + biases, statistics


def bench_forward(dropout: float) -> Callable[[Any, Any, Any, Any], tuple[Any, Any]]:
    """The bench network, channels last: inputs (B, 28, 28, 1)."""
    jax_ = jax()
    lax, numpy = jax_.lax, jax_.numpy
    formats = ("NHWC", "HWIO", "NHWC")

    def forward(parameters: Any, statistics: Any, inputs: Any, key: Any) -> tuple[Any, Any]:
        *blocks, (weights, biases) = parameters
        moved = []
        for (kernel, bias, scale, shift), (mean, variance) in zip(blocks, statistics, strict=True):
            values = bias + lax.conv_general_dilated(
                inputs, kernel, (1, 1), "SAME", dimension_numbers=formats
            )
            now, spread = values.mean((0, 1, 2)), values.var((0, 1, 2))
            count = values.size / values.shape[3]
            unbiased = spread * count / (count - 1)
            moved.append((0.9 * mean + 0.1 * now, 0.9 * variance + 0.1 * unbiased))
            values = (values - now) * lax.rsqrt(spread + 1e-5) * scale + shift
            b, h, w, c = values.shape
            windows = jax_.nn.relu(values).reshape(b, h // 2, 2, w // 2, 2, c)
            inputs = windows.max((2, 4))
        features = inputs.reshape(len(inputs), -1)
        kept = jax_.random.bernoulli(key, 1 - dropout, features.shape)
        features = numpy.where(kept, features / (1 - dropout), 0)
        return features @ weights + biases, moved

    return forward


def dense_parameters(networks: list[nn.Sequential]) -> list[tuple[Any, ...]]:
    """The weights and biases of dense networks as JAX's arrays, stacked where there are several."""
    layers = [[m for m in network if isinstance(m, nn.Linear)] for network in networks]
    return [
        (stacked([m.weight.T for m in same]), stacked([m.bias for m in same]))
        for same in zip(*layers, strict=True)
    ]


def bench_parameters(network: nn.Sequential) -> tuple[list[Any], list[Any]]:
    """The parameters and the running statistics of a bench network as JAX's arrays."""
    parameters: list[Any] = []
    statistics: list[Any] = []
    for layer, norm in pairwise(network):
        if isinstance(layer, nn.Conv2d):
            assert isinstance(norm, nn.BatchNorm2d)
            kernel = layer.weight.permute(2, 3, 1, 0)
            numbers = (kernel, layer.bias, norm.weight, norm.bias)
            parameters.append(tuple(stacked([each]) for each in numbers))
            running = (norm.running_mean, norm.running_var)
            statistics.append(tuple(stacked([each]) for each in running))
    last = network[-1]
    assert isinstance(last, nn.Linear)
    # PyTorch flattens channels first, and JAX's format has them last.
    channels = len(parameters[-1][1])
    by_channel = last.weight.unflatten(1, (channels, 7, 7))
    weights = by_channel.permute(2, 3, 1, 0).flatten(0, 2)
    return [*parameters, (stacked([weights]), stacked([last.bias]))], statistics


def stacked(tensors: list[Any]) -> Any:
    """One array of JAX from tensors, with a first axis where there are several networks."""
    numbers = tensors[0] if len(tensors) == 1 else torch.stack(tensors)
    return jax().numpy.asarray(numbers.detach().numpy())


def scikit_learn(
    inputs: Tensor, labels: Tensor, batch: int, rate: float, epochs: int
) -> list[float]:
    """``MLPClassifier`` with 100 hidden units, on inputs (N, 784): the loss of each epoch."""
    network = import_module("sklearn.neural_network").MLPClassifier(
        (100,), batch_size=batch, learning_rate_init=rate, alpha=0.0
    )
    with import_module("threadpoolctl").threadpool_limits(1):
        for _ in range(epochs):
            network.partial_fit(inputs.numpy(), labels.numpy(), classes=list(range(10)))
    losses: list[float] = network.loss_curve_
    return losses
