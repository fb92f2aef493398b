"""No order of the sums leaves the intervals, and exact fractions agree with them."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import nn

from workedout.data.mnist import pocket
from workedout.inspection import rounding
from workedout.inspection.rounding import (
    SINGLE,
    Dense,
    Differences,
    as_arrays,
    dense,
    differences,
    error,
    exact_logits,
    gamma,
)

RANDOM = np.random.default_rng(7)


def drawn(inputs: int = 40, hidden: int = 12, classes: int = 4, seed: int = 0) -> nn.Sequential:
    """A network with numbers that lose digits when they are added."""
    torch.manual_seed(seed)
    network = nn.Sequential(
        nn.Flatten(), nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, classes)
    )
    for parameter in network.parameters():
        parameter.data = torch.randn(parameter.shape) * 3
    return network


def images(count: int = 30, inputs: int = 40) -> np.ndarray:
    """Numbers of float32, in float64."""
    return RANDOM.normal(size=(count, inputs)).astype(np.float32).astype(np.float64)


def summed(weights: np.ndarray, bias: np.ndarray, inputs: np.ndarray, how: str) -> np.ndarray:
    """A layer in float32: (N, inputs) to (N, rows), with its sums in some order."""
    products = inputs[:, None, :].astype(np.float32) * weights.astype(np.float32)
    terms = np.concatenate(
        [products, np.broadcast_to(bias.astype(np.float32), products.shape[:2])[..., None]], axis=2
    )
    if how == "forwards":
        return np.cumsum(terms, axis=2, dtype=np.float32)[..., -1]
    if how == "backwards":
        return np.cumsum(terms[..., ::-1], axis=2, dtype=np.float32)[..., -1]
    if how == "largest first":
        order = np.argsort(-abs(terms), axis=2)
        return np.cumsum(np.take_along_axis(terms, order, 2), axis=2, dtype=np.float32)[..., -1]
    return terms.sum(axis=2, dtype=np.float32)  # in pairs


ORDERS = ("forwards", "backwards", "largest first", "in pairs")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_the_sums_leaves_the_intervals(order: str, seed: int) -> None:
    network, inputs = dense(drawn(seed=seed)), images()
    hidden = np.maximum(summed(network.inner, network.inner_bias, inputs, order), 0)
    logits = summed(network.outer, network.outer_bias, hidden, order).astype(np.float64)
    for label in range(4):
        found = differences(network, inputs, np.full(len(inputs), label))
        apart = logits[:, [label]] - logits
        others = np.arange(4) != label
        assert (found.low <= apart)[:, others].all()
        assert (apart <= found.high)[:, others].all()


def test_a_sum_comes_near_its_bound() -> None:
    # Each addition of a half unit in the last place is lost, or nearly so.
    terms = 1000
    weights = np.concatenate([[1.0], np.full(terms - 1, SINGLE * 0.999)])[None].astype(np.float32)
    inputs = np.ones((1, terms))
    found = summed(weights.astype(np.float64), np.zeros(1), inputs, "forwards").item()
    exact = float(weights.astype(np.float64).sum())
    bound = error(weights.astype(np.float64), np.zeros(1), inputs).item()
    assert 0.9 * bound < abs(found - exact) <= bound


def test_the_exact_logits_are_those_of_fractions_and_lie_in_the_middle() -> None:
    network, inputs = dense(drawn()), images(count=5)
    assert network.logits(inputs) == pytest.approx(
        np.array([[float(each) for each in exact_logits(network, image)] for image in inputs]),
        rel=1e-12,
    )
    small = Dense(np.array([[2.0, -1.0]]), np.array([0.5]), np.array([[1.0], [-3.0]]), np.zeros(2))
    assert exact_logits(small, np.array([0.25, 0.125])) == [Fraction(7, 8), Fraction(-21, 8)]
    assert exact_logits(small, np.array([-1.0, 0.0])) == [0, 0]


# One hidden unit, and logits that differ by `lead`.
def led(lead: float) -> Dense:
    """A network whose first logit is ahead of the second one by so much."""
    return Dense(np.ones((1, 1)), np.zeros(1), np.array([[1.0 + lead], [1.0]]), np.zeros(2))


@pytest.mark.parametrize(
    ("lead", "right", "wrong"),
    [(1e-3, True, False), (-1e-3, False, True), (1e-8, False, False), (0.0, False, False)],
)
def test_an_answer_is_decided_where_its_lead_is_above_the_rounding(
    lead: float, right: bool, wrong: bool
) -> None:
    found = differences(led(lead), np.ones((1, 1)), np.array([0]))
    assert (bool(found.right[0]), bool(found.wrong[0])) == (right, wrong)
    assert (found.times[0] > 1) == (right or wrong)


def test_the_rounding_could_be_so_many_times_as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    times = differences(led(1e-3), np.ones((1, 1)), np.array([0])).times[0]
    for factor, decided in ((0.98 * times, True), (1.02 * times, False)):
        monkeypatch.setattr(rounding, "SINGLE", SINGLE * factor)
        assert differences(led(1e-3), np.ones((1, 1)), np.array([0])).right[0] == decided


def test_the_times_of_a_wrong_answer_are_those_of_the_class_that_is_furthest_ahead() -> None:
    low = np.array([[np.inf, -3.0, -30.0]])
    assert Differences(low, low + 2).times == pytest.approx([29.0])


def test_the_factor_is_that_of_so_many_roundings() -> None:
    assert gamma(3, 0.01) == pytest.approx(0.03 / 0.97)


@pytest.mark.parametrize(
    "layers",
    [
        [nn.Linear(2, 2)],
        [nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2)],
        [nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2)],
    ],
)
def test_another_kind_of_network_is_refused(layers: list[nn.Module]) -> None:
    with pytest.raises(ValueError, match="expected Linear, ReLU and Linear, got Linear"):
        dense(nn.Sequential(*layers))


def test_examples_keep_every_digit() -> None:
    inputs, labels = as_arrays(pocket().held_out)
    assert inputs.shape == (len(labels), 784)
    assert (inputs.astype(np.float32) == pocket().held_out.inputs.flatten(1).numpy()).all()
