"""Identities on pooling, and the two sums over all ways to be hit that they are held against."""

import numpy as np
import pytest
import sympy as sp
import torch
import torch.nn.functional as F

from workedout.derivations import pooling
from workedout.derivations.identity import Identity, holds, rejects_the_wrong_one
from workedout.derivations.pooling import CORNERS

IDENTITIES: tuple[Identity, ...] = pooling.IDENTITIES
DRAWS = 40_000


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.name)
def test_an_identity_holds_and_its_mistake_is_rejected(identity):
    assert holds(identity)
    assert rejects_the_wrong_one(identity)


def test_the_ways_to_be_hit_have_probabilities_that_add_up_to_one():
    for which in (0, 1):
        ways = list(pooling.hit([1, 0, 0, 1, 0], which))
        assert len(ways) == 2 ** [3, 2][which]
        assert sp.expand(sum(chance for _, chance in ways)) == 1


def test_only_cells_of_the_kind_that_is_hit_change():
    assert {after[1] for after, _ in pooling.hit([1, 0], 1)} == {0}
    assert {after[0] for after, _ in pooling.hit([1, 0], 1)} == {0, 1}
    assert {tuple(after) for after, _ in pooling.hit([1, 0], 0)} == {(1, 0), (1, 1)}


@pytest.mark.parametrize(
    ("identity", "which"),
    [(pooling.CORNER_MISSING, 1), (pooling.CORNER_WHITE, 0)],
    ids=["missing", "white"],
)
def test_the_chance_of_an_unchanged_corner_is_the_one_simulated(identity, which):
    chance = float(identity.right.subs({pooling.q: 0.3}).evalf())
    draw = torch.Generator().manual_seed(5)
    image = torch.tensor(CORNERS["lower right"].copy(), dtype=torch.float32)
    struck = torch.rand(DRAWS, 4, 4, generator=draw) < 0.3
    changed = torch.where(struck & (image == which), 1.0 - which, image)
    pooled = F.max_pool2d(changed.unsqueeze(1), 2)
    same = (pooled == F.max_pool2d(image[None, None], 2)).all(dim=(1, 2, 3))
    deviation = (chance * (1 - chance) / DRAWS) ** 0.5
    assert same.double().mean().item() == pytest.approx(chance, abs=4 * deviation)


@pytest.mark.parametrize("pool", [F.max_pool1d, F.avg_pool1d], ids=["max", "mean"])
def test_a_row_whose_ends_meet_is_followed_by_its_pooled_row(pool):
    x = torch.tensor(np.random.default_rng(3).normal(size=(1, 1, 12)))
    for by in range(6):
        pooled = pool(x, 2, 2).roll(by, 2)
        assert torch.equal(pool(x.roll(2 * by, 2), 2, 2), pooled)
    assert not torch.equal(pool(x.roll(1, 2), 2, 2), pool(x, 2, 2).roll(1, 2))
