"""Networks whose weights decay: their steps are autograd's, and what is added up is all of it."""

from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from workedout.data.mnist import Pixels, pocket_pixels
from workedout.studies.decay_steps import (
    LAYERS,
    Decaying,
    Networks,
    compared,
    decayed,
    length_of_product,
)

SMALL = Decaying(hidden=6, rate=0.5, strength=3.0, epochs=2, batch=10, count=60, seeds=3)


@pytest.fixture(scope="module")
def train() -> Pixels:
    return pocket_pixels()[0]


def parameters(networks: Networks, seed: int) -> list[torch.Tensor]:
    both = (networks.first, networks.bias, networks.second, networks.other_bias)
    return [each[seed].clone().requires_grad_() for each in both]


def test_a_step_is_autograds_with_the_sum_of_squares_in_the_cost(train: Pixels) -> None:
    networks = Networks(SMALL, train)
    rows = torch.arange(30).view(3, 10)
    before = [parameters(networks, seed) for seed in range(3)]
    lengths = networks.step(rows)
    for seed, (w1, b1, w2, b2) in enumerate(before):
        inputs, labels = networks.inputs[rows[seed]], networks.targets[rows[seed]].argmax(dim=1)
        logits = torch.sigmoid(inputs @ w1.T + b1.T) @ w2.T + b2.T
        data_cost = F.cross_entropy(logits, labels)
        plain = torch.autograd.grad(data_cost, (w1, w2), retain_graph=True)
        squares = SMALL.strength / (2 * SMALL.count) * (w1.square().sum() + w2.square().sum())
        gradients = torch.autograd.grad(data_cost + squares, (w1, b1, w2, b2))
        after = parameters(networks, seed)
        for old, gradient, new in zip((w1, b1, w2, b2), gradients, after, strict=True):
            torch.testing.assert_close(old - SMALL.rate * gradient, new, rtol=1e-10, atol=1e-12)
        for length, gradient in zip(lengths, plain, strict=True):
            assert length[seed].item() == pytest.approx(gradient.norm().item(), rel=1e-8)


def test_weights_start_standard_normal_and_by_the_seed(train: Pixels) -> None:
    first = Networks(replace(SMALL, hidden=100), train).first
    assert first.std().item() == pytest.approx(1, rel=0.02)
    assert not torch.equal(first[0], first[1])
    assert torch.equal(first, Networks(replace(SMALL, hidden=100), train).first)


def test_weights_of_dark_pixels_shrink_by_the_share_of_every_step(train: Pixels) -> None:
    networks = Networks(SMALL, train)
    before = networks.sizes()["never on"]
    networks.epoch()
    factor = (1 - SMALL.rate * SMALL.strength / SMALL.count) ** 6
    assert networks.dark.any()
    assert networks.sizes()["never on"] == pytest.approx([factor * x for x in before], rel=1e-12)


def test_without_decay_the_gradients_part_is_all_of_the_way(train: Pixels) -> None:
    networks = Networks(replace(SMALL, strength=0.0), train)
    before = networks.first
    found = networks.epoch()["first"]
    way = (networks.first - before).flatten(1).norm(dim=1).tolist()
    assert found["decay_epoch"] == [0.0, 0.0, 0.0]
    assert found["decay_ahead"] == [0.0, 0.0, 0.0]
    assert found["gradient_epoch"] == pytest.approx(way, rel=1e-12)


def test_decay_and_gradient_make_up_the_way_at_the_angle_that_is_noted(train: Pixels) -> None:
    networks = Networks(SMALL, train)
    before = networks.second
    found = networks.epoch()["second"]
    way = (networks.second - before).flatten(1).norm(dim=1)
    for seed in range(SMALL.seeds):
        a, b = found["decay_epoch"][seed], found["gradient_epoch"][seed]
        square = a**2 + b**2 + 2 * a * b * found["cosine"][seed]
        assert square == pytest.approx(way[seed].item() ** 2, rel=1e-9)


def test_the_decay_of_an_epoch_is_its_steps_added_up_one_by_one(train: Pixels) -> None:
    networks, twin = Networks(SMALL, train), Networks(SMALL, train)
    found = networks.epoch()["second"]
    total = torch.zeros_like(twin.second)
    for rows in twin.batches():
        total -= SMALL.shrinkage * twin.second
        twin.step(rows)
    assert torch.equal(twin.second, networks.second)
    assert found["decay_epoch"] == pytest.approx(total.flatten(1).norm(dim=1).tolist(), rel=1e-12)


def test_of_two_parts_each_is_ahead_where_it_is_longer() -> None:
    decay = torch.tensor([[[3.0, -1.0, 0.0, 2.0]], [[0.0, 0.0, 0.0, 1.0]]])
    gradient = torch.tensor([[[-1.0, 2.0, 0.0, -2.0]], [[1.0, 0.0, -5.0, 0.0]]])
    found = compared(decay, gradient)
    assert found["decay_ahead"].tolist() == [0.25, 0.25]
    assert found["decay_epoch"].tolist() == pytest.approx([14**0.5, 1.0])
    assert found["gradient_epoch"].tolist() == pytest.approx([3.0, 26**0.5])
    assert found["cosine"].tolist() == pytest.approx([-9 / (3 * 14**0.5), 0.0])


def test_without_a_rate_nothing_moves(train: Pixels) -> None:
    networks = Networks(replace(SMALL, rate=0.0), train)
    before = networks.first.clone()
    networks.step(torch.arange(10).expand(3, -1))
    assert torch.equal(networks.first, before)


def test_the_decay_of_an_epoch_is_a_little_shorter_than_its_steps_together(train: Pixels) -> None:
    found = Networks(SMALL, train).epoch()["first"]
    together = [6 * step for step in found["decay_step"]]
    for whole, sum_of_steps in zip(found["decay_epoch"], together, strict=True):
        assert 0.9 * sum_of_steps < whole <= sum_of_steps


def test_a_product_has_the_length_of_its_entries() -> None:
    random = torch.Generator().manual_seed(0)
    errors, inputs = (torch.randn(2, 5, n, generator=random).double() for n in (3, 4))
    expected = (errors.mT @ inputs).flatten(1).norm(dim=1)
    torch.testing.assert_close(length_of_product(errors, inputs), expected)


def test_sizes_are_noted_before_and_after_each_epoch(train: Pixels) -> None:
    found = decayed(SMALL, train)
    assert all(len(found["sizes"][kind]) == SMALL.epochs + 1 for kind in LAYERS)
    assert len(found["accuracies"]) == SMALL.seeds
    assert all(0 <= accuracy <= 1 for accuracy in found["accuracies"])


def test_moves_are_noted_for_each_layer_and_epoch(train: Pixels) -> None:
    moves = decayed(SMALL, train)["moves"]
    assert list(moves) == ["first", "second"]
    for layer in moves.values():
        assert all(len(each) == SMALL.epochs for each in layer.values())
        assert all(len(seeds) == SMALL.seeds for each in layer.values() for seeds in each)


def test_dark_pixels_are_those_that_no_image_lights(train: Pixels) -> None:
    networks = Networks(SMALL, train)
    lit = (train[0][: SMALL.count].flatten(1) > 0).any(dim=0)
    assert torch.equal(networks.dark, ~lit)
    assert decayed(SMALL, train)["dark"] == int((~lit).sum())
