"""The steps of a ReLU unit, and the forgetting of a bias, held against autograd and simulation."""

import pytest
import torch

from workedout.derivations import dying_relu as d
from workedout.networks.models import Plane
from workedout.randomness import generator
from workedout.training.recipes import LOSSES

STARTS = range(20)


def unit_and_rest(seed):
    """A network of four units on one random example: all that the formulas speak of."""
    torch.manual_seed(seed)
    network = Plane((4,))().double()
    x = torch.randn(2, dtype=torch.float64)
    y = 1.0 if seed % 2 else -1.0
    s = network[0](x)
    s.retain_grad()
    o = network[1:](s)
    (0.5 * (o - y) ** 2).sum().backward()
    return network, x, y, s, o


def by_formula(seed):
    """The error signal at each hidden unit by the formulas, active or not."""
    network, _, y, s, o = unit_and_rest(seed)
    delta = float(d.ERROR.right.subs({d.o: o.item(), d.y: y}))
    slopes = [1.0 if each > 0 else 0.0 for each in s]
    weights = network[2].weight[0].tolist()
    return [
        float(d.UNIT_ERROR.right.subs({d.delta: delta, d.v: v})) * slope
        for v, slope in zip(weights, slopes, strict=True)
    ]


@pytest.mark.parametrize("seed", STARTS)
def test_the_error_signals_are_those_of_autograd(seed):
    _, _, _, s, _ = unit_and_rest(seed)
    assert by_formula(seed) == pytest.approx(s.grad.tolist(), abs=1e-14)


@pytest.mark.parametrize("seed", STARTS)
def test_a_silent_unit_gets_no_gradient_and_an_active_one_by_weights_and_bias(seed):
    network, x, _, s, _ = unit_and_rest(seed)
    assert torch.allclose(network[0].weight.grad, s.grad.unsqueeze(1) * x, rtol=0, atol=1e-14)
    assert torch.equal(network[0].bias.grad, s.grad)
    assert torch.equal(s.grad[s <= 0], torch.zeros(int((s <= 0).sum())))


@pytest.mark.parametrize("seed", STARTS)
def test_a_step_changes_the_weighted_sum_elsewhere_as_the_formula_says(seed):
    network, x, _, s, _ = unit_and_rest(seed)
    elsewhere = torch.randn(2, dtype=torch.float64)
    before = network[0](elsewhere).detach()
    v = network[2].weight[0].tolist()
    delta = [g / each if active else 0.0
             for g, each, active in zip(s.grad.tolist(), v, s > 0, strict=True)]  # fmt: skip
    torch.optim.SGD(network.parameters(), lr=0.3).step()
    for unit, change in enumerate((network[0](elsewhere) - before).tolist()):
        values = {
            d.eta: 0.3,
            d.delta: delta[unit],
            d.v: v[unit],
            **dict(zip((d.x_1, d.x_2), x.tolist(), strict=True)),
            **dict(zip((d.x_1_other, d.x_2_other), elsewhere.tolist(), strict=True)),
        }
        assert float(d.ONE_STEP.right.subs(values)) == pytest.approx(change, abs=1e-13)


@pytest.mark.parametrize("seed", STARTS)
def test_the_balance_of_a_unit_changes_as_the_formula_says(seed):
    network, x, _, s, _ = unit_and_rest(seed)

    def balances():
        inner = (network[0].weight ** 2).sum(dim=1) + network[0].bias ** 2
        return (network[2].weight[0] ** 2 - inner).tolist()

    before, v = balances(), network[2].weight[0].tolist()
    torch.optim.SGD(network.parameters(), lr=0.3).step()
    for unit, change in enumerate(a - b for a, b in zip(balances(), before, strict=True)):
        if s[unit] <= 0:
            assert change == pytest.approx(0.0, abs=1e-14)
            continue
        values = {
            d.eta: 0.3,
            d.delta: s.grad[unit].item() / v[unit],
            d.v: v[unit],
            d.s: s[unit].item(),
            **dict(zip((d.x_1, d.x_2), x.tolist(), strict=True)),
        }
        assert float(d.BALANCE.right.subs(values)) == pytest.approx(change, abs=1e-13)


def test_the_error_signal_of_a_negative_is_largest_at_a_third():
    outputs = torch.linspace(-1, 1, 20_001, dtype=torch.float64)
    signals = (outputs + 1) * (1 - outputs**2)
    assert signals.max().item() == pytest.approx(32 / 27, abs=1e-8)
    assert outputs[signals.argmax()].item() == pytest.approx(1 / 3, abs=1e-4)
    gaps = [float(d.LARGEST_ERROR.right.subs(d.o, o)) for o in outputs[::1000].tolist()]
    assert gaps == pytest.approx((32 / 27 - signals[::1000]).tolist(), abs=1e-13)


def simulated(target, start, stop, rate=1e-3):
    """Rate times steps until the weighted sum of a lone output bias passes a value."""
    z, steps = start, 0
    while (z > stop) if target < 0 else (z < stop):
        o = torch.tanh(torch.tensor(z, dtype=torch.float64)).item()
        z, steps = z - rate * (o - target) * (1 - o * o), steps + 1
    return rate * steps


@pytest.mark.parametrize("sunk", [0.3, 0.8, 1.2])
def test_a_lone_bias_takes_the_time_of_the_formula_to_sink_and_to_rise(sunk):
    down, up = (float(each.right.subs(d.depth, sunk)) for each in (d.SINKING, d.RISING))
    assert simulated(-1.0, 0.0, -sunk) == pytest.approx(down, rel=0.01)
    assert simulated(1.0, -sunk, 0.0) == pytest.approx(up, rel=0.01)


def test_the_pace_is_the_reciprocal_of_the_error_signal_of_a_negative():
    for z in torch.randn(10, generator=generator(0, "pace"), dtype=torch.float64).tolist():
        o = torch.tanh(torch.tensor(z, dtype=torch.float64)).item()
        signal = float(d.ERROR.right.subs({d.o: o, d.y: -1}))
        assert float(d.PACE.right.subs(d.z, z)) * signal == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("y", [-1.0, 1.0])
@pytest.mark.parametrize("at", [-9.0, -0.3, 0.0, 2.0])
def test_the_error_signal_of_the_logistic_loss_is_that_of_autograd(y, at):
    z = torch.tensor([[at]], dtype=torch.float64, requires_grad=True)
    LOSSES["logistic"][0](z, torch.tensor([y], dtype=torch.float64)).sum().backward()
    derived = float(d.LOGISTIC_ERROR.right.subs({d.z: at, d.y: y}))
    assert z.grad.item() == pytest.approx(derived, rel=1e-12)
