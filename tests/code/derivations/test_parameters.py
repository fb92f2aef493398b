"""Numbers of parameters by formula, held against networks that were built."""

import pytest
import sympy as sp

from workedout.derivations.identity import holds, rejects_the_wrong_one
from workedout.derivations.parameters import (
    DENSE,
    EQUAL_LAYERS,
    EQUAL_SPLIT,
    IDENTITIES,
    ONE_HIDDEN,
    SPLIT_COST,
    WIDTH,
    P,
    count,
    d,
    h,
    k,
    m,
    n,
    w,
)
from workedout.networks.models import Mlp
from workedout.networks.parameter_table import parameter_table

LAYOUTS = [(), (20,), (100,), (100, 100), (60, 40), (500, 300, 200)]


def built(hidden):
    return sum(parameter.numel() for parameter in Mlp(hidden)().parameters())


@pytest.mark.parametrize("hidden", LAYOUTS, ids=str)
def test_the_count_by_formula_is_that_of_the_network(hidden):
    assert count((784, *hidden, 10)) == built(hidden)
    assert count((784, *hidden, 10)) == parameter_table(Mlp(hidden)(), (1, 28, 28)).total


def test_one_hidden_layer_has_what_its_formula_says():
    assert ONE_HIDDEN.right.subs({n: 784, h: 100, m: 10}) == built((100,))


@pytest.mark.parametrize("second", [1, 40, 60, 99])
def test_a_split_costs_what_its_formula_says(second):
    cost = SPLIT_COST.right.subs({n: 784, h: 100, k: second, m: 10})
    assert cost == built((100 - second, second)) - built((100,))


@pytest.mark.parametrize("shape", [(1, 60), (2, 56), (3, 20), (4, 15)], ids=str)
def test_equal_layers_have_what_their_formula_says(shape):
    depth, width = shape
    values = {n: 784, m: 10, d: depth, w: width}
    assert EQUAL_LAYERS.right.subs(values) == built((width,) * depth)
    assert EQUAL_LAYERS.wrong.subs(values) != built((width,) * depth) or depth == 1


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_the_width_of_a_number_of_parameters_is_the_width_that_has_it(depth):
    values = {n: 784, m: 10, d: depth, P: built((50,) * depth)}
    root = sp.sqrt(WIDTH.right.subs(values))
    assert (root - (784 + 10 + depth)) / (2 * (depth - 1)) == 50
    mistaken = sp.sqrt(WIDTH.wrong.subs(values))
    assert (mistaken - (784 + 10 + depth)) / (2 * (depth - 1)) > 50


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_equal_units_in_more_layers_cost_what_their_formula_says(depth):
    values = {n: 784, m: 10, d: depth, h: 60}
    assert EQUAL_SPLIT.right.subs(values) == built((60 // depth,) * depth) - built((60,))
    assert EQUAL_SPLIT.wrong.subs(values) != EQUAL_SPLIT.right.subs(values)


def test_two_equal_layers_cost_nothing_when_each_is_as_wide_as_inputs_and_outputs_together():
    assert built((794, 794)) == built((1588,))
    assert EQUAL_SPLIT.right.subs({n: 784, m: 10, d: 2, h: 1588}) == 0


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.name)
def test_each_identity_holds_and_its_mistake_is_rejected(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


def test_the_mistakes_give_other_numbers():
    for identity in (DENSE, ONE_HIDDEN, SPLIT_COST):
        values = {n: 784, h: 100, k: 40, m: 10}
        assert identity.wrong.subs(values) != identity.right.subs(values)


def test_a_network_of_one_width_has_no_layer():
    assert count((784,)) == 0
