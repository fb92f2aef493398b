"""Two settings of a small training, found by random draws or by descent through the training.

The training is that of ``hypergradients``: plain descent on a network without hidden layer, all
examples at once. Costs are counted in trainings. Going back through a training takes, for each of
its steps, one product with the matrix of second derivatives. For this network that is as many
multiplications as a gradient takes: first with the inputs, then with their transpose. So a training
with its hypergradient counts as two.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor, optim

from workedout.data.examples import Examples
from workedout.studies.hypergradients import Cost, gradient, softmax_cost, unrolled

STEPS = 20
WITH_HYPERGRADIENT = 2  # trainings that one with its hypergradient costs
RULES: dict[str, type[optim.Optimizer]] = {"gradient": optim.SGD, "Adam": optim.Adam}


class Box(NamedTuple):
    """The ranges of both settings, rate and decay; all draws and all descents stay within."""

    lowest: tuple[float, float] = (0.003, 0.001)
    highest: tuple[float, float] = (1.0, 1.0)

    @property
    def ends(self) -> tuple[Tensor, Tensor]:
        """The logarithms of both ends, (2,) float64 each."""
        low, high = (torch.tensor(each, dtype=torch.float64).log() for each in self)
        return low, high


BOX = Box()


class Problem(NamedTuple):
    """What settings are searched for: trained on one set of digits, judged on another."""

    cost: Cost
    judge: Cost
    start: Tensor


def problem_of(pool: Examples, count: int, random: torch.Generator) -> Problem:
    """Draw digits to train on and as many others to be judged on.

    Args:
        pool: images and labels to draw from.
        count: how many of either kind.
        random: draws them.
    """
    rows = torch.randperm(len(pool.targets), generator=random)[: 2 * count]
    cpu = torch.device("cpu")
    own, other = (pool.take(each).to(cpu, torch.float64) for each in (rows[:count], rows[count:]))
    inputs = own.inputs.flatten(1).shape[1]
    return Problem(softmax_cost(own), softmax_cost(other), torch.zeros(10, inputs).double())


def drawn(count: int, random: torch.Generator) -> Tensor:
    """Settings at random: logarithms of rate and decay, uniform within the box, (count, 2)."""
    low, high = BOX.ends
    return low + (high - low) * torch.rand(count, 2, generator=random, dtype=torch.float64)


def validated(problem: Problem, logs: Tensor) -> float:
    """The loss of the judge after a training, without derivatives; infinite if it is no number."""
    rate, decay = logs.exp().tolist()
    weights = problem.start
    for _ in range(STEPS):
        weights = weights - rate * (gradient(problem.cost, weights).detach() + decay * weights)
    return finite(problem.judge(weights).item())


def finite(loss: float) -> float:
    """The same, or infinity."""
    return loss if math.isfinite(loss) else math.inf


def descended(
    problem: Problem, first: Tensor, rule: str, step: float, trainings: int
) -> list[float]:
    """Descend on the judge's loss by both logarithms, each kept within the box.

    Args:
        problem: whose training is differentiated.
        first: logarithms of the settings to begin with, (2,).
        rule: one of ``RULES``, with PyTorch's other settings.
        step: its rate, the outer one.
        trainings: how many, each with its hypergradient.

    Returns:
        The judge's loss after each training. It ends early where a loss or a slope is no number.
    """
    low, high = BOX.ends
    logs = first.clone().requires_grad_()
    outer = RULES[rule]([logs], lr=step)  # type: ignore[call-arg]
    seen = []
    for _ in range(trainings):
        rate, decay = logs.exp()
        loss = problem.judge(unrolled(problem.cost, problem.start, rate, decay, STEPS))
        seen.append(finite(loss.item()))
        (logs.grad,) = torch.autograd.grad(loss, logs)
        if not (math.isfinite(seen[-1]) and bool(logs.grad.isfinite().all())):
            break
        outer.step()
        with torch.no_grad():
            logs.clamp_(low, high)
    return seen
