"""Derivatives through a training, held against finite differences and a case solved by hand."""

import math

import pytest
import torch

from workedout.data.examples import Examples
from workedout.studies.hypergradients import (
    descend_on_decay,
    gradient,
    pushed_forward,
    softmax_cost,
    unrolled,
)

RATE, DECAY, STEPS = 0.07, 0.2, 6


def double(value):
    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


@pytest.fixture
def problem():
    random = torch.Generator().manual_seed(0)
    inputs = torch.randn(20, 4, generator=random, dtype=torch.float64)
    targets = torch.randint(3, (20,), generator=random)
    start = torch.randn(3, 4, generator=random, dtype=torch.float64)
    cost = softmax_cost(Examples(inputs[:12], targets[:12]))
    judge = softmax_cost(Examples(inputs[12:], targets[12:]))
    return cost, judge, start


def parabola(weights):
    return (2 * (weights - 3) ** 2 / 2).sum()


def test_the_cost_is_the_mean_cross_entropy_of_a_linear_network(problem):
    cost, _, start = problem
    layer = torch.nn.Linear(4, 3, bias=False, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(start)
    inputs = torch.randn(20, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)[
        :12
    ]
    random = torch.Generator().manual_seed(0)
    torch.randn(20, 4, generator=random, dtype=torch.float64)
    targets = torch.randint(3, (20,), generator=random)[:12]
    expected = torch.nn.CrossEntropyLoss()(layer(inputs), targets)
    assert cost(start).item() == pytest.approx(expected.item(), rel=1e-12)


def test_unrolled_steps_are_those_of_sgd_with_weight_decay(problem):
    cost, _, start = problem
    weights = start.clone().requires_grad_()
    sgd = torch.optim.SGD([weights], lr=RATE, weight_decay=DECAY)
    for _ in range(STEPS):
        sgd.zero_grad()
        cost(weights).backward()
        sgd.step()
    found = unrolled(cost, start, double(RATE), double(DECAY), STEPS)
    assert torch.allclose(found, weights, rtol=1e-12)


def test_pushing_forward_arrives_at_the_same_weights(problem):
    cost, _, start = problem
    found = unrolled(cost, start, double(RATE), double(DECAY), STEPS)
    pushed = pushed_forward(cost, start, RATE, DECAY, STEPS)
    assert torch.allclose(pushed.weights, found, rtol=1e-12)


@pytest.mark.parametrize("name", ["rate", "decay"])
def test_a_hypergradient_is_the_finite_difference_of_whole_trainings(problem, name):
    cost, judge, start = problem

    def loss(change):
        settings = {"rate": RATE, "decay": DECAY}
        settings[name] += change
        values = {key: double(value) for key, value in settings.items()}
        return judge(unrolled(cost, start, steps=STEPS, **values)).item()

    difference = (loss(1e-5) - loss(-1e-5)) / 2e-5
    rate, decay = double(RATE), double(DECAY)
    through = torch.autograd.grad(judge(unrolled(cost, start, rate, decay, STEPS)), (rate, decay))
    pushed = pushed_forward(cost, start, RATE, DECAY, STEPS)
    slope = gradient(judge, pushed.weights)
    forward = {"rate": pushed.by_rate, "decay": pushed.by_decay}[name]
    backward = dict(zip(("rate", "decay"), through, strict=True))[name]
    assert backward.item() == pytest.approx(difference, rel=1e-6)
    assert (slope * forward).sum().item() == pytest.approx(difference, rel=1e-6)


def test_on_a_parabola_the_weights_and_their_derivatives_are_those_by_hand():
    # From 0, one step gives 6 eta; two give 12 eta - 6 eta² (2 + kappa).
    pushed = pushed_forward(parabola, torch.zeros(1, dtype=torch.float64), 0.1, 0.5, 2)
    assert pushed.weights.item() == pytest.approx(12 * 0.1 - 6 * 0.01 * 2.5)
    assert pushed.by_rate.item() == pytest.approx(12 - 12 * 0.1 * 2.5)
    assert pushed.by_decay.item() == pytest.approx(-6 * 0.01)


def test_forgetting_that_the_weights_moved_gives_another_derivative():
    pushed = pushed_forward(parabola, torch.zeros(1, dtype=torch.float64), 0.1, 0.5, 2)
    last_step_alone = 6 - 2.5 * 0.6
    assert pushed.by_rate.item() != pytest.approx(last_step_alone, rel=0.1)


def test_the_start_is_left_as_it_was(problem):
    cost, _, start = problem
    before = start.clone()
    pushed_forward(cost, start, RATE, DECAY, STEPS)
    descend_on_decay(cost, start, DECAY, RATE, STEPS)
    assert torch.equal(start, before)
    assert not start.requires_grad


def test_descent_on_the_decay_takes_the_step_of_the_penaltys_slope():
    start = torch.tensor([1.0, -2.0], dtype=torch.float64)
    course = descend_on_decay(parabola, start, decay=0.3, rate=0.1, steps=1)
    assert course.decays == pytest.approx([0.3, 0.3 - 0.1 * 5 / 2])
    assert course.lengths[0] == pytest.approx(math.sqrt(5))
    assert course.costs[0] == pytest.approx(4 + 25 + 0.3 * 5 / 2)


def test_descent_on_the_decay_is_descent_on_the_penalised_cost_by_autograd():
    weights, decay = double([1.0, -2.0]), double(0.3)
    slopes = torch.autograd.grad(
        parabola(weights) + decay / 2 * weights @ weights, (weights, decay)
    )
    course = descend_on_decay(parabola, weights.detach(), decay=0.3, rate=0.1, steps=1)
    moved = weights - 0.1 * slopes[0]
    assert course.decays[1] == pytest.approx((decay - 0.1 * slopes[1]).item())
    assert course.lengths[1] == pytest.approx(moved.norm().item())


def test_the_decay_passes_zero_and_goes_on():
    start = torch.zeros(1, dtype=torch.float64)
    course = descend_on_decay(parabola, start, decay=0.5, rate=0.05, steps=20)
    assert course.decays[0] > 0 > course.decays[-1]
    assert course.costs[-1] < 0


def test_descent_on_the_decay_keeps_its_last_weights():
    start = torch.tensor([1.0, -2.0], dtype=torch.float64)
    course = descend_on_decay(parabola, start, decay=0.3, rate=0.1, steps=3)
    assert course.end.norm().item() == pytest.approx(course.lengths[-1])
