"""Networks in symbols, held against PyTorch: the same numbers, and autograd's derivatives."""

import random

import pytest
import sympy as sp
import torch

from workedout.derivations.algebra.composed import Activation, Composed, Slope

NETWORKS = [((2, 3, 1), 1), ((2, 3, 2, 2), 1), ((3, 2), 1), ((2, 2, 2), 3)]
each_network = pytest.mark.parametrize(("widths", "batch"), NETWORKS, ids=str)


@pytest.fixture
def network(widths, batch):
    return Composed(widths, batch)


@pytest.fixture
def values(network):
    """A number for each symbol."""
    draw = random.Random(str(network.widths))
    parts = (*network.weights, *network.biases, *network.inputs, sp.Matrix(network.targets))
    return {symbol: draw.uniform(-1, 1) for part in parts for symbol in part}


def number(expression, values):
    """The value at a point, in plain floating point."""
    return sp.lambdify(list(values), expression, modules="math")(*values.values())


def tensor(matrix, values):
    return torch.tensor(
        [[values[entry] for entry in matrix.row(r)] for r in range(matrix.rows)],
        dtype=torch.float64,
        requires_grad=True,
    )


def by_torch(network, values):
    """Weights, biases and sums as leaves or nodes, and the cost: sine activation, sine loss."""
    weights = [tensor(matrix, values) for matrix in network.weights]
    biases = [tensor(matrix, values) for matrix in network.biases]
    sums, cost = [], torch.zeros((), dtype=torch.float64)
    for inputs, target in zip(network.inputs, network.targets, strict=True):
        outputs = tensor(inputs, values)
        for W, b in zip(weights, biases, strict=True):
            sums.append(W @ outputs + b)
            sums[-1].retain_grad()
            outputs = sums[-1].sin()
        numbers = torch.arange(1, len(outputs) + 1, dtype=torch.float64)
        cost = cost + (values[target] + (numbers * outputs[:, 0]).sum()).sin() / network.batch
    cost.backward()
    return weights, biases, sums, cost


@each_network
def test_the_cost_is_that_of_the_network(network, values):
    *_, cost = by_torch(network, values)
    assert number(network.cost(), values) == pytest.approx(cost.item(), abs=1e-12)


@each_network
def test_derivatives_by_parameters_are_autograds(network, values):
    weights, biases, _, _ = by_torch(network, values)
    pairs = zip([*network.weights, *network.biases], [*weights, *biases], strict=True)
    for matrix, leaf in pairs:
        found = number(network.gradient(matrix).tolist(), values)
        torch.testing.assert_close(
            torch.tensor(found, dtype=torch.float64), leaf.grad, rtol=0, atol=1e-12
        )


@each_network
def test_errors_are_autograds_derivatives_by_the_sums(network, values):
    _, _, sums, _ = by_torch(network, values)
    for example in range(network.batch):
        for layer in range(1, network.depth + 1):
            found = number(network.errors(layer, example).tolist(), values)
            node = sums[example * network.depth + layer - 1]
            torch.testing.assert_close(
                torch.tensor(found, dtype=torch.float64), node.grad, rtol=0, atol=1e-12
            )


def test_the_activation_is_any_function():
    s = sp.Symbol("s", real=True)
    assert sp.diff(Activation(s), s) == Slope(s)
    assert sp.diff(Activation(3 * s + 1), s) == 3 * Slope(3 * s + 1)
    assert sp.simplify(Activation(s) - sp.sin(s)) != 0
