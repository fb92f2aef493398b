"""Errors of output layers and the slope of softsign, held against autograd."""

import sympy as sp
import torch
import torch.nn.functional as F

from workedout.derivations.algebra.composed import Activation, Slope
from workedout.derivations.output_errors import CHAIN, SOFTMAX_ERROR, SOFTSIGN_SLOPE, one_weight

DOUBLE = torch.float64


def test_softmax_and_cross_entropy_leave_the_difference():
    logits = torch.tensor([[0.3, -1.2, 2.0]], dtype=DOUBLE, requires_grad=True)
    F.cross_entropy(logits, torch.tensor([1])).backward()
    difference = logits.detach().softmax(1) - F.one_hot(torch.tensor([1]), 3)
    torch.testing.assert_close(logits.grad, difference, rtol=0, atol=1e-15)
    assert SOFTMAX_ERROR.formula.latex.endswith("= p_{i} - y_{i}")


def test_a_sigmoid_output_does_too():
    sums = torch.linspace(-4, 4, 9, dtype=DOUBLE, requires_grad=True)
    targets = torch.linspace(0, 1, 9, dtype=DOUBLE)
    F.binary_cross_entropy_with_logits(sums, targets, reduction="sum").backward()
    torch.testing.assert_close(sums.grad, sums.detach().sigmoid() - targets, rtol=0, atol=1e-15)


def test_the_slope_of_softsign_is_autograds():
    s = torch.tensor([-7.0, -0.5, 0.25, 3.0], dtype=DOUBLE, requires_grad=True)
    F.softsign(s).sum().backward()
    size = next(iter(SOFTSIGN_SLOPE.right.free_symbols))
    formula = sp.lambdify(size, SOFTSIGN_SLOPE.right)
    torch.testing.assert_close(s.grad, formula(s.detach().abs()), rtol=0, atol=1e-15)


def test_the_chain_has_one_factor_for_each_link():
    (case,) = one_weight()
    assert len(CHAIN.right.args) == 4
    derivative = case[CHAIN.left]
    assert len(derivative.atoms(Slope)) == 1  # one path
    assert derivative.atoms(Activation)  # the output, within the difference to the target
