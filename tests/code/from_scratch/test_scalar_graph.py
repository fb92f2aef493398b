"""Numbers that know where they come from: their derivatives are those of autograd."""

from fractions import Fraction

import pytest
import torch

from workedout.from_scratch.scalar_graph import (
    applied,
    derivatives,
    given,
    in_order,
    minus,
    plus,
    times,
)


def graph(a, b, c):
    """An expression that uses two of its numbers more than once."""
    leaves = given("a", a), given("b", b), given("c", c)
    product = times("p", leaves[0], leaves[1])
    total = plus("q", product, leaves[2], leaves[0])
    square = applied("r", lambda v: v * v, lambda v: 2 * v, total, "square")
    return leaves, minus("z", times("t", square, product), leaves[2])


VALUES = [(2, -3, 1), (0.5, 0.25, -1.5), (1, 0, 0)]


@pytest.mark.parametrize("values", VALUES, ids=str)
def test_values_and_derivatives_are_those_of_autograd(values):
    leaves, result = graph(*values)
    a, b, c = tensors = [torch.tensor(float(v), requires_grad=True) for v in values]
    expected = (a * b + c + a) ** 2 * (a * b) - c
    expected.backward()
    assert result.value == expected.item()
    by = derivatives(result)
    assert [by[leaf] for leaf in leaves] == [each.grad.item() for each in tensors]


def test_fractions_stay_fractions():
    leaves, result = graph(Fraction(1, 3), Fraction(2), Fraction(1, 7))
    assert isinstance(derivatives(result)[leaves[0]], Fraction)


def test_a_number_used_twice_adds_up_what_reaches_it():
    x = given("x", 5)
    assert derivatives(plus("y", x, x))[x] == 2
    assert derivatives(times("y", x, x))[x] == 10


def test_every_number_comes_after_its_sources():
    nodes = in_order(graph(1, 2, 3)[1])
    assert len(nodes) == len(set(nodes)) == 8
    for node in nodes:
        assert all(nodes.index(source) < nodes.index(node) for source in node.sources)


def test_the_result_has_the_derivative_one():
    x = given("x", 5)
    assert derivatives(x) == {x: 1}
