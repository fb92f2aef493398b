"""Receptive fields: the formulas, wrong ones, and what the gradient of one value reaches."""

from dataclasses import replace

import pytest
import sympy as sp
import torch
from torch import nn

from workedout.derivations.identity import holds, rejects_the_wrong_one
from workedout.derivations.receptive_fields import (
    FIELD,
    IDENTITIES,
    STEP,
    L,
    k,
    l,
    m,
    receptive_field,
    s,
)


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda each: each.name)
def test_it_holds_and_a_mistake_is_rejected(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


WRONG = {
    "whole windows": (FIELD, 1 + sp.Sum(k[l] * sp.Product(s[m], (m, 1, l - 1)), (l, 1, L))),
    "a layer's own stride": (
        FIELD, 1 + sp.Sum((k[l] - 1) * sp.Product(s[m], (m, 1, l)), (l, 1, L)),
    ),
    "without the pixel itself": (
        FIELD, sp.Sum((k[l] - 1) * sp.Product(s[m], (m, 1, l - 1)), (l, 1, L)),
    ),
    "sums of strides": (STEP, sp.Sum(s[m], (m, 1, L))),
}  # fmt: skip


@pytest.mark.parametrize(("identity", "wrong"), WRONG.values(), ids=WRONG)
def test_another_mistake_is_rejected(identity, wrong):
    assert rejects_the_wrong_one(replace(identity, wrong=wrong))


STACKS = [
    [(3, 1)],
    [(3, 1), (3, 1)],
    [(3, 1), (3, 1), (2, 2), (3, 1)],
    [(5, 2), (3, 3), (2, 1)],
    [(1, 2), (4, 1)],
]


def reached(layers, size=64):
    """Pixels along an axis for which the derivative of one value in the middle is not zero."""
    network = nn.Sequential(*(nn.Conv1d(1, 1, k, s, bias=False) for k, s in layers)).double()
    for layer in network:
        nn.init.ones_(layer.weight)
    inputs = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True)
    outputs = network(inputs)
    outputs[0, 0, outputs.shape[-1] // 2].backward()
    reached = inputs.grad[0, 0].nonzero()
    return int(reached.max() - reached.min()) + 1


@pytest.mark.parametrize("layers", STACKS, ids=str)
def test_it_is_what_the_gradient_reaches(layers):
    assert receptive_field(layers) == reached(layers)


@pytest.mark.parametrize("layers", STACKS, ids=str)
def test_the_formula_gives_the_same_number(layers):
    known = {L: len(layers)}
    known |= {k[i + 1]: size for i, (size, _) in enumerate(layers)}
    known |= {s[i + 1]: stride for i, (_, stride) in enumerate(layers)}
    assert FIELD.right.xreplace({L: known[L]}).doit().xreplace(known) == receptive_field(layers)
