"""Gradient lengths and descents of batched towers, against one network at a time."""

import pytest
import torch
from torch import nn

from workedout.data.points import two_circles
from workedout.studies.tower_gradients import descend, gradient_norms
from workedout.studies.towers import Tower, draw

POINTS = two_circles(40, draw=0).train


def alone(tower, seed):
    """The plain network of one seed, as PyTorch's own layers."""
    parts = []
    for layer in draw(tower, seed + 1):
        linear = nn.Linear(layer.weight.shape[2], layer.weight.shape[1], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(layer.weight[seed])
            linear.bias.zero_()
        parts += [linear, nn.Sigmoid()]
    return nn.Sequential(*parts[:-1])


def loss_of(network):
    return ((torch.tanh(network(POINTS.inputs)[:, 0]) - POINTS.targets) ** 2).mean() / 2


def test_lengths_are_those_of_one_network_at_a_time():
    tower = Tower(2, 5, 3)
    norms = gradient_norms(tower, 3, POINTS.inputs, lambda outputs: outputs.sum(dim=(1, 2)))
    for seed in range(3):
        network = alone(tower, seed)
        passed, x = [], POINTS.inputs
        for part in network:
            x = part(x)
            if isinstance(part, nn.Sigmoid):
                x.retain_grad()
                passed.append(x)
        x.sum().backward()
        weights = [part.weight.grad.norm() for part in network if isinstance(part, nn.Linear)]
        torch.testing.assert_close(norms.by_weights[seed], torch.stack(weights[:-1]))
        outputs = torch.stack([each.grad.norm() for each in passed])
        torch.testing.assert_close(norms.by_outputs[seed], outputs)


@pytest.mark.parametrize("seed", range(3))
def test_descent_is_pytorchs_sgd_on_one_network_at_a_time(seed):
    tower = Tower(2, 4, 2)
    together = descend(tower, 3, POINTS, rate=0.7, steps=30)
    network = alone(tower, seed)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.7)
    for _ in range(30):
        optimizer.zero_grad()
        loss_of(network).backward()
        optimizer.step()
    assert together[seed].item() == pytest.approx(loss_of(network).item(), rel=1e-10)


@pytest.mark.parametrize("path", ["plain", "batch-norm", "residual"])
def test_one_small_step_lowers_the_loss_on_every_path(path):
    tower = Tower(2, 4, 3, activation="tanh", path=path)
    start = descend(tower, 4, POINTS, rate=0.1, steps=0)
    after = descend(tower, 4, POINTS, rate=0.01, steps=1)
    assert (after < start).all()


def test_the_scale_of_batch_norm_is_trained():
    tower = Tower(2, 4, 2, activation="relu", path="batch-norm")
    layers = draw(tower, 1)
    assert [layer.scale is not None for layer in layers] == [True, True, False]
