"""The optimizers, each held against its rule written out by hand."""

import pytest
import torch
from torch import nn

from workedout.training.optimizers import NOT_CAPTURABLE, OPTIMIZERS, optimizer_for, step_of
from workedout.training.recipes import Recipe

RATE, MOMENTUM, DECAY, EPSILON = 0.1, 0.8, 0.01, 1e-8
STEPS, START = 6, 1.5


def slope(w):
    """Of w⁴ / 4 − w² at w: no two steps have the same."""
    return w**3 - 2 * w


def sgd(w, g, t, state):
    return w - RATE * (g + DECAY * w)


def momentum(w, g, t, state):
    state["v"] = MOMENTUM * state.get("v", 0.0) + g + DECAY * w
    return w - RATE * state["v"]


def nesterov(w, g, t, state):
    g = g + DECAY * w
    state["v"] = MOMENTUM * state.get("v", 0.0) + g
    return w - RATE * (g + MOMENTUM * state["v"])


def adagrad(w, g, t, state):
    g = g + DECAY * w
    state["s"] = state.get("s", 0.0) + g * g
    return w - RATE * g / (state["s"] ** 0.5 + 1e-10)


def rmsprop(w, g, t, state):
    g = g + DECAY * w
    state["s"] = 0.99 * state.get("s", 0.0) + 0.01 * g * g
    return w - RATE * g / (state["s"] ** 0.5 + EPSILON)


def adam_direction(g, t, state):
    state["m"] = 0.9 * state.get("m", 0.0) + 0.1 * g
    state["s"] = 0.999 * state.get("s", 0.0) + 0.001 * g * g
    return (state["m"] / (1 - 0.9**t)) / ((state["s"] / (1 - 0.999**t)) ** 0.5 + EPSILON)


def adam(w, g, t, state):
    return w - RATE * adam_direction(g + DECAY * w, t, state)


def adamw(w, g, t, state):
    return w - RATE * DECAY * w - RATE * adam_direction(g, t, state)


RULES = {rule.__name__: rule for rule in (sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw)}


def path_by_torch(name, capture_on=None):
    w = nn.Parameter(torch.tensor([START], dtype=torch.float64))
    recipe = Recipe(1, 1, RATE, name, momentum=MOMENTUM, weight_decay=DECAY)
    optimizer, path = optimizer_for([w], recipe, capture_on), []
    for _ in range(STEPS):
        w.grad = slope(w.detach())
        optimizer.step()
        path.append(w.item())
    return path


def path_by_hand(rule):
    w, state, path = START, {}, []
    for t in range(1, STEPS + 1):
        w = rule(w, slope(w), t, state)
        path.append(w)
    return path


def test_every_optimizer_has_a_rule_here():
    assert set(OPTIMIZERS) == set(RULES)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_follows_its_rule(name):
    assert path_by_torch(name) == pytest.approx(path_by_hand(RULES[name]), rel=1e-9)


def test_no_two_rules_follow_the_same_path():
    paths = [tuple(round(w, 6) for w in path_by_hand(rule)) for rule in RULES.values()]
    assert len(set(paths)) == len(paths)


def test_an_unknown_optimizer_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"unknown optimizer 'lion': one of .*'adamw'"):
        optimizer_for([nn.Parameter(torch.zeros(1))], Recipe(1, 1, 0.1, "lion"))


# The same without bookkeeping.


def moved(name, lean, dtype):
    """Two parameters after some steps, whose gradients and rate are others in each."""
    random = torch.Generator().manual_seed(3)
    parameters = [
        nn.Parameter(torch.randn(shape, generator=random).to(dtype)) for shape in ((4, 5), (4, 1))
    ]
    optimizer = optimizer_for(parameters, Recipe(1, 1, RATE, name, MOMENTUM, weight_decay=DECAY))
    step = step_of(optimizer) if lean else optimizer.step
    for t in range(STEPS):
        optimizer.param_groups[0]["lr"] = RATE / (t + 1)
        for each in parameters:
            each.grad = torch.randn(each.shape, generator=random).to(dtype)
        step()
    return [each.detach() for each in parameters]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_step_without_bookkeeping_gives_the_very_same_numbers(name, dtype):
    lean, usual = moved(name, True, dtype), moved(name, False, dtype)
    assert all(torch.equal(mine, theirs) for mine, theirs in zip(lean, usual, strict=True))


@pytest.mark.parametrize("name", ["adam", "adamw"])
def test_it_is_adam_whose_bookkeeping_is_left_out(name):
    optimizer = optimizer_for([nn.Parameter(torch.zeros(1))], Recipe(1, 1, RATE, name))
    assert step_of(optimizer) != optimizer.step


# What a graph can hold: a rate that is a tensor, which kernels read as single precision.
ON_THE_CPU = [name for name in OPTIMIZERS if name not in (*NOT_CAPTURABLE, "rmsprop")]


@pytest.mark.parametrize("name", ON_THE_CPU)
def test_a_capturable_optimizer_follows_the_same_rule(name):
    found = path_by_torch(name, torch.device("cpu"))
    assert found == pytest.approx(path_by_hand(RULES[name]), rel=1e-6)


@pytest.mark.parametrize("name", ON_THE_CPU)
def test_a_rate_that_is_filled_anew_is_followed(name):
    w = nn.Parameter(torch.tensor([START], dtype=torch.float64))
    optimizer = optimizer_for([w], Recipe(1, 1, RATE, name), torch.device("cpu"))
    optimizer.param_groups[0]["lr"].fill_(0.0)
    w.grad = torch.ones_like(w)
    optimizer.step()
    assert w.item() == START
    optimizer.param_groups[0]["lr"].fill_(RATE)
    optimizer.step()
    assert w.item() < START


def test_a_capturable_rate_is_of_single_precision_on_its_device():
    optimizer = optimizer_for(
        [nn.Parameter(torch.zeros(1))], Recipe(1, 1, RATE), torch.device("cpu")
    )
    rate = optimizer.param_groups[0]["lr"]
    assert (rate.dtype, rate.device, rate.dim()) == (torch.float32, torch.device("cpu"), 0)


def test_what_cannot_be_captured_is_known():
    assert set(NOT_CAPTURABLE) < set(OPTIMIZERS)
