"""The update rules of seven optimizers, a few lines each: the readable version of ``torch.optim``.

Each rule takes weights, their gradient, what the optimizer remembers, and the number of the step,
counted from 1, and returns the new weights and the new memory. It only adds, multiplies and takes
powers, number by number, so it works on tensors, on plain numbers, and on symbols.
"""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

Number = Any  # a tensor, a float, or an expression of SymPy
Memory = tuple[Number, ...]
Moved = tuple[Number, Memory]
Rule = Callable[..., Moved]


def sgd(w: Number, g: Number, memory: Memory, t: int, *, rate: Number) -> Moved:
    """Against the gradient."""
    return w - rate * g, ()


def momentum(
    w: Number, g: Number, memory: Memory, t: int, *, rate: Number, mu: Number = 0.9
) -> Moved:
    """Along a velocity that sums up past gradients (Polyak 1964)."""
    (v,) = memory
    v = mu * v + g
    return w - rate * v, (v,)


def nesterov(
    w: Number, g: Number, memory: Memory, t: int, *, rate: Number, mu: Number = 0.9
) -> Moved:
    """The same velocity, and one more gradient (Nesterov 1983, after Sutskever et al. 2013)."""
    (v,) = memory
    v = mu * v + g
    return w - rate * (g + mu * v), (v,)


def adagrad(
    w: Number, g: Number, memory: Memory, t: int, *, rate: Number, epsilon: Number = 1e-10
) -> Moved:
    """Divided by the root of the sum of all squares (Duchi et al. 2011)."""
    (r,) = memory
    r = r + g**2
    return w - rate * g / (r**0.5 + epsilon), (r,)


def rmsprop(
    w: Number,
    g: Number,
    memory: Memory,
    t: int,
    *,
    rate: Number,
    alpha: Number = 0.99,
    epsilon: Number = 1e-8,
) -> Moved:
    """Divided by the root of a running mean of squares (Tieleman and Hinton 2012)."""
    (r,) = memory
    r = alpha * r + (1 - alpha) * g**2
    return w - rate * g / (r**0.5 + epsilon), (r,)


def adam(
    w: Number,
    g: Number,
    memory: Memory,
    t: int,
    *,
    rate: Number,
    betas: tuple[Number, Number] = (0.9, 0.999),
    epsilon: Number = 1e-8,
) -> Moved:
    """A running mean over the root of another, both unbiased (Kingma and Ba 2015, algorithm 1)."""
    (m, r), (beta, gamma) = memory, betas
    m = beta * m + (1 - beta) * g
    r = gamma * r + (1 - gamma) * g**2
    m_hat, r_hat = m / (1 - beta**t), r / (1 - gamma**t)
    return w - rate * m_hat / (r_hat**0.5 + epsilon), (m, r)


def adamw(
    w: Number,
    g: Number,
    memory: Memory,
    t: int,
    *,
    rate: Number,
    decay: Number = 0.01,
    **settings: Any,
) -> Moved:
    """Adam, after a decay apart from it (Loshchilov and Hutter 2019, algorithm 2)."""
    return adam((1 - rate * decay) * w, g, memory, t, rate=rate, **settings)


# By the names of ``optimizers.OPTIMIZERS``: the rule, and how many numbers it remembers a weight.
RULES: dict[str, tuple[Rule, int]] = {
    "sgd": (sgd, 0),
    "momentum": (momentum, 1),
    "nesterov": (nesterov, 1),
    "adagrad": (adagrad, 1),
    "rmsprop": (rmsprop, 1),
    "adam": (adam, 2),
    "adamw": (adamw, 2),
}


def follow(
    name: str,
    start: Number,
    gradient: Callable[[Number, int], Number],
    steps: int,
    **settings: Any,
) -> list[Number]:
    """Where a rule leads: the start, and the weights after each step.

    Args:
        name: in ``RULES``.
        start: the first weights.
        gradient: at these weights, in step t, counted from 1.
        steps: how many.
        settings: the rule's, by name.
    """
    rule, remembered = RULES[name]
    path: list[Number] = [start]
    memory: Memory = (0 * start,) * remembered
    for t in range(1, steps + 1):
        w, memory = rule(path[-1], gradient(path[-1], t), memory, t, **settings)
        path.append(w)
    return path


class ByRule:
    """A rule in the place of an optimizer of ``torch.optim``: it moves what has a gradient.

    Args:
        parameters: what it moves.
        name: of the rule, one of ``"sgd"``, ``"momentum"``, ``"nesterov"``, ``"adagrad"``,
            ``"rmsprop"``, ``"adam"`` and ``"adamw"``.
        settings: the rule's, by name; ``rate`` is one of each.
    """

    def __init__(self, parameters: Iterable[Tensor], name: str, **settings: Any) -> None:
        """Of the rule with this name, with its settings by name."""
        self.rule, remembered = RULES[name]
        self.parameters, self.settings, self.steps = list(parameters), settings, 0
        self.memories: list[Memory] = [
            (torch.zeros_like(parameter),) * remembered for parameter in self.parameters
        ]

    @torch.no_grad()
    def step(self) -> None:
        """Move each parameter once."""
        self.steps += 1
        for number, (w, memory) in enumerate(zip(self.parameters, self.memories, strict=True)):
            moved, self.memories[number] = self.rule(w, w.grad, memory, self.steps, **self.settings)
            w.copy_(moved)
