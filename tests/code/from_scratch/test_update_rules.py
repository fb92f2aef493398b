"""The readable rules, held against ``torch.optim`` over 100 steps of a small network."""

import pytest
import torch
from torch import nn, optim

from workedout.from_scratch import update_rules
from workedout.from_scratch.update_rules import RULES, ByRule, follow
from workedout.training.optimizers import OPTIMIZERS, optimizer_for
from workedout.training.recipes import Recipe

STEPS, RATE, DECAY, MU = 100, 0.03, 0.2, 0.8
OWN = {"momentum": {"mu": MU}, "nesterov": {"mu": MU}, "adamw": {"decay": DECAY}}


def network():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        return nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3)).double()


def path(make):
    """All weights after each of 100 steps, each with a batch of its own."""
    random = torch.Generator().manual_seed(0)
    inputs = torch.randn(STEPS, 6, 4, generator=random, dtype=torch.float64)
    labels = torch.randint(3, (STEPS, 6), generator=random)
    moved, found = network(), []
    optimizer = make(list(moved.parameters()))
    for x, y in zip(inputs, labels, strict=True):
        moved.zero_grad()
        nn.functional.cross_entropy(moved(x), y).backward()
        optimizer.step()
        found.append(nn.utils.parameters_to_vector(moved.parameters()).detach())
    return torch.stack(found)


def by_torch(name):
    decay = DECAY if name == "adamw" else 0.0
    recipe = Recipe(1, 1, RATE, name, momentum=MU, weight_decay=decay)
    return path(lambda parameters: optimizer_for(parameters, recipe))


def by_rule(name):
    settings = OWN.get(name, {})
    return path(lambda parameters: ByRule(parameters, name, rate=RATE, **settings))


def same(a, b):
    return torch.allclose(a, b, rtol=1e-9, atol=1e-12)


def test_every_optimizer_has_a_readable_rule():
    assert list(RULES) == list(OPTIMIZERS)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_goes_where_torch_goes_for_100_steps(name):
    assert same(by_rule(name), by_torch(name))


@pytest.mark.parametrize("name", RULES)
def test_a_rules_own_defaults_are_those_of_torch(name):
    made = {
        "sgd": lambda p: optim.SGD(p, RATE),
        "momentum": lambda p: optim.SGD(p, RATE, 0.9),
        "nesterov": lambda p: optim.SGD(p, RATE, 0.9, nesterov=True),
        "adagrad": lambda p: optim.Adagrad(p, RATE),
        "rmsprop": lambda p: optim.RMSprop(p, RATE),
        "adam": lambda p: optim.Adam(p, RATE),
        "adamw": lambda p: optim.AdamW(p, RATE),
    }
    assert same(path(lambda p: ByRule(p, name, rate=RATE)), path(made[name]))


def no_correction(w, g, memory, t, *, rate):
    (m, r) = memory
    m, r = 0.9 * m + 0.1 * g, 0.999 * r + 0.001 * g**2
    return w - rate * m / (r**0.5 + 1e-8), (m, r)


def adam_epsilon_inside(w, g, memory, t, *, rate):
    (m, r) = memory
    m, r = 0.9 * m + 0.1 * g, 0.999 * r + 0.001 * g**2
    return w - rate * m / (1 - 0.9**t) / (r / (1 - 0.999**t) + 1e-8) ** 0.5, (m, r)


def steps_from_zero(w, g, memory, t, *, rate):
    return update_rules.adam(w, g, memory, t + 1, rate=rate)


def adagrad_epsilon_inside(w, g, memory, t, *, rate):
    r = memory[0] + g**2
    return w - rate * g / (r + 1e-10) ** 0.5, (r,)


def rmsprop_epsilon_inside(w, g, memory, t, *, rate):
    r = 0.99 * memory[0] + 0.01 * g**2
    return w - rate * g / (r + 1e-8) ** 0.5, (r,)


def rmsprop_by_old_squares(w, g, memory, t, *, rate):
    return w - rate * g / (memory[0] ** 0.5 + 1e-8), (0.99 * memory[0] + 0.01 * g**2,)


def coupled_decay(w, g, memory, t, *, rate, decay):
    return update_rules.adam(w, g + decay * w, memory, t, rate=rate)


def decay_without_rate(w, g, memory, t, *, rate, decay):
    return update_rules.adam((1 - decay) * w, g, memory, t, rate=rate)


def mean_velocity(w, g, memory, t, *, rate, mu):
    v = mu * memory[0] + (1 - mu) * g
    return w - rate * v, (v,)


def nesterov_by_old_velocity(w, g, memory, t, *, rate, mu):
    v = mu * memory[0] + g
    return w - rate * (g + mu * memory[0]), (v,)


def ascent(w, g, memory, t, *, rate):
    return w + rate * g, ()


WRONG = [
    ("sgd", ascent),
    ("momentum", mean_velocity),
    ("nesterov", nesterov_by_old_velocity),
    ("adagrad", adagrad_epsilon_inside),
    ("rmsprop", rmsprop_epsilon_inside),
    ("rmsprop", rmsprop_by_old_squares),
    ("adam", no_correction),
    ("adam", adam_epsilon_inside),
    ("adam", steps_from_zero),
    ("adamw", coupled_decay),
    ("adamw", decay_without_rate),
]


@pytest.mark.parametrize(("name", "wrong"), WRONG, ids=[rule.__name__ for _, rule in WRONG])
def test_a_plausible_mistake_leads_elsewhere(name, wrong, monkeypatch):
    monkeypatch.setitem(RULES, name, (wrong, RULES[name][1]))
    assert not same(by_rule(name), by_torch(name))


def test_a_path_begins_at_the_start_and_has_a_point_for_each_step():
    assert follow("sgd", 4.0, lambda w, t: w, 2, rate=0.5) == [4.0, 2.0, 1.0]


def test_the_gradient_is_told_the_step_counted_from_one():
    assert follow("sgd", 0.0, lambda w, t: float(t), 3, rate=1.0) == [0.0, -1.0, -3.0, -6.0]


@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "adam", "adamw"])
def test_a_gradient_1024_times_as_large_leads_the_same_way(name):
    def slope(w, t):
        return w**3 - 2 * w + t % 3

    def steep(w, t):
        return 1024 * slope(w, t)

    settings = {"rate": 0.1, "epsilon": 0.0}
    assert follow(name, 1.5, steep, 9, **settings) == follow(name, 1.5, slope, 9, **settings)
