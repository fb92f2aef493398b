"""Where training can stand still: gradients against autograd, costs against numpy and training."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import torch
from torch import nn

from workedout.data.sources import TruthTable
from workedout.derivations import standstill
from workedout.derivations.algebra.inequalities import Refutation, refutes, satisfies
from workedout.derivations.logic import AND, OR, ROWS, XOR
from workedout.experiments.logic import RECIPE, network
from workedout.training.ensemble import Member, fit_together

DIAGONALS = [frozenset({(0, 0), (1, 1)}), frozenset({(0, 1), (1, 0)})]
CPU = torch.device("cpu")


def test_a_line_cuts_off_all_sets_of_rows_but_the_diagonals():
    assert set(standstill.ALL_SETS) - set(standstill.active_sets()) == set(DIAGONALS)


@pytest.mark.parametrize("rows", standstill.ALL_SETS, ids=lambda rows: str(sorted(rows)))
def test_weights_of_a_unit_are_active_at_its_rows_only(rows):
    answer = standstill.cut_off(rows)
    if isinstance(answer, Refutation):
        assert rows in DIAGONALS
        return
    w1, w2, b = answer.point
    assert {row for row in ROWS if w1 * row[0] + w2 * row[1] + b > 0} == rows


def test_the_refutation_of_a_diagonal_refutes():
    for rows in DIAGONALS:
        demands = [
            standstill.at_least((*row, 1), 1) if row in rows else standstill.at_most((*row, 1), 0)
            for row in ROWS
        ]
        assert refutes(demands, standstill.cut_off(rows).multipliers)
        assert not satisfies(demands, (1, 1, 0))


def gradients(seed):
    """A random network with two hidden units: its numbers, its gradients, and its errors."""
    random = torch.Generator().manual_seed(seed)
    draw = {
        name: torch.randn(shape, generator=random, dtype=torch.float64, requires_grad=True)
        for name, shape in {"w": (2, 2), "b": (2,), "v": (2,), "d": ()}.items()
    }
    rows = torch.tensor(ROWS, dtype=torch.float64)
    sums = rows @ draw["w"].T + draw["b"]
    outputs = sums.relu() @ draw["v"] + draw["d"]
    errors = outputs - torch.tensor(XOR, dtype=torch.float64)
    (0.5 * errors**2).mean().backward()
    return draw, sums, errors


@pytest.mark.parametrize("seed", range(10))
def test_the_gradients_are_those_of_autograd(seed):
    draw, sums, errors = gradients(seed)
    for unit in range(2):
        values = dict(zip(standstill.e, errors.tolist(), strict=True))
        values |= dict(zip(standstill.a, (sums[:, unit] > 0).int().tolist(), strict=True))
        values[standstill.v] = draw["v"][unit].item()
        for identity, found in (
            (standstill.BY_OUTPUT_BIAS, draw["d"].grad),
            (standstill.BY_BIAS, draw["b"].grad[unit]),
            (standstill.BY_FIRST_WEIGHT, draw["w"].grad[unit, 0]),
            (standstill.BY_SECOND_WEIGHT, draw["w"].grad[unit, 1]),
        ):
            assert float(identity.right.subs(values)) == pytest.approx(found.item(), abs=1e-12)


def columns(sets):
    """The vectors that span the outputs, as floating-point columns."""
    parts = [np.ones(4)]
    for rows in sets:
        active = np.array([row in rows for row in ROWS], float)
        parts += [active, *(active * np.array(ROWS, float).T)]
    return np.stack(parts, axis=1)


TWO_SETS = list(combinations(standstill.active_sets(), 2))


@pytest.mark.parametrize("gate", [XOR, OR, AND], ids=["xor", "or", "and"])
def test_projections_and_costs_are_those_of_least_squares(gate):
    target = np.array(gate, float)
    known = list(map(float, standstill.standstill_costs(gate)))
    for sets in TWO_SETS:
        space = standstill.space(sets)
        nearest = columns(sets) @ np.linalg.lstsq(columns(sets), target, rcond=None)[0]
        outputs = standstill.projection(gate, space)
        assert list(map(float, outputs)) == pytest.approx(nearest.tolist(), abs=1e-10)
        cost = float(standstill.cost(outputs, gate))
        assert cost == pytest.approx(((nearest - target) ** 2).mean() / 2, abs=1e-12)
        assert min(abs(cost - each) for each in known) < 1e-12


def test_equal_spaces_are_equal():
    corner, edge = frozenset({(1, 1)}), frozenset({(1, 0), (1, 1)})
    assert standstill.space([corner, edge]) == standstill.space([edge, corner])
    assert standstill.space([corner, corner]) == standstill.space([corner])
    assert standstill.space([corner]) != standstill.space([edge])
    assert len(standstill.space([])) == 1
    assert len(standstill.space([frozenset(ROWS)])) == 3


COSTS = {
    XOR: {0, Fraction(1, 16), Fraction(1, 12), Fraction(1, 8)},
    OR: {0, Fraction(1, 32), Fraction(1, 16), Fraction(1, 12), Fraction(3, 32)},
}


@pytest.mark.parametrize("gate", COSTS, ids=["xor", "or"])
def test_the_costs_of_a_standstill_are_few(gate):
    costs = standstill.standstill_costs(gate)
    assert set(costs) == COSTS[gate]
    assert list(costs) == sorted(costs)
    for cost, space in costs.items():
        assert standstill.cost(standstill.projection(gate, space), gate) == cost


def test_a_loss_is_assigned_to_its_cost_or_to_none():
    costs = list(standstill.standstill_costs(XOR))
    assert standstill.level_of(0.0833, costs) == Fraction(1, 12)
    assert standstill.level_of(1e-9, costs) == 0
    assert standstill.level_of(0.1, costs) is None


ROWS_GIVEN = TruthTable("xor").split()
MEMBERS = [Member(network(2, "playground"), ROWS_GIVEN, RECIPE, seed) for seed in range(6)]


@pytest.fixture(scope="module")
def failed():
    """Trained networks that did not find XOR, with their losses."""
    shorter = [member._replace(recipe=replace(RECIPE, epochs=1_500)) for member in MEMBERS]
    histories = fit_together(shorter, CPU)
    return [(h.network, h.observations[-1].loss) for h in histories if h.accuracy < 1]


def test_a_failed_run_stands_at_the_cost_of_its_active_rows(failed):
    assert len(failed) >= 2
    for trained, loss in failed:
        sums = trained[0](ROWS_GIVEN.train.inputs)
        sets = [
            frozenset(row for row, s in zip(ROWS, unit, strict=True) if s > 0)
            for unit in sums.T.tolist()
        ]
        cost = standstill.cost(standstill.projection(XOR, standstill.space(sets)), XOR)
        assert cost > 0
        assert loss == pytest.approx(float(cost), abs=1e-3)


def lowest_beside(trained):
    """How far 200 small random changes of all numbers lower the loss at most."""
    random = torch.Generator().manual_seed(0)
    start = nn.utils.parameters_to_vector(trained.parameters()).detach()
    losses = []
    for step in range(201):
        change = torch.randn(start.shape, generator=random, dtype=torch.float64)
        numbers = start + 1e-5 * change if step else start
        nn.utils.vector_to_parameters(numbers, trained.parameters())
        errors = trained(ROWS_GIVEN.train.inputs).squeeze(1) - ROWS_GIVEN.train.targets
        losses.append(0.5 * (errors**2).mean().item())
    nn.utils.vector_to_parameters(start, trained.parameters())
    return losses[0] - min(losses)


def test_no_small_change_lowers_the_loss_of_a_failed_run(failed):
    assert all(lowest_beside(trained) < 1e-8 for trained, _ in failed)


def test_small_changes_do_lower_the_loss_of_a_network_that_has_not_been_trained():
    assert all(lowest_beside(m.network().double()) > 1e-8 for m in MEMBERS)
