"""Which reported pairs of a loss and an accuracy can be true."""

import math

import pytest
import torch
import torch.nn.functional as F

from workedout.statistics.reported_pairs import half_a_unit, least_loss, possible


def test_the_least_loss_is_log_2_for_each_wrong_answer():
    assert least_loss(1.0) == 0
    assert least_loss(0.5) == pytest.approx(math.log(2) / 2)
    assert least_loss(0.0) == pytest.approx(math.log(2))


def test_a_tie_that_is_answered_wrongly_costs_just_that():
    tied = F.cross_entropy(torch.tensor([[40.0, 40.0, 0.0]]).double(), torch.tensor([1]))
    assert tied.item() == pytest.approx(least_loss(0.0), rel=1e-12)


@pytest.mark.parametrize("accuracy", [-0.01, 1.01, 97.64])
def test_what_is_no_share_is_refused(accuracy):
    with pytest.raises(ValueError, match="expected an accuracy between 0 and 1"):
        least_loss(accuracy)


IMPOSSIBLE = [("0.0004", "97.64"), ("0.00009", "95.96"), ("0.0162", "97.64"), ("0.6", "0")]
POSSIBLE = [
    ("0.0164", "97.64"),
    ("0.0163", "97.64"),
    ("0.08", "97.64"),
    ("0", "100"),
    ("0.1", "9e1"),
]


@pytest.mark.parametrize(("loss", "percent"), IMPOSSIBLE)
def test_a_pair_below_the_bound_is_impossible(loss, percent):
    assert not possible(loss, percent)


@pytest.mark.parametrize(("loss", "percent"), POSSIBLE)
def test_a_pair_on_or_above_the_bound_is_possible(loss, percent):
    assert possible(loss, percent)


def test_rounding_is_in_favour_of_the_pair():
    bound = least_loss(0.98)  # 0.013863
    assert bound > 0.01
    assert possible("0.01", "98")
    assert not possible("0.010", "98.0")


@pytest.mark.parametrize("percent", ["101", "-3"])
def test_a_percentage_that_is_none_is_refused(percent):
    with pytest.raises(ValueError, match=f"got {percent}"):
        possible("0.1", percent)


@pytest.mark.parametrize(
    ("printed", "half"), [("0.0004", "0.00005"), ("97.64", "0.005"), ("3", "0.5")]
)
def test_half_a_unit_is_of_the_last_digit(printed, half):
    assert str(half_a_unit(printed)) == half


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="expected a number, got nan"):
        half_a_unit("nan")
