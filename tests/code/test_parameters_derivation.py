"""Numbers of parameters by formula, held against networks that were built."""

import pytest

from workedout.derivations.parameters import DENSE, ONE_HIDDEN, SPLIT_COST, count, h, k, m, n
from workedout.models import Mlp
from workedout.parameters import parameter_table

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


def test_the_mistakes_give_other_numbers():
    for identity in (DENSE, ONE_HIDDEN, SPLIT_COST):
        values = {n: 784, h: 100, k: 40, m: 10}
        assert identity.wrong.subs(values) != identity.right.subs(values)


def test_a_network_of_one_width_has_no_layer():
    assert count((784,)) == 0
