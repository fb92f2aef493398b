"""Logic gates by units with ReLU: proofs held against a search, formulas against numbers."""

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import torch

from workedout.data import sources
from workedout.derivations import logic
from workedout.derivations.algebra.inequalities import (
    Refutation,
    Witness,
    decide,
    refutes,
    satisfies,
)
from workedout.derivations.logic import ALL_GATES, AND, OR, ROWS, XOR

GRID = [Fraction(k, 2) for k in range(-6, 7)]
SINGLE_UNITS = list(product(GRID, repeat=3))  # w1, w2, b


def unit(weights, relu=True):
    """The outputs of one unit, computed plainly."""
    w1, w2, b = weights
    sums = [w1 * x1 + w2 * x2 + b for x1, x2 in ROWS]
    return [max(Fraction(0), s) for s in sums] if relu else sums


def test_the_gates_are_those_that_are_trained_on():
    for name, truth in (("or", OR), ("and", AND), ("xor", XOR)):
        assert sources.TRUTHS[name] == truth
    inputs = sources.TruthTable("xor").split().train.inputs
    assert [tuple(map(int, row)) for row in inputs.tolist()] == list(ROWS)


def test_there_are_sixteen_gates():
    assert len(set(ALL_GATES)) == 16
    assert {OR, AND, XOR} < set(ALL_GATES)


def test_numbers_are_spelled_as_they_are():
    assert logic.spelled((0, Fraction(-1, 2), 1)) == "0 −1/2 1"


OUTPUTS = {
    "beyond both": ((-1, 2, 3, 0), XOR, True, False),
    "exactly": ((0, 1, 1, 0), XOR, True, True),
    "between": ((0, Fraction(9, 10), 1, 0), XOR, False, False),
    "above 0 where false": ((Fraction(1, 10), 1, 1, 0), XOR, False, False),
}


@pytest.mark.parametrize(("outputs", "truth", "met", "hit"), OUTPUTS.values(), ids=OUTPUTS)
def test_what_the_task_asks_is_told_from_what_is_exact(outputs, truth, met, hit):
    assert logic.meets(outputs, truth) is met
    assert logic.hits(outputs, truth) is hit


@pytest.mark.parametrize("gate", ALL_GATES, ids=str)
@pytest.mark.parametrize("relu", [True, False], ids=["relu", "affine"])
def test_the_demands_on_one_unit_are_those_on_its_outputs(gate, relu):
    system = logic.demands(gate)
    for weights in SINGLE_UNITS[::7]:
        assert satisfies(system, weights) == logic.meets(unit(weights, relu), gate)


@pytest.mark.parametrize("gate", ALL_GATES, ids=str)
def test_the_exact_demands_are_those_on_the_outputs_of_relu(gate):
    system = logic.exact_demands(gate)
    for weights in SINGLE_UNITS:
        assert satisfies(system, weights) == logic.hits(unit(weights), gate)


@pytest.mark.parametrize("demands", [logic.demands, logic.exact_demands])
@pytest.mark.parametrize("gate", ALL_GATES, ids=str)
def test_a_search_finds_weights_exactly_for_the_gates_that_are_possible(gate, demands):
    answer = decide(demands(gate))
    searched = any(satisfies(demands(gate), weights) for weights in SINGLE_UNITS)
    assert isinstance(answer, Witness) == searched


def test_xor_is_refuted_by_adding_its_four_demands():
    assert decide(logic.demands(XOR)) == Refutation((1, 1, 1, 1))
    assert refutes(logic.demands(XOR), (1, 1, 1, 1))
    assert not refutes(logic.demands(OR), (1, 1, 1, 1))


NETWORKS = {
    "OR by one unit": (logic.OR_UNIT, OR, (0, 1, 1, 2)),
    "OR in a hidden layer": (logic.OR_HIDDEN, OR, (0, 1, 1, 2)),
    "OR exactly": (logic.OR_EXACT, OR, OR),
    "the hat": (logic.XOR_HAT, XOR, XOR),
    "the fold": (logic.XOR_FOLD, XOR, XOR),
    "the bent one": (logic.XOR_BENT, XOR, XOR),
}


@pytest.mark.parametrize(("network", "gate", "outputs"), NETWORKS.values(), ids=NETWORKS)
def test_a_network_has_its_truth_table(network, gate, outputs):
    assert logic.table(network) == outputs
    assert logic.meets(logic.table(network), gate)


def test_no_gate_is_computed_by_the_network_of_another():
    for network, gate, _ in NETWORKS.values():
        fitting = [other for other in ALL_GATES if logic.meets(logic.table(network), other)]
        assert fitting == [gate]


def test_a_network_of_two_hidden_units_has_no_superfluous_one():
    for network in (logic.XOR_HAT, logic.XOR_FOLD, logic.XOR_BENT):
        assert network.counted.hidden_units == 2


CELLS = logic.sign_cells()


def order(values):
    """Which of each two values is larger."""
    return tuple(np.sign(float(a - b)) for a in values for b in values)


def test_there_are_seventeen_orders_each_with_its_weights():
    assert len(CELLS) == 17
    orders = {order(logic.sums(weights.point)) for weights in CELLS.values()}
    assert len(orders) == 17


def test_every_other_combination_of_signs_is_refuted_by_a_certificate():
    systems = logic.sign_systems()
    assert len(systems) == 81
    others = [system for signs, system in systems.items() if signs not in CELLS]
    assert len(others) == 64
    assert all(refutes(system, decide(system).multipliers) for system in others)
    assert all(satisfies(systems[signs], cell.point) for signs, cell in CELLS.items())


def test_random_weights_find_no_other_order():
    known = {order(logic.sums(weights.point)) for weights in CELLS.values()}
    draw = random.Random(0)
    found = {
        order(logic.sums((draw.randint(-3, 3), draw.randint(-3, 3)), draw.randint(-3, 3)))
        for _ in range(2_000)
    }
    assert found == known


def test_no_order_is_that_of_xor_and_one_is_that_of_or():
    values = [logic.sums(weights.point) for weights in CELLS.values()]
    assert not any(logic.orders_xor(each) for each in values)
    assert any(logic.orders_xor(each, OR) for each in values)
    assert logic.orders_xor((0, 1, 1, 0))
    assert logic.orders_xor((1, 0, 0, 1))


def chain(draw):
    """The outputs of a chain of one to six single units with random fractions."""
    weights = [Fraction(draw.randint(-8, 8), 2) for _ in range(3)]
    values = unit(weights)
    for _ in range(draw.randint(0, 5)):
        w, b = Fraction(draw.randint(-8, 8), 2), Fraction(draw.randint(-8, 8), 2)
        values = [max(Fraction(0), w * value + b) for value in values]
    return values


def test_random_chains_compute_or_and_never_xor():
    draw = random.Random(1)
    outputs = [chain(draw) for _ in range(20_000)]
    assert any(logic.meets(each, OR) for each in outputs)
    assert not any(logic.orders_xor(each) for each in outputs)


@pytest.mark.parametrize("gate", [OR, XOR], ids=["or", "xor"])
def test_the_best_affine_unit_is_that_of_least_squares(gate):
    identity = {OR: logic.LEAST_SQUARES_OR, XOR: logic.LEAST_SQUARES_XOR}[gate]
    columns = np.array([[*row, 1] for row in ROWS], float)
    best, (residue,), *_ = np.linalg.lstsq(columns, np.array(gate, float), rcond=None)
    values = dict(zip((logic.w1, logic.w2, logic.b), best, strict=True))
    cost = identity.where[identity.left]
    assert float(cost.subs(values)) == pytest.approx(residue / 8, abs=1e-12)
    assert float(identity.right.args[0]) == pytest.approx(residue / 8, abs=1e-12)


@pytest.mark.parametrize("gate", [OR, XOR], ids=["or", "xor"])
def test_the_cost_and_its_slopes_are_those_of_autograd(gate):
    identity = {OR: logic.LEAST_SQUARES_OR, XOR: logic.LEAST_SQUARES_XOR}[gate]
    rows = torch.tensor(ROWS, dtype=torch.float64)
    weights = torch.tensor([0.3, -1.2, 0.7], dtype=torch.float64, requires_grad=True)
    outputs = rows @ weights[:2] + weights[2]
    cost = 0.5 * ((outputs - torch.tensor(gate, dtype=torch.float64)) ** 2).mean()
    cost.backward()
    symbols = (logic.w1, logic.w2, logic.b)
    values = dict(zip(symbols, weights.tolist(), strict=True))
    right = identity.right.subs(identity.where).doit()
    assert float(right.subs(values)) == pytest.approx(cost.item(), abs=1e-12)
    slopes = [float(right.diff(symbol).subs(values)) for symbol in symbols]
    assert slopes == pytest.approx(weights.grad.tolist(), abs=1e-12)


@pytest.mark.parametrize(
    ("identity", "network"),
    [
        (logic.HAT, logic.XOR_HAT),
        (logic.FOLD, logic.XOR_FOLD),
        (logic.OR_IS_A_MINIMUM, logic.OR_EXACT),
    ],
    ids=["hat", "fold", "minimum"],
)
def test_the_printed_formula_is_that_of_the_network(identity, network):
    for row in product((0, Fraction(1, 2), 1, 3), repeat=2):
        values = dict(zip((logic.x1, logic.x2), row, strict=True))
        assert identity.right.subs(values).doit() == network(row)
