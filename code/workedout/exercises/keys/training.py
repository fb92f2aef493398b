"""Right answers to exercises of the second part, on training on MNIST."""

import math
from fractions import Fraction
from typing import Any

import sympy as sp
import torch
import torch.nn.functional as F
from torch import nn

from workedout.data.idx import encode
from workedout.derivations import parameters, schedules
from workedout.exercises.answers import Answer, Formula, Number, Numbers
from workedout.exercises.keys.key import key
from workedout.from_scratch.batch_norm import forward, running_variance, updated
from workedout.from_scratch.update_rules import follow
from workedout.statistics.comparisons import holm
from workedout.statistics.early_stopping import stopped
from workedout.statistics.hypothesis_tests import Test
from workedout.statistics.intervals import wilson_interval

TRAINING_IMAGES = 60_000


@key("ex-file-length", "the bytes of the images' file, and of the labels'")
def lengths() -> Answer:
    """The header of a file that holds one, and what all take."""
    image, label = torch.zeros(1, 28, 28, dtype=torch.uint8), torch.zeros(1, dtype=torch.uint8)
    return Numbers(
        [len(encode(one)) + (TRAINING_IMAGES - 1) * one.numel() for one in (image, label)]
    )


@key("ex-undo", "the byte as a formula in z, mu and sigma")
def undone() -> Answer:
    """The steps of standardising, turned around."""
    byte, z = sp.symbols("byte z", real=True)
    mu, sigma = sp.symbols("mu sigma", positive=True)
    [solved] = sp.solve((byte / 255 - mu) / sigma - z, byte)
    return Formula(solved)


@key("ex-loss-hand", "the loss and the three entries of the gradient")
def by_hand() -> Answer:
    """From PyTorch's own loss."""
    logits = torch.tensor([2.0, 2.0, 4.0], dtype=torch.float64).log().requires_grad_()
    loss = F.cross_entropy(logits[None], torch.tensor([2]))
    (gradient,) = torch.autograd.grad(loss, logits)
    return Numbers([loss.item(), *gradient.tolist()], within=5e-3)


@key("ex-loss-classes", "the three falls, for 2, 10 and 1000 classes")
def falls() -> Answer:
    """From equal probabilities to certainty, both seen through a second softmax."""
    found = []
    for classes in (2, 10, 1000):
        certain = F.one_hot(torch.tensor([0]), classes).double()
        equal = torch.full((1, classes), 1 / classes, dtype=torch.float64)
        high, low = (F.cross_entropy(each, torch.tensor([0])).item() for each in (equal, certain))
        found.append(high - low)
    return Numbers(found, within=5e-3)


@key("ex-bn-hand", "four outputs, the running mean, the running variance, and the sum for β")
def batch_of_four() -> Answer:
    """By the functions of the chapter; a sum at the running mean gives β."""
    sums = torch.tensor([[2.0], [2.0], [2.0], [6.0]], dtype=torch.float64)
    scale, shift = torch.tensor([[4.0], [-1.0]], dtype=torch.float64)
    mean = updated(torch.zeros(1), sums.mean(dim=0), 0.1)
    variance = running_variance(torch.ones(1), sums, 0.1)
    outputs = forward(sums, scale, shift, 1.0)
    return Numbers([*outputs.flatten().tolist(), *map(float, (mean, variance, mean))], 1e-6)


@key("ex-bn-count", "the parameters added, and those made superfluous")
def added() -> Answer:
    """Those of the two layers, and the biases before them."""
    layers = [nn.BatchNorm1d(100), nn.BatchNorm1d(100)]
    new = sum(p.numel() for layer in layers for p in layer.parameters())
    return Numbers((new, sum(layer.num_features for layer in layers)))


@key("ex-count", "the number of parameters")
def counted() -> Answer:
    """By the formula."""
    return Number(parameters.count((784, 30, 20, 10)))


@key("ex-expensive", "the units of the two layers, of the split with the most parameters")
def expensive() -> Answer:
    """All splits tried."""
    most = max(range(1, 200), key=lambda k: parameters.count((784, 200 - k, k, 10)))
    return Numbers((200 - most, most))


@key("ex-steps", "the steps of one epoch, and the images of the last batch")
def steps() -> Answer:
    """Division with remainder."""
    full, rest = divmod(TRAINING_IMAGES, 128)
    return Numbers((full + 1, rest))


@key("ex-three-layers", "the width, and the number of hidden units")
def three_layers() -> Answer:
    """All widths tried."""
    one = parameters.count((784, 100, 10))
    width = min(range(1, 200), key=lambda w: abs(parameters.count((784, w, w, w, 10)) - one))
    return Numbers((width, 3 * width))


@key("ex-break-even", "the number of hidden units at which both have as many")
def break_even() -> Answer:
    """The first even number at which two layers are no smaller than one."""
    units = 2
    while parameters.count((784, units // 2, units // 2, 10)) < parameters.count((784, units, 10)):
        units += 2
    return Number(units)


@key("ex-draws", "the number of draws")
def draws() -> Answer:
    """Tried from one on."""
    count = 1
    while Fraction(19, 20) ** count > Fraction(1, 20):
        count += 1
    return Number(count)


@key("ex-four", "how many hold by Bonferroni's rule, and how many by Holm's")
def four_claims() -> Answer:
    """Bonferroni's rule as it is, Holm's by the book's function."""
    values = (0.012, 0.013, 0.014, 0.9)
    together = holm([Test(False, "", p) for p in values], 0.05)
    return Numbers(
        (sum(p < 0.05 / len(values) for p in values), sum(test.holds for test in together))
    )


@key("ex-diag-chance", "the least count of 1,000 that is more than chance")
def more_than_chance() -> Answer:
    """Tried from a tenth on."""
    count = 100
    while wilson_interval(count, 1000).low <= 0.1:
        count += 1
    return Number(count)


@key("ex-m-hand", "where the weight is after each of the four steps")
def four_steps() -> Answer:
    """The rule itself, in fractions."""
    path = follow("momentum", Fraction(1), lambda w, _: w, 4, rate=Fraction(1), mu=Fraction(1, 4))
    return Numbers(path[1:])


@key("ex-o-hand", "where momentum is after three steps, and where Nesterov's is")
def two_rules() -> Answer:
    """The rules themselves, in fractions."""
    gradients = [Fraction(1), Fraction(1), Fraction(-2)]
    ends = [
        follow(
            rule,
            Fraction(0),
            lambda _, t: gradients[t - 1],
            3,
            rate=Fraction(1),
            mu=Fraction(1, 2),
        )[-1]
        for rule in ("momentum", "nesterov")
    ]
    return Numbers(ends)


@key("ex-sched-floor", "the floor before the drop, and after it")
def floors() -> Answer:
    """From the checked identity."""
    settings = {schedules.lam: 2, schedules.sigma: sp.Rational(3, 10)}
    at = (sp.Rational(1, 10), sp.Rational(1, 100))
    right = schedules.FLOOR.right
    return Numbers([right.subs({**settings, schedules.eta: rate}) for rate in at], within=5e-3)


@key("ex-sched-patience", "the last epoch, the epoch kept, and the patience that finds the least")
def patience() -> Answer:
    """By the book's function; the patience is tried from one on."""
    losses = (0.50, 0.40, 0.35, 0.36, 0.37, 0.34, 0.30, 0.31, 0.33)
    least = losses.index(min(losses)) + 1
    enough = next(p for p in range(1, len(losses)) if stopped(losses, p)[1] == least)
    return Numbers((*stopped(losses, 2), enough))


@key("ex-wd-life", "three numbers of epochs: as published, η × 10, and N × 10")
def lives() -> Answer:
    """The steps until a weight is halved, and the steps of an epoch."""

    def epochs(eta: float, examples: int) -> float:
        steps = math.log(0.5) / math.log1p(-eta * 5 / examples)
        return steps / (examples / 10)

    return Numbers([epochs(0.1, 50_000), epochs(1, 50_000), epochs(0.1, 500_000)], within=5e-3)


@key("ex-wd-two", "the two places")
def settled() -> Answer:
    """Where the two slopes cancel."""
    w, decay = sp.Symbol("w"), sp.Rational(1, 10**4)

    def place(h: sp.Rational) -> Any:
        return sp.solve(h * (w - 1) + decay * w, w)[0]

    return Numbers([place(sp.Rational(1, 100)), place(sp.Rational(1, 10**4))], within=1e-3)
